"""An Excel workbook: the glossary, and every form with its status on a second sheet."""

from __future__ import annotations

import io
from importlib import import_module
from typing import Any

from entity_resolver.errors import MissingExtraError
from entity_resolver.export.options import ExportOptions
from entity_resolver.export.tabular import COLUMNS, row_of, safe_cell
from entity_resolver.export.terms import Term, terms_of
from entity_resolver.export.xml import clean
from entity_resolver.glossary import Glossary

SHEETS = ("Glossary", "Forms")
HIDDEN = ("aliases", "terms")
"""Columns of the flat table that the second sheet makes needless."""

FORM_COLUMNS = (
    *("id", "form", "lang", "kind", "status", "variant_of", "use"),
    *("valid_from", "valid_to", "source", "note", "count"),
)
_WIDTHS = {"ja": 26, "en": 28, "id": 24, "forms": 40, "context": 50, "form": 28, "variant_of": 26, "source": 18}
_NUMBERS = ("count", "documents")
_MAX_CELL = 32_767


def render(glossary: Glossary, format: str, options: ExportOptions) -> bytes:
    """Header rows are frozen and filtered; every text cell is text. Raises MissingExtraError without xlsxwriter."""
    try:
        xlsxwriter: Any = import_module("xlsxwriter")
    except ImportError:
        raise MissingExtraError("the xlsx format", "xlsx") from None
    file = io.BytesIO()
    columns = tuple(name for name in COLUMNS if name not in HIDDEN)
    rows = [dict(zip(COLUMNS, row_of(entry), strict=True)) for entry in glossary.entries]
    forms = [_form_row(entry.entity.id, term) for entry in glossary.entries for term in terms_of(entry)]
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_urls": False}) as book:
        _sheet(book, SHEETS[0], columns, rows)
        _sheet(book, SHEETS[1], FORM_COLUMNS, forms)
    return file.getvalue()


def _form_row(entity_id: str, term: Term) -> dict[str, str]:
    return {name: entity_id if name == "id" else str(getattr(term, name)) for name in FORM_COLUMNS}


def _sheet(book: Any, name: str, columns: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bg_color": "#e8edf2", "bottom": 1})
    plain = book.add_format({"num_format": "@", "valign": "top"})
    for at, column in enumerate(columns):
        sheet.set_column(at, at, _WIDTHS.get(column, 12))
        sheet.write_string(0, at, column, bold)
        for line, row in enumerate(rows, 1):
            if column in _NUMBERS:
                sheet.write_number(line, at, int(row[column]))
            elif row[column]:
                sheet.write_string(line, at, _cell(row[column]), plain)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)


def _cell(text: str) -> str:
    """A text that Excel stores as it is: no formula, no characters that XML cannot hold, LF for line breaks."""
    return clean(safe_cell(text.replace("\r\n", "\n").replace("\r", "\n")))[:_MAX_CELL]
