"""What rules about a listed name look at: the text, its tokens and the words that stand right beside the name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from entity_resolver.lexicon import Lexicon
from entity_resolver.model import Entity
from entity_resolver.patterns import late
from entity_resolver.rules import Rules, alternation
from entity_resolver.spans import Span, script
from entity_resolver.tokens import TokenView

PLACES = frozenset({"GPE", "LOC"})
UNCLOSED = frozenset({"GPE", "LOC", "PERSON", "FAC"})
LONGEST_WORD = 6
SHORES = ("沿い", "畔", "岸", "辺")
"""What makes one word of a river or lake and its bank: モスクワ|川沿い."""
_PARTS_OF_STATES = "東西南北中"
_SHIPS = frozenset("艦艇船母潜")


@dataclass(frozen=True)
class Beside:
    """A text with its listed spans by where they start and end."""

    text: str
    view: TokenView
    starts: Mapping[int, Sequence[Span]] = field(default_factory=dict)
    ends: Mapping[int, Sequence[Span]] = field(default_factory=dict)
    told: dict[tuple[str, int], bool] = field(default_factory=dict)

    def sentence_holds(self, pattern: re.Pattern[str], offset: int) -> bool:
        """Whether the sentence around an offset holds what a pattern finds; asked once a sentence."""
        bounds = self.view.sentence(offset)
        key = (pattern.pattern, bounds[0])
        if key not in self.told:
            self.told[key] = pattern.search(self.text, *bounds) is not None
        return self.told[key]


Rule = Callable[[Span, frozenset[str], Beside], Span | None]
Rulebook = tuple[tuple[frozenset[str], Rule], ...]
"""Rules in the order they are asked, each with the types of which a listed name must have one for it to apply."""


@dataclass(frozen=True)
class WordTables:
    """The words of lexicon/rules/longer_names.tsv by class: as sets, and as patterns of one that follows or stands before."""

    words: Mapping[str, frozenset[str]]
    after: Mapping[str, re.Pattern[str]]
    ends: Mapping[str, re.Pattern[str]]

    @classmethod
    def of(cls, rules: Rules) -> WordTables:
        words = {name: frozenset(forms) for name, forms in rules.longer_names.items()}
        patterns = {name: alternation(forms) for name, forms in words.items()}
        after = {name: late(pattern) for name, pattern in patterns.items()}
        return cls(words, after, {name: late(f"(?:{pattern})$") for name, pattern in patterns.items()})


class WordsBeside:
    """What several rules ask of the words beside a name."""

    def __init__(self, lexicon: Lexicon, rules: Rules, tables: WordTables) -> None:
        self._lexicon = lexicon
        self._rules = rules
        self._tables = tables
        self._words, self._after, self._ends = tables.words, tables.after, tables.ends

    def _closed_by(self, name: str, span: Span, beside: Beside) -> int:
        """Where a word of a class ends that follows the span and closes a token with it; 0 where none does."""
        word = self._after[name].match(beside.text, span.end)
        last = beside.view.token(word.end() - 1) if word else None
        if word is None or last is None or last.start < span.start:
            return 0
        if last.end != word.end() and not (last.start == span.end and beside.text.startswith(SHORES, word.end())):
            return 0
        if last.start > span.end and not beside.view.is_edge(span.end):
            return 0
        return 0 if span.end in beside.starts else word.end()  # 東京|丸の内

    def _is_town(self, span: Span, types: frozenset[str]) -> bool:
        """A place inside a country, which may be a surname too (奈良)."""
        return bool(types & PLACES) and types <= UNCLOSED and all(each.part_of for each in self._entities(span))

    def _entities(self, span: Span) -> Iterable[Entity]:
        return (entity for form in span.forms if (entity := self._lexicon.get(form.entity_id)))


def kind_of_ship_before(text: str, start: int, vessels: tuple[str, ...]) -> bool:
    """Does the kind of a ship end right before text[start]: 戦艦|セヴァストポリ? `vessels`: the class vessel of longer_names.tsv,
    which holds what stands before such a word too."""
    return text[start - 1 : start] in _SHIPS and text.endswith(vessels, 0, start)


def may_be_place(span: Span, lexicon: Lexicon) -> bool:
    """Is a country, town or region among what a span may stand for?"""
    return any(lexicon.type_of(form) in PLACES for form in span.forms)


def is_kanji(char: str) -> bool:
    return bool(char) and script(char) == "kanji"


def whole_unit(text: str, start: int, end: int, view: TokenView) -> int:
    """Where the name of a province begins with the part of a greater one before it: 中部|ジャワ州, 西|ヌサトゥンガラ州."""
    token = view.token(start)
    if token is not None and token.start < start and token.end == end and token.pos[2] == "地名":
        return token.start
    part = start > 0 and text[start - 1] in _PARTS_OF_STATES and script(text[start]) == "katakana"
    return start - (part and script(text[start - 2 : start - 1] or " ") not in ("kanji", "katakana"))
