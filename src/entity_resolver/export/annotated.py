"""NDJSON for Elasticsearch's annotated-text field: the entity ids beside the untouched text."""

from __future__ import annotations

import json
from urllib.parse import quote

from entity_resolver.errors import ConfigError
from entity_resolver.export.options import ExportOptions
from entity_resolver.glossary import Glossary
from entity_resolver.model import Resolution


def render(glossary: Glossary, format: str, options: ExportOptions) -> bytes:
    """One object per text: id, text (untouched), annotated (the same with `[surface](entity-id)`), entities.

    Only entities of the glossary are annotated. Raises ConfigError where there are no texts.
    """
    if not options.documents:
        raise ConfigError("es-annotated needs texts: entity-resolver glossary --format es-annotated article.txt")
    ids = {entry.entity.id for entry in glossary.entries}
    lines = []
    for id_, result in options.documents:
        found = list(dict.fromkeys(m.entity.id for m in result.mentions if m.entity and m.entity.id in ids))
        record = {"id": id_, "text": result.text, "annotated": annotate(result, ids), "entities": found}
        lines.append(json.dumps(record, ensure_ascii=False) + "\n")
    return "".join(lines).encode()


def annotate(result: Resolution, ids: set[str]) -> str:
    """The text with `[surface](id)`; what the field's parser takes out again is exactly the text."""
    parts, at = [], 0
    for mention in result.mentions:
        if mention.entity is None or mention.entity.id not in ids or set(mention.surface) & set("[]"):
            continue
        parts += [
            _literal(result.text[at : mention.start]),
            f"[{mention.surface}]({quote(mention.entity.id, safe='')})",
        ]
        at = mention.end
    return "".join([*parts, _literal(result.text[at:])])


def _literal(text: str) -> str:
    """A text's own `[a](b)` would be read as an annotation; an empty one between keeps it apart and vanishes."""
    return text.replace("](", "][]()(")
