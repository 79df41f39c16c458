"""Files and standard input as documents; what cannot be read is reported and the rest goes on."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from entity_resolver.cli.options import Settings
from entity_resolver.cli.progress import Progress
from entity_resolver.encoding import Decoded, decode
from entity_resolver.errors import EntityResolverError, InputError
from entity_resolver.formats_in import FORMATS, Reading, Segment, detect, segments
from entity_resolver.model import Resolution
from entity_resolver.resolver import Resolver

STDIN = "<stdin>"


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
        whole: False where a record of it could not be read.
    """

    name: str
    label: str
    size: int
    decoded: Decoded
    format: str
    segments: tuple[Segment, ...]
    whole: bool = True


@dataclass(slots=True)
class Failures:
    """Counts inputs that failed; each is told once, on stderr."""

    count: int = 0

    def report(self, error: Exception) -> None:
        self.count += 1
        click.echo(f"error: {error}", err=True)


def read_bytes(name: str) -> bytes:
    """The bytes of a file or of standard input. Raises InputError with the next step."""
    if name in ("-", STDIN):
        return sys.stdin.buffer.read()
    path = Path(name)
    try:
        return path.read_bytes()
    except IsADirectoryError:
        raise InputError(f"{name}: is a folder; name the files in it, e.g. {name.rstrip('/')}/*.txt") from None
    except FileNotFoundError:
        raise InputError(f"{name}: no such file") from None
    except OSError as error:
        raise InputError(f"{name}: cannot be read: {error.strerror}") from None


def source_files(names: Sequence[str], settings: Settings, failures: Failures) -> Iterator[SourceFile]:
    """Every input that can be read, in order; a record that cannot is told and left out."""
    for name in names or ("-",):
        try:
            yield _source_file(name, settings, failures)
        except EntityResolverError as error:
            failures.report(error)


def _source_file(name: str, settings: Settings, failures: Failures) -> SourceFile:
    label = STDIN if name == "-" else name
    data = read_bytes(name)
    format_ = detect(label, settings.input_format, data[:8])
    decoded = decode(data, label, settings.encoding)
    reading = Reading(settings.text_field, settings.column)
    parts, before = [], failures.count
    for part in segments(decoded.text, format_, reading, label):
        if isinstance(part, Segment):
            parts.append(part)
        else:
            failures.report(part)
    return SourceFile(name, label, len(data), decoded, format_, tuple(parts), failures.count == before)


def documents(files: Sequence[str], settings: Settings, failures: Failures) -> Iterator[Document]:
    """Every document of every input, in order."""
    for file in source_files(files, settings, failures):
        yield from documents_of(file)


def documents_of(file: SourceFile) -> Iterator[Document]:
    """The documents of one file, in order."""
    line, at = 1, 0
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


def total_size(names: Sequence[str]) -> int:
    """Bytes of the input as far as they are known beforehand."""
    size = 0
    for name in names:
        try:
            size += Path(name).stat().st_size
        except OSError:
            continue
    return size
