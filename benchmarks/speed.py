"""How fast: ours beside bare SudachiPy and what else is installed, in one run, every sentence distinct, medians of interleaved rounds.

    python benchmarks/speed.py [--general FILE.jsonl] [--dense FILE.txt …] [--big FILE.tsv] [--rounds N] [--json FILE] [--svg FILE]

Texts: JSON Lines with `text`, or plain text, one document a line. Without any, the project's own examples are used.
Times are CPU times of one thread, but for two workers, which are wall times. The first round is `cold`: no name was met
before. What is not installed is left out. --big also times look-ups of misspelt names (`misspelt.py`).
"""

from __future__ import annotations

import argparse
import csv
import json
import statistics
import sys
import time
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import peers
from entity_resolver import Lexicon, Resolver
from misspelt import measured
from peers import Runner

ROOT = Path(__file__).resolve().parents[1]


def distinct(lines: Sequence[str], number: int) -> list[str]:
    """The lines with an ending that no other round has, so that no cache of whole sentences can help."""
    return [f"{line}（{number}の{at}）" for at, line in enumerate(lines)]


def read_lines(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".jsonl":
        return [json.loads(line)["text"] for line in text.splitlines() if line]
    return [line for line in text.splitlines() if line.strip()]


def seconds(runner: Runner, lines: Sequence[str]) -> float:
    start = time.process_time()
    for line in lines:
        runner.run(line)
    return time.process_time() - start


def rates(runners: Sequence[Runner], lines: Sequence[str], rounds: int) -> dict[str, dict[str, float]]:
    """Characters a second of each runner: of the first round (cold), and the median of the others."""
    found: dict[str, list[float]] = {runner.name: [] for runner in runners}
    number = 0
    for _ in range(rounds + 1):
        for runner in runners:
            number += 1
            batch = distinct(lines[:: round(1 / runner.share)], number)
            found[runner.name].append(sum(map(len, batch)) / max(seconds(runner, batch), 1e-9))
    return {name: {"cold": each[0], "median": statistics.median(each[1:])} for name, each in found.items()}


def two_workers(resolver: Resolver, lines: Sequence[str], characters: int) -> float:
    """Wall time of one worker over wall time of two, on at least so many characters."""
    texts: list[str] = []
    size = number = 0
    while size < characters:
        number += 1
        batch = distinct(lines, 1000 + number)
        texts += batch
        size += sum(map(len, batch))
    taken = []
    for workers in (1, 2):
        start = time.perf_counter()
        for _ in resolver.pipe(texts, workers=workers):
            pass
        taken.append(time.perf_counter() - start)
    return taken[0] / taken[1]


def loading(big: Path) -> dict[str, float]:
    """Opening the compiled form against parsing the table with csv (seconds)."""
    compiled = ROOT / "build" / f"{big.stem}.erlex"
    compiled.parent.mkdir(exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        Lexicon.load(big).compile(compiled)
    start = time.process_time()
    with big.open(encoding="utf-8", newline="") as file:
        list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    parsed = time.process_time() - start
    start = time.process_time()
    Lexicon.load(compiled)
    return {"csv": parsed, "compiled": time.process_time() - start}


def chart(results: dict[str, dict[str, dict[str, float]]]) -> str:
    """Bars of the medians, one block per kind of text, as SVG."""
    rows, y = [], 20
    top = max(rate["median"] for block in results.values() for rate in block.values())
    for kind, block in results.items():
        rows.append(f'<text x="10" y="{y}" font-weight="bold">{kind}</text>')
        for name, rate in sorted(block.items(), key=lambda item: -item[1]["median"]):
            y += 22
            width = max(460 * rate["median"] / top, 1)
            rows.append(f'<text x="10" y="{y + 12}">{name}</text>')
            rows.append(
                f'<rect x="190" y="{y}" width="{width:.0f}" height="16" fill="{"#2b6cb0" if "entity" in name else "#a0aec0"}"/>'
            )
            rows.append(f'<text x="{195 + width:.0f}" y="{y + 12}">{rate["median"] / 1e6:.2f}</text>')
        y += 40
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="760" height="{y}" font-family="sans-serif" font-size="12">'
    return "\n".join([head, *rows, '<text x="10" y="12" font-size="10">million characters a second</text>', "</svg>\n"])


def report(results: dict[str, dict[str, dict[str, float]]], runners: Sequence[Runner], more: dict[str, Any]) -> str:
    lines = []
    for kind, block in results.items():
        base = block["SudachiPy C"]["median"]
        lines.append(f"{kind:24} {'Mchar/s':>8} {'× Sudachi':>10} {'cold ×':>8}")
        for runner in runners:
            rate = block[runner.name]
            cold = rate["cold"] / block["SudachiPy C"]["cold"]
            lines.append(
                f"  {runner.name:22} {rate['median'] / 1e6:8.3f} {rate['median'] / base:10.2f} {cold:8.2f}  {runner.lacks}"
            )
    return "\n".join([*lines, *(f"{name}: {value}" for name, value in more.items())])


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--general", type=Path)
    parser.add_argument("--dense", type=Path, nargs="*", default=[])
    parser.add_argument("--big", type=Path, help="a flat lexicon of many names")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--workers-characters", type=int, default=0)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--svg", type=Path)
    args = parser.parse_args()
    texts = {
        "dense news": [
            line for path in args.dense or sorted((ROOT / "examples").glob("*.txt")) for line in read_lines(path)
        ]
    }
    if args.general:
        texts["general text"] = read_lines(args.general)
    ours = Resolver()
    names = [key for key in ours.lexicon.forms if len(key) > 1]
    runners = [
        Runner("entity-resolver", ours.resolve),
        Runner("entity-resolver, text only", ours.normalize, "the normalized text, no mentions"),
        *peers.runners(names),
    ]
    more: dict[str, Any] = {}
    if args.big:
        more["load, seconds"] = loading(args.big)
        big = Resolver(Lexicon.load(ROOT / "build" / f"{args.big.stem}.erlex"))
        for name, figures in measured(big, args.big).items():
            more[f"look-up of {name}"] = figures
        runners.insert(2, Runner("entity-resolver, big", big.resolve))
    results = {kind: rates(runners, lines, args.rounds) for kind, lines in texts.items()}
    if args.workers_characters:
        more["two workers against one"] = round(
            two_workers(ours, next(iter(texts.values())), args.workers_characters), 2
        )
    print(report(results, runners, more))
    if args.json:
        args.json.write_text(
            json.dumps({"rates": results, **more}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
    if args.svg:
        args.svg.write_text(chart(results), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
