"""Fit the weights of the kana scorer and print how well it does on names it has not seen.

    python scripts/fit_scorer.py ../shared/eval          # fit, cross-validate, print the table, write the weights
    python scripts/fit_scorer.py ../shared/eval --dry    # the same without writing the weights

Needs numpy, scipy and scikit-learn (development only) beside the package; takes about two minutes. The measure is that
of `score.py`: each entity is known by its first name only, a third of the entities are left out and their names are
queries for nothing. Folds are clusters: no name of an entity is both in training and in test. What Sudachi's dictionary
knows is learnt on the place names and look-alikes alone (the words of variants_syn are all in it); its normalized forms
and synonyms are not used.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein
from scipy import sparse  # type: ignore
from sklearn.feature_extraction.text import CountVectorizer  # type: ignore
from sklearn.linear_model import LogisticRegression  # type: ignore
from sklearn.preprocessing import StandardScaler  # type: ignore

from entity_resolver.alignment import edit_meanings
from entity_resolver.features import FEATURES, LONGEST
from entity_resolver.pairs import LOOSE, Pair, prepare
from entity_resolver.phonemes import phonemes

WEIGHTS = Path(__file__).resolve().parent.parent / "src" / "entity_resolver" / "weights"
VARIANTS = ("variants_geo", "variants_geo_mt", "variants_syn")
DICTIONARY = ("both_in_dictionary", "only_query_in_dictionary", "only_form_in_dictionary")
RATES = tuple(edit_meanings())
FOLDS = 5
HARDEST = 10  # wrong candidates per query to train on
LOOKALIKE_WEIGHT = 0.75  # chosen by cross-validation among 0.5, 0.75, 1, 2
EDIT_SCALE = 0.5  # single edits are regularised harder than features; chosen among 0.25, 0.5, 0.8
RARE = 15  # an edit seen less often has no weight of its own
RIVALS, FAR, USUAL_RIVAL = 5, 8.0, -4.0  # as in scorer.py; a near rival in a list of thousands of names
STRENGTH = 0.1  # inverse regularisation, chosen among 0.03, 0.1, 0.3, 1

Array = NDArray[np.float64]


class Trial(NamedTuple):
    """One query beside one form: `source` is the file, `group` the cluster of the query."""

    source: str
    group: str
    query: str
    form: str
    nil: bool
    right: bool


class Data(NamedTuple):
    trials: list[Trial]
    dense: Array
    dictionary: Array
    edits: Any
    edit_names: list[str]
    right: Array
    fold: NDArray[np.int64]
    trained: NDArray[np.bool_]
    lists: list[list[int]]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def clusters_of(path: Path) -> dict[str, list[str]]:
    clusters: dict[str, list[str]] = {}
    for row in rows_of(path):
        if "surfaces" in row:
            clusters[row["id"]] = row["surfaces"].split("|")
        elif row["relation_to_first"] in ("first", "異表記"):
            clusters.setdefault(row["id"], []).append(row["surface"])
    return clusters


def is_left_out(cluster: str) -> bool:
    return int(hashlib.sha256(("nil" + cluster).encode()).hexdigest()[:8], 16) % 3 == 0


class Shortlist:
    """The nearest forms of a list, by sound and by kana: wide enough to hold all that the scorer could prefer."""

    def __init__(self, forms: Sequence[str]) -> None:
        self.forms = list(forms)
        self.loose = [phonemes(form).translate(LOOSE) for form in forms]

    def of(self, query: str, width: int) -> list[int]:
        loose = phonemes(query).translate(LOOSE)
        near = process.extract(loose, self.loose, scorer=Levenshtein.normalized_similarity, limit=width)
        alike = process.extract(query, self.forms, scorer=fuzz.WRatio, limit=max(width // 3, 1))
        return sorted({index for _, _, index in (*near, *alike)})


def variant_trials(path: Path) -> Iterator[Trial]:
    clusters = clusters_of(path)
    known = [k for k in clusters if not is_left_out(k)]
    names = {clusters[k][0] for k in known}
    spoken_for = {form for k in known for form in clusters[k]}
    shortlist = Shortlist([clusters[k][0] for k in known])
    for cluster, forms in clusters.items():
        nil = is_left_out(cluster)
        if nil and spoken_for & set(forms):
            continue
        for query in (form for form in forms[1:] if form not in names):
            for index in shortlist.of(query, 30):
                other = known[index]
                right = other == cluster or query in clusters[other]
                yield Trial(path.name.split(".")[0], cluster, query, shortlist.forms[index], nil, right)


def lookalike_trials(path: Path) -> Iterator[Trial]:
    rows = rows_of(path)
    known = sorted({row["ja_a"] for row in rows})
    beside = defaultdict(set)
    for row in rows:
        beside[row["ja_b"]].add(row["ja_a"])
    shortlist = Shortlist(known)
    at = {name: index for index, name in enumerate(known)}
    for query in sorted(set(beside) - set(known)):
        for index in sorted({*shortlist.of(query, 15), *(at[name] for name in beside[query])}):
            yield Trial("lookalikes", query, query, known[index], True, False)


def dictionary_names(names: set[str]) -> set[str]:
    """The names that Sudachi's dictionary holds whole, as proper nouns."""
    from sudachipy import Dictionary

    dictionary = Dictionary()
    tokenizer = (getattr(dictionary, "tokenizer", None) or dictionary.create)()
    split = {name: list(tokenizer.tokenize(name)) for name in names}
    whole = {name: tokens[0] for name, tokens in split.items() if len(tokens) == 1}
    return {name for name, t in whole.items() if not t.is_oov() and t.part_of_speech()[1] == "固有名詞"}


