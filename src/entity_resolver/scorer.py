"""How likely is it that two kana names are spellings of one name?

The score is a dot product: `FEATURES`, one rate per kind of edit, one weight per frequent single edit, and what the
caller knows (`Evidence`). The weights (`weights/scorer.json`) are written by `scripts/fit_scorer.py`, which says how
good they are. Nothing here looks anything up.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from entity_resolver.alignment import EditKind, PhonemeEdit, edit_cost, edit_meanings
from entity_resolver.features import FEATURES, LONGEST
from entity_resolver.pairs import Pair, Prepared, prepare

__all__ = [
    "NOTHING_KNOWN", "Comparison", "Contribution", "Evidence", "compare", "log_odds", "prepare",
    "probabilities", "probability", "rank", "weights",
]  # fmt: skip

_RIVALS = 5  # how many of the next candidates say how crowded the neighbourhood is
_FAR = 8.0  # log-odds; standing out more than this says no more
_FUNCTIONS = tuple(feature.function for feature in FEATURES)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the caller knows about query and form beyond their sound.

    Attributes:
        query_known_other: the query itself is a listed name of a different entity (look-alikes: イラン beside イラク).
        query_known_same: a lexicon lists query and form as names of one entity.
        query_in_dictionary: the tokenizer's dictionary has the whole query as a proper noun.
        form_in_dictionary: likewise the form.
        same_type: True or False where the context says what type the query has (氏, 州), None where it does not.
    """

    query_known_other: bool = False
    query_known_same: bool = False
    query_in_dictionary: bool = False
    form_in_dictionary: bool = False
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
        probability: 0.0–1.0; of `rank`: calibrated for the best candidate of a lexicon; of `compare`: as if no other
            candidate came nearer than usual.
        log_odds: the score before calibration; the sum of `intercept` and the points of `features`.
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
    edits: dict[str, float]
    evidence: dict[str, float]
    slope: float
    outstanding: float
    shift: float
    usual_rival: float
    figures: dict[str, Any]


@cache
def weights() -> Weights:
    """The shipped weights, read once."""
    data = json.loads(files("entity_resolver").joinpath("weights", "scorer.json").read_text(encoding="utf-8"))
    calibration = data["calibration"]
    return Weights(
        intercept=data["intercept"],
        features=tuple(data["features"][feature.name] for feature in FEATURES),
        rates=data["rates"],
        edits=data["edits"],
        evidence=data["evidence"],
        slope=calibration["slope"],
        outstanding=calibration["outstanding"],
        shift=calibration["shift"],
        usual_rival=calibration["usual_rival"],
        figures=data["figures"],
    )


def _sigmoid(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, log_odds))))


@lru_cache(maxsize=256)
def _evidence_names(evidence: Evidence) -> tuple[str, ...]:
    names = [
        ("query_known_other", evidence.query_known_other),
        ("query_known_same", evidence.query_known_same),
        ("both_in_dictionary", evidence.query_in_dictionary and evidence.form_in_dictionary),
        ("only_query_in_dictionary", evidence.query_in_dictionary and not evidence.form_in_dictionary),
        ("only_form_in_dictionary", evidence.form_in_dictionary and not evidence.query_in_dictionary),
        ("same_type", evidence.same_type is True),
        ("other_type", evidence.same_type is False),
    ]
    return tuple(name for name, holds in names if holds)


def _log_odds(pair: Pair, evidence: Evidence, w: Weights) -> float:
    total = w.intercept
    for feature, weight in zip(_FUNCTIONS, w.features, strict=True):
        total += weight * feature(pair)
    rates, edits, per_phoneme = w.rates, w.edits, 1.0 / min(pair.length, LONGEST)
    for kind in pair.kinds:
        total += rates.get(kind.kind, 0.0) * per_phoneme + edits.get(f"{kind.kind}:{kind.detail}", 0.0)
        if kind.place != "M":
            total += edits.get(f"{kind.kind}@{kind.place}", 0.0)
    for name in _evidence_names(evidence):
        total += w.evidence[name]
    return total


