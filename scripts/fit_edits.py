"""Learn how unexpected a phoneme is, and what an edit is worth in its surroundings; write both to `surprisal.json`.

    python scripts/fit_edits.py ../shared/eval        # then rerun scripts/fit_scorer.py

Two renderings of one Latin name are what a spelling variant is; there are few labelled ones, but the Latin model
(`weights/latin.tsv`) gives as many as one likes: for names of `lexicon_geo.tsv` whose listed kana the model finds
plausible, readings are drawn from it (flattened: SPREAD) and set beside the listed kana (right) and beside the nearest
other names that the spelling cannot stand for (wrong). A logistic regression over the edits and their neighbours
(`alignment.contexts`), with what is shared and the lengths beside them, tells the two apart. No labelled variant is
used. Needs numpy, scipy and scikit-learn; takes about ten minutes.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy import sparse  # type: ignore
from sklearn.feature_extraction.text import CountVectorizer  # type: ignore
from sklearn.linear_model import LogisticRegression  # type: ignore
from sklearn.preprocessing import StandardScaler  # type: ignore

from entity_resolver.alignment import align, context_names, contexts
from entity_resolver.index import FuzzyIndex
from entity_resolver.latin import bundled_model
from entity_resolver.latin_model import Lattice
from entity_resolver.phonemes import phonemes

TABLE = Path(__file__).resolve().parent.parent / "src" / "entity_resolver" / "weights" / "surprisal.json"
SUFFIX = re.compile("(?<=.)(首都圏|地方|地区|[州県郡省区島都府市町村圏])$")
KANA = re.compile("[ァ-ヴー・=＝ -]{2,30}")
NAMES, RIVALS, READINGS = 8_300, 40_000, 2
SPREAD = 1.5  # temperature of the readings; 1 would give the usual one too often
PLAUSIBLE, READ, UNRELATED = -0.9, -1.0, -1.3  # log P per letter: of the listed kana, of a reading, of another name
RARE, STRENGTH, SCALE, NEGLIGIBLE = 15, 0.3, 0.5, 0.1


class Beside(NamedTuple):
    """A reading beside a listed name."""

    reading: str
    name: str
    right: bool


def names_of(folder: Path) -> list[tuple[str, str]]:
    """(Latin, phonemes) of the places written in katakana."""
    found: dict[tuple[str, str], None] = {}
    with (folder / "lexicon_geo.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            kana = SUFFIX.sub("", row["ja"])
            if KANA.fullmatch(kana) and re.search("[A-Za-z]", row["en"]):
                found[row["en"], phonemes(kana)] = None
    return list(found)


def readings(lattice: Lattice, listed: str, chance: random.Random) -> list[str]:
    """Other ways to read a spelling, drawn from the model."""
    found: list[str] = []
    for _ in range(2 * READINGS):
        said = ""
        for step in lattice.steps:
            sounds = step.chances(("^^" + said)[-2:])
            said += chance.choices(list(sounds), [p ** (1 / SPREAD) for p in sounds.values()])[0]
        likely = said and lattice.log_likelihood(said) > READ * len(lattice.steps)
        if likely and said != listed and said not in found:
            found.append(said)
    return found[:READINGS]


def surprisal_table(path: Path) -> dict[str, dict[str, float]]:
    """−ln P(phoneme | the one before) over the katakana names of a gazetteer, Witten-Bell smoothed, in nats."""
    with path.open(encoding="utf-8", newline="") as file:
        bases = [SUFFIX.sub("", row["ja"]) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
    words = {phonemes(base) for base in bases if re.fullmatch("[ァ-ヴー・=＝ -]+", base)}
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


def trials(folder: Path) -> Iterator[Beside]:
    chance = random.Random(7)
    names = names_of(folder)
    chance.shuffle(names)
    rivals = list(dict.fromkeys(sound for _, sound in names))[:RIVALS]
    index = FuzzyIndex.build(rivals)
    network = bundled_model().network
    used = 0
    for latin, listed in names:
        try:
            lattice = network.lattice(latin)
        except ValueError:  # a letter the model has seen too seldom (ń at some distance)
            continue
        size = len(lattice.steps)
        if not size or lattice.log_likelihood(listed) < PLAUSIBLE * size:
            continue
        for said in readings(lattice, listed, chance):
            yield Beside(said, listed, True)
            near = [rivals[i] for i in index.shortlist(said, 8)]
            chances = lattice.among(near)
            unrelated = [n for n in near if n != listed and chances.get(n, -math.inf) < UNRELATED * size]
            yield from (Beside(said, name, False) for name in unrelated)
        used += 1
        if used == NAMES:
            return


def described(trial: Beside, surprise: dict[str, dict[str, float]]) -> tuple[list[float], list[str]]:
    """What is shared, what is not, and the lengths; and the names of the edits."""
    a, b = trial.reading, trial.name
    cost, edits, start, end = align(a, b)
    mine, yours = ([surprise.get(x, {}).get(y, 5.0) for x, y in zip("^" + s, s, strict=False)] for s in (a, b))
    alone = sum(mine[e.at] for e in edits if e.query) + sum(yours[e.form_at] for e in edits if e.form)
    total, length = sum(mine) + sum(yours), max(len(a), len(b), 1)
    shared = (total - alone) / 2
    values = [15 * math.log1p(shared / 15), 15 * math.log1p(alone / 15), 1 - alone / (total + 1e-9)]
    values += [math.log(min(length, 16)), abs(len(a) - len(b)) / length, start / length, end / length, cost / length]
    return values, [name for context in contexts(a, b, edits) for name in context_names(*context)]


def fit(data: list[Beside], surprise: dict[str, dict[str, float]]) -> dict[str, float]:
    rows = [described(trial, surprise) for trial in data]
    counter = CountVectorizer(analyzer=list, min_df=RARE)
    edits = counter.fit_transform([names for _, names in rows]).astype(float) * SCALE
    values = StandardScaler().fit_transform(np.array([v for v, _ in rows]))
    table = sparse.hstack([sparse.csr_matrix(values), edits]).tocsr()
    model = LogisticRegression(C=STRENGTH, max_iter=400).fit(table, np.array([t.right for t in data]))
    learnt = zip(counter.get_feature_names_out(), model.coef_[0][values.shape[1] :] * SCALE, strict=True)
    return {str(name): round(float(weight), 2) for name, weight in sorted(learnt) if abs(weight) >= NEGLIGIBLE}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="the folder with the labelled data (shared/eval)")
    options = parser.parse_args()
    table = surprisal_table(options.folder / "lexicon_geo.tsv")
    data = list(trials(options.folder))
    table["edits"] = fit(data, table)
    print(f"{sum(t.right for t in data)} right, {len(data)} pairs, {len(table['edits'])} weights")
    lines = ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in table.items())
    TABLE.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
