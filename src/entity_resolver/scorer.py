"""How likely is it that two kana names are spellings of one name?

A dot product over a visible table (`FEATURES`, one rate per kind of edit, what the caller knows: `Evidence`), the
*belief* in one pair, and one number of its surroundings, the *margin*: how many times as far as this name the next one
is. The weights (`weights/scorer.json`) are written by `scripts/fit_scorer.py`, which says how good they are. Nothing here
looks anything up.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from operator import mul
from typing import Any, NamedTuple

from entity_resolver.alignment import PhonemeEdit, edit_cost, edit_meanings
from entity_resolver.features import FEATURES, LONGEST
from entity_resolver.index import distance
from entity_resolver.pairs import Pair, Prepared, prepare
from entity_resolver.quick import values_of

__all__ = [
    "FARTHEST", "NOTHING_KNOWN", "USUAL", "Comparison", "Contribution", "Evidence", "belief", "chance", "compare", "margin",
    "prepare", "probability", "weights",
]  # fmt: skip

FARTHEST = 0.35
"""Distance (`index.distance`) from which it says no more how much farther the next name is."""
USUAL = 0.25
"""Distance that the next name is taken to have where nobody looks: in lists of thousands three of four have it farther."""
_CLOSE = 0.05  # distances are that rough


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the caller knows about query and form beyond their sound.

    Attributes:
        query_known_other: the query itself is a listed name of a different entity (look-alikes: イラン beside イラク).
        query_known_same: a lexicon lists query and form as names of one entity.
        same_type: True or False where the context says what type the query has (氏, 州), None where it does not.
    """

    query_known_other: bool = False
    query_known_same: bool = False
    same_type: bool | None = None


NOTHING_KNOWN = Evidence()


@dataclass(frozen=True, slots=True)
class Contribution:
    """One term of the score: value × weight, in log-odds (positive: for the same name)."""

    name: str
    meaning: str
    value: float
    weight: float

    @property
    def points(self) -> float:
        return self.value * self.weight


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a query and a form compare.

    Attributes:
        query, form: as given.
        probability: 0.0–1.0, calibrated for the best candidate of a lexicon.
        log_odds: of the probability; the sum of `intercept` and the points of `features`.
        features: every term that is not zero. edits: the alignment, in order, each edit with its kind and cost.
    """

    query: str
    form: str
    probability: float
    log_odds: float
    intercept: float
    features: tuple[Contribution, ...]
    edits: tuple[PhonemeEdit, ...]


class Weights(NamedTuple):
    """The fitted numbers of `weights/scorer.json`; `figures` says on what they were fitted, and how well they do."""

    intercept: float
    features: tuple[float, ...]
    rates: dict[str, float]
    evidence: dict[str, float]
    margin: float
    figures: dict[str, Any]


@cache
def weights() -> Weights:
    """The shipped weights, read once."""
    data = json.loads(files("entity_resolver").joinpath("weights", "scorer.json").read_text(encoding="utf-8"))
    features = tuple(data["features"][feature.name] for feature in FEATURES)
    return Weights(data["intercept"], features, data["rates"], data["evidence"], data["margin"], data["figures"])


def _sigmoid(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, log_odds))))


@lru_cache(maxsize=256)
def _evidence_names(evidence: Evidence) -> tuple[str, ...]:
    names = [
        ("query_known_other", evidence.query_known_other),
        ("query_known_same", evidence.query_known_same),
        ("same_type", evidence.same_type is True),
        ("other_type", evidence.same_type is False),
    ]
    return tuple(name for name, holds in names if holds)


def belief(query: Prepared, form: Prepared, evidence: Evidence = NOTHING_KNOWN) -> float:
    """What sound and evidence say of one pair, in log-odds, without the reasons: the fast path for a shortlist.

    >>> ruhansuku = prepare("ルハンスク")
    >>> belief(prepare("ルガンスク"), ruhansuku) > belief(prepare("オデーサ"), ruhansuku)
    True
    """
    w = weights()
    values, kinds, length = values_of(query, form)
    points: float = w.intercept + sum(map(mul, values, w.features))
    if kinds:
        rates = w.rates
        points += sum([rates.get(kind, 0.0) for kind in kinds]) / min(length, LONGEST)
    if evidence is not NOTHING_KNOWN:
        points += sum([w.evidence[name] for name in _evidence_names(evidence)])
    return points


def margin(own: float, following: float) -> float:
    """How much farther than a name at distance `own` the next one is, at `following` (both 0.0–1.0, as of the index): the
    logarithm of the ratio, 0.0 if both are as near, negative for a name that another stands before.

    >>> margin(0.05, 0.3) > margin(0.2, 0.3) > 0 > margin(0.3, 0.05)
    True
    """
    return math.log((min(following, FARTHEST) + _CLOSE) / (min(own, FARTHEST) + _CLOSE))


def chance(belief: float, margin: float) -> float:
    """Probability, 0.0–1.0, that a name of a lexicon is the one meant."""
    return _sigmoid(belief + weights().margin * margin)


def probability(query: Prepared, form: Prepared, evidence: Evidence = NOTHING_KNOWN, following: float = USUAL) -> float:
    """Probability, 0.0–1.0, that the two are spellings of one name: `compare` without the reasons.

    `following`: distance of the next name, as of the index.

    >>> ruhansuku = prepare("ルハンスク")
    >>> probability(prepare("ルガンスク"), ruhansuku) > 0.9 > 0.1 > probability(prepare("クルスク"), ruhansuku)
    True
    """
    return chance(belief(query, form, evidence), _margin(query, form, following))


def _margin(query: Prepared, form: Prepared, following: float) -> float:
    return margin(distance(query.phonemes + query.suffix, form.phonemes + form.suffix), following)


def compare(query: str, form: str, evidence: Evidence = NOTHING_KNOWN, following: float = USUAL) -> Comparison:
    """The probability that query and form are spellings of one name, with every reason.

    >>> c = compare("ルガンスク", "ルハンスク")
    >>> [(e.query, e.form, e.kind) for e in c.edits], c.probability > 0.9
    ([('g', 'h', 'g_h')], True)
    """
    w = weights()
    pair = Pair(prepare(query), prepare(form))
    terms = [Contribution(f.name, f.meaning, f.function(pair), x) for f, x in zip(FEATURES, w.features, strict=True)]
    meanings, length = edit_meanings(), min(pair.length, LONGEST)
    counts = Counter(kind.kind for kind in pair.kinds)
    terms += [Contribution(f"rate of {k}", meanings[k], n / length, w.rates.get(k, 0.0)) for k, n in counts.items()]
    for name in _evidence_names(evidence):
        terms.append(Contribution(name, name.replace("_", " "), 1.0, w.evidence[name]))
    apart = _margin(pair.query, pair.form, following)
    terms.append(Contribution("margin", "how much farther the next name is", apart, w.margin))
    edits = tuple(
        PhonemeEdit(e.at, e.form_at, e.query, e.form, k.kind, k.place, edit_cost(e.query, e.form), worth)
        for e, k, worth in zip(pair.edits, pair.kinds, pair.learnt, strict=True)
    )
    odds = w.intercept + sum(term.points for term in terms)
    return Comparison(query, form, _sigmoid(odds), odds, w.intercept, tuple(t for t in terms if t.points), edits)
