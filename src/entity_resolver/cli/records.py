"""A document and what was found in it → an object of the JSON Lines contract."""

from __future__ import annotations

from entity_resolver.cli.inputs import Document
from entity_resolver.model import Mention, Resolution


def record(document: Document, result: Resolution, signature: str = "") -> dict[str, object]:
    """One document as the object of the JSON Lines contract."""
    found: dict[str, object] = {"id": document.id, "mentions": [mention_record(m) for m in result.mentions]}
    return found | closing(result.normalized, signature or result.signature, document.meta)


def closing(normalized: str, signature: str, meta: dict[str, object]) -> dict[str, object]:
    """What follows the mentions in such an object."""
    found: dict[str, object] = {"normalized": normalized, "signature": signature}
    return found | ({"meta": meta} if meta else {})


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
