"""`entity-resolver explain`."""

from __future__ import annotations

from typing import Any

import click

from entity_resolver.cli.inputs import STDIN, read_bytes
from entity_resolver.cli.options import STYLE, lexicon_options, settings_from
from entity_resolver.encoding import decode
from entity_resolver.model import Mention
from entity_resolver.reasons import reasons
from entity_resolver.resolver import Resolver


@click.command("explain", epilog="Example: entity-resolver explain 'ボクロウスクで米ロが'")
@click.argument("text")
@STYLE
@lexicon_options
def command(text: str, **values: Any) -> int:
    """Say, step by step, why each name in TEXT was decided as it was. TEXT may be - for standard input."""
    if text == "-":
        text = decode(read_bytes("-"), STDIN).text.rstrip("\n")
    resolver = settings_from(values).build_resolver()
    result = resolver.resolve(text)
    for mention in result.mentions:
        click.echo(f"{mention.start}–{mention.end} {_explained(resolver, mention)}")
    if not result.mentions:
        click.echo("no names found")
    click.echo(f"normalized: {result.normalized}")
    return 0


def _explained(resolver: Resolver, mention: Mention) -> str:
    """The steps, and below a comparison by sound what it rests on."""
    explanation = mention.explain()
    head, *steps = str(explanation).split("\n")
    lines = [head]
    for step, line in zip(explanation.steps, steps, strict=True):
        lines.append(line)
        if step.name == "transliteration":
            name, form, *types = step.values
            lines += [f"       {reason}" for reason in reasons(resolver.compare(name, form, types, in_text=True))]
    return "\n".join(lines)
