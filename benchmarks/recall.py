"""What candidate generation loses: of the names that scoring every listed name puts first, and rightly, how many a look-up has.

    python benchmarks/recall.py --big FILE.tsv [--names N] [--scored N | all]

FILE is a gazetteer with `ja` and `id`; `variants_geo.dev.tsv` and `variants_geo_mt.dev.tsv` are read where they stand beside it.
The scan is the finder itself without a shortlist: of all names ranked by distance it scores the nearest N (1500 unless told),
or every one, which takes seconds a query. A name is in an answer where it stands there or another form of its place does.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import Indel

from entity_resolver import Lexicon, Resolver
from entity_resolver.candidates import CandidateFinder
from entity_resolver.index import weighed
from entity_resolver.phonemes import phonemes
from misspelt import Queries, misspelt, rows, variants

LIMIT = 5
FILES = ("variants_geo.dev.tsv", "variants_geo_mt.dev.tsv")


class FullScan(CandidateFinder):
    """The finder that scores every name, or the nearest of them all."""

    def __init__(self, lexicon: Lexicon, scored: int | None) -> None:
        super().__init__(lexicon)
        self._number = scored
        self._weighed = [weighed(sound) for sound in self._sounds.strings]

    def _heard(self, name: str, in_text: bool) -> list[tuple[float, int]]:
        sound = weighed(phonemes(name))
        ranked = process.extract(sound, self._weighed, scorer=Indel.normalized_distance, limit=self._number)
        return [(distance, at) for _, distance, at in ranked]

    @staticmethod
    def _worth_scoring(distances: Sequence[float]) -> tuple[int, int]:
        return len(distances), len(distances)


def compared(resolver: Resolver, scan: FullScan, ids: dict[str, set[str]], queries: Queries) -> dict[str, float]:
    """Shares of the queries whose name a scan finds first."""
    finder = CandidateFinder(resolver.lexicon)
    asked = right = shortlisted = found = first = 0
    for query, name in queries:
        best = scan.near(query, limit=1)
        asked += 1
        if not best or not ids[name] & ids[best[0].form.text]:
            continue
        right += 1
        shortlisted += any(ids[name] & ids[finder._sounds.text(at)] for _, at in finder._heard(query, False))
        answer = [ids[candidate.form] | {candidate.entity.id} for candidate in resolver.lookup(query, limit=LIMIT)]
        found += any(ids[name] & each for each in answer)
        first += bool(answer and ids[name] & answer[0])
    return {
        "queries": asked,
        "scan right first": right,
        "of these shortlisted": round(shortlisted / max(right, 1), 3),
        f"in the {LIMIT} of a look-up": round(found / max(right, 1), 3),
        "first of it": round(first / max(right, 1), 3),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--big", type=Path, required=True, metavar="FILE.tsv")
    parser.add_argument("--names", type=int, default=300, metavar="N", help="queries of each kind, at most")
    parser.add_argument("--scored", default="1500", metavar="N", help="names that the scan scores, or: all")
    args = parser.parse_args()
    ids: dict[str, set[str]] = defaultdict(set)
    for row in rows(args.big):
        ids[row["ja"]].add(row["id"])
    resolver = Resolver(Lexicon.load(args.big))
    scan = FullScan(resolver.lexicon, None if args.scored == "all" else int(args.scored))
    sets = {"misspelt": misspelt(list(ids), args.names)}
    for path in map(args.big.with_name, FILES):
        if path.is_file():
            every = variants(path, ids)
            sets[path.name] = every[:: max(1, len(every) // args.names)]
    for name, queries in sets.items():
        figures = compared(resolver, scan, ids, queries)
        sys.stdout.write(f"{name}: " + " · ".join(f"{what} {figure}" for what, figure in figures.items()) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
