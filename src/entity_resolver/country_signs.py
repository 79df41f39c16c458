"""The signs by which countries are written in compounds: 米, 露, 宇."""

from __future__ import annotations

from collections.abc import Mapping

from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.rules import Rules
from entity_resolver.spans import script


def country_signs(lexicon: Lexicon, rules: Rules) -> Mapping[str, tuple[Form, ...]]:
    """Sign → its forms; where several countries claim one, the rules name the one that news means."""
    found: dict[str, tuple[Form, ...]] = {}
    for key, marks in lexicon.short_keys().items():
        if script(key) != "latin" and (key in rules.sign_entities or "abbreviation" in marks):
            forms = lexicon.forms[key]
            named = tuple(f for f in forms if f.entity_id == rules.sign_entities.get(key))
            found[key] = named or tuple(f for f in forms if f.kind == "abbreviation")
    return {key: forms for key, forms in found.items() if forms}
