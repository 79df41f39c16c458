"""How likely is it that two kana names are spellings of one name?

Two dot products over the same table (`FEATURES`, one rate per kind of edit, what the caller knows: `Evidence`): the
*nearness* compares the candidates of a query with one another; the *belief*, with the margin by which a candidate is
nearer than the next ones, says how likely it is to be right. The weights (`weights/scorer.json`) are written by `scripts/fit_scorer.py`, which says how
good they are. Nothing here looks anything up.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from operator import mul
from typing import Any, NamedTuple

from entity_resolver.alignment import PhonemeEdit, edit_cost, edit_meanings
from entity_resolver.features import FEATURES, LONGEST
from entity_resolver.pairs import Pair, Prepared, prepare
from entity_resolver.quick import values_of

__all__ = [
    "NEIGHBOURS", "NOTHING_KNOWN", "Comparison", "Contribution", "Evidence", "Score", "compare", "prepare", "probabilities",
    "probability", "rank", "score", "weights",
]  # fmt: skip

NEIGHBOURS = 8
"""So many names that the index finds nearest are looked at for rivals; those beyond only for what may be nearer still."""
_RIVALS = 5  # how many of them say how crowded the neighbourhood is
_FAR = 8.0  # standing out more than this says no more


class Score(NamedTuple):
    """What sound and evidence say of one pair: see the module text."""

    nearness: float
    belief: float


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
        nearness: what candidates are compared by. log_odds: of the probability; the sum of `intercept` and the points
            of `features`, the last of which is the margin to the next candidates.
        features: every term that is not zero. edits: the alignment, in order, each edit with its kind and cost.
    """

    query: str
    form: str
    probability: float
    nearness: float
    log_odds: float
    intercept: float
    features: tuple[Contribution, ...]
    edits: tuple[PhonemeEdit, ...]


class Weights(NamedTuple):
    """The fitted numbers of `weights/scorer.json`; `figures` says on what they were fitted, and how well they do."""

    intercept: float
    nearness: tuple[float, ...]
    belief: tuple[float, ...]
    rates: dict[str, float]
    evidence: dict[str, Score]
    margin: float
    usual_rival: float
    figures: dict[str, Any]


