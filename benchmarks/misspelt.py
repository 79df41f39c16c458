"""Look-ups of misspelt names in a big lexicon: how fast beside a full scan with rapidfuzz, and how often right.

A look-up ranks five candidates; so does `process.extract(limit=5)`, the scan to compare with. It goes over the names as the
file lists them, or over each that is spelt otherwise once. `extractOne` finds one, and may leave off what cannot beat it.
"""

from __future__ import annotations

import csv
import random
import re
import statistics
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from rapidfuzz import fuzz, process

from entity_resolver import Resolver

VARIANTS = "variants_geo.dev.tsv"
# kana that stand for one another in spellings of foreign names, or are misheard
ALIKE = [
    "カガハ",
    "キギヒ",
    "クグフ",
    "ケゲヘ",
    "コゴホ",
    "バヴワ",
    "サザシャ",
    "タダ",
    "テデ",
    "トド",
    "スズ",
    "ラル",
    "シジ",
    "チジ",
    "ツズ",
    "ナマ",
    "ニミ",
    "ヌム",
    "ネメ",
    "ノモ",
    "アエ",
    "イエ",
    "ウオ",
    "パバ",
    "ピビ",
    "プブ",
    "ペベ",
    "ポボ",
]
NAME = re.compile("[ァ-ヺー]{5,}")
_TURN = 50  # look-ups before the scans for them
SCANNED = 5  # one query of so many is scanned for: a scan takes long, and varies little

Queries = list[tuple[str, str]]
"""(A spelling that is not listed, the name listed for it.)"""


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def misspelt(names: Sequence[str], number: int) -> Queries:
    """Listed names with one kana changed for one that sounds like it, or a ー or ッ dropped; the same at every run."""
    chance, listed = random.Random(5), set(names)
    pool = [name for name in names if NAME.fullmatch(name)]
    found: Queries = []
    while len(found) < number:
        name = chance.choice(pool)
        changed = []
        for at, kana in enumerate(name):
            others = [""] if kana in "ーッ" else [c for alike in ALIKE if kana in alike for c in alike if c != kana]
            changed += [name[:at] + other + name[at + 1 :] for other in others]
        if changed := [other for other in changed if other not in listed]:
            found.append((chance.choice(changed), name))
    return found


def variants(path: Path, listed: Mapping[str, set[str]]) -> Queries:
    """Other names of listed places, which are not listed themselves."""
    found: Queries = []
    for row in rows(path):
        spellings = row["surfaces"].split("|")
        own = [name for name in spellings if row["id"] in listed.get(name, ())]
        found += [(name, own[0]) for name in spellings if own and name not in listed]
    return found


def measured(resolver: Resolver, big: Path, number: int = 1000) -> dict[str, dict[str, float]]:
    """Times in milliseconds of one thread, of look-ups never asked before."""
    listed: dict[str, set[str]] = defaultdict(set)
    every = [row["ja"] for row in rows(big)]
    for row in rows(big):
        listed[row["ja"]].add(row["id"])
    names = list(listed)
    sets = {"misspelt names": misspelt(names, number)}
    if (path := big.parent / VARIANTS).is_file():
        sets["unlisted variants"] = variants(path, listed)
    resolver.lookup("ゾゾゾゾンガ")  # opens the index: what a scan goes through is in memory too
    resolver.resolve("代表団が来た。")  # opens the dictionary, which is asked about what looks like a slip
    return {name: _measured(resolver, every, names, queries) for name, queries in sets.items()}


def _measured(resolver: Resolver, every: Sequence[str], names: Sequence[str], queries: Queries) -> dict[str, float]:
    times, scans, once, shortest, first, among, scanned = [], [], [], [], 0, 0, 0
    for at in range(0, len(queries), _TURN):  # in turns: a machine is not as fast in one second as in the next
        for query, name in queries[at : at + _TURN]:
            start = time.process_time_ns()
            found = [candidate.form for candidate in resolver.lookup(query)]
            times.append(time.process_time_ns() - start)
            first += found[:1] == [name]
            among += name in found
        for query, name in queries[at : at + _TURN : SCANNED]:
            start = time.process_time_ns()
            best = process.extractOne(query, names, scorer=fuzz.ratio)
            between = time.process_time_ns()
            process.extract(query, names, scorer=fuzz.ratio, limit=5)
            end = time.process_time_ns()
            process.extract(query, every, scorer=fuzz.ratio, limit=5)
            scans.append(time.process_time_ns() - end)
            once.append(end - between)
            shortest.append(between - start)
            scanned += best[0] == name
    own, scan, distinct, one = (statistics.fmean(measure) / 1e6 for measure in (times, scans, once, shortest))
    return {
        "look-up ms": round(own, 3),
        "full scan ms": round(scan, 2),
        "× full scan": round(scan / own, 1),
        "× scan of distinct names": round(distinct / own, 1),
        "× scan for one": round(one / own, 1),
        "right at rank 1": round(first / len(queries), 3),
        "right in 5": round(among / len(queries), 3),
        "full scan right": round(scanned / len(scans), 3),
    }
