"""The glossary of what occurred."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from entity_resolver.errors import ConfigError
from entity_resolver.glossary import Glossary
from tests.support import bundled

TEXTS = [
    "キエフと\nキーウ、プーチン大統領。キエフで。",
    "プーチン氏とフェドロフ氏、ハンネス・リンドクバル氏。",
    "雨が降った。",
]


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return Glossary.collect(bundled().resolve(text) for text in TEXTS)


def test_one_entry_per_linked_entity_in_order_of_occurrence(glossary: Glossary) -> None:
    assert [entry.entity.id for entry in glossary.entries] == ["kyiv", "vladimir-putin"]
    assert glossary.signature == bundled().signature


def test_forms_are_counted_most_frequent_first_and_documents_once_each(glossary: Glossary) -> None:
    kyiv, putin = glossary.entries
    assert kyiv.forms == (("キエフ", 2), ("キーウ", 1))
    assert (kyiv.count, kyiv.documents) == (3, 1)
    assert (putin.forms, putin.documents) == ((("プーチン", 2),), 2)


def test_the_context_is_the_first_mention_on_one_line(glossary: Glossary) -> None:
    assert "キエフ" in glossary.entries[0].context
    assert all("\n" not in entry.context for entry in glossary.entries)


@pytest.mark.parametrize("extension", ["tsv", "csv", "json", "jsonl", "md"])
def test_the_extension_decides_the_format(glossary: Glossary, tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"terms.{extension}"
    glossary.write(path)
    written = path.read_text(encoding="utf-8-sig")
    for word in ("キーウ", "Kyiv", "キエフ", "ウラジーミル・プーチン", "Vladimir Putin"):
        assert word in written
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_json_says_everything(glossary: Glossary, tmp_path: Path) -> None:
    glossary.write(tmp_path / "terms.json")
    found = json.loads((tmp_path / "terms.json").read_text(encoding="utf-8"))
    assert "kyiv" in json.dumps(found) and bundled().signature in json.dumps(found, ensure_ascii=False)


def test_a_tab_or_a_line_break_in_a_text_does_not_break_the_table(tmp_path: Path) -> None:
    Glossary.collect([bundled().resolve("前\t行\nルガン\nスク州\tの後")]).write(tmp_path / "terms.tsv")
    header, row = (tmp_path / "terms.tsv").read_text(encoding="utf-8-sig").rstrip("\n").split("\n")
    assert len(header.split("\t")) == len(row.split("\t"))


def test_an_unknown_format_is_told_with_the_known_ones(glossary: Glossary, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"docx.*tsv"):
        glossary.write(tmp_path / "terms.docx")
    assert list(tmp_path.iterdir()) == []


def test_nothing_found_is_a_glossary_too(tmp_path: Path) -> None:
    empty = Glossary.collect([bundled().resolve("雨が降った。")])
    empty.write(tmp_path / "terms.tsv")
    assert empty.entries == ()
    assert len((tmp_path / "terms.tsv").read_text(encoding="utf-8-sig").splitlines()) == 1