def log_odds(query: Prepared, form: Prepared, evidence: Evidence = NOTHING_KNOWN) -> float:
    """The score of one pair in log-odds, without the reasons: the fast path for a shortlist, see `probabilities`.

    >>> ruhansuku = prepare("ルハンスク")
    >>> log_odds(prepare("ルガンスク"), ruhansuku) > 2 > -2 > log_odds(prepare("オデーサ"), ruhansuku)
    True
    """
    return _log_odds(Pair(query, form), evidence, weights())


def probabilities(odds: Sequence[float]) -> list[float]:
    """Log-odds of a query's candidates (the best of each entity, any order) → probability of each, 0.0–1.0.

    A candidate is more likely to be right the further it stands out from the names that come near by chance: the next
    five of the list. Pass all the shortlist holds, at least six where there are as many; what is missing counts as a
    name of ordinary distance, so that a lexicon of three names is not trusted more than one of three thousand.

    >>> alone, crowded = probabilities([2.0, -8.0, -9.0])[0], probabilities([2.0, 1.5, 1.0, 1.0, 0.5, 0.0])[0]
    >>> alone > 0.9 > 0.6 > crowded
    True
    """
    w = weights()
    rivals = sorted(odds, reverse=True)[1 : 1 + _RIVALS]
    crowd = (sum(rivals) + (_RIVALS - len(rivals)) * w.usual_rival) / _RIVALS
    return [_sigmoid(w.slope * x + w.outstanding * min(x - crowd, _FAR) + w.shift) for x in odds]


def probability(query: Prepared, form: Prepared, evidence: Evidence = NOTHING_KNOWN) -> float:
    """Probability, 0.0–1.0, that the two are spellings of one name, seen alone: `compare` without the reasons.

    >>> ruhansuku = prepare("ルハンスク")
    >>> probability(prepare("ルガンスク"), ruhansuku) > 0.9 > 0.1 > probability(prepare("クルスク"), ruhansuku)
    True
    """
    return probabilities([log_odds(query, form, evidence)])[0]


def compare(query: str, form: str, evidence: Evidence = NOTHING_KNOWN) -> Comparison:
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
    edits = tuple(
        PhonemeEdit(e.at, e.form_at, e.query, e.form, k.kind, k.place, edit_cost(e.query, e.form), _edit_weight(k, w))
        for e, k in zip(pair.edits, pair.kinds, strict=True)
    )
    terms += [Contribution(f"edit {e.query}→{e.form}", meanings[e.kind], 1.0, e.weight) for e in edits]
    terms += [Contribution(name, name.replace("_", " "), 1.0, w.evidence[name]) for name in _evidence_names(evidence)]
    score = _log_odds(pair, evidence, w)
    return Comparison(
        query, form, probabilities([score])[0], score, w.intercept, tuple(t for t in terms if t.points), edits
    )


def _edit_weight(kind: EditKind, w: Weights) -> float:
    extra = w.edits.get(f"{kind.kind}@{kind.place}", 0.0) if kind.place != "M" else 0.0
    return w.edits.get(f"{kind.kind}:{kind.detail}", 0.0) + extra


def rank(
    query: str,
    forms: Sequence[str],
    evidences: Sequence[Evidence] | None = None,
    entities: Sequence[Hashable] | None = None,
) -> list[Comparison]:
    """Compare a query with several forms, best first; probabilities take the rivals into account (`probabilities`).

    `evidences` and `entities` run parallel to `forms` (ValueError if the lengths differ); forms of one entity are no
    rivals of one another. Without `entities` each form is one.

    >>> [c.form for c in rank("ルガンスク", ["クルスク", "ルハンスク", "ルツク"])][0]
    'ルハンスク'
    """
    known = evidences if evidences is not None else [NOTHING_KNOWN] * len(forms)
    owners = entities if entities is not None else range(len(forms))
    pairs = zip(forms, known, owners, strict=True)
    compared = sorted(((compare(query, f, e), owner) for f, e, owner in pairs), key=lambda item: -item[0].log_odds)
    best: dict[Hashable, float] = {}
    for comparison, owner in compared:
        best.setdefault(owner, comparison.log_odds)
    crowd = list(best.values())
    position = {owner: n for n, owner in enumerate(best)}
    ranked = []
    for comparison, owner in compared:
        odds = [*crowd]
        odds[position[owner]] = comparison.log_odds
        ranked.append(replace(comparison, probability=probabilities(odds)[position[owner]]))
    return ranked
