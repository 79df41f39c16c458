"""The command line as a person meets it: every command, every encoding, one clear message where something is wrong."""

from __future__ import annotations

import codecs
import io
import json
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from entity_resolver.cli import COMMANDS, main
from tests.support import bundled

OLD, NEW = "ルガンスク州の知事", "ルハンスク州の知事"


@dataclass(frozen=True)
class Done:
    """What a call left behind."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()


Run = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs the command line in an empty folder, in this process, as bytes in and bytes out."""
    monkeypatch.chdir(tmp_path)

    def call(*args: str | Path, stdin: bytes = b"") -> Done:
        out, err = io.BytesIO(), io.BytesIO()
        monkeypatch.setattr(sys, "argv", ["entity-resolver", *map(str, args)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, "utf-8", write_through=True, newline=""))
        monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(err, "utf-8", write_through=True))
        with pytest.raises(SystemExit) as left:
            main()
        message = err.getvalue().decode()
        assert "Traceback" not in message
        return Done(int(left.value.code or 0), out.getvalue(), message)

    return call


# ── every command ──


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_is_for(run: Run, command: str) -> None:
    done = run(command, "--help")
    assert done.code == 0
    assert "Usage:" in done.text
    assert command in run("--help").text


def test_the_version_is_the_signature_of_results(run: Run) -> None:
    assert run("--version").text.strip() == bundled().signature


def test_normalize_reads_standard_input_and_changes_nothing_else(run: Run) -> None:
    text = f"\ufeff　{OLD}、ﾊﾝｶｸ\r\n\r\nキエフ\x00\t終"
    done = run("normalize", stdin=text.encode())
    assert done.code == 0
    assert done.text.removeprefix("\ufeff") == text.removeprefix("\ufeff").replace(OLD, NEW).replace("キエフ", "キーウ")


def test_normalize_dash_is_standard_input(run: Run) -> None:
    assert run("normalize", "-", stdin=OLD.encode()).text == NEW


