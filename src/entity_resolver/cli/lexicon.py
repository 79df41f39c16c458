"""`entity-resolver lexicon`: check, show, stats; the commands that change or compare are imported when used."""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from entity_resolver.bundled import bundled_path
from entity_resolver.cli.options import lexicon_options, settings_from
from entity_resolver.cli.table import table
from entity_resolver.errors import LexiconError, Problem
from entity_resolver.lexicon import Lexicon
from entity_resolver.model import Entity

ELSEWHERE = {
    "add": ("lexicon_write", "Add names and forms to a lexicon folder."),
    "format": ("lexicon_write", "Put a lexicon folder in order."),
    "import": ("lexicon_write", "Make a lexicon of a CSV, TSV, JSONL, TBX, OmegaT or Excel file."),
    "export": ("lexicon_compare", "Write the lexicon as one flat TSV, or in a glossary format."),
    "compile": ("lexicon_compile", "Make one file of a lexicon that opens at once."),
    "diff": ("lexicon_compare", "Show what differs between two lexicons, also on texts."),
    "styles": ("lexicon_compare", "List the house styles, or the lines of one."),
}
"""Command → (module of this package, one line of help)."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in ELSEWHERE:
            module = import_module(f"entity_resolver.cli.{ELSEWHERE[cmd_name][0]}")
            command: click.Command = module.COMMANDS[cmd_name]
            return command
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        own = {name: found.get_short_help_str(80) for name, found in self.commands.items()}
        lines = own | {name: line for name, (_, line) in ELSEWHERE.items()}
        with formatter.section("Commands"):
            formatter.write_dl(sorted(lines.items()))


@click.group("lexicon", cls=_Commands)
def command() -> None:
    """Check, look into, count and change the data."""


@command.command("check", epilog="Example: entity-resolver lexicon check --report my-names")
@click.argument("folder", required=False)
@click.option("--report", is_flag=True, help="Also what a person should look at: common words, unlisted look-alikes.")
@click.option("--strict", is_flag=True, help="Refuse common words that link without context.")
def check(folder: str | None, report: bool, strict: bool) -> int:
    """Validate a lexicon FOLDER (the bundled one by default); every fault as file:line:column."""
    from entity_resolver.lexicon_check import check as run

    path = Path(folder) if folder else bundled_path()
    if not path.is_dir():
        raise LexiconError([Problem(str(path), 1, 1, "no such folder; a flat TSV is checked where it is loaded")])
    found = run(path, base_of(path), notes=report, strict=strict)
    for problem in found.errors:
        click.echo(str(problem))
    for note in found.notes:
        click.echo(f"note: {note}")
    notes = f", {len(found.notes)} notes" if report else ""
    click.echo(f"{path}: {len(found.errors) or 'no'} problems{notes}", err=True)
    return 2 if found.errors else 0


def base_of(folder: Path) -> Lexicon | None:
    """The lexicon that a folder is added to: the bundled one, or none for a folder with rules of its own."""
    return None if (folder / "rules" / "country_signs.tsv").is_file() else Lexicon.bundled()


@command.command("show", epilog="Example: entity-resolver lexicon show luhansk-oblast")
@click.argument("entity_id")
@lexicon_options
def show(entity_id: str, **values: Any) -> int:
    """Everything the lexicon says of one entity."""
    lexicon = settings_from(values).build_lexicon()
    entity = lexicon.get(entity_id)
    if entity is None:
        raise click.UsageError(f"no entity {entity_id!r}; find its id with: entity-resolver lookup NAME")
    click.echo(f"{entity.id}  {entity.type}  {entity.ja}  {entity.en}")
    if entity.id != entity_id:
        click.echo(f"  {entity_id} was merged into it")
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


@command.command("stats", epilog="Example: entity-resolver lexicon stats --no-bundled --lexicon my-names")
@lexicon_options
def stats(**values: Any) -> int:
    """How much of what the lexicon holds, all of it counted now."""
    lexicon = settings_from(values).build_lexicon()
    aliases = [alias for entity in lexicon for alias in entity.aliases]
    click.echo(f"lexicon {lexicon.version} {lexicon.fingerprint}")
    click.echo(f"{len(lexicon)} entities, {len(aliases)} aliases, {len(lexicon.forms)} distinct forms after folding")
    click.echo(_sourced(lexicon, [alias.source for alias in aliases]))
    shared = [forms for forms in lexicon.forms.values() if len(forms) > 1]
    settled = sum(sum(form.use == "link" for form in forms) <= 1 for forms in shared)
    click.echo(f"{len(shared)} forms name several entities; {settled} of them are settled by context rows")
    for label, counted in (
        ("type", (entity.type for entity in lexicon)),
        ("kind", (alias.kind for alias in aliases)),
        ("language", (alias.lang for alias in aliases)),
        ("use", (alias.use for alias in aliases)),
    ):
        click.echo()
        click.echo(table((label, "rows"), _counted(counted)))
    return 0


def _sourced(lexicon: Lexicon, aliases: list[str]) -> str:
    rows = [entity.source for entity in lexicon] + aliases
    sourced = sum(_has_source(source) for source in rows)
    whole = sum(_entity_has_source(entity) for entity in lexicon)
    return (
        f"{sourced} of {len(rows)} rows have a source other than general ({sourced / max(len(rows), 1):.1%}); "
        f"{whole} of {len(lexicon)} entities have one in some row ({whole / max(len(lexicon), 1):.1%})"
    )


def _has_source(source: str) -> bool:
    return any(part != "general" for part in source.split(";") if part)


def _entity_has_source(entity: Entity) -> bool:
    return _has_source(entity.source) or any(_has_source(alias.source) for alias in entity.aliases)


def _counted(values: Any) -> list[tuple[str, str]]:
    return [(name or "(none)", str(number)) for name, number in Counter(values).most_common()]
