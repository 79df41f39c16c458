"""Files and standard input as documents; what cannot be read is reported and the rest goes on."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import click

from entity_resolver.cli.options import Settings
from entity_resolver.cli.progress import Progress
from entity_resolver.encoding import Decoded, decode, reads_by_line
from entity_resolver.errors import EntityResolverError, InputError
from entity_resolver.formats_in import FORMATS, Reading, Segment, detect, segments
from entity_resolver.model import Resolution
from entity_resolver.resolver import Resolver

STDIN = "<stdin>"
_STRETCH = 1 << 20
"""Bytes of a JSON Lines file that are read at a time, to the next line end."""


@dataclass(frozen=True, slots=True)
class Document:
    """One text to resolve.

    Attributes:
        id: its JSONL "id", else the file name (with the line for records without ids).
        where: file or file:line, for messages.
        meta: the other JSONL fields.
        segment: where in the file the text stands.
        records: True where the file holds many documents.
    """

    id: str
    text: str
    where: str
    decoded: Decoded
    meta: dict[str, object] = field(default_factory=dict)
    segment: Segment | None = None
    records: bool = False

    def lift(self, result: Resolution) -> Resolution:
        """The resolution of the text as one of the file (of the record's field, where a file holds many)."""
        return result if self.records or self.segment is None else self.segment.lift(result)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file: its decoded text and the documents in it.

    Attributes:
        name: as the user wrote it, "-" for standard input; `label` is what messages call it.
        first_line, last: where this is a stretch of a file: the number of its first line, and whether it is the end.
    """

    name: str
    label: str
    decoded: Decoded
    format: str
    segments: tuple[Segment, ...]
    first_line: int = 1
    last: bool = True


@dataclass(slots=True)
class Failures:
    """Counts inputs that failed; each is told once, on stderr."""

    count: int = 0

    def report(self, error: Exception) -> None:
        self.count += 1
        click.echo(f"error: {error}", err=True)


def read_bytes(name: str) -> bytes:
    """The bytes of a file or of standard input. Raises InputError with the next step."""
    with _opened(name) as file:
        return file.read()


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    """A file, or standard input, to read bytes from. Raises InputError with the next step."""
    try:
        if name in ("-", STDIN):
            yield sys.stdin.buffer
        else:
            with Path(name).open("rb") as file:
                yield file
    except IsADirectoryError:
        raise InputError(f"{name}: is a folder; name the files in it, e.g. {name.rstrip('/')}/*.txt") from None
    except FileNotFoundError:
        raise InputError(f"{name}: no such file") from None
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise InputError(f"{name}: cannot be read: {error.strerror}") from None


def source_files(
    names: Sequence[str], settings: Settings, failures: Failures, *, whole: bool = True
) -> Iterator[SourceFile]:
    """Every input that can be read, in order; a record that cannot is told and left out.

    Without `whole` a JSON Lines file comes in stretches of lines, so that one of any size fits into memory.
    """
    for name in names or ("-",):
        label = STDIN if name == "-" else name
        try:
            if not whole and detect(label, settings.input_format) == "jsonl":
                yield from _stretches(name, label, settings, failures)
            else:
                data = read_bytes(name)
                format_ = detect(label, settings.input_format, data[:8])
                decoded = decode(data, label, settings.encoding)
                yield SourceFile(name, label, decoded, format_, _segments(decoded, format_, label, settings, failures))
        except EntityResolverError as error:
            failures.report(error)


def _segments(
    decoded: Decoded, format_: str, label: str, settings: Settings, failures: Failures, first_line: int = 1
) -> tuple[Segment, ...]:
    reading = Reading(settings.text_field, settings.column, first_line)
    parts = []
    for part in segments(decoded.text, format_, reading, label):
        if isinstance(part, Segment):
            parts.append(part)
        else:
            failures.report(part)
    return tuple(parts)


def _stretches(name: str, label: str, settings: Settings, failures: Failures) -> Iterator[SourceFile]:
    line, encoding = 1, settings.encoding
    with _opened(name) as file:
        data = _lines(file)
        detect(label, settings.input_format, data[:8])
        if not reads_by_line(data, encoding):
            data += file.read()
        while True:
            decoded = decode(data, label, encoding, line)
            following = _lines(file)
            found = _segments(decoded, "jsonl", label, settings, failures, line)
            yield SourceFile(name, label, decoded, "jsonl", found, line, not following)
            if not following:
                return
            line += data.count(b"\n")
            data, encoding = following, decoded.encoding


def _lines(file: BinaryIO) -> bytes:
    """The next lines of a file, about a stretch of them."""
    return file.read(_STRETCH) + file.readline()


def documents(files: Sequence[str], settings: Settings, failures: Failures) -> Iterator[Document]:
    """Every document of every input, in order."""
    for file in source_files(files, settings, failures, whole=False):
        yield from documents_of(file)


def documents_of(file: SourceFile) -> Iterator[Document]:
    """The documents of one file, in order."""
    line, at = file.first_line, 0
    for segment in file.segments:
        where = file.label
        records = FORMATS[file.format].records
        if records:
            line += file.decoded.text.count("\n", at, segment.start)
            at = segment.start
            where = f"{file.label}:{line}"
        yield Document(segment.id or where, segment.text, where, file.decoded, segment.meta, segment, records)


def resolved(
    docs: Iterable[Document], resolver: Resolver, settings: Settings, progress: Progress | None = None
) -> Iterator[tuple[Document, Resolution]]:
    """Each document with its resolution, in order; --workers processes share the work."""
    waiting: deque[Document] = deque()

    def texts() -> Iterator[str]:
        for document in docs:
            waiting.append(document)
            yield document.text

    for result in resolver.pipe(texts(), workers=settings.workers):
        document = waiting.popleft()
        if progress is not None:
            progress.advance(len(document.text.encode("utf-8", "replace")))
        yield document, result


def resolved_files(
    files: Iterable[SourceFile], resolver: Resolver, settings: Settings, progress: Progress | None = None
) -> Iterator[tuple[SourceFile, tuple[Resolution, ...]]]:
    """Each file with the resolutions of its segments, in order."""
    waiting: deque[SourceFile] = deque()

    def docs() -> Iterator[Document]:
        for file in files:
            waiting.append(file)
            yield from documents_of(file)

    found: list[Resolution] = []
    for _, result in resolved(docs(), resolver, settings, progress):
        while len(waiting[0].segments) == 0:
            yield waiting.popleft(), ()
        found.append(result)
        if len(found) == len(waiting[0].segments):
            yield waiting.popleft(), tuple(found)
            found = []
    for file in waiting:
        yield file, ()


def refuse_to_overwrite(output: str | None, files: Sequence[str]) -> None:
    """Raises click.UsageError where an output file is one of the inputs."""
    if not output or not Path(output).exists():
        return
    for name in files:
        if name != "-" and Path(name).exists() and Path(name).samefile(output):
            raise click.UsageError(f"--output {output} is one of the inputs and would be overwritten; name another")


def total_size(names: Sequence[str]) -> int:
    """Bytes of the input as far as they are known beforehand."""
    size = 0
    for name in names:
        try:
            size += Path(name).stat().st_size
        except OSError:
            continue
    return size
