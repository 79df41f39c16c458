"""`entity-resolver resolve`."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from entity_resolver.cli.inputs import Document, Failures, documents
from entity_resolver.cli.options import FILES, settings_from, text_options
from entity_resolver.cli.table import table
from entity_resolver.errors import EntityResolverError
from entity_resolver.export import render
from entity_resolver.glossary import Glossary
from entity_resolver.model import Mention, Resolution

FORMATS = ("table", "jsonl", "html")


@click.command("resolve", epilog="Example: entity-resolver resolve --format jsonl article.txt")
@FILES
@click.option("--format", "format_", type=click.Choice(FORMATS), default="table", show_default=True)
@text_options
def command(files: tuple[str, ...], format_: str, **values: Any) -> int:
    """Show the names in each text, the entity each one means, and what would be rewritten."""
    settings = settings_from(values)
    resolver = settings.build_resolver()
    failures = Failures()
    kept: list[tuple[str, Resolution]] = []
    for document in documents(files, settings, failures):
        try:
            result = resolver.resolve(document.text)
        except EntityResolverError as error:
            failures.report(error)
            continue
        if format_ == "html":
            kept.append((document.id, result))
        elif format_ == "jsonl":
            sys.stdout.write(json.dumps(record(document, result), ensure_ascii=False) + "\n")
        else:
            _print_table(document, result)
    if format_ == "html":
        glossary = Glossary.collect(result for _, result in kept)
        sys.stdout.buffer.write(render(glossary, "html", documents=kept))
    return 1 if failures.count else 0


def record(document: Document, result: Resolution) -> dict[str, object]:
    """One document as the object of the JSON Lines contract."""
    found: dict[str, object] = {"id": document.id, "mentions": [mention_record(m) for m in result.mentions]}
    found |= {"normalized": result.normalized, "signature": result.signature}
    if document.meta:
        found["meta"] = document.meta
    return found


def mention_record(mention: Mention) -> dict[str, object]:
    found: dict[str, object] = {
        "start": mention.start,
        "end": mention.end,
        "surface": mention.surface,
        "entity_id": mention.entity_id,
        "type": mention.type,
        "ja": mention.ja,
        "en": mention.en,
        "decision": str(mention.decision),
        "confidence": mention.confidence,
        "method": mention.method,
        "rewrite": mention.rewrite,
    }
    if mention.candidates:
        found["candidates"] = [
            {"entity_id": c.entity.id, "ja": c.entity.ja, "en": c.entity.en, "confidence": c.confidence}
            for c in mention.candidates
        ]
    return found


def _print_table(document: Document, result: Resolution) -> None:
    lines = [text_line(result.text, m.start) for m in result.mentions]
    rows = [
        (line, m.surface, str(m.decision), m.entity_id or "", m.type or "", m.en or "", f"{m.confidence:.2f}", m.rewrite or "")
        for line, m in zip(lines, result.mentions, strict=True)
    ]
    click.echo(f"{document.id}: {len(rows)} mentions, {len(result.edits)} to rewrite")
    if rows:
        click.echo(table(("line:col", "surface", "decision", "entity", "type", "English", "conf.", "rewrite"), rows))


def text_line(text: str, offset: int) -> str:
    """line:column of an offset, one-based, in code points."""
    return f"{text.count(chr(10), 0, offset) + 1}:{offset - text.rfind(chr(10), 0, offset)}"
