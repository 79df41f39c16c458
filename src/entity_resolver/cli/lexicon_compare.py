"""`entity-resolver lexicon diff`, `export`, `styles`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from entity_resolver.atomic import write_bytes
from entity_resolver.cli.inputs import Failures, documents
from entity_resolver.cli.options import STYLE, Settings, lexicon_options, settings_from
from entity_resolver.cli.table import table
from entity_resolver.export import FORMATS, format_of, render
from entity_resolver.glossary import Glossary
from entity_resolver.lexicon import Lexicon
from entity_resolver.lexicon_diff import diff, diff_on, open_lexicon
from entity_resolver.lexicon_edit import flat_rows
from entity_resolver.resolver import Resolver
from entity_resolver.styles import VALUES, Style, style_names

FLAT = "flat"


@click.command("diff", epilog="Example: entity-resolver lexicon diff bundled my-names --add --on article.txt")
@click.argument("old")
@click.argument("new")
@click.option("--on", "texts", multiple=True, metavar="TEXTS", help="What changes in these files (repeatable) instead.")
@click.option("--add", "added", is_flag=True, help="NEW is added to OLD, as --lexicon does, and does not replace it.")
def diff_command(old: str, new: str, texts: tuple[str, ...], added: bool) -> int:
    """Compare two lexicons: folders, flat files or the word bundled. Exit code 1 where they differ."""
    one, other = open_lexicon(old), open_lexicon(new)
    if added:
        other = one | other
    count = _diff_texts(one, other, texts) if texts else _diff_rows(one, other)
    return 1 if count else 0


def _diff_rows(old: Lexicon, new: Lexicon) -> int:
    changes = list(diff(old, new))
    for change in changes:
        click.echo(str(change))
    click.echo(f"{len(changes)} differences in {len({change.entity_id for change in changes})} entities", err=True)
    return len(changes)


def _diff_texts(old: Lexicon, new: Lexicon, texts: tuple[str, ...]) -> int:
    failures, count, differing = Failures(), 0, set()
    pairs = ((document.id, document.text) for document in documents(texts, Settings(), failures))
    for change in diff_on(Resolver(old), Resolver(new), pairs):
        click.echo(str(change))
        count += 1
        differing.add(change.document)
    click.echo(f"{count} places in {len(differing)} documents differ", err=True)
    return count + failures.count


@click.command("export", epilog="Example: entity-resolver lexicon export --output names.tsv")
@click.option(
    "--format", "format_", type=click.Choice([FLAT, *FORMATS]), help="[default: flat, or by the extension of --output]"
)
@click.option("--output", metavar="FILE", help="Write here.  [default: stdout]")
@click.option("--all-forms", is_flag=True, help="For flat: also the forms that link with context only.")
@STYLE
@lexicon_options
def export_command(format_: str | None, output: str | None, all_forms: bool, **values: Any) -> int:
    """Write the lexicon as one flat TSV (id type ja en aliases), or in any glossary format."""
    settings = settings_from(values)
    lexicon = settings.build_lexicon()
    styling = Style.load(settings.style).bind(lexicon)
    entities = [styling.entity(entity) for entity in lexicon]
    if format_ is None:
        format_ = format_of(output) if output and not output.lower().endswith(".tsv") else FLAT
    if format_ == FLAT:
        data = flat_rows(entities, context=all_forms)
    else:
        signature = f"lex:{lexicon.version}+{lexicon.fingerprint}{styling.style.signature}"
        data = render(Glossary.of(entities, signature), format_)
    if output:
        write_bytes(Path(output), data)
        click.echo(f"{output}: {len(entities)} entities", err=True)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
    return 0


@click.command("styles", epilog="Example: entity-resolver lexicon styles mofa")
@click.argument("name", required=False)
def styles_command(name: str | None) -> int:
    """List the house styles, or the lines of one (a NAME or the path of your own)."""
    if name is None:
        for each in style_names():
            click.echo(each)
        return 0
    style = Style.load(name)
    style.bind(Lexicon.bundled())
    rows = [(line.scope, line.key, line.prefer) for scope in VALUES for line in style.of(scope)]
    click.echo(table(("scope", "key", "prefer"), rows))
    return 0


COMMANDS = {"diff": diff_command, "export": export_command, "styles": styles_command}