@cache
def weights() -> Weights:
    """The shipped weights, read once."""
    data = json.loads(files("entity_resolver").joinpath("weights", "scorer.json").read_text(encoding="utf-8"))
    return Weights(
        intercept=data["intercept"],
        nearness=tuple(data["features"][feature.name]["nearness"] for feature in FEATURES),
        belief=tuple(data["features"][feature.name]["belief"] for feature in FEATURES),
        rates=data["rates"],
        evidence={name: Score(**points) for name, points in data["evidence"].items()},
        margin=data["margin"],
        usual_rival=data["usual_rival"],
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


def _score(query: Prepared, form: Prepared, evidence: Evidence, w: Weights) -> Score:
    values, kinds, length = values_of(query, form)
    nearness = sum(map(mul, values, w.nearness))
    belief = w.intercept + sum(map(mul, values, w.belief))
    if kinds:
        rates = w.rates
        belief += sum([rates.get(kind, 0.0) for kind in kinds]) / min(length, LONGEST)
    for name in _evidence_names(evidence) if evidence is not NOTHING_KNOWN else ():
        points = w.evidence[name]
        nearness += points.nearness
        belief += points.belief
    return Score(nearness, belief)


def score(query: Prepared, form: Prepared, evidence: Evidence = NOTHING_KNOWN) -> Score:
    """The score of one pair, without the reasons: the fast path for a shortlist, see `probabilities`.

    >>> ruhansuku = prepare("ルハンスク")
    >>> near, far = score(prepare("ルガンスク"), ruhansuku), score(prepare("オデーサ"), ruhansuku)
    >>> near.nearness > far.nearness, near.belief > far.belief
    (True, True)
    """
    return _score(query, form, evidence, weights())


def probabilities(scores: Sequence[Score], names: Sequence[Hashable] = ()) -> list[float]:
    """Scores of a query's candidates (the best of each entity, as the index orders them) → probability of each, 0.0–1.0.

    A candidate is more likely to be right the further it stands out from the names that come near by chance: the next
    five of the first NEIGHBOURS. Pass as many where there are; what is missing counts as a name of ordinary distance, so
    that a lexicon of three names is not trusted more than one of three thousand. `names` runs parallel to the scores:
    equal ones are namesakes, which are no rivals of one another.

    >>> near, far = Score(6.0, 1.0), Score(-4.0, -5.0)
    >>> alone, crowded = probabilities([near, far])[0], probabilities([near, near, near, far])[0]
    >>> alone > crowded
    True
    """
    w = weights()
    nearest: dict[Hashable, float] = {}
    for name, (nearness, _) in zip(names or range(len(scores)), scores, strict=True):
        if nearness > nearest.get(name, -math.inf):
            nearest[name] = nearness
    around = _crowd(list(nearest.values()), w)
    return [_sigmoid(_log_odds(own, around, w)) for own in scores]


def _crowd(nearness: Sequence[float], w: Weights) -> float:
    """How near the rivals of the nearest come."""
    rivals = sorted(nearness[:NEIGHBOURS], reverse=True)
    if rivals and rivals[0] == max(nearness):
        del rivals[0]
    del rivals[_RIVALS:]
    return (sum(rivals) + (_RIVALS - len(rivals)) * w.usual_rival) / _RIVALS


def _log_odds(own: Score, crowd: float, w: Weights) -> float:
    return own.belief + w.margin * min(own.nearness - crowd, _FAR)


def probability(query: Prepared, form: Prepared, evidence: Evidence = NOTHING_KNOWN) -> float:
    """Probability, 0.0–1.0, that the two are spellings of one name, seen alone: `compare` without the reasons.

    >>> ruhansuku = prepare("ルハンスク")
    >>> probability(prepare("ルガンスク"), ruhansuku) > 0.9 > 0.1 > probability(prepare("クルスク"), ruhansuku)
    True
    """
    return probabilities([score(query, form, evidence)])[0]


def compare(query: str, form: str, evidence: Evidence = NOTHING_KNOWN) -> Comparison:
    """The probability that query and form are spellings of one name, with every reason.

    >>> c = compare("ルガンスク", "ルハンスク")
    >>> [(e.query, e.form, e.kind) for e in c.edits], c.probability > 0.9
    ([('g', 'h', 'g_h')], True)
    """
    return _compared(query, form, evidence, weights().usual_rival)


def _compared(query: str, form: str, evidence: Evidence, crowd: float) -> Comparison:
    w = weights()
    pair = Pair(prepare(query), prepare(form))
    terms = [Contribution(f.name, f.meaning, f.function(pair), x) for f, x in zip(FEATURES, w.belief, strict=True)]
    meanings, length = edit_meanings(), min(pair.length, LONGEST)
    counts = Counter(kind.kind for kind in pair.kinds)
    terms += [Contribution(f"rate of {k}", meanings[k], n / length, w.rates.get(k, 0.0)) for k, n in counts.items()]
    for name in _evidence_names(evidence):
        terms.append(Contribution(name, name.replace("_", " "), 1.0, w.evidence[name].belief))
    own = _score(pair.query, pair.form, evidence, w)
    terms.append(
        Contribution(
            "margin", "how far it stands out from the next candidates", min(own.nearness - crowd, _FAR), w.margin
        )
    )
    edits = tuple(
        PhonemeEdit(e.at, e.form_at, e.query, e.form, k.kind, k.place, edit_cost(e.query, e.form), worth)
        for e, k, worth in zip(pair.edits, pair.kinds, pair.learnt, strict=True)
    )
    odds = _log_odds(own, crowd, w)
    told = tuple(t for t in terms if t.points)
    return Comparison(query, form, _sigmoid(odds), own.nearness, odds, w.intercept, told, edits)


def rank(
    query: str,
    forms: Sequence[str],
    evidences: Sequence[Evidence] | None = None,
    entities: Sequence[Hashable] | None = None,
) -> list[Comparison]:
    """Compare a query with several forms, best first; probabilities take the rivals into account (`probabilities`, which
    says why the order of more than eight forms counts).

    `evidences` and `entities` run parallel to `forms` (ValueError if the lengths differ); forms of one entity are no
    rivals of one another. Without `entities` each form is one.

    >>> [c.form for c in rank("ルガンスク", ["クルスク", "ルハンスク", "ルツク"])][0]
    'ルハンスク'
    """
    known = evidences if evidences is not None else [NOTHING_KNOWN] * len(forms)
    owners = entities if entities is not None else range(len(forms))
    pairs = zip(forms, known, owners, strict=True)
    near = prepare(query)
    scored = [(score(near, prepare(f), e), f, e, owner) for f, e, owner in pairs]
    best: dict[Hashable, float] = {}
    for own, _, _, owner in scored:
        best[owner] = max(own.nearness, best.get(owner, -math.inf))
    crowd = _crowd(list(best.values()), weights())
    ranked = [_compared(query, form, evidence, crowd) for _, form, evidence, _ in scored]
    return sorted(ranked, key=lambda comparison: -comparison.log_odds)
