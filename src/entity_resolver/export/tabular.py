"""TSV and CSV: one row per entity."""

from __future__ import annotations

import csv
import io
import re

from entity_resolver.export.facts import pack_terms
from entity_resolver.export.options import ExportOptions
from entity_resolver.export.terms import aliases_of, rewritten_terms
from entity_resolver.glossary import Glossary, GlossaryEntry

COLUMNS = (
    *("ja", "en", "type", "id", "count", "documents", "forms", "context", "common"),
    *("aliases", "terms", "yomi", "part_of", "wikidata", "source", "note"),
)
"""`aliases` are the forms that may safely be rewritten to `ja`, for `--lexicon`; `terms` every form with its facts."""

# Japanese Excel takes the full-width signs for the half-width ones.
_RUN = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")


def render(glossary: Glossary, format: str, options: ExportOptions) -> bytes:
    """UTF-8 (CSV with BOM, which Excel needs), header row. Cells that a spreadsheet would run get a leading '."""
    rows = [COLUMNS, *(row_of(entry) for entry in glossary.entries)]
    if format == "tsv":
        return "".join("\t".join(map(_flat, row)) + "\n" for row in rows).encode()
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerows([safe_cell(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def row_of(entry: GlossaryEntry) -> tuple[str, ...]:
    """The cells of an entry, in the order of COLUMNS."""
    e = entry.entity
    forms = "|".join(f"{form}×{number}" for form, number in entry.forms)
    aliases = "|".join(t.form for t in rewritten_terms(entry) if t.variant_of == e.ja and "|" not in t.form)
    names = (e.ja, e.en, e.type, e.id)
    seen = (str(entry.count), str(entry.documents), forms, entry.context, "yes" if entry.common else "")
    return (*names, *seen, aliases, pack_terms(aliases_of(entry)), e.yomi, e.part_of, e.wikidata, e.source, e.note)


def _flat(cell: str) -> str:
    return safe_cell(" ".join(cell.split()))


def safe_cell(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula; `plain_cell` undoes it.

    >>> safe_cell("=HYPERLINK(1)"), plain_cell(safe_cell("'-5"))
    ("'=HYPERLINK(1)", "'-5")
    """
    return f"'{cell}" if _RUN.match(cell) else cell


def plain_cell(cell: str) -> str:
    """What `safe_cell` was given."""
    return cell[1:] if cell[:1] == "'" and _RUN.match(cell) else cell
