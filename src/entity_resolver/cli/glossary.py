"""`entity-resolver glossary`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from entity_resolver.atomic import write_bytes
from entity_resolver.cli.inputs import Failures, documents
from entity_resolver.cli.options import FILES, settings_from, text_options
from entity_resolver.cli.table import table
from entity_resolver.errors import EntityResolverError
from entity_resolver.export import FORMATS, render
from entity_resolver.glossary import Glossary
from entity_resolver.model import Resolution


@click.command("glossary", epilog="Example: entity-resolver glossary --output terms.csv articles/*.txt")
@FILES
@click.option("--format", "format_", type=click.Choice(["table", *FORMATS]), help="[default: table, or by --output]")
@click.option("--output", metavar="FILE", help="Write here; the extension decides the format.")
@text_options
def command(files: tuple[str, ...], format_: str | None, output: str | None, **values: Any) -> int:
    """Make one Japanese-English glossary of everything that occurs in the input."""
    settings = settings_from(values)
    if format_ is None:
        format_ = Path(output).suffix.lstrip(".") if output else "table"
    if format_ not in ("table", *FORMATS):
        raise click.UsageError(f"{output}: no format has this extension; one of {' '.join(FORMATS)}, or use --format")
    resolver = settings.build_resolver()
    failures = Failures()

    def results() -> Iterator[Resolution]:
        for document in documents(files, settings, failures):
            try:
                yield resolver.resolve(document.text)
            except EntityResolverError as error:
                failures.report(error)

    glossary = Glossary.collect(results())
    if format_ == "table":
        data = (as_table(glossary) + "\n").encode()
    else:
        data = render(glossary, format_)
    if output:
        try:
            write_bytes(Path(output), data)
        except OSError as error:
            raise click.UsageError(f"{output}: {error.strerror}") from None
    else:
        sys.stdout.buffer.write(data)
    return 1 if failures.count else 0


def as_table(glossary: Glossary) -> str:
    rows = [
        (e.entity.ja, e.entity.en, e.entity.type, str(e.count), "、".join(form for form, _ in e.forms))
        for e in glossary.entries
    ]
    return table(("日本語", "English", "type", "count", "forms"), rows) if rows else "no names found"
