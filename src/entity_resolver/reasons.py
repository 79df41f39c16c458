"""Why two names are taken for spellings of one, or are not: a comparison by sound in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from entity_resolver.model import Candidate, Step

if TYPE_CHECKING:
    from entity_resolver.alignment import PhonemeEdit
    from entity_resolver.scorer import Comparison, Contribution

__all__ = ["aligned_sounds", "reasons", "why_not"]

_SHOWN = 5  # terms for, and as many against; the rest is small
_SMALL = 0.05  # log-odds not worth a word


def aligned_sounds(comparison: Comparison) -> str:
    """The phonemes of the query with what changes in brackets.

    >>> from entity_resolver.scorer import compare
    >>> aligned_sounds(compare("ルガンスク", "ルハンスク")), aligned_sounds(compare("スームイ", "スムイ"))
    ('ru[g→h]aNsuku', 'su[-→]mui')
    """
    from entity_resolver.pairs import prepare

    sound, parts, at = prepare(comparison.query).phonemes, [], 0
    for edit in comparison.edits:
        parts += [sound[at : edit.at], f"[{edit.query}→{edit.form}]"]
        at = edit.at + len(edit.query)
    return "".join([*parts, sound[at:]])


def reasons(comparison: Comparison) -> list[str]:
    """The alignment, each edit with its class, cost and worth, and what speaks for and against, a line each.

    >>> from entity_resolver.scorer import compare
    >>> reasons(compare("ワイトコフ", "ウィトコフ"))[1]
    'a → ∅: a vowel added or dropped after a consonant (vowel_indel, cost 0.70, worth +0.29)'
    """
    if comparison.edits:
        lines = [f"sounds: {aligned_sounds(comparison)}", *map(_edit, comparison.edits)]
    else:
        lines = [f"sounds: {aligned_sounds(comparison)}, the same"]
    terms = [term for term in comparison.features if abs(term.points) >= _SMALL]
    lines += _side("for", [term for term in terms if term.points > 0])
    lines += _side("against", [term for term in terms if term.points < 0])
    odds = f"{comparison.intercept:+.2f} for any pair"
    return [*lines, f"sum: {comparison.log_odds:+.2f} log-odds ({odds}): probability {comparison.probability:.3f}"]


def _edit(edit: PhonemeEdit) -> str:
    from entity_resolver.alignment import edit_meanings  # two listed names are told apart without it

    meaning = edit_meanings()[edit.kind]
    return f"{edit.query or '∅'} → {edit.form or '∅'}: {meaning} ({edit.kind}, cost {edit.cost:.2f}, worth {edit.worth:+.2f})"


def _side(name: str, terms: Sequence[Contribution]) -> Iterator[str]:
    if terms:
        first = sorted(terms, key=lambda term: -abs(term.points))[:_SHOWN]
        yield f"{name}: " + "; ".join(f"{term.points:+.2f} {term.meaning.split(' (')[0]}" for term in first)


def why_not(first: Candidate, second: Candidate, compared: Callable[[Step], Comparison]) -> str:
    """Why the second candidate of a look-up is not the first. `compared` does anew what a step by sound did."""
    if first.confidence == second.confidence:
        return f"{second.entity.ja} is as likely as {first.entity.ja}: the name alone does not tell them apart"
    if second.method == "alias" and second.steps[-1].values[1:] == (second.form,):
        return f"{second.form} is known as a name of the same, and is less likely here: {second.confidence:.2f}"
    if second.method == "alias" or second.form == first.form:
        return f"{second.form} is listed for {second.entity.ja} too, and means it only where the text says so"
    if second.method != "transliteration" or first.method not in ("transliteration", "alias"):
        return f"{second.entity.ja} is less likely: {second.confidence:.2f} against {first.confidence:.2f}"
    here = compared(second.steps[-1])
    if first.method == "alias":
        return f"{second.form} only sounds like it ({_edits(here)}), and {first.form} is listed"
    there = compared(first.steps[-1])
    if _cost(here) < _cost(there):
        return f"{second.form} sounds more like it ({_edits(here)}), and {first.form} like another of its names"
    return f"{second.form} lost to {first.form}: {_edits(here)}, against {_edits(there)}"


def _cost(comparison: Comparison) -> float:
    return sum(edit.cost for edit in comparison.edits)


def _edits(comparison: Comparison) -> str:
    number = len(comparison.edits)
    return f"{aligned_sounds(comparison)}, {number} edit{'' if number == 1 else 's'} that cost {_cost(comparison):.2f}"
