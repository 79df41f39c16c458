"""Export → import: the same entities, from our formats; and lists of other tools."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entity_resolver import Entity, Lexicon
from entity_resolver.errors import ConfigError, InputError
from entity_resolver.export import render
from entity_resolver.export.facts import pack, pack_terms, unpack, unpack_terms
from entity_resolver.export.tabular import plain_cell, safe_cell
from entity_resolver.export.terms import Term
from entity_resolver.glossary import Glossary
from entity_resolver.imports import read
from tests.unit.export.samples import FRIENDLY, LUHANSK, MALE, bundled_entities, comparable, from_texts, hostile

LOSSLESS = (("tsv", "tsv"), ("csv", "csv"), ("xlsx", "xlsx"), ("tbx", "tbx"), ("tbx2", "tbx"))


def imported(glossary: Glossary, format: str, extension: str, folder: Path, **options: str) -> list[Entity]:
    path = folder / f"glossary.{extension}"
    path.write_bytes(render(glossary, format, **options))
    return [comparable(entity) for entity in read(path)]


@pytest.mark.parametrize(("format", "extension"), LOSSLESS)
def test_own_entities_come_back(format: str, extension: str, tmp_path: Path) -> None:
    assert imported(Glossary.of(FRIENDLY), format, extension, tmp_path) == [comparable(e) for e in FRIENDLY]


@pytest.mark.parametrize(("format", "extension"), LOSSLESS)
def test_bundled_entities_come_back(format: str, extension: str, tmp_path: Path) -> None:
    entities = bundled_entities()
    back = imported(Glossary.of(entities), format, extension, tmp_path)
    # tbx2 has no place for a form that must not be used for this entity.
    assert back == [comparable(entity, without_never=format == "tbx2") for entity in entities]


@pytest.mark.parametrize(("format", "extension"), LOSSLESS[1:])  # a TSV cannot hold the control characters
def test_hostile_names_come_back_or_are_tamed(format: str, extension: str, tmp_path: Path) -> None:
    def tamed(text: str) -> str:
        shown = "".join(char if char >= " " or char in "\t\r\n" else "\ufffd" for char in text)
        return " ".join(shown.split())

    def plain(entity: Entity) -> list[str]:
        forms = sorted(tamed(alias.form) for alias in entity.aliases)
        return [entity.id, tamed(entity.ja), tamed(entity.en), *forms]

    back = imported(Glossary.of(hostile()), format, extension, tmp_path)
    assert [plain(entity)[:3] for entity in back] == [plain(entity)[:3] for entity in hostile()]


@pytest.mark.parametrize("direction", ["ja-en", "en-ja"])
def test_omegat_keeps_names_and_source_forms(direction: str, tmp_path: Path) -> None:
    entities = [entity for entity in FRIENDLY if entity is not MALE]
    back = imported(Glossary.of(entities), "omegat", "utf8", tmp_path, direction=direction)
    lang = direction[:2]
    for entity, copy in zip(entities, back, strict=True):
        assert (copy.id, copy.type, copy.ja, copy.en) == (entity.id, entity.type, entity.ja, entity.en)
        assert set(copy.aliases) == {alias for alias in entity.aliases if alias.lang == lang}
        assert (copy.note, copy.source, copy.wikidata) == (entity.note, entity.source, entity.wikidata)


def test_a_glossary_of_texts_comes_back_as_its_entities(tmp_path: Path) -> None:
    glossary = from_texts()
    for name, extension in LOSSLESS:
        names = [(e.id, e.ja, e.en) for e in imported(glossary, name, extension, tmp_path)]
        assert names == [(e.entity.id, e.entity.ja, e.entity.en) for e in glossary.entries]


def test_the_tsv_is_a_lexicon_that_rewrites_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "names.tsv"
    Glossary.of([LUHANSK]).write(path)
    with pytest.warns(UserWarning, match="ignored"):
        lexicon = Lexicon.load(path)
    assert {a.form for a in lexicon["luhansk-oblast"].aliases} == {"ルガンスク州"}


@pytest.mark.parametrize(
    ("name", "content", "columns"),
    [
        (
            "list.csv",
            "原語,訳語,別名\r\nルハンスク州,Luhansk Oblast,ルガンスク州|ルハンスク\r\n",
            {"ja": "原語", "en": "訳語", "aliases": "別名"},
        ),
        ("list.tsv", "日本語\t英語\taliases\nルハンスク州\tLuhansk Oblast\tルガンスク州|ルハンスク\n", {}),
    ],
)
def test_a_list_of_ones_own(name: str, content: str, columns: dict[str, str], tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "cp932"):
        path = tmp_path / name
        path.write_bytes(content.encode(encoding))
        (entity,) = read(path, columns=columns)
        assert (entity.id, entity.ja, entity.en) == ("luhansk-oblast", "ルハンスク州", "Luhansk Oblast")
        kinds = {alias.form: (alias.kind, alias.variant_of) for alias in entity.aliases}
        assert kinds == {"ルガンスク州": ("transliteration", "ルハンスク州"), "ルハンスク": ("short", "")}


DCT = """<?xml version="1.0"?><tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
 xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic"><text><body>
 <conceptEntry id="c1"><min:subjectField>place</min:subjectField><langSec xml:lang="ja-JP">
 <termSec><term>ルガンスク</term><min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus></termSec>
 <termSec><term>ルハンスク</term><min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus>
 <note>市</note></termSec></langSec>
 <langSec xml:lang="en"><termSec><term>Luhansk</term></termSec></langSec></conceptEntry></body></text></tbx>"""
MARTIF = """<?xml version="1.0"?><!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd"><martif type="TBX"><text><body>
 <termEntry id="7"><langSet xml:lang="en"><ntig><termGrp><term>Luhansk</term></termGrp></ntig></langSet>
 <langSet xml:lang="ja"><tig><term>ルハンスク</term></tig><tig><term>ルガンスク</term>
 <termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig></langSet></termEntry>
 </body></text></martif>"""


@pytest.mark.parametrize("content", [DCT, MARTIF])
def test_tbx_of_other_tools(content: str, tmp_path: Path) -> None:
    path = tmp_path / "other.tbx"
    path.write_text(content, encoding="utf-8")
    (entity,) = read(path)
    assert (entity.id, entity.type, entity.ja, entity.en) == ("luhansk", "", "ルハンスク", "Luhansk")
    (alias,) = entity.aliases
    assert (alias.form, alias.kind, alias.variant_of) == ("ルガンスク", "transliteration", "ルハンスク")


def test_omegat_of_other_tools_makes_no_rewriting(tmp_path: Path) -> None:
    path = tmp_path / "other.utf8"
    path.write_text("# comment\nルハンスク\tLuhansk\t市\nルガンスク\tLuhansk\n", encoding="utf-8")
    (entity,) = read(path)
    assert (entity.ja, entity.en, entity.note) == ("ルハンスク", "Luhansk", "市")
    assert [(alias.form, alias.kind) for alias in entity.aliases] == [("ルガンスク", "designation")]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.tbx", "<tbx><text>", r"a\.tbx:1:12: not well-formed"),
        ("a.tbx", "<html/>", "the root is <html>"),
        ("a.tbx", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><tbx>&e;</tbx>', "entity declarations"),
        ("a.tsv", "foo\tbar\n1\t2\n", r"a\.tsv:1:1: no column ja, en; the header has: foo, bar"),
        ("a.csv", "ja,en\nキーウ,Kyiv\n,\n ,x\n,,\nキエフ,\n \n", None),
        ("a.csv", "ja,en,id\n,,x\n", r"a\.csv:2:1: neither ja nor en"),
        ("a.utf8", "ルハンスク\n", r"a\.utf8:1:1: source, tab, target"),
        ("a.xlsx", "no zip", "not an Excel workbook"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(name: str, content: str, message: str | None, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    if message is None:
        assert [(e.ja, e.en) for e in read(path)] == [("キーウ", "Kyiv"), ("x", "x"), ("キエフ", "キエフ")]
        return
    with pytest.raises(InputError, match=message):
        read(path)


def test_an_unknown_extension_names_the_formats(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="tsv csv xlsx tbx tbx2 omegat"):
        read(tmp_path / "a.doc")


@given(st.dictionaries(st.sampled_from(["kind", "note", "variant of"]), st.text(min_size=1), min_size=1))
def test_facts_come_back(facts: dict[str, str]) -> None:
    assert unpack(pack(facts)) == facts


@given(
    st.lists(st.builds(replace, st.just(Term("x", "ja", "full", "admitted")), form=st.text(min_size=1), note=st.text()))
)
def test_terms_come_back(terms: list[Term]) -> None:
    back = unpack_terms(pack_terms(terms))
    assert back is not None
    assert [(found["form"], found.get("note", "")) for found in back] == [(term.form, term.note) for term in terms]


@given(st.text())
def test_cells_come_back_and_never_run(cell: str) -> None:
    safe = safe_cell(cell)
    assert plain_cell(safe) == cell
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
