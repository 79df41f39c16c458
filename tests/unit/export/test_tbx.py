"""TBX v3: the rules of TBX-Basic, checked here always, and the upstream schemas where they lie beside the project."""

from __future__ import annotations

import io
import re
import sys
from importlib import import_module
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from lxml import etree

from entity_resolver.export import render
from entity_resolver.export.xml import entity_id_of, xml_id
from entity_resolver.glossary import Glossary
from tests.support import ROOT
from tests.unit.export.samples import LUHANSK, bundled_entities, from_lexicon, from_texts, hostile

NS = "{urn:iso:std:iso:30042:ed-2}"
SCHEMAS = ROOT.parent / "shared" / "reference" / "tbx_schema"
VALUES = {
    "termType": {"fullForm", "acronym", "abbreviation", "shortForm", "variant", "phrase"},
    "partOfSpeech": {"noun", "verb", "adjective", "adverb", "other"},
    "administrativeStatus": {f"{name}Term-admn-sts" for name in ("preferred", "admitted", "deprecated", "superseded")},
}
LEVELS = {
    "conceptEntry": {"descrip": {"subjectField", "definition"}, "admin": {"source"}, "xref": {"externalCrossReference"}}
    | {"ref": {"crossReference"}, "note": {""}},
    "termSec": {"descrip": {"context"}, "admin": {"source"}, "termNote": set(VALUES), "note": {""}},
}
GLOSSARIES = [from_lexicon, from_texts, lambda: Glossary.of(hostile()), lambda: Glossary.of(bundled_entities(100))]


def broken_rules(data: bytes) -> list[str]:
    """Every breach of TBX-Basic (DCA) in a file."""
    root = ET.fromstring(data)
    found = []
    if (root.tag, root.get("type"), root.get("style")) != (f"{NS}tbx", "TBX-Basic", "dca"):
        found.append("root")
    if root.find(f"{NS}tbxHeader/{NS}fileDesc/{NS}sourceDesc/{NS}p") is None:
        found.append("header")
    ids = [element.get("id", "") for element in root.iter() if element.get("id")]
    if len(ids) != len(set(ids)):
        found.append("ids are not unique")
    found += [f"id {id_}" for id_ in ids if not re.fullmatch(r"[A-Za-z_][\w.\-]*", id_)]
    for concept in root.iter(f"{NS}conceptEntry"):
        found += level_breaches(concept, "conceptEntry", f"{NS}langSec")
        for ref in concept.iter(f"{NS}ref"):
            if ref.get("target") not in ids:
                found.append(f"reference to {ref.get('target')}")
        for section in concept.findall(f"{NS}langSec"):
            if not section.get("{http://www.w3.org/XML/1998/namespace}lang") or not len(section):
                found.append("langSec without language or term")
            for term in section:
                found += term_breaches(term)
    return found


def level_breaches(element: ET.Element, level: str, sections: str) -> list[str]:
    found, tags = [], [child.tag for child in element]
    first = tags.index(sections) if sections in tags else len(tags)
    if any(tag != sections for tag in tags[first:]):
        found.append(f"{level}: data after {sections}")
    for child in element:
        name = child.tag.removeprefix(NS)
        if child.tag != sections and name != "term" and child.get("type", "") not in LEVELS[level].get(name, set()):
            found.append(f"{level}: {name} {child.get('type')}")
        if name == "termNote" and child.text not in VALUES.get(child.get("type", ""), set()):
            found.append(f"{child.get('type')}: {child.text}")
    return found


def term_breaches(section: ET.Element) -> list[str]:
    names = [child.tag.removeprefix(NS) for child in section]
    found = level_breaches(section, "termSec", "")
    if section.tag != f"{NS}termSec" or names[:1] != ["term"] or names.count("term") != 1 or not section[0].text:
        found.append("a termSec starts with its one term")
    notes = [name == "termNote" for name in names[1:]]
    if notes != sorted(notes, reverse=True):
        found.append("termNote after other data")
    return found


@pytest.mark.parametrize("glossary", GLOSSARIES)
def test_the_rules_of_tbx_basic(glossary: Any) -> None:
    data = render(glossary(), "tbx")
    assert broken_rules(data) == []
    assert data.count(b"<conceptEntry") == len(glossary().entries)


def test_the_check_itself_finds_faults() -> None:
    bad = b'<tbx xmlns="urn:iso:std:iso:30042:ed-2" type="TBX-Basic" style="dct"><text><body>'
    bad += b'<conceptEntry id="a b"/></body></text></tbx>'
    assert len(broken_rules(bad)) == 3


@pytest.mark.parametrize("glossary", GLOSSARIES)
def test_the_upstream_schema(glossary: Any) -> None:
    if not SCHEMAS.is_dir():
        pytest.skip(f"no TBX schemas in {SCHEMAS}: they have no licence and are not shipped")
    schema = etree.RelaxNG(etree.parse(str(SCHEMAS / "TBXcoreStructV03.rng")))
    assert schema.validate(etree.parse(io.BytesIO(render(glossary(), "tbx")))), schema.error_log


def test_the_upstream_dialect_rules(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if not SCHEMAS.is_dir():
        pytest.skip(f"no TBX schemas in {SCHEMAS}: they have no licence and are not shipped")
    monkeypatch.setattr(sys, "path", [*sys.path, str(SCHEMAS / "examples_own")])
    check = import_module("minisch").check
    rules = str(SCHEMAS / "DCA" / "TBX-Basic_DCA.sch")
    # The evaluator beside the schema takes minutes for a file of any size.
    assert check(rules, etree.parse(io.BytesIO(render(Glossary.of([LUHANSK]), "tbx")))) == []


@pytest.mark.parametrize("id_", ["luhansk-oblast", "123", "ent:1", "ルハンスク", "a_x41_b", "a.b", "💥"])
def test_any_entity_id_is_an_xml_name_and_comes_back(id_: str) -> None:
    assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_\-]*", xml_id(id_))
    assert entity_id_of(xml_id(id_)) == id_


def test_status_kind_source_note_and_context_are_kept() -> None:
    text = render(from_texts(), "tbx").decode()
    variant = text[text.index("<term>ルガンスク州<") :].split("</termSec>")[0]
    for kept in (
        "deprecatedTerm-admn-sts",
        "【ルガンスク州】",
        ">SEED0<",
        "kind: russian; variant of: ルハンスク州",
        "旧表記",
    ):
        assert kept in variant
    assert "https://www.wikidata.org/wiki/Q171965" in text
    assert 'target="c-ukraine"' in text
