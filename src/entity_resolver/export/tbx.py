"""TBX v3 (ISO 30042:2019), dialect TBX-Basic, style DCA: one concept per entity."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from entity_resolver.export.facts import entity_facts, pack, term_facts
from entity_resolver.export.options import ExportOptions
from entity_resolver.export.terms import CANONICAL, Term, terms_of
from entity_resolver.export.xml import XML_LANG, child, document, xml_id
from entity_resolver.glossary import Glossary, GlossaryEntry

NAMESPACE = "urn:iso:std:iso:30042:ed-2"
WIKIDATA = "https://www.wikidata.org/wiki/"
STATUSES = {
    "preferred": "preferredTerm-admn-sts",
    "admitted": "admittedTerm-admn-sts",
    "deprecated": "deprecatedTerm-admn-sts",
    "superseded": "supersededTerm-admn-sts",
}
"""Our status → administrativeStatus."""

TERM_TYPES = {"full": "fullForm", "short": "shortForm", "abbreviation": "abbreviation", CANONICAL: "fullForm"}
"""Our kind → termType; every other kind is a variant, and stands in the note."""


def render(glossary: Glossary, format: str, options: ExportOptions) -> bytes:
    """Every form in every language, with status, type, source, context; the rest in notes. UTF-8 XML."""
    root = ET.Element("tbx", {"xmlns": NAMESPACE, "type": "TBX-Basic", "style": "dca", XML_LANG: "en"})
    header = child(child(root, "tbxHeader"), "fileDesc")
    child(child(header, "sourceDesc"), "p", f"Made by entity-resolver. {glossary.signature}".strip())
    body = child(child(root, "text"), "body")
    ids = {entry.entity.id for entry in glossary.entries}
    for entry in glossary.entries:
        _concept(body, entry, ids)
    return document(root)


def _concept(body: ET.Element, entry: GlossaryEntry, ids: set[str]) -> None:
    entity = entry.entity
    concept = child(body, "conceptEntry", id=xml_id(entity.id))
    if entity.type:
        child(concept, "descrip", entity.type, type="subjectField")
    if entity.source:
        child(concept, "admin", entity.source, type="source")
    if entity.wikidata:
        target = WIKIDATA + entity.wikidata
        child(concept, "xref", "Wikidata", type="externalCrossReference", target=target)
    linked = entity.part_of in ids
    if linked:
        child(concept, "ref", entity.part_of, type="crossReference", target=xml_id(entity.part_of))
    facts = entity_facts(entity, without=("id", "type", "wikidata", "source", *(("part of",) if linked else ())))
    facts |= {"count": str(entry.count or ""), "documents": str(entry.documents or "")}
    if entry.common:
        facts["common"] = "yes"
    if note := pack(facts):
        child(concept, "note", note)
    terms = terms_of(entry)
    shown = context_owner(entry, terms)
    for lang in languages(terms):
        section = ET.SubElement(concept, "langSec", {XML_LANG: lang})
        for term in terms:
            if term.lang == lang:
                fill_term(child(section, "termSec"), term, entry.context if term is shown else "")


def fill_term(section: ET.Element, term: Term, context: str) -> None:
    """The term and its data, in the order that TBX demands: term, termNote, then everything else."""
    child(section, "term", term.form)
    child(section, "termNote", TERM_TYPES.get(term.kind, "variant"), type="termType")
    child(section, "termNote", "noun", type="partOfSpeech")
    child(section, "termNote", STATUSES[term.status], type="administrativeStatus")
    if context:
        child(section, "descrip", context, type="context")
    own_source = term.kind != CANONICAL and term.source
    if own_source:
        child(section, "admin", term.source, type="source")
    if note := pack(term_facts(term, without=("source",))):
        child(section, "note", note)


def languages(terms: list[Term]) -> list[str]:
    """Japanese, English, then the others by code."""
    return sorted({term.lang for term in terms}, key=lambda lang: ({"ja": 0, "en": 1}.get(lang, 2), lang))


def context_owner(entry: GlossaryEntry, terms: list[Term]) -> Term | None:
    """The term that the entry's context shows."""
    shown = [term for term in terms if f"【{term.form}】" in entry.context]
    return shown[0] if shown else terms[0]
