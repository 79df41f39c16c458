"""Mentions → the bilingual glossary of what occurred. Knows no file format: those are in export/."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from entity_resolver.model import Entity, Mention, Resolution

CONTEXT_WIDTH = 20
"""Characters of context kept on each side of the first mention."""


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """One entity that occurred.

    Attributes:
        entity: the entity, with its canonical names.
        forms: surface form → how often, most frequent first.
        documents: number of texts it occurs in.
        context: the first mention with its surroundings, on one line.
    """

    entity: Entity
    forms: tuple[tuple[str, int], ...]
    documents: int
    context: str

    @property
    def count(self) -> int:
        return sum(number for _, number in self.forms)


@dataclass(slots=True)
class _Tally:
    entity: Entity
    forms: Counter[str]
    context: str
    documents: int = 0


@dataclass(frozen=True)
class Glossary:
    """Entries in the order in which their entities first occurred.

    >>> from entity_resolver import Resolver
    >>> glossary = Glossary.collect([Resolver().resolve("キーウとキエフ")])
    >>> [(e.entity.ja, e.entity.en, e.count) for e in glossary.entries]
    [('キーウ', 'Kyiv', 2)]
    """

    entries: tuple[GlossaryEntry, ...]
    signature: str = field(default="", compare=False)

    @classmethod
    def collect(cls, results: Iterable[Resolution]) -> Glossary:
        """One entry per linked entity over all results; memory grows with the entities, not the texts."""
        tallies: dict[str, _Tally] = {}
        signature = ""
        for result in results:
            signature = result.signature
            seen = set()
            for mention in result.mentions:
                if mention.entity is None:
                    continue
                tally = tallies.get(mention.entity.id)
                if tally is None:
                    tally = _Tally(mention.entity, Counter(), context_of(result.text, mention))
                    tallies[mention.entity.id] = tally
                tally.forms[" ".join(mention.surface.split())] += 1
                seen.add(mention.entity.id)
            for id_ in seen:
                tallies[id_].documents += 1
        return cls(
            tuple(
                GlossaryEntry(t.entity, tuple(t.forms.most_common()), t.documents, t.context)
                for t in tallies.values()
            ),
            signature,
        )

    def write(self, path: str | Path, format: str | None = None) -> None:
        """Write to a file, atomically; the format is its extension unless named.

        Raises ConfigError for a format that is not known.
        """
        from entity_resolver.atomic import write_bytes
        from entity_resolver.export import render

        path = Path(path)
        write_bytes(path, render(self, format or path.suffix.lstrip(".") or "tsv"))


def context_of(text: str, mention: Mention) -> str:
    """The mention in 【】 with its surroundings, line breaks as spaces."""
    before = text[max(0, mention.start - CONTEXT_WIDTH) : mention.start]
    after = text[mention.end : mention.end + CONTEXT_WIDTH]
    return " ".join(f"{before}【{mention.surface}】{after}".split())
