"""Runs of katakana, and where in one a name may begin and end, whatever stands around the run."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache

from entity_resolver.fold import fold_key
from entity_resolver.full_names import JOINED_RUN
from entity_resolver.lexicon import Lexicon
from entity_resolver.nameparts import LONGEST_NAME
from entity_resolver.patterns import late
from entity_resolver.rules import Rules
from entity_resolver.tokens import Tokenizer

RUN = late(r"[ァ-ヺーヽヾ・=]+")
TAIL = late(r"[^ァ-ヺーヽヾ・=\s]+$")
_JOINT = late(r"[・=]")
LONGEST_RUN = 240
"""Characters; a longer run is not looked into."""
_LONGEST_TAIL = 16
UNIT_OF_OFFICE = ("州", "県", "省")
"""What may end the name of a place before an office: イツリ|州|知事."""
_NEAREST_OFFICE = 5
"""Characters behind a run within which an office begins that belongs to it: ウクライナ|軍元|総司令官."""
_OPENS = late(r"[一-鿿々a-z0-9.]")
"""A character before a run with which a longer name may begin."""
_REMEMBERED = 16_384
DERIVED = "tails1"


def tail_of(name: str) -> str:
    """What follows the last katakana of a name: 州 of ルハンスク州.

    >>> tail_of("ルハンスク州"), tail_of("ルハンスク")
    ('州', '')
    """
    match = TAIL.search(name)
    return match[0] if match else ""


class Runs:
    """The runs of katakana in a text, as the names of a lexicon cut them. Results are remembered by run."""

    def __init__(self, lexicon: Lexicon, rules: Rules, tokenizer: Tokenizer) -> None:
        self._lexicon = lexicon
        self._rules = rules
        self._tokenizer = tokenizer
        self._edges = lru_cache(maxsize=_REMEMBERED)(self._find_edges)
        self._closings = lru_cache(maxsize=_REMEMBERED)(self._find_closings)
        self._lost = lru_cache(maxsize=_REMEMBERED)(self._find_lost)

    def __reduce__(self) -> tuple[type[Runs], tuple[Lexicon, Rules, Tokenizer]]:
        return Runs, (self._lexicon, self._rules, self._tokenizer)

    def around(self, text: str, at: int) -> tuple[int, str] | None:
        """Where the run that holds text[at] begins, and the run; None where there is none, or one that is too long."""
        first = at
        while first and at - first <= LONGEST_RUN and RUN.match(text[first - 1]):
            first -= 1
        run = RUN.match(text, first, min(len(text), first + LONGEST_RUN + 1))
        return (first, run[0]) if run and len(run[0]) <= LONGEST_RUN else None

    def is_cut_at(self, text: str, start: int, end: int) -> bool:
        """Is text[start:end] a name that fills a run from edge to edge, with nothing but a tail behind it? None is in a run
        that is listed, or of ordinary words (トレード, サービスエリア)."""
        found = self.around(text, start)
        if found is None:
            return RUN.match(text[start]) is not None
        first, run = found
        last = first + len(run)
        if end > last and not (self._opens_no_office(text, last, end) and TAIL.fullmatch(text, last, end)):
            return False
        starts, ends = self._edges(run)
        return start - first in starts and (end > last or end - first in ends)

    def may_stand(self, text: str, start: int, end: int) -> bool:
        """May text[start:end] be a name by its run, whatever the words: one or more of several parts, a run before an office, the
        place that closes it there, or who is named before that place or office (フィダン|トルコ|外相, セケラク|コーチ)?"""
        found = self.around(text, start)
        if found is None:
            return RUN.match(text[start]) is not None
        first, run = found
        at, size = start - first, end - first
        last = first + len(run)
        unit = text[last : last + 1]
        closings = self._closings(run, unit if unit in UNIT_OF_OFFICE else "")
        begins = at == 0 or run[at - 1] in "・="
        ends = size >= len(run) or run[size] in "・=" or size in closings
        if begins and ends and _JOINT.search(run):
            return True
        if run.startswith(self._offices, size):
            return True
        if not (self._has_office(text, last) or any(run.startswith(self._offices, at) for at in closings)):
            return False
        return (begins and (size in closings or size == len(run))) or (size == len(run) and at in closings)

    def is_lost(self, text: str, start: int, end: int) -> bool:
        """Is text[start:end] surely no name by itself, but one of several words of a longer one: it is no country, nothing
        else of the run is listed, and no office is near (ラーズ・|アンダーソン|)?"""
        found = self.around(text, start)
        if found is None or _OPENS.match(text[found[0] - 1 : found[0]]):
            return False
        first, run = found
        return (start - first, end - first) in self._lost(run) and not self._has_office(text, first + len(run))

    def _has_office(self, text: str, end: int) -> bool:
        """Does an office begin near behind a run?"""
        return any(self._rules.title_at(text, at) for at in range(end, end + _NEAREST_OFFICE))

    def names(self, run: str, tail: str) -> Iterator[str]:
        """Every name that `is_cut_at` allows in a run of at most LONGEST_RUN characters with this tail behind it."""
        starts, ends = self._edges(run)
        for start in starts:
            for end in ends:
                if 0 < end - start <= LONGEST_NAME:
                    yield run[start:end]
            yield from (run[start:] + tail[:size] for size in range(1, len(tail) + 1) if tail[:size] in self._tails)

    def tail(self, text: str, end: int) -> str:
        """The longest tail of any listed name that stands behind a run."""
        for size in self._sizes.get(text[end : end + 1], ()):
            if text[end : end + size] in self._tails:
                return text[end : end + size] if self._opens_no_office(text, end, end + size) else ""
        return ""

    def _opens_no_office(self, text: str, start: int, end: int) -> bool:
        """May text[start:end] be the end of a name? 大 of 大統領 is none."""
        office = self._rules.head_at(text, start, ("office", "title", "honorific"))
        return end - start <= _LONGEST_TAIL and (office is None or len(office[0]) <= end - start)

    def _find_edges(self, run: str) -> tuple[frozenset[int], frozenset[int]]:
        """Where a name may begin, and where one may end: at the ends of the run and at what closes it, at words inside where it is
        one part, and of several only behind and before those that are listed (ウクライナ・|ゼレンスキー). A listed run opens none but
        with a tail, and ordinary words none."""
        first = len(run) - len(run.lstrip("・="))
        last = len(run.rstrip("・="))
        if fold_key(run) in self._lexicon.forms:
            return frozenset({first}), frozenset()
        if self._is_ordinary(run):
            return frozenset(), frozenset()
        closings = self._closings(run, "")
        joints = list(_JOINT.finditer(run, first, last))
        if not joints:
            starts, ends = self._tokenizer.piece(run)[:2]
            edges = {at for at in (first, last, *starts, *ends, *closings) if first <= at <= last}
            return frozenset(edges - {last}), frozenset(edges - {first})
        forms = self._lexicon.forms
        begins = {joint.end() for joint in joints if fold_key(run[first : joint.start()]) in forms}
        return frozenset({first, *begins}), frozenset(
            {last, *closings, *(joint.start() for joint in joints if joint.end() in closings)}
        )

    def _find_closings(self, run: str, unit: str) -> frozenset[int]:
        """Where in a run a listed name, with the `unit` behind it or without, or an office begins that closes it."""
        forms, offices = self._lexicon.forms, self._offices
        places = range(max(2, len(run) - LONGEST_NAME), len(run) - 1)
        closing = [at for at in places if run.startswith(offices, at)]
        whole = run.rstrip("・=")
        ends = (len(whole), *closing)
        named = (at for at in places for end in ends if fold_key(run[at:end]) in forms)
        with_unit = (at for at in places if unit and fold_key(whole[at:] + unit) in forms)
        return frozenset((*closing, *named, *with_unit))

    def _find_lost(self, run: str) -> frozenset[tuple[int, int]]:
        """Where in a run of several words the only listed name is, if it is one of them."""
        if not JOINED_RUN.fullmatch(run):
            return frozenset()
        starts = [0, *(joint.end() for joint in _JOINT.finditer(run))]
        ends = [*(joint.start() for joint in _JOINT.finditer(run)), len(run)]
        parts = [(start, end) for start in starts for end in ends if start < end]
        listed = [part for part in parts if fold_key(run[slice(*part)]) in self._lexicon.forms]
        closed = any(run.startswith(self._offices, at) for at in (*starts, *self._closings(run, "")))
        if (
            len(listed) != 1
            or listed == [(0, len(run))]
            or closed
            or self._lexicon.names_country(fold_key(run[slice(*listed[0])]))
        ):
            return frozenset()
        return frozenset(listed)

    def _is_ordinary(self, run: str) -> bool:
        """Does the dictionary have every word of it, and none as a name?"""
        piece = self._tokenizer.piece(run)
        return not any(piece.oov) and all(pos[1] != "固有名詞" for pos in piece.pos)

    @cached_property
    def _offices(self) -> tuple[str, ...]:
        """The katakana that an office begins with: エネルギー相, コーチ."""
        rules = self._rules
        titles = (word for word, kind in rules.heads.items() if kind in ("honorific", "office", "title"))
        heads = (RUN.match(word) for word in (*titles, *rules.posts, *rules.portfolios))
        return tuple({head[0].strip("・") for head in heads if head})

    @cached_property
    def _tails(self) -> frozenset[str]:
        data = self._lexicon.derived(DERIVED, lambda: pack(self._lexicon))
        return frozenset(str(data, "utf-8").split("\n"))

    @cached_property
    def _sizes(self) -> dict[str, list[int]]:
        """The first character of a tail → how long such tails are, the longest first."""
        sizes: dict[str, set[int]] = {}
        for tail in self._tails:
            sizes.setdefault(tail[:1], set()).add(len(tail))
        return {first: sorted(some, reverse=True) for first, some in sizes.items() if first}


def pack(lexicon: Lexicon) -> bytes:
    """The tails of the listed names in katakana, as bytes."""
    names = (form.text for forms in lexicon.forms.values() for form in forms)
    tails = {tail_of(name) for name in names if RUN.search(name)}
    return "\n".join(sorted(tail for tail in tails if 0 < len(tail) <= _LONGEST_TAIL)).encode()
