"""Synonyms for Solr, Elasticsearch and OpenSearch: one line of equivalent forms per entity."""

from __future__ import annotations

import re

from entity_resolver.export.options import ExportOptions
from entity_resolver.export.terms import terms_of
from entity_resolver.glossary import Glossary

_SPECIAL = re.compile(r"[\\,]|=(?=>)|^#")


def render(glossary: Glossary, format: str, options: ExportOptions) -> bytes:
    """`a, b, c`; a search for any finds all. Forms that need context and single characters would match too much."""
    lines = []
    for entry in glossary.entries:
        forms = [t.form for t in terms_of(entry) if t.use == "link" and len(t.form) > 1]
        escaped = dict.fromkeys(_SPECIAL.sub(r"\\\g<0>", " ".join(form.split())) for form in forms)
        if len(escaped) > 1:
            lines.append(", ".join(escaped))
    return "".join(f"{line}\n" for line in lines).encode()
