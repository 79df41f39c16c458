"""The English name in brackets at the first mention of each entity: ルハンスク州（Luhansk Oblast）."""

from __future__ import annotations

import re

from entity_resolver.config import ResolverConfig
from entity_resolver.model import Edit, Resolution
from entity_resolver.patterns import late
from entity_resolver.zones import find_zones

_JAPANESE = late(r"[ァ-ヺーぁ-ゖ一-龠々]")
_BRACKET = late(r"[^\S\n]*[（(]")
_WORD_BEHIND = late(r"[ァ-ヺー]|[A-Za-z0-9]")


def glosses(result: Resolution, config: ResolverConfig | None = None) -> tuple[Edit, ...]:
    """The brackets to put in, as empty-span edits of the result's text, in order.

    None for an entity whose English name stands in brackets anywhere in the text, for country signs (米ロ), inside a
    do-not-rewrite zone or inside other brackets, or where brackets follow already. Apply them to a normalized text and
    look again: once nothing is left to put in, nothing ever will be.

    >>> from entity_resolver import Resolver
    >>> [(edit.start, edit.new) for edit in glosses(Resolver().resolve("ルハンスク州とルハンスク州"))]
    [(6, '（Luhansk Oblast）')]
    """
    zones = find_zones(result.text, (config or ResolverConfig()).zones)
    inside = _bracketed(result.text)
    made: dict[str, Edit] = {}
    for mention in result.mentions:
        entity, end = mention.entity, mention.end
        if entity is None or entity.id in made or mention.method == "compound":
            continue
        if not entity.en or _JAPANESE.search(entity.en):
            continue
        if not _JAPANESE.search(mention.surface) or mention.start in inside:
            continue
        if zones.over(mention.start, end) or _BRACKET.match(result.text, end) or _WORD_BEHIND.match(result.text, end):
            continue
        if not _has_gloss(result.text, entity.en):
            made[entity.id] = Edit(end, end, "", f"（{entity.en}）")
    return tuple(sorted(made.values(), key=lambda edit: edit.start))


def _has_gloss(text: str, en: str) -> bool:
    return f"（{en}）" in text or f"({en})" in text


def _bracketed(text: str) -> set[int]:
    """Offsets inside round brackets on one line."""
    inside: set[int] = set()
    for match in re.finditer(r"[（(][^（）()\n]{0,200}[）)]", text):
        inside.update(range(*match.span()))
    return inside
