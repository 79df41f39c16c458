"""What a whole text is about (baseball), as evidence for a name that means something else too: 中日, 阪神, 巨人."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from entity_resolver.document import Document
from entity_resolver.lexicon import Form
from entity_resolver.model import Entity
from entity_resolver.rules import alternation, columns
from entity_resolver.spans import Span

_OF_REGION = ("の", "で", "に", "奥地", "地域", "地方", "北部", "南部", "東部", "西部", "上流", "下流", "先住民")
_ENOUGH = 2
"""Points of different words that make a text one about a field."""


@dataclass(frozen=True)
class Fields:
    """The rows of rules/fields.tsv.

    Attributes:
        members: entity id → its field. words: field → its words with the points of each; any: field → a pattern for them.
    """

    members: Mapping[str, str]
    words: Mapping[str, Mapping[str, int]]
    any: Mapping[str, re.Pattern[str]]

    def is_about(self, text: str, field: str) -> bool:
        """Does a folded text hold enough words of a field?

        >>> fields = load_fields()
        >>> fields.is_about("先発投手が本塁打を浴びた", "baseball"), fields.is_about("知事は監督を訪ねた", "baseball")
        (True, False)
        """
        found = {match[0] for match in self.any[field].finditer(text)}
        return sum(self.words[field][word] for word in found) >= _ENOUGH


@lru_cache(maxsize=1)
def load_fields() -> Fields:
    """The bundled fields (read once per process)."""
    members: dict[str, str] = {}
    words: dict[str, dict[str, int]] = {}
    for field, key, points in columns("fields", "field", "key", "points"):
        if points:
            words.setdefault(field, {})[key] = int(points)
        else:
            members[key] = field
    return Fields(members, words, {field: re.compile(alternation(some)) for field, some in words.items()})


@lru_cache(maxsize=64)
def _is_about(text: str, field: str) -> bool:
    return load_fields().is_about(text, field)


def field_of_text(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """The text is about what this organisation does: 中日 is a club where 投手 and 本塁打 are spoken of."""
    field = load_fields().members.get(entity.id) if form.use == "context" else None
    if entity.type == "LOC" and not document.text.startswith(_OF_REGION, span.end):  # アマゾン|が出資した
        return None
    return f"the text is about {field}" if field and _is_about(document.text, field) else None
