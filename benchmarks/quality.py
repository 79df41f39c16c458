#!/usr/bin/env python3
"""The quality figures, next to the frozen ones, and the worst misses by class.

    python benchmarks/quality.py                      everything that can be measured here
    python benchmarks/quality.py --only golden text   some measures: golden text variants lookalikes latin
    python benchmarks/quality.py --freeze             the same, and write benchmarks/frozen/quality.json
    python benchmarks/quality.py --misses 20          so many misses of each class

The golden sentences are part of the project; the rest is measured by score.py on the labelled data beside the project
(../shared/eval) where it is there. Exit code 1 where a figure is worse than the frozen one.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
EVAL = ROOT.parent / "shared" / "eval"
FROZEN = ROOT / "benchmarks" / "frozen" / "quality.json"
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.golden_cases import Case, faults, load_all  # noqa: E402

from entity_resolver import Resolver  # noqa: E402

MEASURES: dict[str, tuple[str, ...]] = {
    "text": ("seeds_gold.jsonl", "news_gold.dev.jsonl"),
    "variants": ("variants_geo.dev.tsv", "variants_geo_mt.dev.tsv", "variants_syn.dev.tsv"),
    "lookalikes": ("hard_negatives.dev.tsv",),
    "latin": ("person_tokens.dev.tsv",),
}
SMALLER_IS_BETTER = (
    *(
        "fp",
        "fn",
        "right_entity_wrong_span",
        "nil_extra",
        "wrong_rewrites",
        "wrong_rewrites_per_100k",
        "not_idempotent",
    ),
    *("traps_hit", "default_false_accepts", "default_wrong_entity", "calibration_error", "wrongly_merged", "failing"),
)
NEUTRAL = (
    "chars",
    "edits",
    "queries",
    "nil",
    "pairs",
    "names",
    "labelled",
    "traps",
    "gold_edits",
    "unlisted",
    "of",
    "tp",
)

Figures = dict[str, float]
Misses = dict[str, list[str]]


def golden(resolver: Resolver) -> tuple[dict[str, Figures], Misses]:
    """Sentences read as labelled, by category; a known failure counts as failing."""
    figures: dict[str, Figures] = {}
    misses: Misses = defaultdict(list)
    by_category: dict[str, list[Case]] = defaultdict(list)
    for case in load_all():
        by_category[case.category].append(case)
    for category, cases in sorted(by_category.items()):
        tally: Counter[str] = Counter(of=len(cases))
        for case in cases:
            result = resolver.resolve(case.text)
            wrong = faults(case, result)
            tally["right"] += not wrong
            tally["failing"] += bool(wrong)
            tally["not_idempotent"] += resolver.resolve(result.normalized).normalized != result.normalized
            for fault in wrong:
                kind, _, what = fault.partition(": ")
                misses[f"golden {kind}"].append(f"{case.id} {what}  «{case.text}»")
        figures[f"golden {category}"] = {key: tally[key] for key in ("of", "right", "failing", "not_idempotent")}
    return figures, misses


def scored(measure: str, file: str) -> tuple[Figures, Misses]:
    """One run of score.py: what it printed, and its misses by class."""
    command = [sys.executable, str(EVAL / "score.py"), measure, str(EVAL / file)]
    environment = {"PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, check=False, encoding="utf-8")
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    figures: dict[str, Any] = json.loads(done.stdout)
    figures = {name: value for name, value in figures.items() if name not in ("measure", "file")}
    if "wrong_rewrites" in figures:
        figures["wrong_rewrites_per_100k"] = round(100_000 * figures["wrong_rewrites"] / max(figures["chars"], 1), 2)
    misses: Misses = defaultdict(list)
    for line in done.stderr.splitlines():
        if line.startswith("  "):
            misses[f"{measure} {kind_of(line)}"].append(line.strip())
    return figures, misses


def kind_of(miss: str) -> str:
    """The class of one line of misses."""
    words = miss.split()
    if " rewrite " in miss:
        return "wrong rewrite"
    if words[0] in ("missed", "merged"):
        return words[0]
    if words[0] == "false":
        return "false accept"
    return "wrong mention" if len(words) > 1 and words[1].startswith("+") else "missed mention"


def worst(lines: list[str], count: int) -> Iterator[str]:
    """The most confident first: these are the ones a threshold does not save."""

    def confidence(line: str) -> float:
        try:
            return float(line.rsplit(" ", 1)[-1])
        except ValueError:
            return 0.0

    yield from sorted(lines, key=confidence, reverse=True)[:count]


def compared(name: str, value: float, before: float | None) -> tuple[str, bool]:
    """How a figure is shown beside the frozen one, and whether it is worse."""
    if before is None:
        return f"{value:g} (new)", False
    if value == before:
        return f"{value:g}", False
    worse = name not in NEUTRAL and (value > before) == (name in SMALLER_IS_BETTER)
    return f"{value:g} ({value - before:+.4g}{' WORSE' if worse else ''})", worse


def shown(figures: dict[str, Figures], frozen: dict[str, Figures]) -> int:
    """Prints every row; the number of figures that are worse than frozen."""
    count = 0
    for row, values in figures.items():
        cells = []
        for name, value in values.items():
            text, worse = compared(name, value, frozen.get(row, {}).get(name))
            cells.append(f"{name} {text}")
            count += worse
        print(f"{row}\n    {' · '.join(cells)}")
    return count


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=["golden", *MEASURES], default=["golden", *MEASURES])
    parser.add_argument("--freeze", action="store_true")
    parser.add_argument("--misses", type=int, default=8, metavar="N")
    options = parser.parse_args()
    resolver = Resolver()
    figures: dict[str, Figures] = {}
    misses: Misses = {}
    if "golden" in options.only:
        figures, misses = golden(resolver)
    for measure, files in MEASURES.items():
        for file in files if measure in options.only else ():
            if (EVAL / file).is_file():
                row, found = scored(measure, file)
                figures[f"{measure} {file}"] = row
                for kind, lines in found.items():
                    misses.setdefault(kind, []).extend(lines)
    frozen = json.loads(FROZEN.read_text(encoding="utf-8")) if FROZEN.is_file() else {"figures": {}}
    print(f"{resolver.signature}\nfrozen: {frozen.get('signature', 'nothing yet')}\n")
    worse = shown(figures, frozen["figures"])
    for kind, lines in sorted(misses.items()):
        print(f"\n{kind}: {len(lines)}")
        for line in worst(lines, options.misses):
            print(f"    {line}".replace("\n", "⏎"))
    if options.freeze:
        FROZEN.parent.mkdir(exist_ok=True)
        kept = frozen["figures"] | figures
        text = json.dumps({"signature": resolver.signature, "figures": kept}, ensure_ascii=False, indent=1)
        FROZEN.write_text(text + "\n", encoding="utf-8")
        return 0
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
