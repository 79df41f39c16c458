"""JSON and JSON Lines: one object per entity."""

from __future__ import annotations

import json

from entity_resolver.glossary import Glossary, GlossaryEntry


def render(glossary: Glossary, format: str) -> bytes:
    """`json`: one object with signature and entries; `jsonl`: one entry a line. UTF-8, keys in a fixed order."""
    entries = [_record(entry) for entry in glossary.entries]
    if format == "jsonl":
        return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries).encode()
    whole = {"signature": glossary.signature, "entries": entries}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _record(entry: GlossaryEntry) -> dict[str, object]:
    return {
        "id": entry.entity.id,
        "type": entry.entity.type,
        "ja": entry.entity.ja,
        "en": entry.entity.en,
        "count": entry.count,
        "documents": entry.documents,
        "forms": dict(entry.forms),
        "context": entry.context,
    }
