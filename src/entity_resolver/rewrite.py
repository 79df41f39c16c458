"""Linked mentions → what replaces their surface. Makes no choice of entity."""

from __future__ import annotations

import re
from collections.abc import Sequence

from entity_resolver.config import ResolverConfig
from entity_resolver.fold import READING
from entity_resolver.lexicon import Form
from entity_resolver.model import Step
from entity_resolver.patterns import late
from entity_resolver.styles import Styling
from entity_resolver.zones import Zones

HALF_WIDTH = late(r"[ｦ-ﾟ]")
_BREAKS = late(r"[\r\n]+[ \t　]*|[ \t　]*[\r\n]+")
_JAPANESE = late(r"[ぁ-んァ-ヺー一-龠々ｦ-ﾟ]")


def rewriting(
    surface: str,
    form: Form,
    confidence: float,
    place: tuple[int, int],
    zones: Zones,
    config: ResolverConfig,
    styling: Styling,
    text: str,
    rivals: Sequence[Form] = (),
) -> tuple[str | None, tuple[Step, ...]]:
    """What to write in place of a linked surface (None: it stays), and why.

    `place` is the span in the original `text`; `rivals` are listed forms of other entities that the surface equals.
    """
    target = styling.target(form, surface, text, place[1])
    if not target and HALF_WIDTH.search(surface):
        target = form.text
    if not target or not _JAPANESE.search(surface):
        return None, ()
    # ルガンスク is the city or the region, and ルハンスク either way: the doubt is not about the spelling
    agreed = bool(rivals) and all(styling.target(rival, surface, text, place[1]) == target for rival in rivals)
    if confidence < config.rewrite_threshold and not agreed:
        return None, (
            Step(
                "keep",
                f"linked, and not rewritten: confidence {confidence:.3f} is below {config.rewrite_threshold:.3f}",
            ),
        )
    if surface in config.keep or form.entity_id in config.exclude:
        return None, (Step("keep", "switched off by the configuration"),)
    if zone := zones.over(*place):
        return None, (Step("zone", f"inside a {zone} zone: read, not rewritten", (zone,)),)
    if READING.search(surface):
        return None, (Step("keep", "the reading in brackets inside has no place in the other form"),)
    placed = with_breaks_of(surface, target)
    if placed is None:
        return None, (Step("keep", "a line break inside has no place in the other form"),)
    if placed == surface:
        return None, ()
    return placed, (Step("rewrite", f"{form.kind} form of {target}", (surface, placed)),)


def with_breaks_of(surface: str, target: str) -> str | None:
    """The target with the surface's line breaks at the same place; None where there is no such place."""
    breaks: Sequence[re.Match[str]] = list(_BREAKS.finditer(surface))
    if not breaks:
        return target
    bare = _BREAKS.sub("", surface)
    if len(bare) != len(target):
        return None
    parts, at, removed = [], 0, 0
    for match in breaks:
        cut = match.start() - removed
        parts += [target[at:cut], match[0]]
        at = cut
        removed += len(match[0])
    return "".join([*parts, target[at:]])
