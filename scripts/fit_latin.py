#!/usr/bin/env python3
"""Fit src/entity_resolver/weights/latin.tsv, the network that reads Latin spelling as kana phonemes.

    python scripts/fit_latin.py ../shared/eval/person_tokens.dev.tsv [--hidden 96] [--epochs 10]

Needs numpy and scipy (development only; about three minutes on one core, 700 MB). Deterministic on one machine. Steps:
1. EM over letters: each letter gives 0–5 phonemes; Viterbi gives the alignment.
2. A network with one hidden layer predicts each letter's phonemes from the letters around it, plus a term for the
phonemes before.
3. Weights are rounded to 8 bits, and a logistic regression on held-out names turns likelihoods into probabilities.
Tokens whose SHA-256 falls in the lowest 3 % are never trained on: half of them calibrate, and all figures are
measured on them.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import math
import sys
import time
import unicodedata
from base64 import b85encode
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np  # type: ignore[import-not-found,unused-ignore]
import scipy.sparse as sp  # type: ignore[import-not-found,import-untyped,unused-ignore]

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
from entity_resolver.index import FuzzyIndex
from entity_resolver.latin import LatinModel, rank
from entity_resolver.latin_model import EDGE, LONGEST_SOUND, PHONEMES, SILENT, letters, parse_network
from entity_resolver.phonemes import phonemes

TABLE = Path(__file__).resolve().parent.parent / "src/entity_resolver/weights/latin.tsv"
REACH = 5
RAREST_SOUND = 6
BATCH = 512
HELD_OUT = 0.03


Data = dict[str, Any]
Counts = dict[str, dict[str, float]]


class Pair(NamedTuple):
    token: str
    latin: str
    kana: str
    times: int


class Aligned(NamedTuple):
    pair: Pair
    sounds: list[tuple[int, str]]


def share(token: str) -> float:
    return int(hashlib.sha256(token.encode()).hexdigest()[:8], 16) / 2**32


def read_pairs(path: Path) -> tuple[list[Pair], list[dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    pairs = []
    for row in rows:
        latin, kana = letters(row["latin"]), phonemes(row["katakana"])
        if latin and kana and set(kana) <= set(PHONEMES[1:]) and len(kana) <= LONGEST_SOUND * len(latin):
            pairs.append(Pair(row["latin"], latin, kana, int(row["count"])))
    return pairs, rows


# --- 1. alignment ---


def first_guess(i: int, n: int, end: int, m: int, size: int) -> float:
    """Before anything is known: letters and phonemes run in step, and one or two phonemes a letter are usual."""
    return math.exp(-2.5 * abs((i + 1) / n - end / m) * min(n, 6)) * (0.3, 1, 1, 0.3, 0.1, 0.03)[size]


def expected_counts(pair: Pair, known: dict[str, dict[str, float]] | None, counts: Counts) -> float | None:
    """Forward-backward over one pair: adds its expected sounds to the counts; log-likelihood, or None where no path
    is left.
    """
    n, m = len(pair.latin), len(pair.kana)
    forward: list[dict[int, float]] = [{0: 1.0}]
    edges: list[list[tuple[int, int, str, float]]] = []
    for i, letter in enumerate(pair.latin):
        following: dict[int, float] = {}
        here: list[tuple[int, int, str, float]] = []
        for at, chance in forward[-1].items():
            for end in range(at, min(m, at + LONGEST_SOUND) + 1):
                if m - end > (n - i - 1) * LONGEST_SOUND:
                    continue
                sound = pair.kana[at:end]
                p = known[letter].get(sound, 0.0) if known else first_guess(i, n, end, m, end - at)
                if p:
                    following[end] = following.get(end, 0.0) + chance * p
                    here.append((at, end, sound, p))
        edges.append(here)
        forward.append(following)
    total = forward[-1].get(m, 0.0)
    if total <= 0.0:
        return None
    backward = {m: 1.0}
    for i in range(n - 1, -1, -1):
        before: dict[int, float] = {}
        for at, end, sound, p in edges[i]:
            if end in backward:
                weight = p * backward[end]
                before[at] = before.get(at, 0.0) + weight
                counts[pair.latin[i]][sound] += forward[i][at] * weight / total
        backward = before
    return math.log(total)


def learn_sounds(pairs: list[Pair], rounds: int = 7) -> dict[str, dict[str, float]]:
    known: dict[str, dict[str, float]] | None = None
    for round_ in range(rounds):
        counts: Counts = defaultdict(lambda: defaultdict(float))
        logs = [log for pair in pairs if (log := expected_counts(pair, known, counts)) is not None]
        known = {}
        for letter, found in counts.items():
            total = sum(found.values())
            known[letter] = {s: c / total for s, c in found.items() if c > 0.5 and c / total > 2e-5}
        print(
            f"  EM {round_}: {sum(logs) / len(logs):.3f} per name, {len(pairs) - len(logs)} without a path",
            file=sys.stderr,
        )
    assert known is not None
    return known


def align(pair: Pair, logs: dict[str, dict[str, float]]) -> Aligned | None:
    """Viterbi: the likeliest way to share the phonemes out."""
    m = len(pair.kana)
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for letter in pair.latin:
        following: dict[int, tuple[float, int]] = {}
        for at, (value, _) in best[-1].items():
            for end in range(at, min(m, at + LONGEST_SOUND) + 1):
                log = logs.get(letter, {}).get(pair.kana[at:end])
                if log is not None and (end not in following or following[end][0] < value + log):
                    following[end] = (value + log, at)
        best.append(following)
    if m not in best[-1]:
        return None
    sounds, end = [], m
    for i in range(len(pair.latin), 0, -1):
        at = best[i][end][1]
        sounds.append((at, pair.kana[at:end]))
        end = at
    return Aligned(pair, sounds[::-1])


# --- 2. network ---


class Space(NamedTuple):
    """What the numbers of the network stand for."""

    inputs: dict[str, int]
    outputs: dict[tuple[str, str], int]
    letters: list[str]


def features(word: str) -> list[list[str]]:
    padded = EDGE + word + EDGE
    bag = [f"* {c}" for c in sorted(set(word))]
    return [
        bag + [f"{at - i - 1} {padded[at]}" for at in range(max(0, i + 1 - REACH), min(len(padded), i + 2 + REACH))]
        for i in range(len(word))
    ]


def space_of(aligned: list[Aligned]) -> Space:
    counts = Counter(
        (letter, sound) for a in aligned for letter, (_, sound) in zip(a.pair.latin, a.sounds, strict=True)
    )
    outputs = sorted(key for key, count in counts.items() if count >= RAREST_SOUND)
    inputs = sorted({f for a in aligned for fs in features(a.pair.latin) for f in fs})
    return Space(
        {f: i for i, f in enumerate(inputs)},
        {o: i for i, o in enumerate(outputs)},
        sorted({letter for letter, _ in outputs}),
    )


def unaccented(word: str) -> str:
    return "".join({"ø": "o", "ł": "l"}.get(c, unicodedata.normalize("NFD", c)[0]) for c in word)


def samples(aligned: list[Aligned], space: Space) -> Data:
    """One row per letter. Names with accents are also learnt without, since that is how most text spells them."""
    rows, ends = [], [0]
    columns: dict[str, list[Any]] = {key: [] for key in ("output", "last", "last_but_one", "weight", "letter")}
    which = {letter: i for i, letter in enumerate(space.letters)}
    for pair, sounds in aligned:
        for word in dict.fromkeys((pair.latin, unaccented(pair.latin))):
            for inputs, letter, (at, sound) in zip(features(word), word, sounds, strict=True):
                output = space.outputs.get((letter, sound))
                if output is None:
                    continue
                rows += [space.inputs[f] for f in inputs if f in space.inputs]
                ends.append(len(rows))
                padded = "^^" + pair.kana[:at]
                weight = min(3.0, 1 + math.log(pair.times)) if word == pair.latin else 1.0
                values = (output, PHONEMES.index(padded[-1]), PHONEMES.index(padded[-2]), weight, which[letter])
                for column, value in zip(columns.values(), values, strict=True):
                    column.append(value)
    parts = np.ones(len(rows), np.float32), np.array(rows, np.int32), np.array(ends)
    matrix = sp.csr_matrix(parts, shape=(len(ends) - 1, len(space.inputs)))
    weights = np.array(columns.pop("weight"), np.float32)
    return {"x": matrix, "weight": weights, **{k: np.array(v, np.int32) for k, v in columns.items()}}


def predict(net: Data, batch: Data, mask: Any) -> tuple[Any, Any]:
    hidden = np.maximum(batch["x"] @ net["in"] + net["in_bias"], 0)
    z = hidden @ net["out"] + net["bias"] + mask[batch["letter"]]
    z += net["after1"][batch["last"]] + net["after2"][batch["last_but_one"]]
    z -= z.max(1, keepdims=True)
    np.exp(z, out=z)
    z /= z.sum(1, keepdims=True)
    return hidden, z


def take(data: Data, which: Any) -> Data:
    return {key: value[which] for key, value in data.items()}


def quality(net: Data, data: Data, mask: Any) -> float:
    size, total = len(data["output"]), 0.0
    for start in range(0, size, 8192):
        batch = take(data, slice(start, start + 8192))
        _, p = predict(net, batch, mask)
        total += float(np.log(p[np.arange(len(p)), batch["output"]] + 1e-12).sum())
    return total / size


def gradients(net: Data, batch: Data, mask: Any) -> Data:
    hidden, slope = predict(net, batch, mask)
    size = len(slope)
    slope[np.arange(size), batch["output"]] -= 1
    slope *= batch["weight"][:, None] / size
    back = slope @ net["out"].T
    back[hidden <= 0] = 0
    chosen = [
        sp.csr_matrix((np.ones(size, np.float32), (batch[k], np.arange(size))), shape=(len(PHONEMES), size))
        for k in ("last", "last_but_one")
    ]
    return {
        "in": batch["x"].T @ back, "in_bias": back.sum(0), "out": hidden.T @ slope, "bias": slope.sum(0),
        "after1": chosen[0] @ slope, "after2": chosen[1] @ slope,
    }  # fmt: skip


def train(train_set: Data, test_set: Data, space: Space, hidden: int, epochs: int) -> Data:
    """Adam with weight decay and a linearly falling step."""
    rng = np.random.default_rng(0)
    outputs = len(space.outputs)
    mask = np.full((len(space.letters), outputs), -1e9, np.float32)
    for (letter, _), i in space.outputs.items():
        mask[space.letters.index(letter), i] = 0
    shapes: dict[str, tuple[int, ...]] = {
        "in": (len(space.inputs), hidden), "in_bias": (hidden,), "out": (hidden, outputs), "bias": (outputs,),
        "after1": (len(PHONEMES), outputs), "after2": (len(PHONEMES), outputs),
    }  # fmt: skip
    spread = {"in": 0.1, "out": 0.05}
    net = {k: (rng.standard_normal(s) * spread.get(k, 0.0)).astype(np.float32) for k, s in shapes.items()}
    mean, square = ({k: np.zeros_like(v) for k, v in net.items()} for _ in range(2))
    size, step = len(train_set["output"]), 0
    total = size // BATCH * epochs
    for epoch in range(epochs):
        shuffled = take(train_set, rng.permutation(size))
        for start in range(0, size - BATCH + 1, BATCH):
            step += 1
            rate = 3e-3 * min(1.0, step / 200) * (1 - step / total) + 1e-5
            for key, slope in gradients(net, take(shuffled, slice(start, start + BATCH)), mask).items():
                mean[key] += 0.1 * (slope - mean[key])
                square[key] += 0.002 * (slope * slope - square[key])
                decay = 0.0 if "bias" in key else 0.01 * net[key]
                spread_now = np.sqrt(square[key] / (1 - 0.998**step)) + 1e-8
                net[key] -= rate * (mean[key] / (1 - 0.9**step) / spread_now + decay)
        print(
            f"  epoch {epoch}: log P per unseen letter {quality(net, test_set, mask):.4f}", file=sys.stderr, flush=True
        )
    return net


# --- 3. table and figures ---


def packed(values: Any) -> str:
    scale = max(float(np.abs(values).max()) / 127, 1e-6)
    written = f"{scale:.4g}"
    rounded = np.round(values / float(written)).clip(-127, 127).astype(np.int8)
    return f"{written}\t{b85encode(rounded.tobytes()).decode()}"


def table_of(net: Data, space: Space, constants: dict[str, float], notes: list[str]) -> str:
    lines = [f"# {note}" for note in notes]
    lines += [f"set\t{name}\t{value:.6g}" for name, value in {"reach": REACH, **constants}.items()]
    lines += [f"in\tbias\t{packed(net['in_bias'])}"]
    lines += [f"in\t{name}\t{packed(net['in'][i])}" for name, i in space.inputs.items()]
    for (letter, sound), i in space.outputs.items():
        after = np.concatenate([[net["bias"][i]], net["after1"][:, i], net["after2"][:, i]])
        lines.append(f"out\t{letter}\t{sound or SILENT}\t{packed(net['out'][:, i])}\t{packed(after)}")
    return "\n".join(lines) + "\n"


class Measured(NamedTuple):
    at1: float
    at5: float
    shortlisted: float
    milliseconds: float
    evidence: list[tuple[list[float], bool]]


def measure(model: LatinModel, rows: list[dict[str, str]], queries: list[str], without: float) -> Measured:
    """Names of the file are the lexicon, less a share of them (`without`) so that some queries have no right answer."""
    truth: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        truth[row["latin"]].add(phonemes(row["katakana"]))
    names = sorted({name for found in truth.values() for name in found if share("nil" + name) >= without})
    index = FuzzyIndex.build(names)
    first = five = listed = 0
    evidence: list[tuple[list[float], bool]] = []
    start = time.perf_counter()
    for query in queries:
        ranked = rank(model, query, index, names, 1000)
        right = [names[c.position] in truth[query] for c in ranked]
        first += any(right[:1])
        five += any(right[:5])
        listed += any(right)
        evidence += [(model.evidence(query, names[c.position]), ok) for c, ok in zip(ranked[:1], right, strict=False)]
    spent = (time.perf_counter() - start) / len(queries) * 1000
    return Measured(first / len(queries), five / len(queries), listed / len(queries), spent, evidence)


def calibrated(evidence: list[tuple[list[float], bool]]) -> list[float]:
    """Logistic regression by Newton's method; the last weight is the bias."""
    x = np.array([[*values, 1.0] for values, _ in evidence])
    y = np.array([float(ok) for _, ok in evidence])
    weights = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ weights))
        weights += np.linalg.solve(
            (x * (p * (1 - p))[:, None]).T @ x + 1e-3 * np.eye(len(weights)), x.T @ (y - p) - 1e-3 * weights
        )
    return [float(w) for w in weights]


