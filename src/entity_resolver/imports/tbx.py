"""TBX: version 3 in both styles (DCA, DCT) and the martif of 2008."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree import ElementTree as ET

from entity_resolver.errors import InputError
from entity_resolver.export.facts import unpack
from entity_resolver.export.tbx import STATUSES, TERM_TYPES, WIKIDATA
from entity_resolver.export.xml import XML_LANG, entity_id_of
from entity_resolver.imports.build import Builder, Facts, language_of
from entity_resolver.model import TYPES, Entity

_CONCEPTS = ("conceptEntry", "termEntry")
_SECTIONS = ("langSec", "langSet")
_TERMS = ("termSec", "tig", "ntig")
_STATUS_OF = {theirs: ours for ours, theirs in STATUSES.items()}
_KIND_OF = {theirs: ours for ours, theirs in TERM_TYPES.items() if ours != "canonical"} | {"acronym": "abbreviation"}


def read(data: bytes, name: str, columns: Mapping[str, str]) -> list[Entity]:
    """Raises InputError for what is no TBX; entity declarations are refused, nothing outside the file is read."""
    if b"<!ENTITY" in data:
        raise InputError(f"{name}:1:1: entity declarations are refused; save the file without its DTD")
    try:
        root = ET.fromstring(data)
    except ET.ParseError as error:
        line, column = error.position
        raise InputError(f"{name}:{line}:{column + 1}: not well-formed XML: {error}") from None
    except (LookupError, ValueError) as error:
        raise InputError(f"{name}:1:1: not readable as XML: {error}") from None
    if _local(root) not in ("tbx", "martif"):
        raise InputError(f"{name}:1:1: the root is <{_local(root)}>, not <tbx> or <martif>")
    builder = Builder()
    for number, concept in enumerate(element for element in root.iter() if _local(element) in _CONCEPTS):
        _add(builder, concept, number)
    return builder.entities()


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _add(builder: Builder, concept: ET.Element, number: int) -> None:
    facts: Facts = {}
    for category, value, target in _data(concept, _SECTIONS):
        if category == "subjectField" and value.upper() in TYPES:
            facts["type"] = value
        elif category == "source":
            facts["source"] = value
        elif category == "externalCrossReference" and target.startswith(WIKIDATA):
            facts["wikidata"] = target.removeprefix(WIKIDATA)
        elif category == "crossReference":
            facts["part of"] = entity_id_of(target) or value
        elif category in ("note", "definition"):
            facts = {"note": value} | facts if (known := unpack(value)) is None else facts | known
    own, terms = concept.get("id", ""), list(_terms(concept))
    # tbx2 numbers the pairs of one entity: c-kyiv, c-kyiv.2 …; of a pair, only the term that it is about has a kind.
    name, dot, _ = own.partition(".")
    entity_id = entity_id_of(name)
    if entity_id:
        facts["id"] = entity_id
        terms = [term for term in terms if term.get("kind")] if dot else terms
    builder.add(entity_id or own or f"#{number}", facts, terms)


def _terms(concept: ET.Element) -> Iterator[Facts]:
    for section in concept:
        if _local(section) not in _SECTIONS:
            continue
        for element in section:
            if _local(element) not in _TERMS:
                continue
            name = next((e for e in element.iter() if _local(e) == "term"), None)
            form = " ".join("".join(name.itertext()).split()) if name is not None else ""
            if form:
                yield {"form": form, "lang": language_of(section.get(XML_LANG, ""), form)} | _term_facts(element)


def _term_facts(element: ET.Element) -> Facts:
    facts: Facts = {}
    for category, value, _ in _data(element, ()):
        if category == "administrativeStatus":
            facts["status"] = _STATUS_OF.get(value, "")
        elif category == "termType" and value in _KIND_OF:
            facts["type kind"] = _KIND_OF[value]
        elif category == "source":
            facts["source"] = value
        elif category == "note":
            facts = {"note": value} | facts if (known := unpack(value)) is None else facts | known
    return facts


def _data(element: ET.Element, without: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """(category, value, target) of every data element below, in either style; groups are looked into."""
    for part in element:
        if _local(part) in without:
            continue
        category = part.get("type", "") or _local(part)
        value = " ".join("".join(part.itertext()).split())
        if len(part) and _local(part) not in ("term", "note", "descrip"):
            yield from _data(part, without)
        elif value or part.get("target"):
            yield category, value, part.get("target", "")
