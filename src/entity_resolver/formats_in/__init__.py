"""Kinds of input file: which one a file is, and its text as segments. One file per kind, one FORMATS table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from entity_resolver.errors import ConfigError, InputError
from entity_resolver.formats_in import delimited, html, jsonl, markdown, subtitles
from entity_resolver.formats_in.segments import Segment, applied, whole

__all__ = ["FORMATS", "Reading", "Segment", "applied", "detect", "segments"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the formats need to know: the text field of JSON Lines, the text columns of CSV and TSV."""

    text_field: str = "text"
    columns: tuple[str, ...] = ()


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


def _text(text: str, reading: Reading) -> Iterator[Segment]:
    yield whole(text)


def _csv(text: str, reading: Reading) -> Iterator[Segment]:
    return delimited.segments(text, ",", reading.columns, reading.text_field)


def _tsv(text: str, reading: Reading) -> Iterator[Segment]:
    return delimited.segments(text, "\t", reading.columns, reading.text_field)


FORMATS: dict[str, Format] = {
    "text": Format((".txt", ".text"), _text),
    "markdown": Format((".md", ".markdown", ".mkd"), lambda text, reading: markdown.segments(text)),
    "html": Format((".html", ".htm", ".xhtml"), lambda text, reading: html.segments(text)),
    "srt": Format((".srt",), lambda text, reading: subtitles.srt(text)),
    "vtt": Format((".vtt",), lambda text, reading: subtitles.vtt(text)),
    "jsonl": Format((".jsonl", ".ndjson"), lambda text, reading: jsonl.segments(text, reading.text_field), True),
    "csv": Format((".csv",), _csv, True),
    "tsv": Format((".tsv", ".tab"), _tsv, True),
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
