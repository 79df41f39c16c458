"""Whole processes: how long one takes to start, how much memory it takes. Ratios in one run, medians of interleaved repetitions.

    python benchmarks/process.py [--general FILE.jsonl] [--big FILE.tsv] [--megabytes N] [--rounds N] [--json FILE]

Start-up is CPU time of the process and its children. Memory is the resident set, on Linux the private part of it: what
is mapped from a file (Sudachi's dictionary, a compiled lexicon) is shared by all processes. `--megabytes` sets the size
of a JSON Lines file that is resolved; a gigabyte takes hours. Not on Windows.
"""

from __future__ import annotations

import argparse
import compileall
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ONE = "プーチン大統領とウィトコフ特使はキエフで会談した。\n"
_COMMAND = [sys.executable, "-m", "entity_resolver"]
_DICTIONARY = "import click, sudachipy; d = sudachipy.Dictionary(); (getattr(d, 'tokenizer', None) or d.create)().tokenize('会談')"
_MEMORY = """
import json, sys
def size():
    try:
        lines = open("/proc/self/smaps_rollup").read().split("\\n")
        return sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty"))
    except OSError:
        import resource
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
lines = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]
if sys.argv[2] == "sudachi":
    import sudachipy
    d = sudachipy.Dictionary()
    run = (getattr(d, "tokenizer", None) or d.create)(mode=sudachipy.SplitMode.C).tokenize
else:
    from entity_resolver import Lexicon, Resolver
    resolver = Resolver(Lexicon.load(sys.argv[2])) if sys.argv[2] != "bundled" else Resolver()
    resolver.lookup("ルガンクス")
    run = resolver.resolve
for line in lines:
    run(line)
print(size())
"""


def cpu_seconds(command: Sequence[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def start_up(rounds: int, folder: Path) -> dict[str, float]:
    """Our commands against importing what they cannot do without."""
    one = folder / "one.txt"
    one.write_text(ONE, encoding="utf-8")
    commands = {
        "imports": [sys.executable, "-c", "import click, rapidfuzz"],
        "lookup": [*_COMMAND, "lookup", "キーウ"],
        "dictionary": [sys.executable, "-W", "ignore", "-c", _DICTIONARY],
        "normalize": [*_COMMAND, "normalize", "--quiet", str(one)],
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            seconds = cpu_seconds(command)
            if number:  # the first round fills the caches
                taken[name].append(seconds)
    median = {name: statistics.median(each) for name, each in taken.items()}
    return {
        "lookup of a listed name, against importing click and rapidfuzz": median["lookup"] / median["imports"],
        "normalize of one sentence, against click and Sudachi's dictionary": median["normalize"] / median["dictionary"],
    }


def memory(general: Path, big: Path | None, folder: Path) -> dict[str, float]:
    """Megabytes above the bare tokenizer's, after reading the same lines."""

    def megabytes(what: str) -> float:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", _MEMORY, str(general), what], check=True, capture_output=True
        )
        return int(done.stdout) / 1024

    bare = megabytes("sudachi")
    found = {"memory above the tokenizer's, bundled lexicon, MB": megabytes("bundled") - bare}
    if big:
        compiled = folder / "big.erlex"
        subprocess.run(
            [*_COMMAND, "lexicon", "compile", str(big), "-o", str(compiled)], check=True, capture_output=True
        )
        found[f"memory above the tokenizer's, {big.name}, MB"] = megabytes(str(compiled)) - bare
    return found


def stream(general: Path, megabytes: int, folder: Path) -> dict[str, float]:
    """Resident size at the end of a JSON Lines file over its size after a twentieth of it (Linux only)."""
    lines = [json.loads(line)["text"] for line in general.read_text(encoding="utf-8").splitlines()]
    file, size, number = folder / "stream.jsonl", 0, 0
    with file.open("w", encoding="utf-8") as out:
        while size < megabytes * 1_000_000:
            number += 1
            line = json.dumps({"id": number, "text": f"{lines[number % len(lines)]}（{number}）"}, ensure_ascii=False)
            size += len(line.encode()) + 1
            out.write(line + "\n")
    command = [*_COMMAND, "resolve", "--quiet", "--output", str(folder / "out.jsonl"), str(file)]
    sizes: list[tuple[float, int]] = []
    with subprocess.Popen(command) as process:
        while process.poll() is None:
            time.sleep(0.25)
            out_size = (folder / "out.jsonl").stat().st_size if (folder / "out.jsonl").exists() else 0
            if (resident := _resident(process.pid)) is not None:
                sizes.append((out_size, resident))
    whole = (folder / "out.jsonl").stat().st_size
    early = max(resident for out_size, resident in sizes if out_size <= whole / 20)
    return {f"memory at the end of {megabytes} MB of JSON Lines, against after a twentieth": sizes[-1][1] / early}


def _resident(pid: int) -> int | None:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return None
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), None)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--general", type=Path)
    parser.add_argument("--big", type=Path, help="a flat lexicon of many names")
    parser.add_argument("--megabytes", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    compileall.compile_dir(ROOT / "src", quiet=1)  # PYTHONDONTWRITEBYTECODE would have every start compile the source
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = start_up(args.rounds, folder)
        if args.general:
            found |= memory(args.general, args.big, folder)
            if args.megabytes:
                found |= stream(args.general, args.megabytes, folder)
    for what, value in found.items():
        print(f"{value:8.2f}  {what}")
    if args.json:
        args.json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
