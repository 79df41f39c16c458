"""`entity-resolver evaluate`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click

from entity_resolver.cli.options import settings_from, text_options
from entity_resolver.cli.table import table
from entity_resolver.errors import InputError
from entity_resolver.evaluate import Evaluation, Labels, Miss, Score, evaluate, read_gold

_SHOWN = 50


@click.command("evaluate", epilog="Example: entity-resolver evaluate gold.jsonl --json > figures.json")
@click.argument("gold", nargs=-1, required=True, metavar="GOLD...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object with every figure and every miss.")
@click.option(
    "--misses", type=click.IntRange(0), default=_SHOWN, show_default=True, metavar="N", help="Misses to list."
)
@text_options
def command(gold: tuple[str, ...], as_json: bool, misses: int, **values: Any) -> int:
    """Measure precision, recall, F1, wrong rewrites and NIL on labelled text (JSONL, docs/formats.md)."""
    evaluation = evaluate(_documents(gold), settings_from(values).build_resolver())
    if as_json:
        click.echo(json.dumps(evaluation.record(), ensure_ascii=False, indent=1))
    else:
        _print(evaluation, misses)
    return 0


def _documents(files: tuple[str, ...]) -> Iterator[Labels]:
    for name in files:
        try:
            yield from read_gold(name)
        except OSError as error:
            raise InputError(f"{name}: cannot be read: {error.strerror}") from None


def _print(evaluation: Evaluation, misses: int) -> None:
    scores = [*evaluation.by_type.items(), ("all", evaluation.total)]
    header = ("type", "precision", "recall", "F1", "right", "extra", "missed")
    click.echo(table(header, [_row(name or "(none)", score) for name, score in scores]))
    click.echo()
    click.echo(table(("figure", "count"), [(name.replace("_", " "), str(n)) for name, n in evaluation.counts.items()]))
    if evaluation.misses and misses:
        click.echo()
        click.echo(table(("miss", "where", "surface", "got", "wanted"), [_miss(m) for m in evaluation.misses[:misses]]))
    if len(evaluation.misses) > misses:
        click.echo(f"and {len(evaluation.misses) - misses} more; --misses {len(evaluation.misses)} or --json shows all")


def _row(name: str, score: Score) -> tuple[str, ...]:
    rates = (f"{rate:.3f}" for rate in (score.precision, score.recall, score.f1))
    return (name, *rates, str(score.right), str(score.extra), str(score.missed))


def _miss(miss: Miss) -> tuple[str, ...]:
    return (miss.kind, f"{miss.document}:{miss.start}", miss.surface, miss.got or "–", miss.wanted or "–")
