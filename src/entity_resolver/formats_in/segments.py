"""The parts of a file that are text to read, with the way back to the file: text → segments → the file with edits.

Offsets are code points; "file" offsets are those of the decoded file, a segment has its own.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from entity_resolver.fold import OffsetMap
from entity_resolver.model import Edit, Mention, Resolution

Escape = Callable[[str], str]

BREAK = "\n\u2029\n"
"""Stands between two blocks: no name reaches across it (a mere line break may stand inside a name)."""
OBJECT = "\ufffc"
"""Stands for what is no text but has a place in the sentence: code, a picture."""


@dataclass(frozen=True)
class Segment:
    """One document of a file.

    Attributes:
        text: what the resolver reads: markup cut out, escapes read.
        id: the document's own id, "" where it has none.
        start, end: the stretch of the file it comes from.
        meta: the other fields of its record.
        quote: for a bare CSV cell, its text → the cell quoted, and whether that is needed.
    """

    source: str
    text: str
    start: int
    end: int
    offsets: OffsetMap
    gaps: tuple[tuple[int, int], ...] = ()
    escape: Escape | None = None
    quote: Callable[[str], str | None] | None = None
    id: str = ""
    meta: dict[str, object] = field(default_factory=dict)

    def span_in_file(self, start: int, end: int) -> tuple[int, int]:
        """Span of the segment → span of the file; an empty span sticks to the character before it."""
        file_end = self.offsets.end(end) if end else self.offsets.start(0)
        return (file_end, file_end) if start == end else (self.offsets.start(start), file_end)

    def edit_in_file(self, edit: Edit) -> Edit | None:
        """The same edit for the file, escaped as the file needs it; None where it would have to change markup."""
        start, end = self.span_in_file(edit.start, edit.end)
        old = self.source[start:end]
        if not self._cut_inside(edit.start, edit.end):
            return Edit(start, end, old, self._escaped(edit.new))
        parts = []
        import difflib

        steps = difflib.SequenceMatcher(None, edit.old, edit.new, autojunk=False).get_opcodes()
        at = start
        for name, i1, i2, j1, j2 in steps:
            if name == "equal":
                continue
            if self._cut_inside(edit.start + i1, edit.start + i2):
                return None
            s, e = self.span_in_file(edit.start + i1, edit.start + i2)
            parts += [self.source[at:s], self._escaped(edit.new[j1:j2])]
            at = e
        return Edit(start, end, old, "".join([*parts, self.source[at:end]]))

    def edits_in_file(self, edits: Iterable[Edit]) -> tuple[Edit, ...]:
        """Edits of the segment → edits of the file, in order; those that would change markup are left out."""
        kept = list(edits)
        if self.quote is not None and kept and (quoted := self.quote(applied(self.text, kept))) is not None:
            return (Edit(self.start, self.end, self.source[self.start : self.end], quoted),)
        return tuple(made for edit in kept if (made := self.edit_in_file(edit)) is not None)

    def lift(self, result: Resolution) -> Resolution:
        """The resolution of the segment's text as one of the file: offsets, surfaces, rewrites as the file has them."""
        if self.is_whole:
            return result
        return Resolution(self.source, tuple(map(self._lift, result.mentions)), result.signature, result.meta)

    @property
    def is_whole(self) -> bool:
        """True where the segment is the file, character by character."""
        return self.text is self.source

    def _lift(self, mention: Mention) -> Mention:
        start, end = self.span_in_file(mention.start, mention.end)
        rewrite = None
        if mention.rewrite is not None:
            edit = self.edit_in_file(Edit(mention.start, mention.end, mention.surface, mention.rewrite))
            rewrite = edit.new if edit else None
        return replace(mention, start=start, end=end, surface=self.source[start:end], rewrite=rewrite)

    def _escaped(self, text: str) -> str:
        return self.escape(text) if self.escape else text

    def _cut_inside(self, start: int, end: int) -> bool:
        """True where markup was cut out inside the span: between two of its characters, or under one of them."""
        at = bisect_left(self.gaps, (start, -1))
        while at < len(self.gaps) and self.gaps[at][0] < end:
            first, last = self.gaps[at]
            if last > first or first > start:
                return True
            at += 1
        return False


def whole(source: str) -> Segment:
    """The file as one segment, nothing cut."""
    return Segment(source, source, 0, len(source), OffsetMap(()))


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text with these edits, which are sorted and do not overlap, and nothing else changed."""
    parts, at = [], 0
    for edit in edits:
        parts += [text[at : edit.start], edit.new]
        at = edit.end
    return "".join([*parts, text[at:]])


class Builder:
    """Puts a segment together from stretches of a file, in order; whatever is not taken is left out."""

    def __init__(self, source: str, start: int = 0) -> None:
        self._source = source
        self._start = self._at = start
        self._parts: list[str] = []
        self._size = 0
        self._pieces: list[tuple[int, int, int, int]] = [(0, 0, 0, start)] if start else []
        self._gaps: list[tuple[int, int]] = []
        self._joiner = ""

    def join(self, joiner: str) -> None:
        """What to put in the next gap; the stronger of several wins."""
        if len(joiner) > len(self._joiner) or (joiner == "\n" and self._joiner == OBJECT):
            self._joiner = joiner

    def take(self, start: int, end: int) -> None:
        """source[start:end] as it stands."""
        if start < end:
            self._gap(start)
            self._add(self._source[start:end])
            self._at = end

    def read(self, start: int, end: int, text: str) -> None:
        """source[start:end], an escape that reads as `text`."""
        self._gap(start)
        self._pieces.append((self._size, self._size + len(text), start, end))
        self._add(text)
        self._at = end

    def build(
        self,
        escape: Escape | None = None,
        *,
        quote: Callable[[str], str | None] | None = None,
        id: str = "",
        meta: dict[str, object] | None = None,
        end: int | None = None,
    ) -> Segment:
        """The segment of everything taken so far."""
        text = "".join(self._parts)
        stop = self._at if end is None else end
        offsets, gaps = OffsetMap(self._pieces), tuple(self._gaps)
        return Segment(self._source, text, self._start, stop, offsets, gaps, escape, quote, id, meta or {})

    def _gap(self, start: int) -> None:
        joiner, self._joiner = self._joiner if self._parts else "", ""
        if start == self._at and not joiner:
            return
        self._pieces.append((self._size, self._size + len(joiner), self._at, start))
        self._gaps.append((self._size, self._size + len(joiner)))
        self._add(joiner)

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._size += len(text)


def take_with(builder: Builder, start: int, end: int, escapes: Sequence[tuple[int, int, str]]) -> None:
    """source[start:end] with these escapes (file start, file end, what it reads as) inside it."""
    at = start
    for first, last, text in escapes:
        builder.take(at, first)
        builder.read(first, last, text)
        at = last
    builder.take(at, end)
