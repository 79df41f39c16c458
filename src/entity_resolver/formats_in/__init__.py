"""Kinds of input file: which one a file is, and its text as segments. One file per kind, one FORMATS table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath

from entity_resolver.errors import ConfigError, InputError
from entity_resolver.formats_in.segments import Segment, applied, whole

__all__ = ["FORMATS", "Reading", "Segment", "applied", "detect", "segments"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the formats need to know: the text field of JSON Lines, the text columns of CSV and TSV, and the number of
    the first line where a text is a stretch of a file.
    """

    text_field: str = "text"
    columns: tuple[str, ...] = ()
    first_line: int = 1


Segmenter = Callable[[str, Reading], Iterator[Segment | InputError]]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file.

    Attributes:
        suffixes: the file names it is told by.
        records: True where a file holds many documents (offsets of a document are then those of its field).
    """

    suffixes: tuple[str, ...]
    segments: Segmenter
    records: bool = False


# Each kind is imported when a file of that kind comes.


def _text(text: str, reading: Reading) -> Iterator[Segment]:
    yield whole(text)


def _markdown(text: str, reading: Reading) -> Iterator[Segment]:
    from entity_resolver.formats_in import markdown

    return markdown.segments(text)


def _html(text: str, reading: Reading) -> Iterator[Segment]:
    from entity_resolver.formats_in import html

    return html.segments(text)


def _srt(text: str, reading: Reading) -> Iterator[Segment]:
    from entity_resolver.formats_in import subtitles

    return subtitles.srt(text)


def _vtt(text: str, reading: Reading) -> Iterator[Segment]:
    from entity_resolver.formats_in import subtitles

    return subtitles.vtt(text)


def _jsonl(text: str, reading: Reading) -> Iterator[Segment | InputError]:
    from entity_resolver.formats_in import jsonl

    return jsonl.segments(text, reading.text_field, reading.first_line)


def _delimited(delimiter: str, text: str, reading: Reading) -> Iterator[Segment]:
    from entity_resolver.formats_in import delimited

    return delimited.segments(text, delimiter, reading.columns, reading.text_field)


FORMATS: dict[str, Format] = {
    "text": Format((".txt", ".text"), _text),
    "markdown": Format((".md", ".markdown", ".mkd"), _markdown),
    "html": Format((".html", ".htm", ".xhtml"), _html),
    "srt": Format((".srt",), _srt),
    "vtt": Format((".vtt",), _vtt),
    "jsonl": Format((".jsonl", ".ndjson"), _jsonl, True),
    "csv": Format((".csv",), partial(_delimited, ","), True),
    "tsv": Format((".tsv", ".tab"), partial(_delimited, "\t"), True),
}
"""Name → how a kind of file is told and read; `--input-format` takes these names."""

_BINARY = (
    (b"PK\x03\x04", "a Word, Excel or zip file"),
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a gzip file"),
    (b"{\\rtf", "an RTF file"),
)


def detect(name: str, asked: str = "auto", head: bytes = b"") -> str:
    """The format of a file: the one asked for, else by its extension, else text.

    Raises InputError for a file that is plainly no text, ConfigError for a format that is not known.
    """
    if asked != "auto":
        if asked not in FORMATS:
            raise ConfigError(f"unknown input format {asked!r}; one of auto, {', '.join(FORMATS)}")
        return asked
    for magic, what in _BINARY:
        if head.startswith(magic):
            raise InputError(f"{name}: is {what}, not text; save it as text, Markdown, HTML or CSV first")
    suffix = PurePath(name).suffix.lower()
    return next((key for key, format_ in FORMATS.items() if suffix in format_.suffixes), "text")


def segments(text: str, format_: str, reading: Reading, name: str) -> Iterator[Segment | InputError]:
    """The documents of a file, in order; a record that cannot be read is its error, and the rest goes on.

    Raises InputError where the whole file cannot be read as this format; `name` is the file for messages.
    """
    try:
        for segment in FORMATS[format_].segments(text, reading):
            yield InputError(f"{name}{segment}") if isinstance(segment, InputError) else segment
    except ConfigError as error:
        raise InputError(f"{name}{error}") from None


def suffixes(with_columns: Sequence[str] = ()) -> frozenset[str]:
    """Extensions of the files that are texts; tables only where a column is named."""
    tables = () if with_columns else ("csv", "tsv")
    return frozenset(s for name, format_ in FORMATS.items() if name not in tables for s in format_.suffixes)
