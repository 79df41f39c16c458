"""`entity-resolver lint` as a person or a CI job runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from entity_resolver.cli import cli
from entity_resolver.errors import EntityResolverError

MIXED = "ルハンスク州で戦闘。\nルガンスク州の知事はブタペストに。\n"
FIXED = "ルハンスク州で戦闘。\nルハンスク州の知事はブダペストに。\n"


def run(*args: str, cwd: Path | None = None, stdin: str | None = None) -> Result:
    result = CliRunner().invoke(cli, ["lint", *args], input=stdin, standalone_mode=False, catch_exceptions=False)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def code(result: Result) -> int:
    return int(result.return_value)


def test_findings_and_exit_code(desk: Path) -> None:
    (desk / "a.txt").write_text(MIXED, encoding="utf-8")
    result = run("a.txt")
    assert code(result) == 1
    heads = [line for line in result.stdout.splitlines() if not line.startswith(" ")]
    assert [head.split(" ")[:2] for head in heads] == [["a.txt:2:1:", "揺れ"], ["a.txt:2:11:", "誤り"]]
    assert "誤り 1, 揺れ 1, 2 can be corrected with --fix" in result.stderr
    assert (desk / "a.txt").read_text(encoding="utf-8") == MIXED
    assert code(run("a.txt", "--exit-zero", "-q")) == 0


def test_clean_copy_says_nothing(desk: Path) -> None:
    (desk / "a.txt").write_text(FIXED, encoding="utf-8")
    result = run("a.txt")
    assert (code(result), result.stdout) == (0, "")
    assert "nothing found" in result.stderr
    assert run("a.txt", "-q").stderr == ""


def test_standard_input(desk: Path) -> None:
    result = run("-q", stdin=MIXED)
    assert result.stdout.startswith("<stdin>:2:1: 揺れ")


def test_fix_and_fix_only_keep_encoding_line_ends_and_bom(desk: Path) -> None:
    for encoding in ("cp932", "euc_jp", "utf-16"):
        data = MIXED.replace("\n", "\r\n").encode(encoding)
        (desk / "a.txt").write_bytes(data)
        result = run("a.txt", "--fix-only", "誤り", "--encoding", encoding, "-q")
        assert code(result) == 1 and result.stdout.startswith("a.txt:2:1: 揺れ")
        half = MIXED.replace("ブタペスト", "ブダペスト").replace("\n", "\r\n")
        assert (desk / "a.txt").read_bytes() == half.encode(encoding)
        assert code(run("a.txt", "--fix", "--encoding", encoding, "-q")) == 0
        assert (desk / "a.txt").read_bytes() == FIXED.replace("\n", "\r\n").encode(encoding)


def test_what_is_left_after_a_fix_stands_where_it_now_is(desk: Path) -> None:
    (desk / "a.txt").write_text("ルハンスク州、ルハンシク州、習金平国家主席\n", encoding="utf-8")
    before = json.loads(run("a.txt", "--format", "json", "-q").stdout)["findings"]
    after = json.loads(run("a.txt", "--format", "json", "--fix", "-q").stdout)["findings"]
    assert [f["surface"] for f in before] == ["ルハンシク州", "習金平"] and [f["surface"] for f in after] == ["習金平"]
    text = (desk / "a.txt").read_text(encoding="utf-8")
    assert text[after[0]["start"] : after[0]["end"]] == "習金平"


def test_fix_needs_files(desk: Path) -> None:
    with pytest.raises(Exception, match="--fix needs file names"):
        run("--fix", stdin=MIXED)


def test_folders_take_text_files_and_leave_hidden_and_excluded_ones(desk: Path) -> None:
    for name in ("news/a.txt", "news/deep/b.md", "news/.git/c.txt", "news/d.png", "news/e.csv", "news/old/f.html"):
        (desk / name).parent.mkdir(parents=True, exist_ok=True)
        (desk / name).write_text(MIXED, encoding="utf-8")
    files = {f["file"] for f in json.loads(run("news", "--format", "json", "-q").stdout)["findings"]}
    assert files == {"news/a.txt", "news/deep/b.md", "news/old/f.html"}
    made = run("news", "--format", "json", "-q", "--exclude-path", "news/old", "--exclude-path", "*.md")
    assert {f["file"] for f in json.loads(made.stdout)["findings"]} == {"news/a.txt"}


def test_a_bad_file_is_told_and_the_others_are_done(desk: Path) -> None:
    (desk / "a.txt").write_text(FIXED, encoding="utf-8")
    (desk / "b.pdf").write_bytes(b"%PDF-1.4 ...")
    result = run("b.pdf", "missing.txt", "a.txt")
    assert code(result) == 1
    assert "b.pdf: is a PDF, not text" in result.stderr and "missing.txt: no such file" in result.stderr
    assert "1 file, " in result.stderr and "2 failed" in result.stderr


@pytest.mark.parametrize("format_", ["json", "sarif", "github"])
def test_output_goes_to_a_file(desk: Path, format_: str) -> None:
    (desk / "a.txt").write_text(MIXED, encoding="utf-8")
    result = run("a.txt", "--format", format_, "--output", "out", "--lang", "en", "-q")
    assert result.stdout == "" and "misspelling of" in (desk / "out").read_text(encoding="utf-8")


def test_marks_in_the_file(desk: Path) -> None:
    (desk / "a.md").write_text(
        MIXED.replace("。\nル", "。\n\n<!-- entity-resolver-disable-line 揺れ --> ル"), encoding="utf-8"
    )
    result = run("a.md", "-q")
    assert "揺れ" not in result.stdout and "誤り" in result.stdout
    (desk / "a.md").write_text("<!-- entity-resolver-disable-file -->\n\n" + MIXED, encoding="utf-8")
    assert code(run("a.md", "-q")) == 0


SETTINGS = """
[tool.entity-resolver]
keep = ["ルガンスク州"]
exclude-paths = ["archive"]
per-file-ignores = { "drafts/*" = ["誤り"] }
lang = "en"
"""


def test_project_settings(desk: Path) -> None:
    (desk / "pyproject.toml").write_text(SETTINGS, encoding="utf-8")
    for name in ("archive/a.txt", "drafts/b.txt", "c.txt"):
        (desk / name).parent.mkdir(parents=True, exist_ok=True)
        (desk / name).write_text(MIXED, encoding="utf-8")
    found = json.loads(run(".", "--format", "json", "-q").stdout)["findings"]
    assert [(f["file"], f["surface"]) for f in found] == [("c.txt", "ブタペスト")]
    assert found[0]["message"] == "“ブタペスト” is a misspelling of “ブダペスト”"
    assert len(json.loads(run(".", "--format", "json", "-q", "--no-config").stdout)["findings"]) == 6
    (desk / "entity-resolver.toml").write_text('ignore = ["misspelling"]\n', encoding="utf-8")
    own = json.loads(run("c.txt", "--format", "json", "-q").stdout)["findings"]
    assert [f["code"] for f in own] == ["揺れ"]


def test_settings_of_a_style_a_lexicon_and_thresholds(desk: Path) -> None:
    (desk / "conf").mkdir()
    (desk / "conf" / "own.tsv").write_text(
        "ja\ten\taliases\nルガンスク州\tLuhansk Oblast\tルハンスク州\n", encoding="utf-8"
    )
    (desk / "conf" / "entity-resolver.toml").write_text(
        'lexicon = ["own.tsv"]\nmin-confidence = 0.95\nlink-threshold = 0.8\nzones = []\n', encoding="utf-8"
    )
    (desk / "a.txt").write_text(MIXED, encoding="utf-8")
    result = run("a.txt", "--config", "conf/entity-resolver.toml", "--select", "揺れ", "-q")
    assert result.stdout.startswith("a.txt:1:1: 揺れ 「ルハンスク州」") and "利用者の辞書" in result.stdout
    (desk / "entity-resolver.toml").write_text('style = "mofa"\n', encoding="utf-8")
    (desk / "a.txt").write_text("ザポリージャ州の戦況\n", encoding="utf-8")
    assert run("a.txt", "-q").stdout.startswith("a.txt:1:1: 表記 「ザポリージャ州」はスタイル mofa では")
    assert run("a.txt", "-q", "--style", "plain").stdout == ""


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ("styl = 'x'", "unknown key 'styl'; one of lexicon, "),
        ("keep = 3", "keep takes a list of strings"),
        ("min-confidence = 'x'", "min-confidence takes a number, not 'x'"),
        ("min-confidence = 3", "rewrite_threshold must be between 0 and 1"),
        ("no-bundled = 1", "no-bundled takes true or false"),
        ("ignore = ['typo']", "unknown code 'typo'"),
        ("style = 'nowhere'", "no style 'nowhere'"),
        ("a = ", "not TOML"),
    ],
)
def test_settings_that_make_no_sense(desk: Path, settings: str, error: str) -> None:
    (desk / "entity-resolver.toml").write_text(settings, encoding="utf-8")
    (desk / "a.txt").write_text(MIXED, encoding="utf-8")
    with pytest.raises(EntityResolverError, match=error):
        run("a.txt")


def test_a_style_code_needs_a_style(desk: Path) -> None:
    with pytest.raises(Exception, match="表記 needs a house style"):
        run("--select", "表記", stdin=MIXED)


def test_workers_change_nothing(desk: Path) -> None:
    names = []
    for number in range(6):
        names.append(f"{number}.txt")
        (desk / names[-1]).write_text(MIXED * number, encoding="utf-8")
    assert run(*names, "-q").stdout == run(*names, "-q", "--workers", "2").stdout