def surprisal_table(path: Path) -> dict[str, dict[str, float]]:
    """−ln P(phoneme | the one before) over the katakana names of a gazetteer, Witten-Bell smoothed, in nats."""
    words = set()
    for row in rows_of(path):
        base = re.sub("(首都圏|地方|地区|[州県郡省区島都府市町村圏])$", "", row["ja"])
        if re.fullmatch("[ァ-ヴー・=＝ -]+", base):
            words.add(phonemes(base))
    alphabet = "aiueokstnhmyrwgzdbpfvjScTNQ-"
    single = Counter(c for word in words for c in word)
    pairs = Counter(pair for word in words for pair in zip("^" + word, word, strict=False))
    total = sum(single.values())
    table: dict[str, dict[str, float]] = {}
    for before in "^" + alphabet:
        seen = {c: pairs[before, c] for c in alphabet if pairs[before, c]}
        count, kinds = sum(seen.values()), len(seen) or 1
        table[before] = {
            c: round(-math.log((seen.get(c, 0) + kinds * (single[c] + 1) / (total + 28)) / (count + kinds)), 2)
            for c in alphabet
        }
    return table


def dense_row(pair: Pair) -> list[float]:
    counts, length = Counter(kind.kind for kind in pair.kinds), min(pair.length, LONGEST)
    return [*(feature.function(pair) for feature in FEATURES), *(counts[name] / length for name in RATES)]


def edit_names(pair: Pair) -> list[str]:
    placed = [f"{k.kind}@{k.place}" for k in pair.kinds if k.place != "M"]
    return [*(f"{k.kind}:{k.detail}" for k in pair.kinds), *placed]


def gather(folder: Path) -> Data:
    trials = [trial for name in VARIANTS for trial in variant_trials(folder / f"{name}.dev.tsv")]
    trials += lookalike_trials(folder / "hard_negatives.dev.tsv")
    proper = dictionary_names({t.query for t in trials} | {t.form for t in trials})
    dense, names = [], []
    for trial in trials:
        pair = Pair(prepare(trial.query), prepare(trial.form))
        dense.append(dense_row(pair))
        names.append(edit_names(pair))
    dictionary = np.array([dictionary_row(t.query in proper, t.form in proper) for t in trials], float)
    right = np.array([t.right for t in trials], float)
    lists: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for index, trial in enumerate(trials):
        lists[trial.source, trial.group, trial.query].append(index)
    table = np.array(dense)
    near = [f.name for f in FEATURES].index("sound_similarity")
    trained = right > 0
    for indexes in lists.values():
        trained[sorted(indexes, key=lambda i: -table[i, near])[:HARDEST]] = True
    counter = CountVectorizer(analyzer=list, min_df=RARE).fit([names[i] for i in np.flatnonzero(trained)])
    fold = np.array([int(hashlib.md5(t.group.encode()).hexdigest()[:8], 16) % FOLDS for t in trials])
    edits = counter.transform(names).astype(float)
    named = list(counter.get_feature_names_out())
    return Data(trials, table, dictionary, edits, named, right, fold, trained, list(lists.values()))


def dictionary_row(query: bool, form: bool) -> tuple[bool, bool, bool]:
    return query and form, query and not form, form and not query


class Model(NamedTuple):
    """Weights on the unscaled values."""

    intercept: float
    dense: Array
    dictionary: Array
    edits: Array

    def log_odds(self, data: Data) -> Array:
        odds = self.intercept + data.dense @ self.dense + data.dictionary @ self.dictionary + data.edits @ self.edits
        return np.asarray(odds, float)


