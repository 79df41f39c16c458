"""The cheapest phonetic alignment of two phoneme strings, and the kind of each edit in it.

Costs and kinds are data (`weights/edits.tsv`): what the press varies freely (ー, ッ, ヴ/バ, г as ガ行/ハ行) is cheap,
an unrelated consonant is not.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate, starmap
from typing import NamedTuple

__all__ = [
    "EditKind",
    "PhonemeEdit",
    "RawEdit",
    "align",
    "aligned",
    "context_names",
    "contexts",
    "edit_cost",
    "edit_meanings",
    "kinds",
]

VOWELS = frozenset("aiueo")
_SOFT = frozenset("NQ")
_OTHER_CONSONANT = 1.05
_VOWEL_FOR_CONSONANT = 1.3
_OTHER_INDEL = 0.9
_FOREIGN = 1.2  # kanji and Latin in a name have no phonetic neighbours

_DERIVED = {
    "length": "ー added or dropped",
    "gemination": "ッ added or dropped",
    "vowel_double": "a vowel letter for ー (アア, イイ)",
    "ei_ou": "エイ for エー, オウ for オー",
    "epenthetic": "a helping vowel (ウ, オ after t/d, イ after ch/j/k/sh) added or dropped",
    "vowel_indel": "a vowel added or dropped after a consonant",
    "vowel_hiatus": "a vowel added or dropped beside another",
    "glide": "a glide (ャ ュ ョ, ウィ/イ, イェ/エ) added or dropped",
    "N_indel": "ン added or dropped",
    "cons_indel": "a consonant added or dropped",
    "cons_other": "an unrelated consonant",
    "cv": "a vowel for a consonant",
}


class RawEdit(NamedTuple):
    """One edit: offsets into the two phoneme strings, and the phoneme on each side ("" where it is missing)."""

    at: int
    form_at: int
    query: str
    form: str


class EditKind(NamedTuple):
    """What kind of edit it is, the phonemes and their surroundings, and where: F(irst phoneme), L(ast) or M(iddle)."""

    kind: str
    detail: str
    place: str


@dataclass(frozen=True, slots=True)
class PhonemeEdit:
    """One edit of an alignment, for an explanation.

    Attributes:
        at: offset in the query's phonemes; form_at likewise in the form's.
        query: phoneme of the query, "" where the form has one more; form likewise.
        kind: class of the edit (`edit_meanings()` says each in words).
        place: F, M or L: at the first phoneme, in the middle, at the last.
        cost: 0.0 (equal) to 1.3 (unrelated).
        worth: log-odds that it stands, in its surroundings, between two readings of one Latin spelling.
    """

    at: int
    form_at: int
    query: str
    form: str
    kind: str
    place: str
    cost: float
    worth: float = 0.0


class _Swaps(dict[str, float]):
    """Cost of each phoneme for one; what has no phonetic neighbours costs the same for everything."""

    def __init__(self, phoneme: str, prices: Iterable[tuple[str, float]] = ()) -> None:
        super().__init__(prices)
        self._phoneme = phoneme

    def __missing__(self, other: str) -> float:
        return 0.0 if other == self._phoneme else _FOREIGN


class _SwapTable(dict[str, _Swaps]):
    def __missing__(self, phoneme: str) -> _Swaps:
        return _Swaps(phoneme)


class Costs(NamedTuple):
    swap: _SwapTable
    indel: dict[str, float]
    kind: dict[tuple[str, str], str]
    meaning: dict[str, str]


@cache
def costs() -> Costs:
    """The cost table, read once from `weights/edits.tsv`."""
    text = files("entity_resolver").joinpath("weights", "edits.tsv").read_text(encoding="utf-8")
    indel: dict[str, float] = {}
    price: dict[tuple[str, str], float] = {}
    kind: dict[tuple[str, str], str] = {}
    meaning = dict(_DERIVED)
    for row in csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["class"] == "indel":
            indel |= {phoneme: float(row["cost"]) for phoneme in row["pairs"].split()}
            continue
        meaning[row["class"]] = row["meaning"]
        for both in row["pairs"].split():
            for pair in ((both[0], both[1]), (both[1], both[0])):
                price[pair] = float(row["cost"])
                kind[pair] = row["class"]
    alphabet = "aiueokstnhmyrwgzdbpfvjScTNQ-"
    swap = {
        a: _Swaps(a, ((b, 0.0 if a == b else price.get((a, b), _default(a, b))) for b in alphabet)) for a in alphabet
    }
    return Costs(_SwapTable(swap), indel, kind, meaning)


def _default(a: str, b: str) -> float:
    return _OTHER_CONSONANT if (a in VOWELS) == (b in VOWELS) else _VOWEL_FOR_CONSONANT


def edit_meanings() -> dict[str, str]:
    """Class of edit → what it means, in words.

    >>> edit_meanings()["g_h"]
    'Ukrainian г: ガ行 for ハ行'
    """
    return dict(costs().meaning)


def edit_cost(query: str, form: str) -> float:
    """Cost of one phoneme for another; "" on one side for an added or a dropped one."""
    table = costs()
    if query and form:
        return table.swap[query][form]
    return table.indel.get(query or form, _OTHER_INDEL)


def align(query: str, form: str) -> tuple[float, list[RawEdit], int, int]:
    """The cheapest alignment of two phoneme strings.

    Returns its cost (0.0 = equal), the edits in order, and the length of the common start and of the common end.

    >>> cost, edits, start, end = align("rugaNsuku", "ruhaNsuku")  # ルガンスク, ルハンスク
    >>> cost, edits, start, end
    (0.5, [RawEdit(at=2, form_at=2, query='g', form='h')], 2, 6)
    """
    cost, edits, start, end = aligned(query, form)
    return cost, list(starmap(RawEdit, edits)), start, end


def aligned(query: str, form: str) -> tuple[float, list[tuple[int, int, str, str]], int, int]:
    """The same with bare tuples for edits, for the fast path."""
    n, m = len(query), len(form)
    shorter = min(n, m)
    start = 0
    while start < shorter and query[start] == form[start]:
        start += 1
    end = 0
    while end < shorter - start and query[n - 1 - end] == form[m - 1 - end]:
        end += 1
    a, b = query[start : n - end], form[start : m - end]
    if not a or not b:
        indel = costs().indel
        edits = [(start + i, start, c, "") for i, c in enumerate(a)]
        edits += [(start, start + j, "", c) for j, c in enumerate(b)]
        return sum([indel.get(c, _OTHER_INDEL) for c in a or b]), edits, start, end
    rows = _cost_rows(a, b)
    return rows[-1][-1], _walk_back(a, b, rows, start), start, end


def _cost_rows(a: str, b: str) -> list[list[float]]:
    table = costs()
    swap, indel = table.swap, table.indel
    added = [indel.get(c, _OTHER_INDEL) for c in b]
    rows = [[0.0, *accumulate(added)]]
    for c in a:
        dropped, above = indel.get(c, _OTHER_INDEL), rows[-1]
        across = above[0]
        left = across + dropped
        row = [left]
        for price, up, more in zip(map(swap[c].__getitem__, b), above[1:], added, strict=True):
            best = across + price
            across = up
            up += dropped
            if up < best:
                best = up
            left += more
            if left < best:
                best = left
            left = best
            row.append(best)
        rows.append(row)
    return rows


def _walk_back(a: str, b: str, rows: Sequence[Sequence[float]], offset: int) -> list[tuple[int, int, str, str]]:
    table = costs()
    swap, indel = table.swap, table.indel
    edits = []
    i, j = len(a), len(b)
    while i and j:
        most, c, d = rows[i][j] + 1e-9, a[i - 1], b[j - 1]
        if rows[i - 1][j - 1] + swap[c][d] < most:
            i, j = i - 1, j - 1
            if c != d:
                edits.append((offset + i, offset + j, c, d))
        elif rows[i - 1][j] + indel.get(c, _OTHER_INDEL) < most:
            i -= 1
            edits.append((offset + i, offset + j, c, ""))
        else:
            j -= 1
            edits.append((offset + i, offset + j, "", d))
    edits += [(offset + at, offset, a[at], "") for at in reversed(range(i))]
    edits += [(offset, offset + at, "", b[at]) for at in reversed(range(j))]
    edits.reverse()
    return edits


def kinds(query: str, form: str, edits: Sequence[RawEdit]) -> list[EditKind]:
    """The kind of each edit of an alignment.

    >>> kinds("kokuroubu", "pokuroubu", [RawEdit(0, 0, "k", "p")])
    [EditKind(kind='cons_other', detail='kp', place='F')]
    """
    return [(_swap_kind if edit.query and edit.form else _indel_kind)(query, form, edit) for edit in edits]


def _swap_kind(query: str, form: str, edit: RawEdit) -> EditKind:
    a, b = edit.query, edit.form
    name = swap_name(a, b)
    place = "M"
    if edit.at == 0 and edit.form_at == 0:
        place = "F"
    elif edit.at == len(query) - 1 and edit.form_at == len(form) - 1:
        place = "L"
    return EditKind(name, a + b if a < b else b + a, place)


def swap_name(a: str, b: str) -> str:
    return costs().kind.get((a, b)) or ("cv" if (a in VOWELS) != (b in VOWELS) else "cons_other")


def _indel_kind(query: str, form: str, edit: RawEdit) -> EditKind:
    text, at, phoneme = (query, edit.at, edit.query) if edit.query else (form, edit.form_at, edit.form)
    before = text[at - 1] if at else ""
    after = text[at + 1] if at + 1 < len(text) else ""
    place = "M" if at and after else "L" if at else "F"
    return EditKind(indel_name(phoneme, before), f"{phoneme}|{_sort_of(before)}{_sort_of(after)}", place)


def indel_name(phoneme: str, before: str) -> str:
    if phoneme not in VOWELS:
        return {"-": "length", "Q": "gemination", "N": "N_indel", "y": "glide", "w": "glide"}.get(phoneme, "cons_indel")
    if before == phoneme:
        return "vowel_double"
    if (before, phoneme) in {("e", "i"), ("o", "u")}:
        return "ei_ou"
    if _sort_of(before) != "C":
        return "vowel_hiatus"
    helping = phoneme == "u" or (phoneme == "o" and before in "td") or (phoneme == "i" and before in "cjkS")
    return "epenthetic" if helping else "vowel_indel"


def contexts(query: str, form: str, edits: Sequence[RawEdit]) -> list[tuple[str, str, str]]:
    """Each edit in its surroundings: the phoneme before, what changes, the phoneme after.

    The side does not matter (`gh` is g for h and h for g); ^ and $ are the ends of the name; where the two sides have
    different neighbours, both are named.

    >>> contexts("rugaNsuku", "ruhaNsuku", [RawEdit(2, 2, "g", "h")])
    [('u', 'gh', 'a')]
    """
    found = []
    for edit in edits:
        if edit.query and edit.form:
            before = both_of(_before(query, edit.at), _before(form, edit.form_at))
            after = both_of(_after(query, edit.at), _after(form, edit.form_at))
            found.append((before, both_of(edit.query, edit.form), after))
        else:
            text, at = (query, edit.at) if edit.query else (form, edit.form_at)
            found.append((_before(text, at), edit.query or edit.form, _after(text, at)))
    return found


def context_names(before: str, changed: str, after: str) -> tuple[str, str, str, str]:
    """Four names for an edit, from general to particular: alone, after what, before what, and both.

    >>> context_names("u", "gh", "a")
    ('gh', 'u<gh', 'gh>a', 'u<gh>a')
    """
    return changed, f"{before}<{changed}", f"{changed}>{after}", f"{before}<{changed}>{after}"


def _before(text: str, at: int) -> str:
    return text[at - 1] if at else "^"


def _after(text: str, at: int) -> str:
    return text[at + 1] if at + 1 < len(text) else "$"


def both_of(a: str, b: str) -> str:
    return a if a == b else a + b if a < b else b + a


def _sort_of(phoneme: str) -> str:
    if phoneme in VOWELS:
        return "V"
    return phoneme if phoneme == "-" else "N" if phoneme in _SOFT else "C" if phoneme else "$"
