"""JSON and JSON Lines: one object per entity."""

from __future__ import annotations

import json

from entity_resolver.export.options import ExportOptions
from entity_resolver.export.terms import Term, terms_of
from entity_resolver.glossary import Glossary, GlossaryEntry


def render(glossary: Glossary, format: str, options: ExportOptions) -> bytes:
    """`json`: one object with signature and entries; `jsonl`: one entry a line. UTF-8, keys in a fixed order."""
    entries = [_record(entry) for entry in glossary.entries]
    if format == "jsonl":
        return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries).encode()
    whole = {"signature": glossary.signature, "entries": entries}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _record(entry: GlossaryEntry) -> dict[str, object]:
    e = entry.entity
    return {
        "id": e.id,
        "type": e.type,
        "ja": e.ja,
        "en": e.en,
        "count": entry.count,
        "documents": entry.documents,
        "forms": dict(entry.forms),
        "context": entry.context,
        "common": entry.common,
        "yomi": e.yomi,
        "part_of": e.part_of,
        "wikidata": e.wikidata,
        "source": e.source,
        "note": e.note,
        "terms": [_term(term) for term in terms_of(entry)],
    }


def _term(term: Term) -> dict[str, object]:
    values = {name: getattr(term, name) for name in Term.__dataclass_fields__}
    return {name: value for name, value in values.items() if value or name in ("form", "lang", "kind", "status")}
