"""`entity-resolver lexicon compile`."""

from __future__ import annotations

from pathlib import Path

import click

from entity_resolver.compiled import SUFFIX
from entity_resolver.derived import derived_parts
from entity_resolver.errors import InputError
from entity_resolver.lexicon import Lexicon


@click.command("compile", epilog="Example: entity-resolver lexicon compile names.tsv -o names.erlex")
@click.argument("source")
@click.option("--output", "-o", metavar="FILE", help=f"[default: SOURCE with the suffix {SUFFIX}]")
def compile_(source: str, output: str | None) -> int:
    """Write a lexicon folder or a flat TSV/CSV as one file that opens at once, sound index included.

    `--lexicon` takes the file as it takes the source. Compile again after a change of the source, and after an update
    that says so.
    """
    lexicon = Lexicon.load(source)
    path = Path(output) if output else Path(source).with_suffix(SUFFIX)
    if path.suffix != SUFFIX:
        raise click.UsageError(f"{path}: a compiled lexicon is told by its suffix; name it {path.stem}{SUFFIX}")
    try:
        lexicon.compile(path, derived_parts(lexicon))
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from None
    click.echo(f"{path}: {len(lexicon)} entities, {path.stat().st_size:,} bytes", err=True)
    return 0


COMMANDS = {"compile": compile_}
