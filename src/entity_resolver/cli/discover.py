"""`entity-resolver discover`."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import click

from entity_resolver.atomic import write_bytes
from entity_resolver.cli.inputs import Failures, documents, refuse_to_overwrite, resolved, total_size
from entity_resolver.cli.options import FILES, settings_from, text_options
from entity_resolver.cli.progress import Progress
from entity_resolver.cli.table import table
from entity_resolver.discover import Cluster, Discovery
from entity_resolver.lexicon_flat import slug

COLUMNS = ("status", "ja", "en", "type", "id", "aliases", "count", "documents", "places", "context")


@click.command("discover", epilog="Example: entity-resolver discover --output review.tsv articles/*.txt")
@FILES
@click.option("--min-count", type=click.IntRange(1), default=1, show_default=True, help="Only names this frequent.")
@click.option(
    "--output", metavar="FILE", help="Write a TSV to review; mark rows `reject` or `add` in its status column."
)
@click.option("--reviewed", multiple=True, metavar="FILE", help="Reviewed TSVs: their names are not listed again.")
@text_options
def command(
    files: tuple[str, ...], min_count: int, output: str | None, reviewed: tuple[str, ...], **values: Any
) -> int:
    """List the names that the lexicon does not have, one line per name with its spellings.

    Review the TSV, then: entity-resolver lexicon add --from review.tsv
    """
    settings = settings_from(values)
    refuse_to_overwrite(output, files)
    resolver = settings.build_resolver()
    failures, found = Failures(), Discovery()
    with Progress(total_size(files), settings.quiet, to_file=True) as progress:
        for document, result in resolved(documents(files, settings, failures), resolver, settings, progress):
            found.add(document.id, result)
    known = [*reviewed, *([output] if output and Path(output).is_file() else [])]
    clusters = [c for c in found.clusters(_judged(known)) if c.count >= min_count]
    if output:
        lines = _kept(output) + [_row(cluster) for cluster in clusters]
        text = "\n".join("\t".join(row) for row in [list(COLUMNS), *lines]) + "\n"
        write_bytes(Path(output), text.encode())
    elif clusters:
        rows = [(c.name, c.english or c.romanised, c.type, str(c.count), _forms(c), c.context) for c in clusters]
        click.echo(table(("name", "English?", "type?", "count", "spellings", "first context"), rows))
    else:
        click.echo("no unlisted names found")
    return 1 if failures.count else 0


def _forms(cluster: Cluster) -> str:
    return "、".join(f"{form} ×{number}" for form, number in cluster.forms)


def _row(cluster: Cluster) -> list[str]:
    english = cluster.english or cluster.romanised
    cells = (
        "",
        cluster.name,
        english,
        cluster.type,
        slug(english) if english else "",
        "|".join(form for form, _ in cluster.forms[1:]),
        str(cluster.count),
        str(cluster.documents),
        " ".join(cluster.places),
        cluster.context,
    )
    return [" ".join(cell.split()) for cell in cells]


def _rows_of(path: str) -> list[dict[str, str]]:
    try:
        with Path(path).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{path}: cannot be read: {error}") from None


def _judged(paths: list[str]) -> set[str]:
    """Every spelling that a person has judged in these files."""
    names: set[str] = set()
    for path in paths:
        for row in _rows_of(path):
            if row.get("status"):
                names |= {row.get("ja") or "", *(row.get("aliases") or "").split("|")}
    return names - {""}


def _kept(path: str) -> list[list[str]]:
    """The judged rows of a file that is written again: a review is never lost."""
    if not Path(path).is_file():
        return []
    return [[row.get(name) or "" for name in COLUMNS] for row in _rows_of(path) if row.get("status")]
