"""Reading tab-separated data files, with the place of every fault."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from entity_resolver.errors import LexiconError, Problem
from entity_resolver.patterns import late

_CONTROL = late(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff]")
_EDGES = late(r"(?:^|\t)[^\S\t]|[^\S\t](?:\t|$)")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its cells by column name, and where it stands."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def problem(self, column: str, message: str) -> Problem:
        """A fault at this column; positions are one-based code points."""
        at = 1
        for name, cell in self.cells.items():
            if name == column:
                return Problem(self.file, self.line, at, message)
            at += len(cell) + 1
        return Problem(self.file, self.line, 1, message)


def read_text(path: Path) -> str:
    """A UTF-8 file as text. Raises LexiconError naming the byte that is not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        message = f"byte {error.start + 1} is not UTF-8; save the file as UTF-8"
        raise LexiconError([Problem(str(path), line, 1, message)]) from None
    except OSError as error:
        raise LexiconError([Problem(str(path), 1, 1, f"cannot be read: {error.strerror}")]) from None


def numbered_rows(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of each row that is not blank: CSV quoting in a .csv, else tab-separated without quoting.

    Raises LexiconError for what is not CSV.
    """
    if not file.lower().endswith(".csv"):
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                yield number, line.rstrip("\r").split("\t")
        return
    import csv

    # without strict, a quote never closed makes the rest of the file one name
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
            start = reader.line_num + 1
    except csv.Error as error:
        message = f"not CSV: {error}; look for a quote that is not closed, or not doubled, from this line on"
        raise LexiconError([Problem(file, start, 1, message)]) from None


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a TSV with a header, without judging them; short rows get empty cells."""
    lines = read_text(path).split("\n")
    header = lines[0].rstrip("\r").split("\t")
    for number, line in enumerate(lines[1:], 2):
        if not line:
            continue
        cells = line.split("\t")
        yield Row(str(path), number, dict(zip(header, cells, strict=False)))


def read_strict(path: Path, columns: Sequence[str], required: Sequence[str], problems: list[Problem]) -> list[Row]:
    """The rows of a TSV that must have exactly these columns; every fault is added to `problems`.

    Checked: UTF-8, NFC, LF, header, cell count, required cells, no white space at cell edges, no control characters.
    """
    try:
        text = read_text(path)
    except LexiconError as error:
        problems += error.problems
        return []
    file = str(path)
    lines = text.split("\n")
    if lines[0].split("\t") != list(columns):
        problems.append(Problem(file, 1, 1, f"the header must be {' '.join(columns)} (tab-separated)"))
        return []
    if lines[-1]:
        problems.append(Problem(file, len(lines), len(lines[-1]) + 1, "the last line must end with a line feed"))
    rows = []
    for number, line in enumerate(lines[1:], 2):
        if not line:
            if number < len(lines):
                problems.append(Problem(file, number, 1, "empty line; delete it"))
            continue
        cells = line.split("\t")
        if len(cells) != len(columns):
            problems.append(Problem(file, number, 1, f"{len(cells)} cells, expected {len(columns)}; check the tabs"))
            continue
        row = Row(file, number, dict(zip(columns, cells, strict=True)))
        rows.append(row)
        problems += [row.problem(name, f"{name} is missing") for name in required if not row.cells[name]]
        # asked of the whole line first: 40,000 lines are read, and hardly one is at fault
        if _EDGES.search(line) or _CONTROL.search(line) or not unicodedata.is_normalized("NFC", line):
            problems += _cell_problems(row)
    return rows


def _cell_problems(row: Row) -> Iterator[Problem]:
    for column, cell in row.cells.items():
        if cell != cell.strip():
            yield row.problem(column, f"white space around {column} {cell!r}")
        if not unicodedata.is_normalized("NFC", cell):
            yield row.problem(column, f"{column} {cell!r} is not NFC; write {unicodedata.normalize('NFC', cell)!r}")
        if _CONTROL.search(cell):
            yield row.problem(column, f"control character in {column} {cell!r}")
