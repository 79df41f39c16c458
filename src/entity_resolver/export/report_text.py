"""The texts of a report: original and normalized side by side, line by line, mentions marked in both."""

from __future__ import annotations

from collections.abc import Sequence

from entity_resolver.export.report_markup import attribute, number, text
from entity_resolver.model import Mention, Resolution

_OPEN_TEXTS = 3
"""Texts that are unfolded when the report opens."""

Details = list[dict[str, object]]


def texts(documents: Sequence[tuple[str, Resolution]], details: Details) -> str:
    """Every text as a foldable part; what hovering shows is added to `details`, by the number of the mention."""
    parts = []
    for at, (id_, result) in enumerate(documents):
        first = len(details)
        details += [_detail(mention) for mention in result.mentions]
        edits = len(result.edits)
        summary = f"{number(len(result.mentions))} mentions · {number(edits)} rewritten"
        parts.append(
            f'<details class="doc"{" open" if at < _OPEN_TEXTS else ""}><summary><b>{text(id_)}</b>'
            f'<span class="dim">{summary}</span></summary>'
            '<div class="pair head"><div>original · 原文</div><div>normalized · 統一後</div></div>'
            f'<div class="body" lang="ja">{_lines(result, first)}</div></details>'
        )
    return "".join(parts)


def _lines(result: Resolution, first: int) -> str:
    old, new = _marked(result, first)
    rows = []
    # A rewrite keeps its line breaks, so both columns have the same lines.
    for left, right in zip(old, new, strict=True):
        same = " same" if left[1] == right[1] else ""
        rows.append(f'<div class="pair{same}"><div>{left[0] or "&nbsp;"}</div><div>{right[0] or "&nbsp;"}</div></div>')
    return "".join(rows)


def _marked(result: Resolution, first: int) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(markup, plain text) of every line of the original, and of the normalized text."""
    old, new, at = _Lines(), _Lines(), 0
    for index, mention in enumerate(result.mentions, first):
        for column in (old, new):
            column.add(result.text[at : mention.start])
        changed = mention.rewrite is not None and mention.rewrite != mention.surface
        written = mention.rewrite if changed and mention.rewrite is not None else mention.surface
        old.add(mention.surface, mention, index, "del" if changed else "")
        new.add(written, mention, index, "ins" if changed else "")
        at = mention.end
    for column in (old, new):
        column.add(result.text[at:])
    return old.done(), new.done()


class _Lines:
    def __init__(self) -> None:
        self._lines: list[tuple[list[str], list[str]]] = [([], [])]

    def add(self, piece: str, mention: Mention | None = None, index: int = 0, change: str = "") -> None:
        unified = piece.replace("\r\n", "\n").replace("\r", "\n")
        for at, line in enumerate(unified.split("\n")):
            if at:
                self._lines.append(([], []))
            markup, plain = self._lines[-1]
            markup.append(text(line) if mention is None else _mark(line, mention, index, change))
            plain.append(line)

    def done(self) -> list[tuple[str, str]]:
        return [("".join(markup), "".join(plain)) for markup, plain in self._lines]


def _mark(line: str, mention: Mention, index: int, change: str) -> str:
    kind = " ".join(filter(None, ("m", mention.type or "", str(mention.decision).lower(), change)))
    # Only the original column is walked with the keyboard: the other says the same.
    focus = "" if change == "ins" else ' tabindex="-1"'
    return f'<mark class="{attribute(kind)}" data-m="{index}"{focus}>{text(line)}</mark>'


def _detail(mention: Mention) -> dict[str, object]:
    detail: dict[str, object] = {
        "surface": mention.surface,
        "decision": str(mention.decision),
        "type": mention.type or "",
        "id": mention.entity_id or "",
        "ja": mention.ja or "",
        "en": mention.en or "",
        "confidence": round(mention.confidence, 3),
        "method": mention.method,
        "rewrite": mention.rewrite or "",
        "steps": [str(step) for step in mention.steps],
    }
    if mention.candidates:
        detail["candidates"] = [f"{c.entity.ja} · {c.entity.en} ({c.confidence:.2f})" for c in mention.candidates]
    return detail
