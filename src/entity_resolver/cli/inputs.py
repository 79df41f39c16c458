"""Files and standard input as documents; what cannot be read is reported and the rest goes on."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click

from entity_resolver.cli.options import Settings
from entity_resolver.encoding import Decoded, decode
from entity_resolver.errors import EntityResolverError, InputError

STDIN = "<stdin>"


@dataclass(frozen=True, slots=True)
class Document:
    """One text to resolve.

    Attributes:
        id: its JSONL "id", else the file name (with the line for JSONL without ids).
        where: file or file:line, for messages.
        meta: the other JSONL fields.
    """

    id: str
    text: str
    where: str
    decoded: Decoded
    meta: dict[str, object] = field(default_factory=dict)


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


def documents(files: tuple[str, ...], settings: Settings, failures: Failures) -> Iterator[Document]:
    """Every document of every input, in order."""
    for name in files or ("-",):
        label = STDIN if name == "-" else name
        try:
            decoded = decode(read_bytes(name), label, settings.encoding)
        except EntityResolverError as error:
            failures.report(error)
            continue
        if is_jsonl(name, settings):
            yield from _jsonl(decoded, label, settings, failures)
        else:
            yield Document(label, decoded.text, label, decoded)


def is_jsonl(name: str, settings: Settings) -> bool:
    if settings.input_format == "auto":
        return Path(name).suffix.lower() in (".jsonl", ".ndjson")
    return settings.input_format == "jsonl"


def _jsonl(decoded: Decoded, label: str, settings: Settings, failures: Failures) -> Iterator[Document]:
    for number, line in enumerate(decoded.text.split("\n"), 1):
        if not line.strip():
            continue
        where = f"{label}:{number}"
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            failures.report(InputError(f"{where}:{error.colno}: not JSON: {error.msg}; one object a line is expected"))
            continue
        if not isinstance(record, dict) or not isinstance(record.get(settings.text_field), str):
            failures.report(
                InputError(f"{where}:1: no text field {settings.text_field!r}; name the field with --text-field")
            )
            continue
        id_ = record.pop("id", None)
        text = record.pop(settings.text_field)
        yield Document(where if id_ is None else str(id_), text, where, decoded, record)
