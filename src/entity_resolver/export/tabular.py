"""TSV and CSV: one row per entity."""

from __future__ import annotations

import csv
import io

from entity_resolver.glossary import Glossary, GlossaryEntry

COLUMNS = ("ja", "en", "type", "id", "count", "documents", "forms", "context")
_RUNS = ("=", "+", "-", "@", "\t", "\r")


def render(glossary: Glossary, format: str) -> bytes:
    """UTF-8, header row; forms as `form×count` joined by |. Cells that a spreadsheet would run get a leading '."""
    rows = [COLUMNS, *(_row(entry) for entry in glossary.entries)]
    if format == "tsv":
        return "".join("\t".join(map(_flat, row)) + "\n" for row in rows).encode()
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerows([safe_cell(cell) for cell in row] for row in rows)
    return file.getvalue().encode()


def _row(entry: GlossaryEntry) -> tuple[str, ...]:
    forms = "|".join(f"{form}×{number}" for form, number in entry.forms)
    e = entry.entity
    return (e.ja, e.en, e.type, e.id, str(entry.count), str(entry.documents), forms, entry.context)


def _flat(cell: str) -> str:
    return safe_cell(" ".join(cell.split()))


def safe_cell(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula; `plain_cell` undoes it."""
    return f"'{cell}" if cell.startswith((*_RUNS, "'=", "'+", "'-", "'@")) else cell


def plain_cell(cell: str) -> str:
    """What `safe_cell` was given."""
    return cell[1:] if cell[:1] == "'" and safe_cell(cell[1:]) == cell else cell
