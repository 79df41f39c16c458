"""normalize, resolve and lookup: formats, bracketed English, summary, colours, closed pipes, interrupts."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from entity_resolver.cli import cli
from entity_resolver.cli.progress import colours
from tests.support import ROOT, bundled

ENTITY_RESOLVER = [sys.executable, "-m", "entity_resolver"]


def run(*args: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, list(args), input=stdin, standalone_mode=False, catch_exceptions=False)


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT / "src")}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_each_format_in_place(desk: Path) -> None:
    files = {
        "a.txt": "ルガンスク州\r\n",
        "b.md": "**ルガンスク**州 `ルガンスク州`\n",
        "c.html": "<p title='ルガンスク州'>ルガンスク州</p>",
        "d.srt": "1\n00:00:01,000 --> 00:00:02,000\nルガンスク\n州\n",
        "e.jsonl": '{"id": 1,"body":  "ルガンスク州", "n": 1.0}\n',
        "f.csv": 'id,body\n1,"ルガンスク州, x"\n',
    }
    for name, text in files.items():
        (desk / name).write_text(text, encoding="utf-8", newline="")
    result = run("normalize", "--in-place", *files, "--text-field", "body", "--column", "body")
    assert (result.return_value, result.stdout) == (0, "")
    assert "6 files, 6 rewrites" in result.stderr
    for name, text in files.items():
        new = (desk / name).read_bytes().decode()
        assert new != text and len(new) == len(text)
        assert [a for a, b in zip(text, new, strict=True) if a != b] == ["ガ"]


def test_offsets_of_markup_files_are_those_of_the_file(desk: Path) -> None:
    (desk / "a.html").write_text("<p>&lt;ル<b>ガンス</b>ク州", encoding="utf-8")
    (desk / "b.jsonl").write_text('{"id": "x", "text": "\\nルガンスク州", "day": 1}\n', encoding="utf-8")
    lines = [json.loads(line) for line in run("resolve", "a.html", "b.jsonl", "--format", "jsonl").stdout.splitlines()]
    (mention,) = lines[0]["mentions"]
    assert (mention["start"], mention["surface"], mention["rewrite"]) == (
        7,
        "ル<b>ガンス</b>ク州",
        "ル<b>ハンス</b>ク州",
    )
    assert lines[0]["normalized"] == "<p>&lt;ル<b>ハンス</b>ク州"
    assert lines[1]["mentions"][0]["start"] == 1 and lines[1]["normalized"] == "\nルハンスク州"
    assert (lines[1]["id"], lines[1]["meta"]) == ("x", {"day": 1})
    assert lines[0]["signature"] == bundled().signature and "|sudachi:" in bundled().signature


GLOSSED = [
    ("a.txt", "ルガンスク州とルガンスク州、米ロ。", "ルハンスク州（Luhansk Oblast）とルハンスク州、米ロ。"),
    ("a.txt", "ルハンスク州（Luhansk Oblast）とルハンスク州", None),
    ("a.txt", "北大西洋条約機構（NATO）が", None),
    ("a.txt", "『キーウの月』と`キーウ`と https://example.jp/キーウ", None),
    ("a.md", "**キエフ**と`キエフ`", "**キーウ（Kyiv）**と`キエフ`"),
    ("a.html", "<b>キエフ</b><i title='キエフ'>市</i>", None),
    ("a.csv", "text,x\nキーウ,1\n", "text,x\nキーウ（Kyiv）,1\n"),
]


@pytest.mark.parametrize(("name", "text", "expected"), GLOSSED)
def test_english_names_in_brackets(desk: Path, name: str, text: str, expected: str | None) -> None:
    (desk / name).write_text(text, encoding="utf-8", newline="")
    once = run("normalize", "--gloss", "en", name).stdout
    if expected is not None:
        assert once == expected
    elif "html" not in name:
        assert once == text
    (desk / name).write_text(once, encoding="utf-8", newline="")
    assert run("normalize", "--gloss", "en", name).stdout == once


@pytest.mark.parametrize("file", sorted((ROOT / "examples").glob("*.txt")), ids=lambda file: file.name)
def test_bracketing_twice_is_bracketing_once(desk: Path, file: Path) -> None:
    once = run("normalize", "--gloss", "en", str(file)).stdout
    (desk / "a.txt").write_text(once, encoding="utf-8", newline="")
    assert run("normalize", "--gloss", "en", "a.txt").stdout == once


def test_resolve_shows_a_table(desk: Path) -> None:
    (desk / "a.txt").write_text("キーウと\nルガンスク州", encoding="utf-8")
    lines = run("resolve", "a.txt").stdout.splitlines()
    assert lines[0] == "a.txt: 2 mentions, 1 to rewrite"
    assert lines[1].split() == [
        "line:col",
        "surface",
        "rewrite",
        "日本語",
        "English",
        "type",
        "decision",
        "conf.",
        "id",
    ]
    assert lines[4].startswith("2:1") and "→ ルハンスク州" in lines[4] and "Luhansk Oblast" in lines[4]


def test_lookup_shows_names_type_forms_and_confidence() -> None:
    lines = run("lookup", "ルガンスク州").stdout.splitlines()
    assert lines[0] == "ルガンスク州"
    for shown in ("→", "ルハンスク州", "Luhansk Oblast", "GPE", "1.00", "luhansk-oblast", "、"):
        assert shown in lines[3]


def test_a_difference_is_cut_at_line_feeds_only(tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_bytes("最初\u2028の行\x0cルガンスク州\n次の行\n".encode())
    shown = run("normalize", "--quiet", "--diff", str(text)).stdout
    assert "@@ -1 +1 @@\n-最初\u2028の行\x0cルガンスク州\n+最初\u2028の行\x0cルハンスク州\n" in shown


class Stream:
    def __init__(self, terminal: bool) -> None:
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


def test_colours_only_on_a_terminal_and_not_with_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert colours(Stream(True)) and not colours(Stream(False))
    monkeypatch.setenv("NO_COLOR", "1")
    assert not colours(Stream(True))


@pytest.mark.parametrize("command", [["resolve", "--format", "jsonl"], ["normalize"], ["resolve"]], ids=" ".join)
def test_a_closed_pipe_ends_quietly(desk: Path, command: list[str]) -> None:
    (desk / "a.jsonl").write_text(json.dumps({"text": "キーウ" * 2000}) + "\n", encoding="utf-8")
    call = [*ENTITY_RESOLVER, *command, *["a.jsonl"] * 60]
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as made:
        assert made.stdout is not None and made.stderr is not None
        made.stdout.read(10)
        made.stdout.close()
        said = made.stderr.read().decode()
    assert (said, made.returncode in (1, 141)) == ("", True)  # 1 is what click leaves with


@pytest.mark.parametrize("command", [["normalize", "--in-place"], ["lint", "--fix"]])
def test_an_interrupt_ends_quietly_with_nothing_half_written(desk: Path, command: list[str]) -> None:
    old, new = "ルガンスク州ルハンスク州。\n" * 2000, "ルハンスク州ルハンスク州。\n" * 2000
    names = [f"{number}.txt" for number in range(40)]
    for name in names:
        (desk / name).write_text(old, encoding="utf-8")
    call = [*ENTITY_RESOLVER, *command, *names]
    with subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment()) as made:
        deadline = time.monotonic() + 60
        while (desk / "0.txt").read_text(encoding="utf-8") == old and time.monotonic() < deadline:
            time.sleep(0.02)
        made.send_signal(signal.SIGINT)
        _, stderr = made.communicate(timeout=60)
    assert b"Traceback" not in stderr and made.returncode in (0, 1, 130)
    assert {(desk / name).read_text(encoding="utf-8") for name in names} <= {old, new}
    assert sorted(file.name for file in desk.iterdir()) == sorted(names)


@pytest.mark.parametrize("command", ["resolve", "glossary", "discover", "lint"])
def test_no_input_is_overwritten(desk: Path, command: str) -> None:
    (desk / "a.txt").write_text("ルガンスク州\n", encoding="utf-8")
    with pytest.raises(click.UsageError, match="one of the inputs"):
        run(command, "--output", "./a.txt", "a.txt")
    assert (desk / "a.txt").read_text(encoding="utf-8") == "ルガンスク州\n"


def test_a_codec_that_is_no_encoding_of_text_is_refused(desk: Path) -> None:
    (desk / "a.txt").write_text("x", encoding="utf-8")
    assert "unknown encoding 'rot13'" in run("normalize", "--encoding", "rot13", "a.txt").stderr


def test_half_a_surrogate_in_any_field_is_an_error_of_its_line(desk: Path) -> None:
    (desk / "a.jsonl").write_text('{"id": "\\ud800", "text": "ロシア"}\n{"text": "ロシア"}\n', encoding="utf-8")
    result = run("resolve", "--format", "jsonl", "a.jsonl")
    assert "a.jsonl:1:1: a field holds half of a surrogate pair" in result.stderr
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["a.jsonl:2"]


def test_a_lookup_of_no_name_links_nothing(desk: Path) -> None:
    for query in ("ア" * 30, "ア" * 300, "コレハカタカナダケデカイタナガイブンショウデスガナマエハヒトツモアリマセン"):
        (found,) = json.loads(run("lookup", "--limit", "1", "--json", query).stdout)
        assert not found["linked"] and found["confidence"] < 0.5


def test_explain_reads_standard_input_in_its_encoding() -> None:
    piped = CliRunner().invoke(cli, ["explain", "-"], input="国際救助委員会（IRC）の報告。\n".encode("shift_jis"))
    lines = piped.stdout.splitlines()
    assert piped.exit_code == 0 and lines[-1] == "normalized: 国際救助委員会（IRC）の報告。"
    assert any("the text gives to 国際救助委員会" in line for line in lines)
