"""`entity-resolver lookup`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from entity_resolver.cli.options import STYLE, lexicon_options, settings_from
from entity_resolver.cli.progress import colours
from entity_resolver.cli.table import table
from entity_resolver.model import Candidate

if TYPE_CHECKING:
    from entity_resolver.resolver import Resolver

SHOWN_FORMS = 3
_EPILOG = """\b
Examples:
  entity-resolver lookup ルガンスク州
  entity-resolver lookup Pokrovsk クレーバ外相 ﾙﾊﾝｽｸ
"""


@click.command("lookup", epilog=_EPILOG)
@click.argument("queries", nargs=-1, required=True, metavar="QUERY...")
@click.option("--limit", type=click.IntRange(1), default=5, show_default=True, help="Candidates per query.")
@click.option("--json", "as_json", is_flag=True, help="One line per query, a JSON array, best first.")
@STYLE
@lexicon_options
def command(queries: tuple[str, ...], limit: int, as_json: bool, **values: Any) -> int:
    """Find the best entities for a name in any script; a title after it is no obstacle.

    → marks the one that a text would be linked to; the others are suggestions.
    """
    resolver = settings_from(values).build_resolver()
    for query in queries:
        found = resolver.lookup(query, limit=limit)
        if as_json:
            click.echo(json.dumps([record(candidate) for candidate in found], ensure_ascii=False))
        elif not found:
            click.echo(f"{query}: nothing found")
        else:
            click.echo(as_table(query, found, colour=colours(sys.stdout)))
            if len(found) > 1:
                click.echo(f"   {_lost(resolver, found)}")
    return 0


def _lost(resolver: Resolver, found: Sequence[Candidate]) -> str:
    """Why the runner-up is none but that."""
    from entity_resolver.reasons import why_not  # an exact look-up of one entity needs no sound scorer

    return why_not(found[0], found[1], lambda step: resolver.compare(step.values[0], step.values[1]))


def as_table(query: str, found: Sequence[Candidate], *, colour: bool = False) -> str:
    """The query and one row per candidate; → marks the one that a text would be linked to."""
    rows = [
        (
            "→" if c.linked else " ",
            c.entity.ja,
            c.entity.en,
            c.entity.type,
            f"{c.confidence:.2f}",
            c.form,
            _others(c),
            c.method,
            c.entity.id,
        )
        for c in found
    ]
    header = ("", "日本語", "English", "type", "conf.", "matched", "other forms", "method", "id")
    shown = table(header, rows).split("\n")
    if colour:
        shown[2:] = [click.style(row, fg="green") if c.linked else row for row, c in zip(shown[2:], found, strict=True)]
    return "\n".join([query, *shown])


def _others(candidate: Candidate) -> str:
    """A few of the other Japanese forms, and how many more there are."""
    shown = {candidate.form, candidate.entity.ja, candidate.entity.en}
    forms = [a.form for a in candidate.entity.aliases if a.use != "never" and a.form not in shown]
    forms.sort(key=lambda form: form.isascii())
    more = f" +{len(forms) - SHOWN_FORMS}" if len(forms) > SHOWN_FORMS else ""
    return "、".join(forms[:SHOWN_FORMS]) + more


def record(candidate: Candidate) -> dict[str, object]:
    return {
        "entity_id": candidate.entity.id,
        "type": candidate.entity.type,
        "ja": candidate.entity.ja,
        "en": candidate.entity.en,
        "form": candidate.form,
        "confidence": candidate.confidence,
        "method": candidate.method,
        "linked": candidate.linked,
    }
