"""Fit the weights of the kana scorer and print how well it does on names it has not seen.

    python scripts/fit_scorer.py ../shared/eval          # fit, cross-validate, print the table, write the weights
    python scripts/fit_scorer.py ../shared/eval --dry    # the same without writing the weights

Needs numpy, scipy and scikit-learn (development only) beside the package; takes about a minute. Two models over the same
table: *nearness*, a conditional logit over each query's candidates, learns which of them is the right one, and never
sees a query for nothing; *belief*, a logistic regression over the nearest candidate alone with its margin, learns whether
it is right, and is what is shipped. For that each query of the variants is shown twice, with its entity in the list and without.
Folds are clusters: no name of an entity is both in training and in test. Neither membership in Sudachi's dictionary nor its
normalized forms and synonyms are used.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore
from sklearn.linear_model import LogisticRegression  # type: ignore
from sklearn.preprocessing import StandardScaler  # type: ignore

from entity_resolver.features import FEATURES
from entity_resolver.scorer import margin
from scorer_trials import FOLDS, LOOKALIKES, RATES, VARIANTS, Array, Data, Query, gather, rows_of

WEIGHTS = Path(__file__).resolve().parent.parent / "src" / "entity_resolver" / "weights"
SPREAD = 0.3  # inverse regularisation of nearness, chosen among 0.02, 0.1, 0.3, 1
STRENGTH = 0.1  # of belief, chosen among 0.02, 0.05, 0.1, 0.2, 0.4
LISTED, UNLISTED = 2.0, 1.0  # weight of a query beside its entity, and without: two of three have an answer
LOOKALIKE_WEIGHT = 0.2  # chosen among 0, 0.1, 0.2, 0.3


class Model(NamedTuple):
    """Weights on the unscaled values."""

    intercept: float
    weights: Array

    def of(self, table: Array) -> Array:
        return np.asarray(self.intercept + table @ self.weights, float)


def fit_nearness(data: Data, chosen: Sequence[Query]) -> Model:
    """A conditional logit: of the candidates of a query, the right one."""
    lists = []
    for query in chosen:
        rows = query.found + ([] if query.own is None else [query.own])
        if data.right[rows].any() and not data.right[rows].all():
            lists.append(rows)
    rows = np.concatenate([np.array(each) for each in lists])
    starts = np.cumsum([0, *(len(each) for each in lists[:-1])])
    owner = np.repeat(np.arange(len(lists)), [len(each) for each in lists])
    scaler = StandardScaler().fit(data.features)
    table, right = scaler.transform(data.features[rows]), data.right[rows]

    def loss(weights: Array) -> tuple[float, Array]:
        scores = table @ weights
        above = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
        total, hit = np.add.reduceat(above, starts), np.maximum(np.add.reduceat(above * right, starts), 1e-300)
        slope = table.T @ (above / total[owner] - above * right / hit[owner]) + weights / SPREAD
        return float((np.log(total) - np.log(hit)).sum() + weights @ weights / (2 * SPREAD)), slope

    found = minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    raw = found / scaler.scale_
    return Model(float(-raw @ scaler.mean_), raw)


class Top(NamedTuple):
    """The nearest candidate of a list: its row, its margin over the next ones, and whether it is right."""

    row: int
    margin: float
    right: bool
    weight: float


def margins(data: Data, rows: Sequence[int]) -> Array:
    """Of each name of a list, as `scorer` counts them."""
    far = data.distance[rows]
    nearest = np.sort(far)[:2]
    return np.array([margin(own, *(nearest[1:] if own == nearest[0] else nearest[:1])) for own in far])


def top(data: Data, nearness: Array, rows: Sequence[int], weight: float = 1.0) -> Top:
    best = int(np.argmax(nearness[rows]))
    return Top(rows[best], float(margins(data, rows)[best]), bool(data.right[rows[best]]), weight)


def shown(data: Data, nearness: Array) -> list[Top]:
    """What belief learns from: each query with its entity in the list, and without."""
    tops = []
    for query in data.queries:
        wrong = [row for row in query.found if not data.right[row]]
        listed = [query.own, *wrong] if query.nil and query.own is not None else query.found
        if data.right[listed].any():
            tops.append(top(data, nearness, listed, LISTED))
        if wrong:
            weight = LOOKALIKE_WEIGHT if query.source == LOOKALIKES else UNLISTED
            tops.append(top(data, nearness, wrong, weight))
    return tops


class Belief(NamedTuple):
    model: Model
    margin: float

    def probabilities(self, data: Data, rows: Sequence[int], margins: Array) -> Array:
        table = np.hstack([data.features[rows], data.rates[rows]])
        return np.asarray(1 / (1 + np.exp(-self.model.of(table) - self.margin * margins)), float)


def fit_belief(data: Data, tops: Sequence[Top]) -> Belief:
    table = np.hstack([data.features, data.rates])[[t.row for t in tops]]
    values = np.hstack([np.array([[t.margin] for t in tops]), table])
    scaler = StandardScaler().fit(values)
    model = LogisticRegression(C=STRENGTH, max_iter=3000)
    model.fit(scaler.transform(values), [t.right for t in tops], [t.weight for t in tops])
    raw = model.coef_[0] / scaler.scale_
    return Belief(Model(float(model.intercept_[0] - raw @ scaler.mean_), raw[1:]), float(raw[0]))


def unseen_nearness(data: Data) -> Array:
    """Each row by a model that has seen no name of its cluster."""
    nearness, table = np.zeros(len(data.trials)), data.features
    for fold in range(FOLDS):
        seen = [query for query in data.queries if query.source in VARIANTS and data.fold[query.found[0]] != fold]
        nearness[data.fold == fold] = fit_nearness(data, seen).of(table)[data.fold == fold]
    return nearness


class Result(NamedTuple):
    """The best candidate of a query, and the probability that it is right by a model that has not seen its cluster."""

    query: Query
    row: int
    right: bool
    chance: float


def unseen_results(data: Data, nearness: Array) -> list[Result]:
    tops = shown(data, nearness)
    fits = [fit_belief(data, [t for t in tops if data.fold[t.row] != fold]) for fold in range(FOLDS)]
    results = []
    for query in data.queries:
        belief = fits[data.fold[query.found[0]]]
        chances = belief.probabilities(data, query.found, margins(data, query.found))
        best = int(np.argmax(chances))
        row = query.found[best]
        results.append(Result(query, row, bool(data.right[row]) and not query.nil, float(chances[best])))
    return results


def calibration_error(chances: Array, right: NDArray[np.bool_]) -> float:
    bins = np.minimum((chances * 10).astype(int), 9)
    return float(sum(abs(chances[bins == b].sum() - right[bins == b].sum()) for b in range(10)) / len(chances))


def merged(data: Data, results: Sequence[Result], folder: Path) -> Array:
    """Probability with which the look-alike of each pair would be merged, 0 where another name is nearer."""
    best = {r.query.text: (r.chance, data.trials[r.row].form) for r in results if r.query.source == LOOKALIKES}
    rows = [row for row in rows_of(folder / "hard_negatives.dev.tsv") if row["ja_b"] in best]
    return np.array([best[r["ja_b"]][0] if best[r["ja_b"]][1] == r["ja_a"] else 0.0 for r in rows])


def figures(data: Data, results: Sequence[Result], folder: Path) -> dict[str, Any]:
    """The measures of `score.py`, and what a range of link thresholds would give."""
    found: dict[str, Any] = {}
    hits, nothing = {}, {}
    for source in VARIANTS:
        own = [r for r in results if r.query.source == source]
        hits[source] = np.array([r.chance if r.right else -1.0 for r in own if not r.query.nil])
        nothing[source] = np.array([r.chance for r in own if r.query.nil])
        wrong = np.sort(nothing[source])[::-1]
        row = {"recall@1": float((hits[source] >= 0).mean())}
        for rate in (0.01, 0.02, 0.05):
            row[f"recall@far{rate}"] = float((hits[source] > wrong[int(len(wrong) * rate)]).mean())
        error = calibration_error(np.array([r.chance for r in own]), np.array([r.right for r in own]))
        found[source] = {name: round(value, 4) for name, value in (row | {"calibration_error": error}).items()}
    look = merged(data, results, folder)
    names = np.concatenate([nothing[source] for source in VARIANTS[:2]])
    for threshold in (0.9, 0.95, 0.96, 0.965, 0.97, 0.975, 0.98, 0.985, 0.99):
        linked = {source: float((chances >= threshold).mean()) for source, chances in hits.items()}
        linked |= {
            "geo false accepts": float((names >= threshold).mean()),
            "syn false accepts": float((nothing["variants_syn"] >= threshold).mean()),
            "look-alikes merged": float((look >= threshold).mean()),
        }
        found[f"linked from {threshold}"] = {name: round(value, 4) for name, value in linked.items()}
    return found


def known_other_weight(data: Data, results: Sequence[Result], folder: Path) -> float:
    """Log-likelihood ratio of 'the query is a listed name of another place'; the gazetteer stands in for a lexicon."""
    listed: dict[str, set[str]] = defaultdict(set)
    for row in rows_of(folder / "lexicon_geo.tsv"):
        listed[row["ja"]].add(row["id"])
    counts: Counter[tuple[bool, bool]] = Counter()
    for result in results:
        if result.query.source != "variants_syn" and result.chance > 0.05:
            counts[result.right, bool(listed.get(result.query.text, set()) - {result.query.group})] += 1
    rate = [(counts[right, True] + 1) / (counts[right, True] + counts[right, False] + 2) for right in (True, False)]
    return max(-4.0, min(0.0, math.log(rate[0] / rate[1])))


def write(data: Data, belief: Belief, known_other: float, found: Mapping[str, Any]) -> None:
    names = [*(feature.name for feature in FEATURES), *RATES]
    table = dict(zip(names, map(float, belief.model.weights), strict=True))
    # No labelled pair knows the context or a second lexicon; these are set by hand, each worth less than a clear sound.
    by_hand = {"query_known_other": known_other, "query_known_same": 5.0, "same_type": 0.3, "other_type": -2.0}
    weights = {
        "fitted": datetime.now(UTC).date().isoformat(),
        "intercept": belief.model.intercept,
        "margin": belief.margin,
        "features": {feature.name: table[feature.name] for feature in FEATURES},
        "rates": {name: table[name] for name in RATES if abs(table[name]) > 0.01},
        "evidence": by_hand,
        "figures": {"trials": len(data.trials), "pairs": int(data.right.sum()), "cross_validated": found},
    }
    text = json.dumps(rounded(weights), ensure_ascii=False, indent=1, sort_keys=True)
    (WEIGHTS / "scorer.json").write_text(text + "\n", encoding="utf-8")


def rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    return round(value, 4) if isinstance(value, float) else value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="the folder with the labelled data (shared/eval)")
    parser.add_argument("--dry", action="store_true", help="write nothing")
    options = parser.parse_args()
    data = gather(options.folder)
    nearness = unseen_nearness(data)
    results = unseen_results(data, nearness)
    found = figures(data, results, options.folder)
    for name, row in found.items():
        print(f"{name:18}", "  ".join(f"{key} {value:.4f}" for key, value in row.items()))
    known_other = known_other_weight(data, results, options.folder)
    print(f"query known as another place: {known_other:.2f}")
    if not options.dry:
        write(data, fit_belief(data, shown(data, nearness)), known_other, found)


if __name__ == "__main__":
    main()
