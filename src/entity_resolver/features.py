"""What can be seen in a pair of kana names: a visible table of small named functions, each a number about the pair.

A function's docstring is what an explanation shows. The weights are fitted offline (`scripts/fit_scorer.py`) and used
by `scorer.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from entity_resolver.pairs import LOOSE, Pair

__all__ = ["FEATURES", "LONGEST", "Feature"]

LONGEST = 16
"""Phonemes: what is longer than this is not more certain."""

_HARD = frozenset({"cons_other", "cv", "cons_indel", "gem_cons", "r_d"})
_RENAMES_START = _HARD | {"N_indel", "long_cons", "k_c", "affric", "vowel_far"}
_FREE_START = frozenset({"length", "gemination", "glide", "b_v", "v_w", "g_h", "y_i", "w_u"})


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


def cost(p: Pair) -> float:
    """phonetic cost of the cheapest alignment"""
    return _soft(p.cost, 2.0)


def cost_rate(p: Pair) -> float:
    """the same per phoneme"""
    return p.cost / p.length


def edit_rate(p: Pair) -> float:
    """edits per phoneme"""
    return len(p.edits) / p.length


def hard_edits(p: Pair) -> float:
    """edits between unrelated consonants"""
    return _soft(sum([k.kind in _HARD for k in p.kinds]), 3.0)


def hard_rate(p: Pair) -> float:
    """the same per phoneme"""
    return sum([k.kind in _HARD for k in p.kinds]) / p.length


def same_start(p: Pair) -> float:
    """share of the name before the first edit"""
    return p.start / p.length


def same_end(p: Pair) -> float:
    """share of the name after the last edit"""
    return p.end / p.length


def log_length(p: Pair) -> float:
    """logarithm of the length (a long name that nearly agrees rarely does so by chance)"""
    return math.log(min(p.length, LONGEST))


def length_gap(p: Pair) -> float:
    """difference in length, per phoneme"""
    return abs(len(p.query.phonemes) - len(p.form.phonemes)) / p.length


def kana_ratio(p: Pair) -> float:
    """similarity of the kana as written"""
    return fuzz.ratio(p.query.kana, p.form.kana) / 100


def sound_similarity(p: Pair) -> float:
    """similarity of the phonemes without ー and ッ"""
    return Levenshtein.normalized_similarity(p.query.loose, p.form.loose)


def skeleton_similarity(p: Pair) -> float:
    """similarity of the consonants alone"""
    return Levenshtein.normalized_similarity(p.query.skeleton, p.form.skeleton)


def skeleton_edits(p: Pair) -> float:
    """edits between the consonants alone"""
    return _soft(Levenshtein.distance(p.query.skeleton, p.form.skeleton), 3.0)


def start_changed(p: Pair) -> float:
    """the first phoneme changes, and not by ヴ/バ, г, イ/ヤ or a glide"""
    return float(any(k.place == "F" and k.kind not in _FREE_START for k in p.kinds))


def start_unrelated(p: Pair) -> float:
    """the first phoneme changes to an unrelated one"""
    return float(sum([k.place == "F" and k.kind in _RENAMES_START for k in p.kinds]))


def same_first(p: Pair) -> float:
    """equal first phoneme"""
    return float(p.query.phonemes[:1] == p.form.phonemes[:1])


def word_gap(p: Pair) -> float:
    """one name has more words"""
    return float(min(abs(len(p.query.words) - len(p.form.words)), 2))


def contained(p: Pair) -> float:
    """how well the shorter name agrees with some whole words of the longer"""
    few, many = sorted((p.query.words, p.form.words), key=len)
    if not few or len(few) == len(many):
        return 0.0
    part = "".join(few).translate(LOOSE)
    spans = ["".join(many[i : i + len(few)]).translate(LOOSE) for i in range(len(many) - len(few) + 1)]
    return max([Levenshtein.normalized_similarity(part, span) for span in spans])


def spacing_only(p: Pair) -> float:
    """the names differ in ・ or spaces alone"""
    return float(p.query.kana == p.form.kana and len(p.query.words) != len(p.form.words))


def equal_kana(p: Pair) -> float:
    """equal when written without ・ and suffix"""
    return float(p.query.kana == p.form.kana)


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


def suffix_missing(p: Pair) -> float:
    """one of them has an administrative suffix, the other none"""
    return float(bool(p.query.suffix) != bool(p.form.suffix))


def shared_surprise(p: Pair) -> float:
    """how unexpected the shared sounds are, in nats (a shared ムザッファル says more than a shared バード)"""
    return _soft((p.query.total - p.unmatched_query + p.form.total - p.unmatched_form) / 2, 15.0)


def least_shared_surprise(p: Pair) -> float:
    """the same, seen from the side that shares less"""
    return _soft(min(p.query.total - p.unmatched_query, p.form.total - p.unmatched_form), 15.0)


def unshared_surprise(p: Pair) -> float:
    """how unexpected the sounds are that only one side has, in nats"""
    return _soft(p.unmatched_query + p.unmatched_form, 15.0)


def surprise_share(p: Pair) -> float:
    """shared part of all surprise"""
    total = p.query.total + p.form.total
    return 1.0 - (p.unmatched_query + p.unmatched_form) / (total + 1e-9)


def worst_place(p: Pair) -> float:
    """cost of the worst spot (edits side by side: another word or syllable, not another spelling)"""
    return math.log1p(max([run[0] for run in p.runs], default=0.0))


def longest_run(p: Pair) -> float:
    """most edits side by side"""
    return float(min(max([run[1] for run in p.runs], default=0), 6))


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


def tail(p: Pair) -> float:
    """how many phonemes only one side has at its end (ガル/ガルド)"""
    count = 0
    for edit in reversed(p.edits):
        if edit.query and edit.form:
            break
        at, length = (edit.at, len(p.query.phonemes)) if edit.query else (edit.form_at, len(p.form.phonemes))
        if at < length - 1 - count:
            break
        count += 1
    return math.log1p(count)


def learnt_edits(p: Pair) -> float:
    """how usual the edits are, in their surroundings, between two readings of one Latin spelling, in log-odds"""
    total = sum(p.learnt)
    return math.copysign(_soft(abs(total), 8.0), total)


def worst_learnt_edit(p: Pair) -> float:
    """the same for the least usual edit"""
    return max(min(p.learnt, default=0.0), -4.0)


def short(p: Pair) -> float:
    """length in morae of the shorter name, up to 7"""
    return float(min(p.query.morae, p.form.morae, 7))


FEATURES: tuple[Feature, ...] = tuple(
    Feature(f.__name__, f)
    for f in (
        cost, cost_rate, edit_rate, hard_edits, hard_rate, same_start, same_end, log_length, length_gap, kana_ratio,
        sound_similarity, skeleton_similarity, skeleton_edits, start_changed, start_unrelated, same_first, word_gap,
        contained, spacing_only, equal_kana, suffix_query, suffix_form, suffix_shared, suffix_differs, suffix_missing,
        shared_surprise, least_shared_surprise, unshared_surprise, surprise_share, worst_place, longest_run,
        final_vowel, final_i_or_a, final_consonant, tail, learnt_edits,
        worst_learnt_edit, short,
    )
)  # fmt: skip
"""What the scorer looks at beside the kinds of edit. A new feature is one function and one name here (then refit)."""
