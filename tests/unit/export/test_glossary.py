"""Which entries a glossary has, their order, and where it is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from entity_resolver.cli import cli
from entity_resolver.errors import ConfigError, MissingExtraError
from entity_resolver.export import EXTENSIONS, FORMATS, format_of, render
from entity_resolver.glossary import Glossary, common_ids
from tests.support import bundled
from tests.unit.export.samples import FRIENDLY, LUHANSK, TEXTS, documents, from_lexicon, from_texts


def names(glossary: Glossary) -> list[str]:
    return [entry.entity.ja for entry in glossary.entries]


def test_what_matters_is_selected() -> None:
    glossary = from_texts()
    assert names(glossary) == ["ルハンスク州", "日本", "ウクライナ", "ウラジーミル・プーチン"]
    assert names(glossary.select(min_count=2)) == ["ルハンスク州"]
    assert names(glossary.select(types=["PERSON"])) == ["ウラジーミル・プーチン"]
    assert names(glossary.select(hide_common=True)) == ["ルハンスク州", "ウクライナ", "ウラジーミル・プーチン"]
    assert names(glossary.select(new_since=[LUHANSK])) == ["日本", "ウクライナ", "ウラジーミル・プーチン"]
    assert names(glossary.select(sort="count"))[0] == "ルハンスク州"
    assert names(glossary.select(sort="en")) == ["日本", "ルハンスク州", "ウクライナ", "ウラジーミル・プーチン"]
    assert names(glossary.select(sort="ja")) == ["ウクライナ", "ウラジーミル・プーチン", "日本", "ルハンスク州"]
    with pytest.raises(ConfigError, match="first count ja en"):
        glossary.select(sort="size")


def test_common_names_are_entities_of_the_lexicon() -> None:
    assert {"japan", "united-states"} <= common_ids()
    assert [id_ for id_ in common_ids() if id_ not in bundled().lexicon] == []


def test_counts_statuses_and_rewrites_are_collected() -> None:
    entry = from_texts().entries[0]
    assert (entry.count, entry.documents, entry.forms) == (4, 2, (("ルガンスク州", 2), ("ルハンスク州", 2)))
    assert entry.rewrites == (("ルガンスク州", "ルハンスク州"),)


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_is_written_by_its_extension_or_name(format: str, tmp_path: Path) -> None:
    extensions = [extension for extension, name in EXTENSIONS.items() if name == format] or [format]
    for extension in extensions:
        path = tmp_path / f"out.{extension}"
        assert format_of(path) == format
        from_texts().write(path, documents=documents())
        assert path.stat().st_size > 0


@pytest.mark.parametrize("format", [name for name in FORMATS if name != "es-annotated"])
def test_every_format_takes_a_lexicon_and_nothing(format: str) -> None:
    assert render(from_lexicon(), format)
    assert isinstance(render(Glossary(()), format), bytes)


def test_mistakes_are_named() -> None:
    with pytest.raises(ConfigError, match="sudachi xlsx es-annotated"):
        render(from_texts(), "docx")
    with pytest.raises(ConfigError, match="needs texts"):
        render(from_lexicon(), "es-annotated")
    with pytest.raises(ConfigError, match="ja-en en-ja"):
        render(from_texts(), "deepl", direction="ja-fr")


def test_a_missing_extra_names_the_pip_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    with pytest.raises(MissingExtraError, match=r'pip install "entity-resolver\[xlsx\]"'):
        render(from_texts(), "xlsx")


def test_the_command(tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("".join(TEXTS), encoding="utf-8")
    lexicon = tmp_path / "names.tsv"
    Glossary.of(FRIENDLY).write(lexicon)
    run = CliRunner()
    base = str(tmp_path / "base.tbx")
    done = run.invoke(cli, ["glossary", "--output", base, str(text)], standalone_mode=False)
    assert (done.exception, done.return_value) == (None, 0)
    done = run.invoke(cli, ["glossary", "--new-since", base, "--format", "jsonl", str(text)], standalone_mode=False)
    assert (done.exception, done.stdout) == (None, "")
    text.write_text("日本、日本、マクロンとルハンスク州", encoding="utf-8")
    arguments = ["glossary", "--new-since", base, "--hide-common", "--sort", "count", "--format", "jsonl", str(text)]
    done = run.invoke(cli, arguments, standalone_mode=False)
    assert [json.loads(line)["en"] for line in done.stdout.splitlines()] == ["Emmanuel Macron"]
    csv_file = tmp_path / "deepl.csv"
    arguments = [
        "glossary",
        "--format",
        "deepl",
        "--direction",
        "en-ja",
        "--header",
        "--output",
        str(csv_file),
        str(text),
    ]
    assert run.invoke(cli, arguments, standalone_mode=False).exception is None
    assert csv_file.read_text(encoding="utf-8").startswith("en,ja\nJapan,日本\n")
    for command in ("glossary", "resolve"):
        done = run.invoke(cli, [command, "--format", "html", str(text)], standalone_mode=False)
        assert "<!doctype html>" in done.stdout and "マクロン" in done.stdout
