"""What is known of a whole text while its spans are decided: who is named where, whose country it is, which years."""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from entity_resolver.fold import fold
from entity_resolver.lexicon import Lexicon
from entity_resolver.model import Entity
from entity_resolver.patterns import late
from entity_resolver.rules import Rules
from entity_resolver.spans import Span, script
from entity_resolver.terms import serving
from entity_resolver.tokens import TokenView
from entity_resolver.years import years_of

_OUTLET = late(r"(?:通信社?|新聞|テレビ|放送|ニュース)$")


def _same_word(text: str, at: int, surface: str) -> bool:
    """The very word stands at `at`, and does not merely begin a longer name there (小泉進次郎 is no mere 小泉, キム・ヨンボク no キム)."""
    end = at + len(surface)
    if not text.startswith(surface, at) or end >= len(text):
        return text.startswith(surface, at)
    return script(text[end]) != script(surface[-1]) and text[end] not in "・="


@dataclass
class Document:
    """What is known of the whole text while its spans are decided.

    Attributes:
        anchors: entity id → offsets (folded text) of mentions that need no context.
    """

    text: str
    view: TokenView
    lexicon: Lexicon
    rules: Rules
    anchors: Mapping[str, list[int]] = field(default_factory=dict)
    full_names: Mapping[str, list[int]] = field(default_factory=dict)
    link_threshold: float = 0.75

    def elsewhere(self, entity_id: str, span: Span, start: int = 0, end: int = sys.maxsize) -> bool:
        """Is an entity named in text[start:end] by other words than this span's? (ジブチ is no evidence that ジブチ is the city.)"""
        surface = self.text[span.start : span.end]
        places = self._places.get(entity_id)
        if places is None:
            places = self._places[entity_id] = sorted(self.anchors.get(entity_id, ()))
        if start:  # a sentence: only what it names is looked at
            near = places[bisect_left(places, start) : bisect_left(places, end)]
            return any(at != span.start and not _same_word(self.text, at, surface) for at in near)
        first = self._otherwise.get((entity_id, surface))
        if first is None:
            others = (at for at in places if not _same_word(self.text, at, surface))
            first = self._otherwise[entity_id, surface] = list(islice(others, 2))
        return any(at < end for at in first if at != span.start)

    @cached_property
    def _otherwise(self) -> dict[tuple[str, str], list[int]]:
        """(Entity id, surface) → the first two places where other words name the entity; asked for often in a long text."""
        return {}

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Entity id → where it is named, in order."""
        return {}

    @cached_property
    def home(self) -> frozenset[str]:
        """The countries that the text names, themselves or by something of theirs that is no body any country may have, and
        no agency or paper: who reports is no matter of the report (【ハノイ時事】)."""
        named = (entity for id_ in self.anchors if (entity := self.lexicon.get(id_)) is not None)
        named = (entity for entity in named if not (entity.type == "ORG" and _OUTLET.search(entity.ja)))
        generic = self.rules.generic_bodies
        return frozenset(
            region
            for entity in named
            if generic.isdisjoint((entity.ja, *(alias.form for alias in entity.aliases)))
            for region in (entity.id, *self.regions(entity))
        )

    @cached_property
    def countries(self) -> list[tuple[int, str]]:
        """Where the text names a country: (offset, entity id), sorted."""
        states = (entity for id_ in self.anchors if (entity := self.lexicon.get(id_)) is not None)
        return sorted((at, s.id) for s in states if s.type == "GPE" and not s.part_of for at in self.anchors[s.id])

    @cached_property
    def countries_of_people(self) -> list[tuple[int, str]]:
        """Where the text names somebody, and of which country: (offset, entity id), sorted."""
        told = ((entity, places) for id_, places in self.full_names.items() if (entity := self.lexicon.get(id_)))
        people = ((regions, at) for e, at in told if e.type == "PERSON" and (regions := self.regions(e)))
        return sorted((at, regions[-1]) for regions, places in people for at in places)

    @cached_property
    def countries_of_towns(self) -> list[tuple[int, str]]:
        """Where the text names a place, and in which country that lies, or which it is: (offset, entity id), sorted."""
        places = (entity for id_ in self.anchors if (entity := self.lexicon.get(id_)) and entity.type == "GPE")
        told = ((place.id, [place.id, *self.regions(place)][-1]) for place in places)
        return sorted((at, country) for id_, country in told for at in self.anchors[id_])

    @cached_property
    def first_of_country(self) -> dict[str, int]:
        """Country → where the text first names a place in it, or somebody of it."""
        named = sorted((*self.countries_of_towns, *self.countries_of_people), reverse=True)
        return {country: at for at, country in named}

    @cached_property
    def by_province(self) -> dict[str, frozenset[str]]:
        """Province → the places that the text names of it, itself included."""
        found: dict[str, set[str]] = {}
        for place in (entity for id_ in self.anchors if (entity := self.lexicon.get(id_)) and entity.type == "GPE"):
            found.setdefault((place.id, *self.regions(place))[-2:][0], set()).add(place.id)
        return {province: frozenset(ids) for province, ids in found.items()}

    @cached_property
    def named_at(self) -> dict[int, str]:
        """Offset → the entity that is named there for certain."""
        return {at: id_ for id_, places in self.anchors.items() for at in places}

    @cached_property
    def states(self) -> frozenset[str]:
        """The countries of everything that the text names, the people told by surname and title included (尹|大統領)."""
        named = (self.lexicon.get(id_) for id_ in {*self.home, *(country for _, country in self.countries_of_people)})
        return frozenset(s.id for s in named if s is not None and s.type == "GPE" and not s.part_of)

    @cached_property
    def mainly(self) -> str:
        """The country of which the text names most, itself and what is of it, "" where two are named as often."""
        named: Counter[str] = Counter(id_ for _, id_ in self.countries)
        for id_, places in self.anchors.items():
            entity = self.lexicon.get(id_)
            if entity is not None and entity.part_of and entity.type in ("PERSON", "GPE", "FAC"):
                named[[id_, *self.regions(entity)][-1]] += len(places)
        counts = named.most_common(2)
        return counts[0][0] if counts and (len(counts) < 2 or counts[0][1] > counts[1][1]) else ""

    @cached_property
    def named_in_full(self) -> frozenset[str]:
        """The people whom the text names by more than a surname."""
        people = (
            entity for id_ in self.anchors if (entity := self.lexicon.get(id_)) is not None and entity.type == "PERSON"
        )
        return frozenset(
            e.id for e in people if any(self.text.startswith(fold(e.ja).text, at) for at in self.anchors[e.id])
        )

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years that the text names."""
        return tuple(years_of(self.text))

    @cached_property
    def serving(self) -> dict[str, tuple[int, int]]:
        """Those in office whom the text names: entity id → first and last year; nobody who held it twice."""
        return {id_: terms[0] for id_, terms in serving(self) if len(terms) == 1}

    @cached_property
    def in_power(self) -> frozenset[tuple[int, int]]:
        """First and last years of all the terms of those in office whom the text names."""
        return frozenset(term for _, terms in serving(self) for term in terms)

    def regions(self, entity: Entity) -> list[str]:
        """The ids an entity is part of, nearest first."""
        return self.lexicon.regions(entity)
