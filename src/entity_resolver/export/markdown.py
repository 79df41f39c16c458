"""A Markdown table."""

from __future__ import annotations

import re
import unicodedata

from entity_resolver.export.options import ExportOptions
from entity_resolver.export.terms import DEPRECATED, Term, terms_of
from entity_resolver.glossary import Glossary, GlossaryEntry

_SPECIAL = re.compile(r"([!-/:-@\[-`{-~])")


def render(glossary: Glossary, format: str, options: ExportOptions) -> bytes:
    """One row per entity, every ASCII sign escaped; forbidden forms are struck through. UTF-8."""
    lines = ["| 日本語 | English | type | count | documents | forms |", "|---|---|---|---:|---:|---|"]
    for entry in glossary.entries:
        e = entry.entity
        cells = (plain(e.ja), plain(e.en), plain(e.type), str(entry.count), str(entry.documents), _forms(entry))
        lines.append("| " + " | ".join(cells) + " |")
    return ("\n".join(lines) + "\n").encode()


def _forms(entry: GlossaryEntry) -> str:
    if not entry.forms:
        return "、".join(_marked(t, plain(t.form)) for t in terms_of(entry) if t.lang == "ja" and t.use != "never")
    return "、".join(
        f"~~{plain(form)}~~ ×{number}" if form in dict(entry.rewrites) else f"{plain(form)} ×{number}"
        for form, number in entry.forms
    )


def _marked(term: Term, text: str) -> str:
    return f"~~{text}~~" if term.status == DEPRECATED else text


def plain(text: str) -> str:
    """Text that Markdown shows as it is: signs escaped, control and direction characters left out."""
    shown = "".join(char for char in " ".join(text.split()) if unicodedata.category(char) not in ("Cc", "Cf", "Cs"))
    return _SPECIAL.sub(r"\\\1", shown)
