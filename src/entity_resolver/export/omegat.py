"""OmegaT's glossary: source TAB target TAB comment, always UTF-8 when the file is called .utf8."""

from __future__ import annotations

from entity_resolver.export.facts import entity_facts, pack, term_facts
from entity_resolver.export.options import ExportOptions
from entity_resolver.export.terms import CANONICAL, Term, pairs_of
from entity_resolver.glossary import Glossary, GlossaryEntry


def render(glossary: Glossary, format: str, options: ExportOptions) -> bytes:
    """One line per source form; the comment says what it is, and what to write instead of a forbidden one."""
    lines = [f"# entity-resolver {options.direction} {_cell(glossary.signature)}".rstrip()]
    for entry in glossary.entries:
        for term, target in pairs_of(entry, options.languages[0]):
            source, translated = _cell(term.form), _cell(target)
            # OmegaT takes a line that starts with # for a comment; a space is trimmed again.
            lines.append(
                "\t".join((f" {source}" if source.startswith("#") else source, translated, _comment(entry, term)))
            )
    return ("\n".join(lines) + "\n").encode()


def _comment(entry: GlossaryEntry, term: Term) -> str:
    if term.kind == CANONICAL:
        return _cell(pack(entity_facts(entry.entity)))
    facts = {"id": entry.entity.id, "type": entry.entity.type, "status": term.status}
    return _cell(pack(facts | term_facts(term)))


def _cell(text: str) -> str:
    return " ".join(text.split())
