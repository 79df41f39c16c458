"""`entity-resolver lookup`."""

from __future__ import annotations

import json
from typing import Any

import click

from entity_resolver.cli.options import lexicon_options, settings_from
from entity_resolver.cli.table import table
from entity_resolver.model import Candidate


@click.command("lookup", epilog="Example: entity-resolver lookup ルガンスク Pokrovsk ﾙﾊﾝｽｸ")
@click.argument("queries", nargs=-1, required=True, metavar="QUERY...")
@click.option("--limit", type=click.IntRange(1), default=5, show_default=True, help="Candidates per query.")
@click.option("--json", "as_json", is_flag=True, help="One line per query, a JSON array, best first.")
@lexicon_options
def command(queries: tuple[str, ...], limit: int, as_json: bool, **values: Any) -> int:
    """Find the best entities for a name in any script; a title after it is no obstacle."""
    resolver = settings_from(values).build_resolver()
    for query in queries:
        found = resolver.lookup(query, limit=limit)
        if as_json:
            click.echo(json.dumps([record(candidate) for candidate in found], ensure_ascii=False))
        elif not found:
            click.echo(f"{query}: nothing found")
        else:
            rows = [
                (
                    "→" if c.linked else " ",
                    c.entity.ja,
                    c.entity.en,
                    c.entity.type,
                    c.entity.id,
                    c.form,
                    f"{c.confidence:.2f}",
                    c.method,
                )
                for c in found
            ]
            click.echo(f"{query}")
            click.echo(table(("", "日本語", "English", "type", "id", "form", "conf.", "method"), rows))
    return 0


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
