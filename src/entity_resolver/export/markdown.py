"""A Markdown table."""

from __future__ import annotations

import re
import unicodedata

from entity_resolver.export.options import ExportOptions
from entity_resolver.export.terms import terms_of
from entity_resolver.glossary import Glossary, GlossaryEntry

_SPECIAL = re.compile(r"([!-/:-@\[-`{-~])")


def render(glossary: Glossary, format: str, options: ExportOptions) -> bytes:
    """One row per entity, every ASCII sign escaped; a forbidden form points to the one to write. UTF-8."""
    lines = ["| 日本語 | English | type | count | documents | forms |", "|---|---|---|---:|---:|---|"]
    for entry in glossary.entries:
        e = entry.entity
        cells = (plain(e.ja), plain(e.en), plain(e.type), str(entry.count), str(entry.documents), _forms(entry))
        lines.append("| " + " | ".join(cells) + " |")
    return ("\n".join(lines) + "\n").encode()


def _forms(entry: GlossaryEntry) -> str:
    if not entry.forms:
        terms = (term for term in terms_of(entry) if term.lang == "ja" and term.use != "never")
        return "、".join(_pointed(term.form, term.variant_of) for term in terms)
    rewrites = dict(entry.rewrites)
    return "、".join(f"{_pointed(form, rewrites.get(form, ''))} ×{number}" for form, number in entry.forms)


def _pointed(form: str, target: str) -> str:
    return f"{plain(form)} → {plain(target)}" if target else plain(form)


def plain(text: str) -> str:
    """Text that Markdown shows as it is: signs escaped, control and direction characters left out."""
    shown = "".join(char for char in " ".join(text.split()) if unicodedata.category(char) not in ("Cc", "Cf", "Cs"))
    return _SPECIAL.sub(r"\\\1", shown)
