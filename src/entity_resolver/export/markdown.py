"""A Markdown table."""

from __future__ import annotations

import re

from entity_resolver.glossary import Glossary

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&])")


def render(glossary: Glossary, format: str) -> bytes:
    """One row per entity, every Markdown sign escaped. UTF-8."""
    lines = ["| 日本語 | English | type | count | documents | forms |", "|---|---|---|---:|---:|---|"]
    for entry in glossary.entries:
        forms = "、".join(f"{_plain(form)} ×{number}" for form, number in entry.forms)
        e = entry.entity
        cells = (_plain(e.ja), _plain(e.en), _plain(e.type), str(entry.count), str(entry.documents), forms)
        lines.append("| " + " | ".join(cells) + " |")
    return ("\n".join(lines) + "\n").encode()


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
