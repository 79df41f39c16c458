"""What can be seen in a pair of kana names: a visible table of small named functions, each a number about the pair.

A function's docstring is what an explanation shows. The weights are fitted offline (`scripts/fit_scorer.py`) and used
by `scorer.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from entity_resolver.pairs import Pair

__all__ = ["FEATURES", "LONGEST", "Feature"]

LONGEST = 16
"""Phonemes: what is longer than this is not more certain."""

RENAMES_START = frozenset(
    {"cons_other", "cv", "cons_indel", "gem_cons", "r_d", "N_indel", "long_cons", "k_c", "affric", "vowel_far"}
)
SPELLING = frozenset(
    {"length", "gemination", "glide", "b_v", "v_w", "g_h", "y_i", "w_u", "vowel_double", "ei_ou"}
)  # what the press varies freely


class Feature(NamedTuple):
    """A named number about a pair; the function's docstring is what an explanation shows."""

    name: str
    function: Callable[[Pair], float]

    @property
    def meaning(self) -> str:
        return (self.function.__doc__ or "").strip()


def _soft(value: float, scale: float) -> float:
    """Grows like value below scale, ever slower above: the tenth edit says less than the first."""
    return scale * math.log1p(value / scale)


def cost_rate(p: Pair) -> float:
    """phonetic cost of the cheapest alignment, per phoneme"""
    return p.cost / p.length


def core_cost(p: Pair) -> float:
    """cost without what only one side has at its start or end (バイダー/アルバイダ)"""
    return min(p.core_cost, 4.0)


def core_rate(p: Pair) -> float:
    """the same per phoneme of the shorter name"""
    return p.core_cost / max(min(len(p.query.phonemes), len(p.form.phonemes)), 1)


def single_edit(p: Pair) -> float:
    """one edit only"""
    return float(len(p.edits) == 1)


def same_start(p: Pair) -> float:
    """share of the name before the first edit that is no mere spelling (ヴ/バ, г, ー, ッ …)"""
    for kind, edit in zip(p.kinds, p.edits, strict=True):
        if kind.kind not in SPELLING:
            return min(edit.at, edit.form_at) / p.length
    return 1.0


def head(p: Pair) -> float:
    """how many phonemes only one side has at its start"""
    return math.log1p(p.head)


def tail(p: Pair) -> float:
    """how many phonemes only one side has at its end (ガル/ガルド)"""
    return math.log1p(p.tail)


def log_length(p: Pair) -> float:
    """logarithm of the length (a long name that nearly agrees rarely does so by chance)"""
    return math.log(min(p.length, LONGEST))


def start_unrelated(p: Pair) -> float:
    """the first phoneme changes to an unrelated one"""
    return float(sum([k.place == "F" and k.kind in RENAMES_START for k in p.kinds]))


def whole_words_more(p: Pair) -> float:
    """what one side has more at its start or end is whole words (サン・, ・シティー)"""
    return whole_words_at_end(p.query.words, p.form.words, p.head, p.tail)


def whole_words_at_end(few: Sequence[str], many: Sequence[str], head: int, tail: int) -> float:
    cut = max(head, tail)
    if cut < 2 or len(few) == len(many) or not few or not many:
        return 0.0
    if len(few) > len(many):
        many = few
    for word in many if head >= tail else reversed(many):
        cut -= len(word)
        if cut <= 0:
            break
    return float(cut == 0)


def suffix_query(p: Pair) -> float:
    """the query has an administrative suffix (州, 県 …)"""
    return float(bool(p.query.suffix))


def suffix_form(p: Pair) -> float:
    """the listed form has an administrative suffix"""
    return float(bool(p.form.suffix))


def suffix_shared(p: Pair) -> float:
    """both have the same administrative suffix"""
    return float(bool(p.query.suffix) and p.query.suffix == p.form.suffix)


def suffix_differs(p: Pair) -> float:
    """both have an administrative suffix, not the same"""
    return float(bool(p.query.suffix) and bool(p.form.suffix) and p.query.suffix != p.form.suffix)


def shared_surprise(p: Pair) -> float:
    """how unexpected the shared sounds are, in nats (a shared ムザッファル says more than a shared バード)"""
    return _soft((p.query.total - p.unmatched_query + p.form.total - p.unmatched_form) / 2, 15.0)


def surprise_share(p: Pair) -> float:
    """shared part of all surprise"""
    total = p.query.total + p.form.total
    return 1.0 - (p.unmatched_query + p.unmatched_form) / (total + 1e-9)


def final_vowel(p: Pair) -> float:
    """a vowel more or less at the very end (フォトグラフ/フォトグラフィ)"""
    return float(sum([k.place == "L" and len(k.detail) > 2 and k.detail[0] in "aiueo" for k in p.kinds]))


def final_i_or_a(p: Pair) -> float:
    """イ or ア more or less at the very end"""
    return float(sum([k.place == "L" and len(k.detail) > 2 and k.detail[0] in "ia" for k in p.kinds]))


def final_consonant(p: Pair) -> float:
    """the last phoneme changes, and not by a vowel or ー"""
    last = [e.query or e.form for k, e in zip(p.kinds, p.edits, strict=True) if k.place == "L"]
    return float(sum([phoneme not in "aiueo-" for phoneme in last]))


def usual_edits(p: Pair) -> float:
    """how usual the edits are, in their surroundings, between two readings of one Latin spelling, in log-odds"""
    return math.log1p(sum([worth for worth in p.learnt if worth > 0.0]))


def unusual_edits(p: Pair) -> float:
    """how unusual the others are"""
    return math.log1p(_unusual(p))


def unusual_rate(p: Pair) -> float:
    """the same per mora of the shorter name"""
    return _unusual(p) / max(min(p.query.morae, p.form.morae), 2)


def _unusual(p: Pair) -> float:
    return -sum([worth for worth in p.learnt if worth < 0.0])


def least_usual_edit(p: Pair) -> float:
    """the log-odds of the least usual edit"""
    return max(min(p.learnt, default=0.0), -4.0)


def short(p: Pair) -> float:
    """length in morae of the shorter name, up to 7"""
    return float(min(p.query.morae, p.form.morae, 7))


FEATURES: tuple[Feature, ...] = tuple(
    Feature(f.__name__, f)
    for f in (
        cost_rate, core_cost, core_rate, single_edit, same_start, head, tail, log_length, start_unrelated,
        whole_words_more, suffix_query, suffix_form, suffix_shared, suffix_differs, shared_surprise, surprise_share,
        final_vowel, final_i_or_a, final_consonant, usual_edits, unusual_edits, unusual_rate, least_usual_edit, short,
    )
)  # fmt: skip
"""What the scorer looks at beside the kinds of edit. A new feature is one function and one name here (then refit)."""
