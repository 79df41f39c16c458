"""Plain-text tables with East Asian widths."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def width(text: str) -> int:
    """Columns a text takes in a terminal."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows under a header, columns aligned; line breaks in cells are shown as ⏎, control characters not at all."""
    cells = [list(header), *([_plain(cell) for cell in row] for row in rows)]
    widths = [max(width(row[at]) for row in cells) for at in range(len(header))]
    lines = []
    for row in cells:
        padded = (cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True))
        lines.append("  ".join(padded).rstrip())
    return "\n".join([lines[0], "  ".join("─" * size for size in widths), *lines[1:]])


def _plain(cell: str) -> str:
    shown = cell.replace("\r\n", "⏎").replace("\n", "⏎").replace("\t", " ")
    return "".join(char for char in shown if unicodedata.category(char) not in ("Cc", "Cf"))
