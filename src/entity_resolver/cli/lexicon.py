"""`entity-resolver lexicon`: check, show, stats."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import click

from entity_resolver.cli.options import lexicon_options, settings_from
from entity_resolver.cli.table import table
from entity_resolver.lexicon import Lexicon, bundled_path
from entity_resolver.lexicon_folder import check_folder


@click.group("lexicon")
def command() -> None:
    """Check, look into and count the data."""


@command.command("check")
@click.argument("folder", required=False)
def check(folder: str | None) -> int:
    """Validate a lexicon FOLDER (the bundled one by default); every fault as file:line:column."""
    path = Path(folder) if folder else bundled_path()
    known = frozenset() if path == bundled_path() else frozenset(entity.id for entity in Lexicon.bundled())
    problems = check_folder(path, known)
    for problem in problems:
        click.echo(str(problem))
    click.echo(f"{path}: {len(problems)} problems" if problems else f"{path}: no problems", err=True)
    return 2 if problems else 0


@command.command("show")
@click.argument("entity_id")
@lexicon_options
def show(entity_id: str, **values: Any) -> int:
    """Everything the lexicon says of one entity."""
    lexicon = settings_from(values).build_lexicon()
    entity = lexicon.get(entity_id)
    if entity is None:
        raise click.UsageError(f"no entity {entity_id!r}; find its id with: entity-resolver lookup NAME")
    click.echo(f"{entity.id}  {entity.type}  {entity.ja}  {entity.en}")
    for name in ("yomi", "part_of", "wikidata", "source", "note"):
        if value := getattr(entity, name):
            click.echo(f"  {name}: {value}")
    rows = [
        (a.form, a.lang, a.kind, a.variant_of, a.use, f"{a.valid_from}–{a.valid_to}".strip("–"), a.source)
        for a in entity.aliases
    ]
    if rows:
        click.echo(table(("form", "lang", "kind", "variant of", "use", "valid", "source"), rows))
    return 0


@command.command("stats")
@lexicon_options
def stats(**values: Any) -> int:
    """How much of what the lexicon holds, all of it counted now."""
    lexicon = settings_from(values).build_lexicon()
    aliases = [alias for entity in lexicon for alias in entity.aliases]
    sourced = sum(alias.source != "general" for alias in aliases) + sum(e.source != "general" for e in lexicon)
    total = len(aliases) + len(lexicon)
    click.echo(f"lexicon {lexicon.version} {lexicon.fingerprint}")
    click.echo(f"{len(lexicon)} entities, {len(aliases)} aliases, {len(lexicon.forms)} distinct forms after folding")
    click.echo(f"{sourced} of {total} rows have a source other than general ({sourced / max(total, 1):.0%})")
    click.echo(table(("type", "entities"), _counted(entity.type for entity in lexicon)))
    click.echo(table(("kind", "aliases"), _counted(alias.kind for alias in aliases)))
    return 0


def _counted(values: Any) -> list[tuple[str, str]]:
    return [(name or "(none)", str(number)) for name, number in Counter(values).most_common()]
