"""SRT and WebVTT → the words of the cues, joined by line breaks, so that a name across two cues is one name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from entity_resolver.formats_in.html import references
from entity_resolver.formats_in.segments import Builder, Segment, take_with

_TIMING = re.compile(r"\s*(?:\d+:)?\d{1,2}:\d\d[.,]\d{1,3}\s*-->\s*(?:\d+:)?\d{1,2}:\d\d[.,]\d{1,3}")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]*>|</?>|<[\d:.]+>|\{\\[^{}\n]*\}")


def srt(text: str) -> Iterator[Segment]:
    """One segment: the cue texts of a SubRip file.

    >>> cues = "1\\n00:00:01,000 --> 00:00:02,000\\nルハンス\\n\\n2\\n00:00:02,000 --> 00:00:03,000\\nク州で\\n"
    >>> [segment.text for segment in srt(cues)]
    ['ルハンス\\nク州で']
    """
    yield _cues(text, vtt=False)


def vtt(text: str) -> Iterator[Segment]:
    """One segment: the cue texts of a WebVTT file; notes and styles are left out."""
    yield _cues(text, vtt=True)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _cues(text: str, *, vtt: bool) -> Segment:
    builder, at, inside = Builder(text), 0, False
    while at < len(text):
        stop = text.find("\n", at) + 1 or len(text)
        line = text[at:stop].rstrip("\r\n")
        if _TIMING.match(line):
            inside = True
        elif not line.strip():
            inside = False
        elif inside:
            builder.join("\n")
            _take(builder, text, at, at + len(line), vtt)
        at = stop
    return builder.build(_escape if vtt else None)


def _take(builder: Builder, text: str, start: int, end: int, vtt: bool) -> None:
    at = start
    for match in [*_TAG.finditer(text, start, end), None]:
        stop = match.start() if match else end
        take_with(builder, at, stop, references(text, at, stop) if vtt else ())
        at = match.end() if match else end
