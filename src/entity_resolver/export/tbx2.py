"""TBX-Basic of 2008 (martif): what OmegaT, Weblate and Translate Toolkit read. One termEntry per pair of terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree as ET

from entity_resolver.export.facts import entity_facts, pack, term_facts
from entity_resolver.export.options import ExportOptions
from entity_resolver.export.tbx import STATUSES, TERM_TYPES, context_owner, languages
from entity_resolver.export.terms import CANONICAL, DEPRECATED, Term, terms_of, translation_of
from entity_resolver.export.xml import XML_LANG, child, document, xml_id
from entity_resolver.glossary import Glossary, GlossaryEntry


def render(glossary: Glossary, format: str, options: ExportOptions) -> bytes:
    """The readers show the first term of a language only: hence the pairs.

    A pair tells the status of its target, so that a translator is warned of Lugansk and not of ルガンスク in the text
    that he translates.
    """
    source, target = options.languages
    root = ET.Element("martif", {"type": "TBX-Basic", XML_LANG: source})
    header = child(child(root, "martifHeader"), "fileDesc")
    child(
        child(header, "sourceDesc"), "p", f"Made by entity-resolver ({options.direction}). {glossary.signature}".strip()
    )
    body = child(child(root, "text"), "body")
    for entry in glossary.entries:
        terms = terms_of(entry)
        first = next((t for t in terms if t.lang == source and t.kind == CANONICAL), terms[0])
        second = next((t for t in terms if t.lang == target and t.kind == CANONICAL), first)
        _canonical_entry(body, entry, (first, second), terms)
        shown = context_owner(entry, terms)
        for number, (pair, about) in enumerate(_pairs(entry, terms, (first, second)), 2):
            context = entry.context if about is shown else ""
            _pair_entry(body, entry, f".{number}", pair, about, context)
    return document(root)


def _pairs(
    entry: GlossaryEntry, terms: list[Term], canonical: tuple[Term, Term]
) -> Iterator[tuple[tuple[Term, Term], Term]]:
    """((source term, target term), the one of them that the pair is about)."""
    first, second = canonical
    for term in terms:
        if term.use == "never" or term.kind == CANONICAL:
            continue
        if term.lang == first.lang:
            translated = translation_of(entry.entity, term)
            matching = next((t for t in terms if t.lang == second.lang and t.form == translated), second)
            yield (term, matching), term
        elif term.lang == second.lang:
            yield (first, term), term


def _canonical_entry(body: ET.Element, entry: GlossaryEntry, pair: tuple[Term, Term], terms: list[Term]) -> None:
    element = _term_entry(body, entry, "")
    if note := pack(entity_facts(entry.entity, without=("id", "type"))):
        child(element, "note", note)
    shown = context_owner(entry, terms)
    for term, is_target in zip(pair, (False, True), strict=True):
        section = ET.SubElement(element, "langSet", {XML_LANG: term.lang})
        _tig(section, term, is_target, True, entry.context if term is shown else "")
    used = {term.lang for term in pair}
    others = [term for term in terms if term.lang not in used and term.use != "never"]
    for lang in languages(others):
        section = ET.SubElement(element, "langSet", {XML_LANG: lang})
        for term in others:
            if term.lang == lang:
                _tig(section, term, True, True, "")


def _pair_entry(
    body: ET.Element, entry: GlossaryEntry, suffix: str, pair: tuple[Term, Term], about: Term, context: str
) -> None:
    element = _term_entry(body, entry, suffix)
    # Translate Toolkit calls a pair obsolete only where each of its terms is.
    forbidden = about is pair[1] and about.status == DEPRECATED
    for term, is_target in zip(pair, (False, True), strict=True):
        section = ET.SubElement(element, "langSet", {XML_LANG: term.lang})
        shown = replace(term, status=DEPRECATED) if forbidden else term
        _tig(section, shown, is_target or forbidden, term is about, context if term is about else "")


def _term_entry(body: ET.Element, entry: GlossaryEntry, suffix: str) -> ET.Element:
    element = child(body, "termEntry", id=xml_id(entry.entity.id) + suffix)
    if entry.entity.type:
        child(element, "descrip", entry.entity.type, type="subjectField")
    return element


def _tig(section: ET.Element, term: Term, with_status: bool, with_facts: bool, context: str) -> None:
    tig = child(section, "tig")
    child(tig, "term", term.form)
    child(tig, "termNote", TERM_TYPES.get(term.kind, "variant"), type="termType")
    if with_status:
        child(tig, "termNote", STATUSES[term.status], type="administrativeStatus")
    if context:
        child(tig, "descrip", context, type="context")
    if with_facts and (note := pack(({} if with_status else {"status": term.status}) | term_facts(term))):
        child(tig, "note", note)
