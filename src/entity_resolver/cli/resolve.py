"""`entity-resolver resolve`."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from entity_resolver.cli.inputs import (
    Document,
    Failures,
    documents_of,
    refuse_to_overwrite,
    resolved,
    source_files,
    total_size,
)
from entity_resolver.cli.options import FILES, Settings, settings_from, text_options
from entity_resolver.cli.progress import Progress, Tally, colours, counted
from entity_resolver.cli.records import record
from entity_resolver.cli.table import table
from entity_resolver.errors import InputError
from entity_resolver.export import render
from entity_resolver.glossary import Glossary
from entity_resolver.lint.report import Lines
from entity_resolver.model import Decision, Resolution

if TYPE_CHECKING:
    from entity_resolver.cli.update import Update
    from entity_resolver.resolver import Resolver

FORMATS = ("table", "jsonl", "html")
_COLOURS = {Decision.AMBIGUOUS: "yellow", Decision.NIL: "bright_black"}
_EPILOG = """\b
Examples:
  entity-resolver resolve article.txt                              a table to read
  entity-resolver resolve --format jsonl article.md                one JSON object per document
  entity-resolver resolve --output report.html news/*.txt          a report to look at, in one file
  entity-resolver resolve --output out.jsonl --resume news/*.txt   goes on where a killed run stopped
  entity-resolver resolve --update out.jsonl --lexicon new.tsv --output new.jsonl news/*.txt
"""


@click.command("resolve", epilog=_EPILOG)
@FILES
@click.option("--format", "format_", type=click.Choice(FORMATS), help="[default: table, or jsonl or html for --output]")
@click.option("--output", metavar="FILE", help="Write here, a whole line at a time.")
@click.option("--resume", is_flag=True, help="Go on with an --output that was cut short; nothing is done twice.")
@click.option("--update", metavar="OLD.jsonl", help="Resolve anew only what a changed lexicon can touch of an output.")
@click.option("--was", multiple=True, metavar="PATH", help="The --lexicon that OLD.jsonl was made with (repeatable).")
@text_options
def command(
    files: tuple[str, ...],
    format_: str | None,
    output: str | None,
    resume: bool,
    update: str | None,
    was: tuple[str, ...],
    **values: Any,
) -> int:
    """Show the names in each text, the entity each one means, and what would be rewritten."""
    settings = settings_from(values)
    format_ = format_ or ("jsonl" if update and not output else _format_of(output))
    _check_options(format_, output, resume, update, was)
    refuse_to_overwrite(output, files)
    resolver = settings.build_resolver()
    signature = _signature(resolver, settings)
    failures, tally = Failures(), Tally()
    earlier = _earlier(update, was, resolver, signature, settings) if update else None
    kept: list[tuple[str, Resolution]] = []
    done = _done(Path(output), signature) if output and resume else Counter()
    skipped = done.total()
    sink = _Sink(output, resume, resumable=bool(output) and format_ == "jsonl" and not update)
    with Progress(total_size(files), settings.quiet, to_file=bool(output)) as progress, sink:
        docs = _not_done(files, settings, failures, tally, done)
        lines = _Lines(docs, earlier, sink, tally, progress)
        for document, found in resolved(lines, resolver, settings, progress):
            result = document.lift(found)
            tally.add(result)
            if format_ == "html":
                kept.append((document.id, result))
            elif format_ == "jsonl":
                lines.write(json.dumps(record(document, result, signature), ensure_ascii=False) + "\n")
            else:
                sink.write(as_table(document, result, colour=not output and colours(sys.stdout)) + "\n")
        if format_ == "html":
            glossary = Glossary.collect(result for _, result in kept)
            sink.write(render(glossary, "html", documents=kept).decode())
    unchanged = earlier.kept if earlier else 0
    more = [f"{counted(skipped, 'document')} done before"] if skipped else []
    tally.show(settings.quiet, *more, *([f"{counted(unchanged, 'document')} kept from {update}"] if earlier else []))
    return 1 if failures.count else 0


def _signature(resolver: Resolver, settings: Settings) -> str:
    """What decides the output: all that can change an answer, and how files are read where that is not left to their names."""
    reading = "" if settings.input_format == "auto" else f"|in:{settings.input_format}"
    return f"{resolver.signature}{reading}"


def _earlier(update: str, was: tuple[str, ...], resolver: Resolver, signature: str, settings: Settings) -> Update:
    from entity_resolver.cli.update import Update

    earlier = Update(update, resolver, signature, was, with_bundled=not settings.no_bundled)
    if earlier.why_all and not settings.quiet:
        click.echo(f"{update}: {earlier.why_all}; every document is resolved anew", err=True)
    return earlier


def _check_options(format_: str, output: str | None, resume: bool, update: str | None, was: tuple[str, ...]) -> None:
    if resume and (not output or format_ != "jsonl"):
        raise click.UsageError("--resume needs --output FILE and --format jsonl")
    if was and not update:
        raise click.UsageError("--was goes with --update")
    if update and (resume or format_ != "jsonl"):
        raise click.UsageError("--update writes JSON Lines, and not together with --resume")
    if update and output and all(Path(path).exists() for path in (output, update)) and Path(output).samefile(update):
        raise click.UsageError("--output would overwrite the file of --update before it is read; name another")


class _Lines:
    """The documents that have to be resolved; the lines of the others are written in their places."""

    def __init__(
        self, docs: Iterable[Document], earlier: Update | None, sink: _Sink, tally: Tally, progress: Progress
    ) -> None:
        self._docs = docs
        self._earlier = earlier
        self._sink = sink
        self._tally = tally
        self._progress = progress
        self._waiting: deque[str | None] = deque()
        """What is still to be written, in order: a line, or None for a document that is being resolved."""

    def __iter__(self) -> Iterator[Document]:
        for document in self._docs:
            found = self._earlier.line(document) if self._earlier else None
            if found is None:
                self._waiting.append(None)
                yield document
                continue
            line, *counts = found
            self._tally.add_counts(*counts)
            self._progress.advance(len(document.text.encode("utf-8", "replace")))
            if self._waiting:
                self._waiting.append(line)
            else:
                self._sink.write(line)

    def write(self, line: str) -> None:
        """The line of the next document that was resolved."""
        self._waiting.popleft()
        self._sink.write(line)
        while self._waiting and (ready := self._waiting[0]) is not None:
            self._sink.write(ready)
            self._waiting.popleft()


def _format_of(output: str | None) -> str:
    if not output:
        return "table"
    return "html" if output.lower().endswith((".html", ".htm")) else "jsonl"


def _not_done(
    files: tuple[str, ...], settings: Settings, failures: Failures, tally: Tally, done: Counter[str]
) -> Iterator[Document]:
    """The documents that the output does not have: it was written in this order, so of one id the first are done."""
    left = Counter(done)
    for file in source_files(files, settings, failures, whole=False):
        tally.files += file.last
        for document in documents_of(file):
            if left[document.id]:
                left[document.id] -= 1
            else:
                yield document


def _done(output: Path, signature: str) -> Counter[str]:
    """The ids of the whole lines of a cut-short output; what follows them is cut off.

    Raises click.UsageError where the file was not written by this command with these settings.
    """
    done: Counter[str] = Counter()
    whole = 0
    try:
        with output.open("rb+") as file:
            for number, line in enumerate(file, 1):
                if not line.endswith(b"\n"):
                    break
                done[_id_of(line, f"{output}:{number}", signature)] += 1
                whole += len(line)
            file.truncate(whole)
    except FileNotFoundError:
        return done
    except OSError as error:
        raise click.UsageError(f"{output}: {error.strerror}") from None
    return done


def _id_of(line: bytes, where: str, signature: str) -> str:
    try:
        found = json.loads(line)
        id_, written_by = str(found["id"]), found["signature"]
    except (ValueError, TypeError, KeyError):
        message = f"{where}: was not written by resolve --format jsonl; start anew without --resume"
        raise click.UsageError(message) from None
    if written_by != signature:
        raise click.UsageError(f"{where}: was written with other settings or versions; start anew without --resume")
    return id_


class _Sink:
    """Standard output, or a file that gets each line in one write, so that a kill leaves whole lines."""

    def __init__(self, output: str | None, resume: bool, *, resumable: bool) -> None:
        self._output = output
        self._resume = resume
        self._resumable = resumable
        self._file: FileIO | None = None

    def __enter__(self) -> _Sink:
        if self._output:
            try:
                path = Path(self._output)
                self._file = path.open("ab", buffering=0) if self._resume else path.open("wb", buffering=0)
            except OSError as error:
                raise click.UsageError(f"{self._output}: {error.strerror}") from None
        return self

    def __exit__(self, kind: type[BaseException] | None, *failure: Any) -> None:
        if self._file is not None:
            with suppress(OSError):  # a device has nothing to be flushed to
                os.fsync(self._file.fileno())
            self._file.close()
        if self._resumable and kind is KeyboardInterrupt:
            click.echo(f"\n{self._output} holds what was done so far; the same command with --resume goes on", err=True)

    def write(self, text: str) -> None:
        if self._file is None:
            sys.stdout.write(text)
            return
        data = text.encode("utf-8")
        try:
            while data:
                data = data[self._file.write(data) or 0 :]
        except OSError as error:
            raise InputError(f"{self._output}: cannot be written: {error.strerror}") from None


def as_table(document: Document, result: Resolution, *, colour: bool = False) -> str:
    """A heading and one row per mention."""
    lines = Lines(result.text)
    rows = [
        (
            "{}:{}".format(*lines.place(m.start)),
            m.surface,
            f"→ {m.rewrite}" if m.rewrite else "",
            m.ja or "、".join(c.entity.ja for c in m.candidates[:3]),
            m.en or "",
            m.type or "",
            str(m.decision),
            f"{m.confidence:.2f}",
            m.entity_id or "",
        )
        for m in result.mentions
    ]
    heading = f"{document.id}: {counted(len(rows), 'mention')}, {len(result.edits)} to rewrite"
    if not rows:
        return heading
    header = ("line:col", "surface", "rewrite", "日本語", "English", "type", "decision", "conf.", "id")
    paint = [_COLOURS.get(m.decision) or ("green" if m.rewrite else None) for m in result.mentions] if colour else []
    shown = table(header, rows).split("\n")
    body = [
        click.style(row, fg=fg) if fg else row for row, fg in zip(shown[2:], paint or [None] * len(rows), strict=True)
    ]
    return "\n".join([click.style(heading, bold=True) if colour else heading, *shown[:2], *body])