def fit(data: Data, chosen: NDArray[np.bool_]) -> Model:
    source = np.array([t.source for t in data.trials])
    words = (source == "variants_syn")[:, None]
    values = np.hstack([data.dense, np.where(words, 0.0, data.dictionary)])
    scaler = StandardScaler().fit(values[data.trained])
    scaled_values = sparse.csr_matrix(scaler.transform(values[chosen]))
    table = sparse.hstack([scaled_values, data.edits[chosen] * EDIT_SCALE]).tocsr()
    weight = np.where(source[chosen] == "lookalikes", LOOKALIKE_WEIGHT, 1.0)
    model = LogisticRegression(C=STRENGTH, max_iter=1000).fit(table, data.right[chosen], weight)
    scaled = model.coef_[0]
    wide = values.shape[1]
    raw = scaled[:wide] / scaler.scale_
    split = data.dense.shape[1]
    return Model(float(model.intercept_[0] - raw @ scaler.mean_), raw[:split], raw[split:], scaled[wide:] * EDIT_SCALE)


def cross_validated(data: Data) -> Array:
    odds = np.zeros(len(data.trials))
    for fold in range(FOLDS):
        held = data.fold == fold
        odds[held] = fit(data, data.trained & ~held).log_odds(data)[held]
    return odds


class Calibration(NamedTuple):
    """Log-odds of a list of candidates → probabilities, as `scorer.probabilities` does."""

    slope: float
    outstanding: float
    shift: float


def standing(odds: Array) -> Array:
    """Of the best of some candidates: its log-odds, and how far it stands out from the next ones."""
    ranked = np.concatenate([np.sort(odds)[::-1], np.full(RIVALS, USUAL_RIVAL)])
    return np.array([ranked[0], min(ranked[0] - ranked[1 : 1 + RIVALS].mean(), FAR)])


def calibrate(data: Data, odds: Array, without: int | None = None) -> Calibration:
    """What makes the probability of the best candidate honest over the variants files (leaving out one fold)."""
    used = [ix for ix in data.lists if data.trials[ix[0]].source in VARIANTS and data.fold[ix[0]] != without]
    values = np.array([standing(odds[indexes]) for indexes in used])
    right = [data.right[max(indexes, key=lambda i: odds[i])] for indexes in used]
    model = LogisticRegression(C=10.0).fit(values, right)
    return Calibration(float(model.coef_[0, 0]), float(model.coef_[0, 1]), float(model.intercept_[0]))


def probabilities(data: Data, odds: Array) -> Array:
    """Cross-validated probability of the best candidate of each query; 0 for all others."""
    out = np.zeros(len(odds))
    by_fold = [calibrate(data, odds, fold) for fold in range(FOLDS)]
    for indexes in data.lists:
        top = max(indexes, key=lambda i: odds[i])
        slope, outstanding, shift = by_fold[data.fold[top]]
        score, gap = standing(odds[indexes])
        out[top] = 1 / (1 + np.exp(-(slope * score + outstanding * gap + shift)))
    return out


def calibration_error(scores: Array, right: NDArray[np.bool_]) -> float:
    bins = np.minimum((scores * 10).astype(int), 9)
    return float(sum(abs(scores[bins == b].sum() - right[bins == b].sum()) for b in range(10)) / len(scores))


def outcome(data: Data, scores: Array, source: str) -> tuple[Array, NDArray[np.bool_], NDArray[np.bool_]]:
    """Of each query of a file: score of its best candidate, whether that is right, whether nothing would be."""
    lists = [indexes for indexes in data.lists if data.trials[indexes[0]].source == source]
    top = [max(indexes, key=lambda i: scores[i]) for indexes in lists]
    return scores[top], data.right[top] > 0, np.array([data.trials[i].nil for i in top])


def merged(data: Data, scores: Array, folder: Path) -> Array:
    """Score with which the look-alike of each pair would be merged, 0 where another name is nearer."""
    best: dict[str, tuple[float, str]] = {}
    for score, trial in zip(scores, data.trials, strict=True):
        if trial.source == "lookalikes" and score > best.get(trial.query, (-1.0, ""))[0]:
            best[trial.query] = (float(score), trial.form)
    rows = [r for r in rows_of(folder / "hard_negatives.dev.tsv") if r["ja_b"] in best]
    return np.array([best[r["ja_b"]][0] if best[r["ja_b"]][1] == r["ja_a"] else 0.0 for r in rows])


