"""The labelled names as `scripts/fit_scorer.py` sees them: each query beside what the index finds for it.

The measure is that of `score.py`: each entity is known by its first name only, a third of the entities are left out and
their names are queries for nothing. Beside what the index finds, a query of a left-out entity keeps its own first name:
a pair to learn from that no measure sees.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from entity_resolver.alignment import edit_meanings
from entity_resolver.candidates import SHORTLIST
from entity_resolver.features import FEATURES, LONGEST
from entity_resolver.index import FuzzyIndex, distance
from entity_resolver.pairs import Pair, prepare
from entity_resolver.phonemes import phonemes

VARIANTS = ("variants_geo", "variants_geo_mt", "variants_syn")
LOOKALIKES = "lookalikes"
RATES = tuple(edit_meanings())
FOLDS = 5
LEAST, SPREAD = 8, 2.0  # more names than are scored at run time: what is not like a name is learnt from them

Array = NDArray[np.float64]


class Trial(NamedTuple):
    """One query beside one form."""

    query: str
    form: str
    right: bool


class Query(NamedTuple):
    """A query: `found` are the rows of the trials of what the index finds, `own` the row of its own first name where
    the index does not find that (or must not: `nil`)."""

    source: str
    group: str
    text: str
    nil: bool
    found: list[int]
    own: int | None


class Data(NamedTuple):
    """Trials as a table: features, then rates; and how far the index has them apart."""

    trials: list[Trial]
    queries: list[Query]
    features: Array
    rates: Array
    distance: Array
    right: NDArray[np.bool_]
    fold: NDArray[np.int64]


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
    """What the resolver would look at: the names the index finds, namesakes once."""

    def __init__(self, forms: Sequence[str]) -> None:
        self.forms = forms
        self.index = FuzzyIndex.build([phonemes(form) for form in forms])

    def of(self, query: str) -> list[list[int]]:
        """Positions of the forms, those that are written alike together."""
        together: dict[tuple[str, str], list[int]] = defaultdict(list)
        found = self.index.nearest(phonemes(query), SHORTLIST)
        for number, (far, at) in enumerate(found):
            if number < LEAST or far <= SPREAD * found[0][0]:
                form = prepare(self.forms[at])
                together[form.kana, form.suffix].append(at)
        return list(together.values())


def variant_queries(path: Path, trials: list[Trial]) -> Iterator[Query]:
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
            found, own = [], None
            for alike in shortlist.of(query):
                found.append(len(trials))
                right = any(known[at] == cluster or query in clusters[known[at]] for at in alike)
                trials.append(Trial(query, shortlist.forms[alike[0]], right))
            if not any(trials[row].right for row in found):
                own = len(trials)
                trials.append(Trial(query, forms[0], True))
            yield Query(path.name.split(".")[0], cluster, query, nil, found, own)


def lookalike_queries(path: Path, trials: list[Trial]) -> Iterator[Query]:
    rows = rows_of(path)
    shortlist = Shortlist(sorted({row["ja_a"] for row in rows}))
    for query in sorted({row["ja_b"] for row in rows} - set(shortlist.forms)):
        alike = shortlist.of(query)
        yield Query(LOOKALIKES, query, query, True, list(range(len(trials), len(trials) + len(alike))), None)
        trials += [Trial(query, shortlist.forms[at[0]], False) for at in alike]


def gather(folder: Path) -> Data:
    trials: list[Trial] = []
    queries = [q for name in VARIANTS for q in variant_queries(folder / f"{name}.dev.tsv", trials)]
    queries += lookalike_queries(folder / "hard_negatives.dev.tsv", trials)
    features, rates = [], []
    for trial in trials:
        pair = Pair(prepare(trial.query), prepare(trial.form))
        counts, length = Counter(kind.kind for kind in pair.kinds), min(pair.length, LONGEST)
        features.append([feature.function(pair) for feature in FEATURES])
        rates.append([counts[name] / length for name in RATES])
    fold = np.zeros(len(trials), int)
    for query in queries:
        rows = query.found + ([] if query.own is None else [query.own])
        fold[rows] = int(hashlib.md5(query.group.encode()).hexdigest()[:8], 16) % FOLDS
    right = np.array([t.right for t in trials])
    far = np.array([distance(phonemes(t.query), phonemes(t.form)) for t in trials])
    table = [np.array(columns, float) for columns in (features, rates)]
    return Data(trials, queries, *table, far, right, fold)
