"""CSV and TSV → the cells of the named columns, each a stretch of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from entity_resolver.errors import ConfigError
from entity_resolver.formats_in.segments import Builder, Segment, take_with

Cell = tuple[int, int, bool]
"""Start and end of a cell's content in the file (without its quotes), and whether it is quoted."""


def segments(text: str, delimiter: str, columns: Sequence[str], default: str) -> Iterator[Segment]:
    """One segment per cell of the columns (names of the header, or numbers from 1; then the first row is text too).

    Raises ConfigError where a column is not there; `default` is looked for where none is named.

    >>> [segment.text for segment in segments("id,text\\n1,キエフ\\n", ",", [], "text")]
    ['キエフ']
    """
    rows = _rows(text, delimiter)
    header = next(rows, [])
    names = [_read(text, cell).strip().lstrip("\ufeff") for cell in header]
    wanted = [_index(column, names) for column in columns or [default]]
    if header and not any(column in names for column in columns or [default]):
        yield from _cells(text, header, wanted, delimiter)
    for row in rows:
        yield from _cells(text, row, wanted, delimiter)


def _index(column: str, names: Sequence[str]) -> int:
    if column in names:
        return names.index(column)
    if column.isascii() and column.isdigit() and 1 <= int(column) <= max(len(names), 1):
        return int(column) - 1
    raise ConfigError(f":1:1: no column {column!r}; name the column of the text with --column: {', '.join(names)}")


def _cells(text: str, row: Sequence[Cell], wanted: Sequence[int], delimiter: str) -> Iterator[Segment]:
    for at in wanted:
        if at < len(row) and row[at][0] < row[at][1]:
            yield _segment(text, row[at], delimiter)


def _segment(text: str, cell: Cell, delimiter: str) -> Segment:
    start, end, quoted = cell
    builder = Builder(text, start)
    escapes: list[tuple[int, int, str]] = []
    at = start
    while quoted and (at := text.find('""', at, end)) >= 0:
        escapes.append((at, at + 2, '"'))
        at += 2
    take_with(builder, start, end, escapes)
    if quoted:
        return builder.build(_doubled, end=end)
    return builder.build(quote=partial(_quoted, delimiter), end=end)


def _doubled(text: str) -> str:
    return text.replace('"', '""')


def _quoted(delimiter: str, text: str) -> str | None:
    """The cell in quotes, or None where its text can stand bare."""
    if delimiter in text or "\n" in text or "\r" in text or text.startswith('"'):
        return f'"{_doubled(text)}"'
    return None


def _read(text: str, cell: Cell) -> str:
    content = text[cell[0] : cell[1]]
    return content.replace('""', '"') if cell[2] else content


def _rows(text: str, delimiter: str) -> Iterator[list[Cell]]:
    """The rows of a file. A quote that nothing closes is an ordinary character, so no line swallows the rest."""
    at = 0
    row: list[Cell] = []
    ends = re.compile(f"[{delimiter}\r\n]")
    endless = False
    while at < len(text):
        cell: Cell | None = None
        after = at
        first = at + (at == 0 and text.startswith("\ufeff"))
        if not endless and text.startswith('"', first):
            close = _closing(text, first + 1)
            endless = close is None
            if close is not None and (close + 1 == len(text) or text[close + 1] in (delimiter, "\r", "\n")):
                cell, after = (first + 1, close, True), close + 1
        if cell is None:
            match = ends.search(text, first)
            after = match.start() if match else len(text)
            cell = (first, after, False)
        row.append(cell)
        at = after
        if text.startswith(delimiter, at):
            at += 1
            if at == len(text):
                row.append((at, at, False))
            continue
        if row:
            yield row
        row = []
        at += 2 if text.startswith("\r\n", at) else 1
    if row:
        yield row


def _closing(text: str, at: int) -> int | None:
    while (at := text.find('"', at)) >= 0:
        if not text.startswith('""', at):
            return at
        at += 2
    return None