def calibration_error(evidence: list[tuple[list[float], bool]], weights: list[float]) -> float:
    """Ten bins; for tokens that did not calibrate, a third of their names missing from the lexicon."""
    bins: dict[int, list[float]] = defaultdict(list)
    for values, right in evidence:
        p = 1 / (1 + math.exp(-sum(w * v for w, v in zip(weights, [*values, 1.0], strict=True))))
        bins[min(9, int(10 * p))].append(p - right)
    return sum(abs(sum(gaps)) for gaps in bins.values()) / len(evidence)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tokens", type=Path)
    parser.add_argument("--hidden", type=int, default=96)
    parser.add_argument("--epochs", type=int, default=10)
    options = parser.parse_args()
    pairs, rows = read_pairs(options.tokens)
    sounds = learn_sounds([p for p in pairs if share(p.token) >= HELD_OUT])
    logs = {letter: {s: math.log(p) for s, p in found.items()} for letter, found in sounds.items()}
    aligned = [a for pair in pairs if (a := align(pair, logs))]
    known, unseen = ([a for a in aligned if (share(a.pair.token) < HELD_OUT) == side] for side in (False, True))
    space = space_of(known)
    net = train(samples(known, space), samples(unseen, space), space, options.hidden, options.epochs)
    draft = LatinModel(parse_network(table_of(net, space, {}, [])))
    queries = sorted({p.token for p in pairs if share(p.token) < HELD_OUT}, key=share)
    calibration = measure(draft, rows, queries[1000:], 1 / 3)
    weights = calibrated(calibration.evidence)
    constants = {f"calibration_{i}": w for i, w in enumerate(weights)}
    full, fewer = (measure(draft, rows, queries[:1000], without) for without in (0.0, 1 / 3))
    notes = [
        "Latin spelling → phonemes, made by scripts/fit_latin.py. Rows: set name value | in input scale weights |",
        "out letter phonemes scale weights scale after. They are 8-bit numbers in base85 (RFC 1924) times the scale.",
        "Learnt from Latin name tokens of Wikidata with their katakana (person_tokens, 78,765 pairs, MIT",
        "licence), see docs/decisions/0006. Calibration error on 1,000 unseen tokens, a third of their names unlisted:",
        f"{calibration_error(fewer.evidence, weights):.3f}. 1,000 unseen tokens among all katakana of the file:",
        f"recall@1 {full.at1:.3f}, recall@5 {full.at5:.3f}, shortlisted {full.shortlisted:.3f}",
    ]
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(table_of(net, space, constants, notes), encoding="utf-8")
    print(*notes[-2:], f"{full.milliseconds:.1f} ms a query; {TABLE.stat().st_size} bytes; {constants}", sep="\n")


if __name__ == "__main__":
    main()
