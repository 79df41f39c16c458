"""Excel workbooks: our two sheets, or one table with a Japanese and an English column."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any
from zipfile import BadZipFile

from entity_resolver.errors import InputError, MissingExtraError
from entity_resolver.export.tabular import plain_cell
from entity_resolver.export.terms import CANONICAL
from entity_resolver.export.xlsx import FORM_COLUMNS, SHEETS
from entity_resolver.imports.build import Builder, Facts
from entity_resolver.imports.tables import entities_of, rows_of
from entity_resolver.model import Entity

_KEYS = {"variant_of": "variant of", "valid_from": "valid from", "valid_to": "valid to"}


def read(data: bytes, name: str, columns: Mapping[str, str]) -> list[Entity]:
    """Formulas are not run. Raises InputError for what is no workbook, MissingExtraError without openpyxl."""
    try:
        openpyxl: Any = import_module("openpyxl")
    except ImportError:
        raise MissingExtraError("reading xlsx", "xlsx") from None
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError, OSError) as error:
        raise InputError(f"{name}:1:1: not an Excel workbook (.xlsx): {error}") from None
    entities = entities_of(rows_of(_lines(book.worksheets[0]), name, columns), name)
    if SHEETS[1] not in book.sheetnames:
        return entities
    return _with_forms(entities, _lines(book[SHEETS[1]]))


def _lines(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        cells = ["" if value is None else str(value) for value in row]
        if any(cell.strip() for cell in cells):
            yield number, cells


def _with_forms(entities: list[Entity], lines: Iterator[tuple[int, list[str]]]) -> list[Entity]:
    builder = Builder()
    for entity in entities:
        facts = {"id": entity.id, "type": entity.type, "yomi": entity.yomi, "part of": entity.part_of}
        facts |= {"wikidata": entity.wikidata, "source": entity.source, "note": entity.note}
        builder.add(entity.id, facts, [{"form": entity.ja, "lang": "ja"}])
    known = {entity.id for entity in entities}
    header = next(lines, (1, []))[1]
    for _, cells in lines:
        row = {key: plain_cell(cell) for key, cell in zip(header, cells, strict=False) if key in FORM_COLUMNS}
        if row.get("id") in known:
            builder.add(row["id"], {}, [_facts(row)])
    return builder.entities()


def _facts(row: dict[str, str]) -> Facts:
    found = {_KEYS.get(name, name): value for name, value in row.items() if name not in ("id", "count")}
    if found.get("kind") == CANONICAL:
        found.pop("kind")
        found.pop("source", "")
    return found
