"""`resolve --output --resume`: a killed run goes on, and nothing is lost or done twice.

KILL_RUNS says how many runs are killed (2 by default, 10 in CI; 50 were run when this was written).
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from entity_resolver.cli import cli
from tests.support import ROOT

RUNS = int(os.environ.get("KILL_RUNS", "2"))
COMMAND = [sys.executable, "-m", "entity_resolver", "resolve", "--quiet", "--output", "out.jsonl", "--resume"]


def documents(folder: Path) -> list[str]:
    """Files and JSON Lines with repeated ids, an empty text and a line that is no record."""
    names = []
    for number in range(60):
        (folder / f"{number}.txt").write_text(
            f"{number} ルガンスク州で戦闘。" * (number % 7 * 20 + 1), encoding="utf-8"
        )
        names.append(f"{number}.txt")
    rows = [{"id": f"doc{n % 40}", "text": f"{n} キエフとポクロウスク。" * (n % 5 * 20)} for n in range(200)]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    lines.insert(50, "no record")
    (folder / "many.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return [*names[:30], "many.jsonl", *names[30:], "0.txt"]


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], bytes]:
    folder = tmp_path_factory.mktemp("killed")
    names = documents(folder)
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    subprocess.run([*COMMAND, *names], cwd=folder, env=environment, stderr=subprocess.DEVNULL, check=False, timeout=300)
    data = (folder / "out.jsonl").read_bytes()
    assert data.count(b"\n") == 261
    return folder, names, data


@pytest.mark.parametrize("seed", range(RUNS))
def test_a_killed_run_goes_on(expected: tuple[Path, list[str], bytes], seed: int) -> None:
    folder, names, whole = expected
    chance = random.Random(seed)
    out = folder / "out.jsonl"
    out.unlink(missing_ok=True)
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    workers = ["--workers", "2"] if seed % 5 == 4 else []
    kills = 0
    while True:
        size = out.stat().st_size if out.exists() else 0
        target = size + chance.randrange(1, len(whole) // 3) if kills < 4 else len(whole) + 1
        call = [*COMMAND, *workers, *names]
        with subprocess.Popen(
            call, cwd=folder, env=environment, stderr=subprocess.DEVNULL, start_new_session=True
        ) as made:
            while made.poll() is None and (out.stat().st_size if out.exists() else 0) < target:
                time.sleep(0.001)
            if made.poll() is not None:
                break
            os.killpg(made.pid, signal.SIGKILL)
        kills += 1
        if chance.random() < 0.5:  # a power cut may leave half a line, which a kill alone hardly does
            data = out.read_bytes()
            out.write_bytes(data[: len(data) - chance.randrange(0, min(200, len(data)))])
    assert kills > 0
    assert out.read_bytes() == whole


def test_an_output_of_other_settings_is_not_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("キエフ", encoding="utf-8")
    arguments = ["resolve", "a.txt", "--output", "out.jsonl", "--resume", "-q"]
    runner = CliRunner()
    runner.invoke(cli, arguments, standalone_mode=False, catch_exceptions=False)
    before = (tmp_path / "out.jsonl").read_bytes()
    with pytest.raises(Exception, match=r"out\.jsonl:1: was written with other settings"):
        runner.invoke(cli, [*arguments, "--keep", "キエフ"], standalone_mode=False, catch_exceptions=False)
    with pytest.raises(Exception, match="--resume needs --output"):
        runner.invoke(cli, ["resolve", "a.txt", "--resume"], standalone_mode=False, catch_exceptions=False)
    assert (tmp_path / "out.jsonl").read_bytes() == before
    (tmp_path / "out.jsonl").write_text("something else\n", encoding="utf-8")
    with pytest.raises(Exception, match="was not written by resolve"):
        runner.invoke(cli, arguments, standalone_mode=False, catch_exceptions=False)
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == "something else\n"