def figures(data: Data, scores: Array, folder: Path) -> dict[str, Any]:
    """The measures of `score.py`, and what a range of link thresholds would give."""
    found: dict[str, Any] = {}
    results = {source: outcome(data, scores, source) for source in VARIANTS}
    for source, (best, right, nil) in results.items():
        wrong = np.sort(best[nil])[::-1]
        row = {"recall@1": float(right[~nil].mean())}
        for rate in (0.01, 0.02, 0.05):
            row[f"recall@far{rate}"] = float((right & (best > wrong[int(len(wrong) * rate)]))[~nil].mean())
        row["calibration_error"] = calibration_error(best, right & ~nil)
        found[source] = {name: round(value, 4) for name, value in row.items()}
    look = merged(data, scores, folder)
    names = np.concatenate([results[s][0][results[s][2]] for s in VARIANTS[:2]])
    for threshold in (0.75, 0.9, 0.95, 0.96, 0.965, 0.97, 0.98, 0.99):
        linked = {s: float((right & (best >= threshold))[~nil].mean()) for s, (best, right, nil) in results.items()}
        words = results["variants_syn"]
        linked |= {
            "geo false accepts": float((names >= threshold).mean()),
            "syn false accepts": float((words[0][words[2]] >= threshold).mean()),
            "look-alikes merged": float((look >= threshold).mean()),
        }
        found[f"linked from {threshold}"] = {name: round(value, 4) for name, value in linked.items()}
    return found


def known_other_weight(data: Data, odds: Array, folder: Path) -> float:
    """Log-likelihood ratio of 'the query is a listed name of another place'; the gazetteer stands in for a lexicon."""
    listed: dict[str, set[str]] = defaultdict(set)
    for row in rows_of(folder / "lexicon_geo.tsv"):
        listed[row["ja"]].add(row["id"])
    top = [max(indexes, key=lambda i: odds[i]) for indexes in data.lists]
    counts: Counter[tuple[bool, bool]] = Counter()
    for index in top:
        trial = data.trials[index]
        if trial.source != "variants_syn" and odds[index] > -3:
            counts[bool(trial.right), bool(listed.get(trial.query, set()) - {trial.group})] += 1
    rate = [(counts[right, True] + 1) / (counts[right, True] + counts[right, False] + 2) for right in (True, False)]
    return max(-4.0, min(0.0, math.log(rate[0] / rate[1])))


def write(model: Model, data: Data, calibration: Calibration, known_other: float, found: Mapping[str, Any]) -> None:
    evidence, split = dict(zip(DICTIONARY, map(float, model.dictionary), strict=True)), len(FEATURES)
    # No labelled pair knows the context or a second lexicon; these are set by hand, each worth less than a clear sound.
    evidence |= {"query_known_other": known_other, "query_known_same": 5.0, "same_type": 0.3, "other_type": -2.0}
    weights = {
        "fitted": datetime.now(UTC).date().isoformat(),
        "intercept": model.intercept,
        "features": {f.name: float(w) for f, w in zip(FEATURES, model.dense[:split], strict=True)},
        "rates": {name: float(w) for name, w in zip(RATES, model.dense[split:], strict=True) if abs(w) > 0.01},
        "edits": {n: float(w) for n, w in zip(data.edit_names, model.edits, strict=True) if abs(w) > 0.02},
        "evidence": evidence,
        "calibration": {**calibration._asdict(), "usual_rival": USUAL_RIVAL},
        "figures": {"trials": len(data.trials), "pairs": int(data.right.sum()), "cross_validated": found},
    }
    text = json.dumps(rounded(weights), ensure_ascii=False, indent=1, sort_keys=True)
    (WEIGHTS / "scorer.json").write_text(text + "\n", encoding="utf-8")


def rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    return round(value, 4) if isinstance(value, float) else value


def write_surprisal(folder: Path) -> None:
    table = surprisal_table(folder / "lexicon_geo.tsv")
    path = WEIGHTS / "surprisal.json"
    table["edits"] = json.loads(path.read_text(encoding="utf-8"))["edits"]  # kept: docs/decisions/0004
    lines = ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in table.items())
    path.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="the folder with the labelled data (shared/eval)")
    parser.add_argument("--dry", action="store_true", help="write nothing but the surprisal table")
    options = parser.parse_args()
    write_surprisal(options.folder)
    data = gather(options.folder)
    odds = cross_validated(data)
    found = figures(data, probabilities(data, odds), options.folder)
    for name, row in found.items():
        print(f"{name:18}", "  ".join(f"{key} {value:.4f}" for key, value in row.items()))
    known_other = known_other_weight(data, odds, options.folder)
    print(f"query known as another place: {known_other:.2f}")
    if not options.dry:
        write(fit(data, data.trained), data, calibrate(data, odds), known_other, found)


if __name__ == "__main__":
    main()
