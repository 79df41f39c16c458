"""`entity-resolver glossary`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from entity_resolver.atomic import write_bytes
from entity_resolver.cli.inputs import Failures, documents, refuse_to_overwrite, resolved, total_size
from entity_resolver.cli.options import FILES, Settings, settings_from, text_options
from entity_resolver.cli.progress import Progress
from entity_resolver.cli.table import table
from entity_resolver.export import FORMATS, format_of, render
from entity_resolver.export.options import DIRECTIONS
from entity_resolver.glossary import SORTS, Glossary
from entity_resolver.imports import read
from entity_resolver.model import Resolution

WITH_TEXTS = ("html", "es-annotated")
"""Formats that hold the texts: every result is kept until the end."""


_EPILOG = """\b
Examples:
  entity-resolver glossary articles/*.txt                          a table to read
  entity-resolver glossary --output terms.tbx articles/*.txt       a term base (TBX v3); terms.xlsx, terms.utf8 …
  entity-resolver glossary --output report.html articles/*.txt     a report to look at
  entity-resolver glossary --format deepl --output ja-en.tsv articles/*.txt
  entity-resolver glossary --new-since old.tbx --hide-common --sort count articles/*.txt
"""


@click.command("glossary", epilog=_EPILOG)
@FILES
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", *FORMATS]),
    help="[default: table, or by the extension of --output]",
)
@click.option("--output", metavar="FILE", help="Write here; the extension decides the format (.utf8 omegat, .yml prh).")
@click.option(
    "--min-count", type=click.IntRange(0), default=0, metavar="N", help="Only names that occur N times or more."
)
@click.option(
    "--new-since", metavar="FILE", help="Only names that this glossary (tbx, tsv, csv, xlsx, utf8) does not have."
)
@click.option("--sort", type=click.Choice(SORTS), default="first", show_default=True, help="Order of the entries.")
@click.option("--hide-common", is_flag=True, help="Leave out names that every reader knows (日本, 米国 …).")
@click.option(
    "--direction", type=click.Choice(DIRECTIONS), default="ja-en", show_default=True, help="For deepl, omegat, tbx2."
)
@click.option("--header", is_flag=True, help="For deepl: a row of language codes first (Amazon Translate wants it).")
@text_options
def command(
    files: tuple[str, ...],
    format_: str | None,
    output: str | None,
    min_count: int,
    new_since: str | None,
    sort: str,
    hide_common: bool,
    direction: str,
    header: bool,
    **values: Any,
) -> int:
    """Make one Japanese-English glossary of everything that occurs in the input."""
    settings = settings_from(values)
    refuse_to_overwrite(output, files)
    format_ = format_ or (format_of(output) if output else "table")
    base = read(new_since) if new_since else None
    failures = Failures()
    kept: list[tuple[str, Resolution]] = []
    glossary = Glossary.collect(_results(files, settings, failures, kept if format_ in WITH_TEXTS else None)).select(
        min_count=min_count, new_since=base, sort=sort, hide_common=hide_common
    )
    if format_ == "table":
        data = (as_table(glossary) + "\n").encode()
    else:
        delimiter = "comma" if (output or "").lower().endswith(".csv") else "tab"
        data = render(glossary, format_, direction=direction, delimiter=delimiter, header=header, documents=kept)
    write(data, output)
    return 1 if failures.count else 0


def _results(
    files: tuple[str, ...], settings: Settings, failures: Failures, kept: list[tuple[str, Resolution]] | None
) -> Iterator[Resolution]:
    """The resolution of every document; added to `kept` too where there is such a list."""
    resolver = settings.build_resolver()
    with Progress(total_size(files), settings.quiet, to_file=True) as progress:
        for document, result in resolved(documents(files, settings, failures), resolver, settings, progress):
            if kept is not None:
                kept.append((document.id, document.lift(result)))
            yield result


def write(data: bytes, output: str | None) -> None:
    """To a file, atomically, or to standard output."""
    if not output:
        sys.stdout.buffer.write(data)
        return
    try:
        write_bytes(Path(output), data)
    except OSError as error:
        raise click.UsageError(f"{output}: {error.strerror}") from None


def as_table(glossary: Glossary) -> str:
    rows = [
        (e.entity.ja, e.entity.en, e.entity.type, str(e.count), "、".join(form for form, _ in e.forms))
        for e in glossary.entries
    ]
    return table(("日本語", "English", "type", "count", "forms"), rows) if rows else "no names found"
