"""The values of the table of features for one pair in one pass, without what an explanation shows beside them.

`features.py` says what each number is; this computes the same numbers several times as fast, for a shortlist is scored
in full at every look-up. What an edit is worth depends on the edit and its neighbours alone, and is worked out once.
tests/unit/test_features.py holds the two together.
"""

from __future__ import annotations

from functools import lru_cache
from math import inf, log, log1p
from typing import NamedTuple

from entity_resolver.alignment import VOWELS, aligned, both_of, edit_cost, indel_name, swap_name
from entity_resolver.features import LONGEST, RENAMES_START, SPELLING, whole_words_at_end
from entity_resolver.pairs import Edit, Prepared, head_of, tail_of, worth_of

__all__ = ["Values", "values_of"]

_CACHED = 32_768


class Values(NamedTuple):
    """The value of each feature, in the order of `FEATURES`; and the kind of each edit."""

    features: tuple[float, ...]
    kinds: list[str]
    length: int


class _Edit(NamedTuple):
    """What an edit is, wherever it stands."""

    kind: str
    cost: float
    worth: float
    spelling: bool
    renames: bool


@lru_cache(maxsize=_CACHED)
def _swap(around: str, around_form: str) -> _Edit:
    """One phoneme for another, each with its neighbours (^ and $ at the ends)."""
    before, changed, after = map(both_of, around, around_form)
    return _edit(swap_name(around[1], around_form[1]), around[1], around_form[1], worth_of(before, changed, after))


@lru_cache(maxsize=_CACHED)
def _indel(around: str) -> _Edit:
    """A phoneme that only one side has."""
    before, phoneme = around[0], around[1]
    return _edit(indel_name(phoneme, before.strip("^")), phoneme, "", worth_of(before, phoneme, around[2]))


def _edit(kind: str, query: str, form: str, worth: float) -> _Edit:
    return _Edit(kind, edit_cost(query, form), worth, kind in SPELLING, kind in RENAMES_START)


class _Sums(NamedTuple):
    """What is counted over the edits of a pair."""

    kinds: list[str]
    prices: list[float]
    unmatched: float
    start_unrelated: int
    final_vowel: int
    final_i_or_a: int
    final_consonant: int
    usual: float
    unusual: float
    least: float
    first: Edit | None


def _sums(query: Prepared, form: Prepared, edits: list[Edit]) -> _Sums:
    n, m = len(query.phonemes), len(form.phonemes)
    padded, padded_form = f"^{query.phonemes}$", f"^{form.phonemes}$"
    surprisal, form_surprisal = query.surprisal, form.surprisal
    kinds, prices = [], []
    unmatched = usual = unusual = 0.0
    least = inf
    start_unrelated = final_vowel = final_i_or_a = final_consonant = 0
    first = None
    for edit in edits:
        at, form_at, c, d = edit
        if c and d:
            kind, price, worth, spelling, renames = _swap(padded[at : at + 3], padded_form[form_at : form_at + 3])
            unmatched += surprisal[at] + form_surprisal[form_at]
            starts = at == 0 == form_at
            if at == n - 1 and form_at == m - 1 and not starts:
                final_consonant += c not in "aiueo-"
        else:
            own, left = (at, n - at) if c else (form_at, m - form_at)
            kind, price, worth, spelling, renames = _indel((padded if c else padded_form)[own : own + 3])
            unmatched += (surprisal if c else form_surprisal)[own]
            starts = not own
            if left == 1 and own:
                phoneme = c or d
                final_consonant += phoneme not in "aiueo-"
                final_vowel += phoneme in VOWELS
                final_i_or_a += phoneme in "ia"
        start_unrelated += starts and renames
        kinds.append(kind)
        prices.append(price)
        if worth > 0.0:
            usual += worth
        else:
            unusual -= worth
        if worth < least:
            least = worth
        if not spelling:
            first = first or edit
    return _Sums(
        kinds, prices, unmatched, start_unrelated, final_vowel, final_i_or_a, final_consonant,
        usual, unusual, max(least, -4.0) if edits else 0.0, first,
    )  # fmt: skip


def values_of(query: Prepared, form: Prepared) -> Values:
    """The features of a pair: equal to those of the table."""
    a, b = query.phonemes, form.phonemes
    n, m = len(a), len(b)
    cost, edits, _, _ = aligned(a, b)
    sums = _sums(query, form, edits)
    prices, first, unusual = sums.prices, sums.first, sums.unusual
    length = max(n, m, 1)
    head, tail = head_of(edits), tail_of(edits, n, m)
    if head + tail > len(edits):
        tail = 0
    core = sum(prices[head : len(prices) - tail])
    words, form_words = query.words, form.words
    total, fewest = query.total + form.total, min(query.morae, form.morae)
    suffix, form_suffix = query.suffix, form.suffix
    both, same = bool(suffix and form_suffix), suffix == form_suffix
    features = (
        cost / length, min(core, 4.0), core / max(min(n, m), 1), len(edits) == 1,
        1.0 if first is None else min(first[0], first[1]) / length, log1p(head), log1p(tail), log(min(length, LONGEST)), sums.start_unrelated,
        whole_words_at_end(words, form_words, head, tail) if len(words) != len(form_words) else 0.0,
        bool(suffix), bool(form_suffix), both and same, both and not same,
        15.0 * log1p((total - sums.unmatched) / 2 / 15.0), 1.0 - sums.unmatched / (total + 1e-9),
        sums.final_vowel, sums.final_i_or_a, sums.final_consonant,
        log1p(sums.usual), log1p(unusual), unusual / max(fewest, 2), sums.least, min(fewest, 7),
    )  # fmt: skip
    return Values(features, sums.kinds, length)
