"""`entity-resolver lexicon add`, `format`, `import`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from entity_resolver.atomic import write_bytes
from entity_resolver.cli.lexicon import base_of
from entity_resolver.cli.progress import counted
from entity_resolver.errors import ConfigError, LexiconError, Problem
from entity_resolver.lexicon_check import check
from entity_resolver.lexicon_edit import NEW_NAME_COLUMNS, NewName, add, flat_rows, format_folder, import_file
from entity_resolver.model import TYPES, Entity
from entity_resolver.tables import read_rows

_FOLDER = click.option(
    "--to", "folder", metavar="FOLDER", help="The lexicon folder; made where there is none.  [default: ./lexicon]"
)


@click.command(
    "add",
    epilog="Example: entity-resolver lexicon add --to my-names --ja ルハンスク州 --en 'Luhansk Oblast' --type GPE "
    "--alias 'ルガンスク州:russian'",
)
@click.option("--ja", default="", help="The canonical Japanese name.")
@click.option("--en", default="", help="The canonical English name.")
@click.option("--type", "type_", default="", type=click.Choice(["", *TYPES], case_sensitive=False), help="Entity type.")
@click.option(
    "--id", "id_", default="", help="Entity id.  [default: made from --en]; alone: more forms for this entity."
)
@click.option(
    "--alias",
    "aliases",
    multiple=True,
    metavar="FORM:KIND[>VARIANT_OF][@LANG][!USE]",
    help="Another form (repeatable): ルガンスク州:russian, マスク:short!context, Луганськ:native@uk.",
)
@click.option(
    "--domain", default="", metavar="NAME", help="File the rows go to.  [default: that of the entity, or names]"
)
@click.option("--part-of", default="", metavar="ID", help="The entity it belongs to (a country, a state).")
@click.option("--yomi", default="", help="The reading, in hiragana.")
@click.option("--source", default="general", show_default=True, help="Id in SOURCES.tsv.")
@click.option("--note", default="", help="A remark for people.")
@click.option("--from", "table", metavar="ROWS.tsv", help=f"Many at once: columns {' '.join(NEW_NAME_COLUMNS)}.")
@_FOLDER
def add_command(
    ja: str,
    en: str,
    type_: str,
    id_: str,
    aliases: tuple[str, ...],
    domain: str,
    part_of: str,
    yomi: str,
    source: str,
    note: str,
    table: str | None,
    folder: str | None,
) -> int:
    """Add names, or forms of a name that is there; rows are written in order, or not at all."""
    names = _from_table(Path(table)) if table else []
    if ja or en or id_ or not names:
        cells = {"ja": ja, "en": en, "type": type_, "id": id_, "domain": domain, "part_of": part_of}
        names.append(NewName.of(cells | {"yomi": yomi, "source": source, "note": note}, aliases))
    _tell(_add(_home(folder), names), counted(len(names), "name"))
    return 0


def _from_table(path: Path) -> list[NewName]:
    names, problems = [], []
    for row in read_rows(path):
        cells = row.cells
        if "status" in cells:  # a review by `discover`: only what was accepted, with bare spellings
            if cells["status"] != "add":
                continue
            spellings = filter(None, cells.get("aliases", "").split("|"))
            cells = cells | {"aliases": "|".join(f"{form}:transliteration" for form in spellings)}
        try:
            names.append(NewName.of(cells))
        except ConfigError as error:
            problems.append(Problem(row.file, row.line, 1, str(error)))
    if problems or not names:
        raise LexiconError(
            problems or [Problem(str(path), 1, 1, f"no rows; the columns are {' '.join(NEW_NAME_COLUMNS)}")]
        )
    return names


def _home(folder: str | None) -> Path:
    if folder:
        return Path(folder)
    if Path("lexicon/entities").is_dir():
        return Path("lexicon")
    raise click.UsageError("no lexicon folder here; name one with --to FOLDER (it is made where there is none)")


def _add(folder: Path, names: Sequence[NewName]) -> list[Path]:
    base = base_of(folder)
    files = add(folder, names, base)
    own = {str(file) for file in files}
    for note in check(folder, base, notes=True).notes if base else ():
        if note.file in own:
            click.echo(f"note: {note}", err=True)
    return files


def _tell(files: Sequence[Path], what: str) -> None:
    for file in files:
        click.echo(str(file))
    click.echo(f"{what} written; every command uses them with --lexicon FOLDER", err=True)


@click.command("format", epilog="Example: entity-resolver lexicon format my-names")
@click.argument("folder")
@click.option("--unknown-sources", is_flag=True, help="Also drop source ids that SOURCES.tsv does not have.")
def format_command(folder: str, unknown_sources: bool) -> int:
    """Sort the rows of a lexicon FOLDER, trim its cells, drop rows that folding makes redundant, and say which."""
    told = format_folder(Path(folder), unknown_sources=unknown_sources)
    for problem in told:
        click.echo(str(problem))
    click.echo(f"{folder}: {len(told)} rows dropped or changed; everything else is only in order", err=True)
    return 0


@click.command(
    "import", epilog="Example: entity-resolver lexicon import terms.csv --map ja=原語 --map en=訳語 --output names.tsv"
)
@click.argument("file")
@click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="OURS=THEIRS",
    help="ja=原語: which column or field is ours (repeatable).",
)
@click.option("--format", "format_", help="csv, tsv, jsonl, tbx, tbx2, omegat, xlsx.  [default: by the extension]")
@click.option("--output", metavar="FILE", help="Write one flat TSV here.  [default: stdout]")
@click.option("--to", "folder", metavar="FOLDER", help="Add to this lexicon folder instead, checked like lexicon add.")
@click.option(
    "--type", "type_", default="", type=click.Choice(["", *TYPES], case_sensitive=False), help="Of rows without."
)
@click.option("--domain", default="imported", show_default=True, help="With --to: the file the rows go to.")
@click.option("--source", default="general", show_default=True, help="With --to: id in SOURCES.tsv.")
def import_command(
    file: str,
    mapping: tuple[str, ...],
    format_: str | None,
    output: str | None,
    folder: str | None,
    type_: str,
    domain: str,
    source: str,
) -> int:
    """Make a lexicon of a table or term base."""
    found = import_file(Path(file), format_, _columns(mapping))
    entities = [replace(entity, type=entity.type or type_.upper()) for entity in found]
    if folder:
        names = [NewName(_sourced(entity, source), domain) for entity in entities]
        _tell(_add(Path(folder), names), counted(len(names), "name"))
        return 0
    data = flat_rows(entities)
    if output:
        write_bytes(Path(output), data)
    else:
        sys.stdout.write(data.decode())
    click.echo(f"{len(entities)} entities", err=True)
    return 0


def _columns(mapping: tuple[str, ...]) -> dict[str, str]:
    pairs = [item.partition("=") for item in mapping]
    if wrong := [item for item, (ours, _, theirs) in zip(mapping, pairs, strict=True) if not ours or not theirs]:
        raise click.UsageError(f"--map {wrong[0]!r} is not OURS=THEIRS, e.g. ja=原語")
    return {ours.strip(): theirs.strip() for ours, _, theirs in pairs}


def _sourced(entity: Entity, source: str) -> Entity:
    return replace(entity, source=source, aliases=tuple(replace(alias, source=source) for alias in entity.aliases))


COMMANDS = {"add": add_command, "format": format_command, "import": import_command}