def test_diff_shows_the_old_and_the_new_line_only(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"一行目\n{OLD}\n三行目\n", encoding="utf-8")
    done = run("normalize", "--diff", "a.txt")
    changed = [line for line in done.text.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert changed == [f"-{OLD}", f"+{NEW}"]
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == f"一行目\n{OLD}\n三行目\n"


def test_check_tells_by_the_exit_code_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text(OLD, encoding="utf-8")
    (tmp_path / "new.txt").write_text(NEW, encoding="utf-8")
    assert run("normalize", "--check", "new.txt").code == 0
    assert run("normalize", "--check", "old.txt", "new.txt").code == 1
    assert (tmp_path / "old.txt").read_text(encoding="utf-8") == OLD


def test_resolve_writes_one_object_per_document_as_promised(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"米ロと{OLD}。フェドロフ氏とハンネス・リンドクバル氏", encoding="utf-8")
    done = run("resolve", "--format", "jsonl", "a.txt")
    (line,) = done.text.splitlines()
    record = json.loads(line)
    assert {"id", "mentions", "normalized", "signature"} <= record.keys()
    text = (tmp_path / "a.txt").read_text(encoding="utf-8")
    assert [text[m["start"] : m["end"]] for m in record["mentions"]] == [m["surface"] for m in record["mentions"]]
    by_surface = {m["surface"]: m for m in record["mentions"]}
    assert by_surface["ルガンスク州"]["entity_id"] == "luhansk-oblast"
    assert by_surface["ルガンスク州"]["rewrite"] == "ルハンスク州"
    assert by_surface["米"]["rewrite"] is None
    ambiguous = by_surface["フェドロフ"]
    assert ambiguous["decision"] == "AMBIGUOUS" and len(ambiguous["candidates"]) > 1
    nil = by_surface["ハンネス・リンドクバル"]
    assert (nil["decision"], nil["entity_id"], nil["ja"], nil["en"]) == ("NIL", None, None, None)


def test_jsonl_in_keeps_ids_order_and_other_fields(run: Run, tmp_path: Path) -> None:
    rows = [{"id": f"n{n}", "text": OLD, "date": f"2025-01-0{n}"} for n in (3, 1, 2)]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    records = [json.loads(line) for line in run("resolve", "--format", "jsonl", "a.jsonl").text.splitlines()]
    assert [r["id"] for r in records] == ["n3", "n1", "n2"]
    assert [r["meta"]["date"] for r in records] == [row["date"] for row in rows]
    new = [json.loads(line) for line in run("normalize", "a.jsonl").text.splitlines()]
    assert new == [row | {"text": NEW} for row in rows]


def test_workers_give_the_same_lines_in_the_same_order(run: Run, tmp_path: Path) -> None:
    names = [f"{n}.txt" for n in range(6)]
    for at, name in enumerate(names):
        (tmp_path / name).write_text(f"{OLD}{at}", encoding="utf-8")
    alone = run("resolve", "--format", "jsonl", *names)
    shared = run("resolve", "--format", "jsonl", "--workers", "2", *names)
    assert shared.text == alone.text
    assert len(alone.text.splitlines()) == len(names)


@pytest.mark.parametrize("name", ["terms.tsv", "terms.csv", "terms.json", "terms.jsonl", "terms.md"])
def test_the_extension_decides_the_glossary_format(run: Run, tmp_path: Path, name: str) -> None:
    done = run("glossary", "--output", name, stdin=f"{OLD}とルハンスク州".encode())
    assert done.code == 0
    written = (tmp_path / name).read_text(encoding="utf-8-sig")
    assert "ルハンスク州" in written and "Luhansk Oblast" in written
    assert "luhansk-oblast" in written or name.endswith(".md")  # Markdown is for reading
    assert "ルガンスク州" in written  # a form that occurred


def test_lookup_as_json_is_one_array_a_query_best_first(run: Run) -> None:
    done = run("lookup", "--json", "--limit", "3", "ルガンスク州", "Pokrovsk", "プーチン氏", "ヌヌヌヌヌヌ")
    answers = [json.loads(line) for line in done.text.splitlines()]
    assert len(answers) == 4
    assert [a[0]["entity_id"] for a in answers[:3]] == ["luhansk-oblast", "pokrovsk", "vladimir-putin"]
    keys = {"entity_id", "type", "ja", "en", "form", "confidence", "method", "linked"}
    assert all(candidate.keys() == keys for answer in answers for candidate in answer)
    assert all(sum(candidate["linked"] for candidate in answer) <= 1 for answer in answers)
    for answer in answers:
        confidences = [candidate["confidence"] for candidate in answer]
        assert confidences == sorted(confidences, reverse=True) and len(answer) <= 3


def test_explain_names_the_entity_and_the_rewrite(run: Run) -> None:
    done = run("explain", "ルガンスク州で米ロが")
    assert all(word in done.text for word in ("luhansk-oblast", "united-states", "russia", "ルハンスク州"))


def test_lexicon_check_show_and_stats(run: Run) -> None:
    assert run("lexicon", "check").code == 0
    shown = run("lexicon", "show", "luhansk-oblast").text
    assert "Luhansk Oblast" in shown and "ルガンスク州" in shown
    stats = run("lexicon", "stats").text
    assert str(len(bundled().lexicon)) in stats and bundled().lexicon.fingerprint in stats


def test_lint_finds_the_old_spelling_with_its_place(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"一行目\n知事は{OLD}ではない。ルハンスク州だ。\n", encoding="utf-8")
    done = run("lint", "a.txt")
    assert done.code == 1
    assert "a.txt:2:4" in done.text and "ルハンスク州" in done.text


def test_discover_lists_what_the_lexicon_does_not_have(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("ハンネス・リンドクバル氏が語った。\n" * 3, encoding="utf-8")
    done = run("discover", "a.txt")
    assert done.code == 0
    assert "リンドクバル" in done.text


def test_evaluate_counts_hits_and_misses(run: Run, tmp_path: Path) -> None:
    gold = {"start": 0, "end": 6, "surface": "ルガンスク州", "key": "luhansk-oblast"}
    names = {"canonical_ja": "ルハンスク州", "canonical_en": "Luhansk Oblast"}
    document = {"id": "a", "text": f"{OLD}。", "mentions": [gold | names], "normalized": f"{NEW}。"}
    (tmp_path / "gold.jsonl").write_text(json.dumps(document, ensure_ascii=False) + "\n", encoding="utf-8")
    figures = json.loads(run("evaluate", "--json", "gold.jsonl").text)
    flat = json.dumps(figures)
    assert '"precision": 1.0' in flat and '"recall": 1.0' in flat


# ── deciding ──


@pytest.mark.parametrize(("option", "value"), [("--keep", "ルガンスク州"), ("--exclude", "luhansk-oblast")])
def test_single_rewrites_can_be_switched_off(run: Run, option: str, value: str) -> None:
    done = run("normalize", option, value, stdin=f"{OLD}とキエフ".encode())
    assert done.text == f"{OLD}とキーウ"


def test_types_leave_the_others_out(run: Run) -> None:
    done = run("resolve", "--format", "jsonl", "--types", "PERSON", stdin="プーチン大統領とルガンスク州".encode())
    assert [m["surface"] for m in json.loads(done.text)["mentions"]] == ["プーチン"]


def test_a_list_of_ones_own_wins_over_the_bundled_one(run: Run, tmp_path: Path) -> None:
    (tmp_path / "house.tsv").write_text("id\tja\ten\nluhansk\tルガンスク\tLuhansk\n", encoding="utf-8")
    done = run("normalize", "--lexicon", "house.tsv", stdin="ルハンスクとキエフ".encode())
    assert done.text == "ルガンスクとキーウ"
    alone = run("normalize", "--lexicon", "house.tsv", "--no-bundled", stdin="ルガンスクとキエフ".encode())
    assert alone.text == "ルガンスクとキエフ"


# ── encodings, line ends, files ──


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "iso2022_jp", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_in_place_keeps_encoding_mark_and_line_ends(run: Run, tmp_path: Path, encoding: str, newline: str) -> None:
    text = newline.join(["知事の会見", OLD, "", "終わり　です"])
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode(encoding))
    assert run("normalize", "--in-place", "a.txt").code == 0
    assert path.read_bytes() == text.replace(OLD, NEW).encode(encoding)


def test_the_encoding_can_be_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(OLD.encode("utf-16-le"))
    assert run("normalize", "--encoding", "utf-16-le", "a.txt").text == NEW


def test_output_dir_keeps_names_and_encodings_and_the_originals(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(OLD.encode("cp932"))
    (tmp_path / "b.txt").write_bytes(codecs.BOM_UTF8 + "変わらない".encode())
    assert run("normalize", "--output-dir", "new", "a.txt", "b.txt").code == 0
    assert (tmp_path / "new" / "a.txt").read_bytes() == NEW.encode("cp932")
    assert (tmp_path / "new" / "b.txt").read_bytes() == (tmp_path / "b.txt").read_bytes()
    assert (tmp_path / "a.txt").read_bytes() == OLD.encode("cp932")


def test_what_the_encoding_cannot_hold_leaves_the_file_as_it_was(run: Run, tmp_path: Path) -> None:
    (tmp_path / "house.tsv").write_text("id\tja\ten\taliases\nx\t𠮟咤村名\tX\tアバカンタ村名\n", encoding="utf-8")
    (tmp_path / "a.txt").write_bytes("アバカンタ村名の朝".encode("cp932"))
    (tmp_path / "b.txt").write_bytes(OLD.encode("cp932"))
    done = run("normalize", "--in-place", "--lexicon", "house.tsv", "a.txt", "b.txt")
    assert done.code == 1
    assert "a.txt:1:1" in done.err and "cp932" in done.err
    assert (tmp_path / "a.txt").read_bytes() == "アバカンタ村名の朝".encode("cp932")
    assert (tmp_path / "b.txt").read_bytes() == NEW.encode("cp932")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.txt", "b.txt", "house.tsv"]


def test_in_place_keeps_the_mode_and_follows_a_link(run: Run, tmp_path: Path) -> None:
    real = tmp_path / "real.txt"
    real.write_text(OLD, encoding="utf-8")
    real.chmod(0o640)
    (tmp_path / "link.txt").symlink_to(real)
    run("normalize", "--in-place", "link.txt")
    assert real.read_text(encoding="utf-8") == NEW
    assert (tmp_path / "link.txt").is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


# ── what goes wrong, and the rest that goes on ──


@pytest.mark.parametrize("command", ["normalize", "resolve", "glossary"])
def test_a_bad_file_among_good_ones_is_told_once_and_the_rest_goes_on(run: Run, tmp_path: Path, command: str) -> None:
    (tmp_path / "good.txt").write_text(OLD, encoding="utf-8")
    (tmp_path / "bytes.txt").write_bytes(OLD.encode() + b"\n\xff\xfe\xfd")
    (tmp_path / "folder").mkdir()
    done = run(command, "bytes.txt", "missing.txt", "folder", "good.txt")
    assert done.code == 1
    assert "ルハンスク州" in done.text
    errors = [line for line in done.err.splitlines() if line.startswith("error: ")]
    assert len(errors) == 3
    assert "bytes.txt:2:1" in errors[0] and "--encoding" in errors[0]
    assert "missing.txt" in errors[1] and "folder" in errors[2]


def test_a_bad_line_of_jsonl_is_told_by_line_and_column_and_kept(run: Run, tmp_path: Path) -> None:
    good = json.dumps({"id": 1, "text": OLD}, ensure_ascii=False)
    (tmp_path / "a.jsonl").write_text(f'{good}\n{{"text": oops}}\n{{"title": "x"}}\n{good}\n', encoding="utf-8")
    done = run("resolve", "--format", "jsonl", "a.jsonl")
    assert done.code == 1
    assert len(done.text.splitlines()) == 2
    assert "a.jsonl:2:10" in done.err and "a.jsonl:3" in done.err and "--text-field" in done.err
    kept = run("normalize", "a.jsonl").text.splitlines()
    assert kept[1:3] == ['{"text": oops}', '{"title": "x"}']


@pytest.mark.parametrize(
    ("rows", "place", "word"),
    [
        ("name\ten\nx\ty\n", "bad.tsv:1", "ja"),
        ("ja\ten\n名前\tName\n\t\tmore\n", "bad.tsv:3", "ja"),
        ("", "bad.tsv:1", "empty"),
        ("id\tja\ten\ntwo words\t名前\tName\n", "bad.tsv:2", "white space"),
        ("ja\ten\ttype\n名前\tName\tPLANET\n", "bad.tsv:2", "PLANET"),
    ],
)
def test_a_bad_list_is_a_usage_error_with_its_place(run: Run, tmp_path: Path, rows: str, place: str, word: str) -> None:
    (tmp_path / "bad.tsv").write_text(rows, encoding="utf-8")
    done = run("lookup", "--lexicon", "bad.tsv", "ルハンスク")
    assert (done.code, done.out) == (2, b"")
    assert place in done.err and word in done.err


@pytest.mark.parametrize(
    "args",
    [
        ("nonsense",),
        ("normalize", "--in-place"),
        ("normalize", "--no-bundled"),
        ("normalize", "--min-confidence", "7"),
        ("resolve", "--types", "PLANET", "-"),
        ("resolve", "--encoding", "klingon", "-"),
        ("lookup",),
        ("lookup", "--lexicon", "nowhere.tsv", "x"),
        ("lexicon", "show", "no-such-entity"),
        ("glossary", "--output", "terms.docx", "-"),
        ("normalize", "--style", "no-such-style", "-"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_one_message_and_exit_code_2(run: Run, args: tuple[str, ...]) -> None:
    done = run(*args, stdin=OLD.encode())
    assert done.code in ((1, 2) if "klingon" in args else (2,))
    assert done.out == b""
    assert 0 < len(done.err.strip().splitlines()) <= 4


def test_empty_input_is_no_failure(run: Run) -> None:
    done = run("normalize", stdin=b"")
    assert (done.code, done.out) == (0, b"")
    assert json.loads(run("resolve", "--format", "jsonl", stdin=b"").text)["mentions"] == []
    assert run("glossary", stdin=b"").code == 0


def test_quiet_leaves_standard_error_empty(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(OLD, encoding="utf-8")
    assert run("normalize", "--quiet", "--check", "a.txt").err == ""


# ── as a process ──


def test_as_a_process_it_speaks_utf8_whatever_the_locale_and_stops_with_the_pipe(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{OLD}\n" * 20_000, encoding="utf-8")
    command = [sys.executable, "-m", "entity_resolver", "normalize", "a.txt"]
    environment = {"PYTHONPATH": ":".join(sys.path), "LC_ALL": "C", "PYTHONUTF8": "0"}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline().decode() == f"{NEW}\n"
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
