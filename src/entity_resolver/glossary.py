"""Mentions → the bilingual glossary of what occurred. Knows no file format: those are in export/."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from entity_resolver.errors import ConfigError
from entity_resolver.fold import fold_key
from entity_resolver.model import TYPES, Entity, Mention, Resolution
from entity_resolver.patterns import late
from entity_resolver.rules import column

_BREAK = late(r"(?<=[\u3000-\uffef])[ \t]*[\r\n]+\s*(?=[\u3000-\uffef])")
CONTEXT_WIDTH = 20
"""Characters of context kept on each side of the first mention."""

SORTS = ("first", "count", "ja", "en")
"""Orders of a glossary: first occurrence, most frequent first, Japanese by reading, English by letter."""


_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """One entity that occurred, or that a lexicon lists.

    Attributes:
        entity: the entity, with its canonical names.
        forms: surface form → how often, most frequent first; empty for an entry made from a lexicon.
        documents: number of texts it occurs in.
        context: the first mention with its surroundings, on one line.
        rewrites: surface form → what rewriting writes in its place, for the forms that are rewritten.
        common: True for a name that every reader knows (rules/common.tsv).
    """

    entity: Entity
    forms: tuple[tuple[str, int], ...] = ()
    documents: int = 0
    context: str = ""
    rewrites: tuple[tuple[str, str], ...] = ()
    common: bool = False

    @property
    def count(self) -> int:
        return sum(number for _, number in self.forms)


@dataclass(slots=True)
class _Tally:
    entity: Entity
    forms: Counter[str]
    context: str
    rewrites: dict[str, str]
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
                    tally = _Tally(mention.entity, Counter(), context_of(result.text, mention), {})
                    tallies[mention.entity.id] = tally
                form = on_one_line(mention.surface)
                tally.forms[form] += 1
                if mention.rewrite is not None and mention.rewrite != mention.surface:
                    tally.rewrites.setdefault(form, on_one_line(mention.rewrite))
                seen.add(mention.entity.id)
            for id_ in seen:
                tallies[id_].documents += 1
        return cls(tuple(_entry(tally) for tally in tallies.values()), signature)

    @classmethod
    def of(cls, entities: Iterable[Entity], signature: str = "") -> Glossary:
        """The entities of a lexicon as a glossary without counts, in their order.

        >>> from entity_resolver import Lexicon
        >>> [e.entity.en for e in Glossary.of([Lexicon.bundled()["kyiv"]]).entries]
        ['Kyiv']
        """
        common = common_ids()
        return cls(tuple(GlossaryEntry(entity, common=entity.id in common) for entity in entities), signature)

    def select(
        self,
        *,
        min_count: int = 0,
        types: Collection[str] = (),
        new_since: Iterable[Entity] | None = None,
        hide_common: bool = False,
        sort: str = "first",
    ) -> Glossary:
        """Only the entries that matter, in the order asked for.

        `types`: entity types to keep, empty = all. `new_since`: entities of an older glossary; an entry stays unless
        that has its id or its Japanese name. Raises ConfigError for an unknown sort or type.
        """
        if sort not in SORTS:
            raise ConfigError(f"unknown sort {sort!r}; one of {' '.join(SORTS)}")
        if unknown := set(types) - set(TYPES):
            raise ConfigError(f"unknown type {', '.join(sorted(unknown))}; one of {' '.join(TYPES)}")
        old = list(new_since or ())
        ids, names = {entity.id for entity in old}, {fold_key(entity.ja) for entity in old}
        kept = [
            entry
            for entry in self.entries
            if entry.count >= min_count
            and (not types or entry.entity.type in types)
            and not (hide_common and entry.common)
            and entry.entity.id not in ids
            and fold_key(entry.entity.ja) not in names
        ]
        if sort == "count":
            kept.sort(key=lambda entry: -entry.count)
        elif sort == "ja":
            kept.sort(key=lambda entry: (reading(entry.entity), entry.entity.ja))
        elif sort == "en":
            kept.sort(key=lambda entry: entry.entity.en.casefold())
        return Glossary(tuple(kept), self.signature)

    def write(self, path: str | Path, format: str | None = None, **options: Any) -> None:
        """Write to a file, atomically; the format is what its extension says unless named.

        `options` are those of `export.render`. Raises ConfigError for a format that is not known.
        """
        from entity_resolver.atomic import write_bytes
        from entity_resolver.export import format_of, render

        path = Path(path)
        write_bytes(path, render(self, format or format_of(path), **options))


def _entry(tally: _Tally) -> GlossaryEntry:
    return GlossaryEntry(
        tally.entity,
        tuple(tally.forms.most_common()),
        tally.documents,
        tally.context,
        tuple(tally.rewrites.items()),
        tally.entity.id in common_ids(),
    )


@lru_cache(maxsize=1)
def common_ids() -> frozenset[str]:
    """Ids of the entities that every reader knows (read once per process)."""
    return frozenset(column("common", "entity_id"))


def reading(entity: Entity) -> str:
    """The reading in katakana as far as the lexicon says it, else the name; hiragana and katakana sort as one."""
    return fold_key(entity.yomi or entity.ja).translate(_KATAKANA)


def on_one_line(text: str) -> str:
    """Line breaks as spaces; between Japanese characters, where a line may break inside a name, as nothing.

    >>> on_one_line("ウクライ\\nナ議会、New\\nYork")
    'ウクライナ議会、New York'
    """
    return " ".join(_BREAK.sub("", text).split())


def context_of(text: str, mention: Mention) -> str:
    """The mention in 【】 with its surroundings, line breaks as spaces."""
    before = text[max(0, mention.start - CONTEXT_WIDTH) : mention.start]
    after = text[mention.end : mention.end + CONTEXT_WIDTH]
    return on_one_line(f"{before}【{mention.surface}】{after}")
