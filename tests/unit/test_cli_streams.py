"""JSON Lines of any size: read in stretches of lines, with the same results and messages as in one piece."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from entity_resolver.cli import cli, inputs
from entity_resolver.cli.inputs import Failures, documents
from entity_resolver.cli.options import Settings

SMALL = 100
"""Bytes of a stretch in most tests; a record is about as long."""


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, list(args), standalone_mode=False, catch_exceptions=False)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lines(count: int) -> list[str]:
    return [
        json.dumps({"n": n, "text": f"{n}日、ルガンスク州で戦闘があった。"}, ensure_ascii=False) for n in range(count)
    ]


def test_stretches_read_as_one_piece(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [*lines(9), "", "no record", *lines(4)]
    Path("many.jsonl").write_text("\ufeff" + "\r\n".join(rows), encoding="utf-8", newline="")
    whole = run("resolve", "--format", "jsonl", "many.jsonl")
    monkeypatch.setattr(inputs, "_STRETCH", SMALL)
    parts = run("resolve", "--format", "jsonl", "many.jsonl")
    assert (parts.stdout, parts.stderr) == (whole.stdout, whole.stderr)
    assert "many.jsonl:11:1: not JSON" in whole.stderr and "1 file," in whole.stderr
    assert json.loads(whole.stdout.splitlines()[-1])["id"] == "many.jsonl:15"


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc_jp", "iso2022_jp", "utf-16"])
def test_normalizing_in_stretches_changes_the_same_bytes(
    desk: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    text = "\n".join(lines(9)) + "\n"
    for name in ("a.jsonl", "b.jsonl"):
        Path(name).write_bytes(text.encode(encoding))
    run("normalize", "--in-place", "a.jsonl")
    monkeypatch.setattr(inputs, "_STRETCH", SMALL)
    assert run("normalize", "--check", "b.jsonl").return_value == 1
    result = run("normalize", "--in-place", "b.jsonl")
    assert Path("b.jsonl").read_bytes() == Path("a.jsonl").read_bytes()
    assert Path("b.jsonl").read_bytes().decode(encoding) == text.replace("ガ", "ハ")
    assert "1 file, 9 rewrites" in result.stderr
    assert run("normalize", "--check", "b.jsonl").return_value == 0


def test_a_stretch_that_cannot_be_read_leaves_the_file_as_it_was(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "_STRETCH", SMALL)
    data = "\n".join(lines(6)).encode() + b'\n{"text": "\xff"}\n'
    Path("bad.jsonl").write_bytes(data)
    result = run("normalize", "--in-place", "bad.jsonl")
    assert result.return_value == 1 and "bad.jsonl:7:11: byte 0xFF is not utf-8" in result.stderr
    assert Path("bad.jsonl").read_bytes() == data and [file.name for file in desk.iterdir()] == ["bad.jsonl"]


def test_memory_does_not_grow_with_the_file(desk: Path) -> None:
    row = json.dumps({"text": "あ" * 1000}, ensure_ascii=False) + "\n"

    def peak(rows: int) -> int:
        Path("long.jsonl").write_text(row * rows, encoding="utf-8")
        tracemalloc.start()
        seen = sum(1 for _ in documents(["long.jsonl"], Settings(), Failures()))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert seen == rows
        return most

    assert peak(4000) < 1.1 * peak(1000)  # 12 MB against 3 MB of text
