"""Markdown → its text. Code, link targets, HTML, front matter and emphasis marks are cut; the words stay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from entity_resolver.formats_in.html import Cuts, references
from entity_resolver.formats_in.segments import BREAK, OBJECT, Builder, Segment, take_with

_FRONT_MATTER = re.compile(r"\A\ufeff?(---|\+\+\+)[ \t]*\r?\n(?:.*\n)*?(?:\1|\.\.\.)[ \t]*(?:\r?\n|\Z)")
_FENCE = re.compile(r"[ \t]{0,3}(?:> ?)*[ \t]{0,3}(`{3,}(?=[^`]*$)|~{3,})")
_PREFIX = re.compile(
    r"[ \t]{0,3}(?:>[ \t]?)*(?:[ \t]{0,12}(?:[-*+]|\d{1,9}[.)])(?=[ \t]))?(?:[ \t]+\[[ xX]\](?=[ \t]))?"
)
_HEADING = re.compile(r"[ \t]{0,3}#{1,6}(?=[ \t\r\n]|$)")
_RULE = re.compile(r"[ \t]{0,3}(?:=+|-{2,}|(?:[*_-][ \t]*){3,})\s*$")
_DEFINITION = re.compile(r"[ ]{0,3}\[(?!\^)[^\]\n]+\]:[ \t]*\S")
_NOTE = re.compile(r"[ ]{0,3}\[\^[^\]\n]+\]:")
_INDENTED = re.compile(r"(?: {4}|\t)")
_INLINE = re.compile(
    r"(?P<escape>\\[!-/:-@\[-`{-~])"
    r"|(?P<tick>`+)"
    r"|(?P<target>\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\))"
    r"|(?P<label>\]\[[^\[\]\n]*\])"
    r"|(?P<note>\[\^[^\[\]\s]+\])"
    r"|(?P<auto><(?:[A-Za-z][A-Za-z0-9+.\-]{1,31}:[^<>\s]*|[^<>\s@]+@[^<>\s@]+)>)"
    r"|(?P<tag><(?=[A-Za-z/!?]))"
    r"|(?P<open>!?\[)|(?P<close>\])"
    r"|(?P<mark>\*+|~~|(?<!\w)_+|_+(?!\w))"
)
_JOINERS = {"target": "", "label": "", "note": "", "auto": OBJECT, "open": "", "close": "", "mark": ""}


def segments(text: str) -> Iterator[Segment]:
    """One segment: the words of the page, blocks kept apart.

    >>> [segment.text for segment in segments("**キエフ**市の[地図](https://example.jp/キエフ)")]
    ['キエフ市の地図']
    """
    builder = Builder(text)
    cuts, ticks = Cuts(text), _Ticks(text)
    done = 0
    for start, end, joiner in _lines(text):
        builder.join(joiner)
        if start < end and end > done:
            done = _inline(builder, text, max(start, done), end, cuts, ticks)
    yield builder.build()


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    """The stretches of lines that hold words: (start, end, what stands before them)."""
    front = _FRONT_MATTER.match(text)
    at = front.end() if front else 0
    fence, blank, listed = "", True, False
    while at < len(text):
        stop = text.find("\n", at) + 1 or len(text)
        line = text[at:stop]
        here, at = at, stop
        opening = _FENCE.match(line.rstrip("\r\n"))
        if fence or opening:
            mark = opening[1] if opening else ""
            if not fence:
                fence = mark
            elif mark.startswith(fence) and not line[opening.end() if opening else 0 :].strip():
                fence = ""
            listed = listed and line[:1].isspace()
            yield here, here, BREAK
            blank = True
            continue
        if not line.strip():
            yield here, stop, BREAK
            blank = True
            continue
        if (blank and not listed and _INDENTED.match(line)) or _RULE.match(line) or _DEFINITION.match(line):
            yield here, here, BREAK
            continue
        heading = _HEADING.match(line) or _NOTE.match(line)
        prefix = heading or _PREFIX.match(line)
        size = prefix.end() if prefix else 0
        item = line[:size].rstrip()[-1:] not in ("", ">")
        if item:
            listed = not heading
        elif blank and not line[:1].isspace():
            listed = False
        yield here + size, stop, BREAK if item else ""
        if heading:
            yield stop, stop, BREAK
        blank = False


class _Ticks:
    """Finds the run of backticks that closes a code span, in time linear in the text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._runs: dict[int, list[int]] = {}
        for match in re.finditer(r"`+", text):
            self._runs.setdefault(len(match[0]), []).append(match.start())
        for starts in self._runs.values():
            starts.reverse()

    def close(self, at: int, size: int) -> int | None:
        """End of the code span whose `size` ticks end at `at`; None where nothing closes it in its paragraph."""
        starts = self._runs.get(size, [])
        while starts and starts[-1] < at:
            starts.pop()
        if not starts or re.search(r"\n[ \t]*\r?\n", self._text[at : min(starts[-1], at + 5000)]):
            return None
        return starts[-1] + size if starts[-1] - at <= 5000 else None


def _inline(builder: Builder, text: str, start: int, end: int, cuts: Cuts, ticks: _Ticks) -> int:
    """Take the words of one line; returns where reading goes on (behind the line, where markup reaches across it)."""
    at = looking = start
    while looking < end and (match := _INLINE.search(text, looking, end)):
        kind, first = match.lastgroup or "", match.start()
        last, joiner = match.end(), _JOINERS.get(kind, "")
        if kind == "tick":
            closed = ticks.close(last, len(match[0]))
            if closed is None:
                looking = last
                continue
            last, joiner = closed, OBJECT
        elif kind == "tag":
            markup = cuts.markup_at(first)
            if markup is None:
                looking = first + 1
                continue
            last, joiner = markup
        take_with(builder, at, first, references(text, at, first))
        if kind == "escape":
            builder.read(first, last, match[0][1])
        else:
            builder.join(joiner)
        at = looking = last
    if at < end:
        take_with(builder, at, end, references(text, at, end))
    return max(at, end)
