"""`key: value; key: value`: what a format has no field for, in a note that people read and the import reads back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from entity_resolver.export.terms import CANONICAL, Term
from entity_resolver.model import Entity

_SPECIAL = re.compile(r"[\\|{}\n\r\t]|;(?=\s|$)")
_CONTROLS = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_PLAIN = {"n": "\n", "r": "\r", "t": "\t"}
_OF_ENTITIES = ("id", "type", "yomi", "part of", "wikidata", "source", "note", "common", "documents", "count")
_OF_TERMS = ("lang", "kind", "status", "variant of", "use", "valid from", "valid to")
KEYS = frozenset((*_OF_ENTITIES, *_OF_TERMS))
"""Every key that is written; a note with any other key is a person's own."""


def pack(facts: Mapping[str, str]) -> str:
    r"""Facts as one line; empty values are left out.

    >>> pack({"kind": "russian", "variant of": "ルハンスク州", "note": ""})
    'kind: russian; variant of: ルハンスク州'
    """
    return "; ".join(f"{key}: {escape(value)}" for key, value in facts.items() if value)


def unpack(text: str) -> dict[str, str] | None:
    """What `pack` was given, or None for a text that it did not write."""
    facts = {}
    for part in _split(text, "; "):
        key, colon, value = part.partition(": ")
        if not colon or key not in KEYS:
            return None
        facts[key] = unescape(value)
    return facts


def escape(value: str) -> str:
    return _SPECIAL.sub(lambda match: _CONTROLS.get(match[0], "\\" + match[0]), value)


def unescape(value: str) -> str:
    return re.sub(r"\\(.)", lambda match: _PLAIN.get(match[1], match[1]), value, flags=re.DOTALL)


def term_facts(term: Term, without: Iterable[str] = ()) -> dict[str, str]:
    """The facts of a term; `without` names those that the format keeps elsewhere."""
    facts = {
        "kind": "" if term.kind == CANONICAL else term.kind,
        "variant of": term.variant_of,
        "use": "" if term.use == "link" else term.use,
        "valid from": term.valid_from,
        "valid to": term.valid_to,
        "source": "" if term.kind == CANONICAL else term.source,
        "note": term.note,
        "count": str(term.count or ""),
    }
    return {key: value for key, value in facts.items() if key not in without}


def entity_facts(entity: Entity, without: Iterable[str] = ()) -> dict[str, str]:
    """The facts of an entity; `without` as in `term_facts`."""
    facts = {
        "id": entity.id,
        "type": entity.type,
        "yomi": entity.yomi,
        "part of": entity.part_of,
        "wikidata": entity.wikidata,
        "source": entity.source,
        "note": entity.note,
    }
    return {key: value for key, value in facts.items() if key not in without}


def pack_terms(terms: Iterable[Term]) -> str:
    """Terms in one cell: `ルガンスク州 {lang: ja; kind: russian; …} | …`."""
    return " | ".join(
        f"{escape(term.form)} {{{pack({'lang': term.lang, 'status': term.status} | term_facts(term))}}}"
        for term in terms
    )


def unpack_terms(cell: str) -> list[dict[str, str]] | None:
    """The facts of each term of a cell, its form under `form`; None for a cell that `pack_terms` did not write."""
    found = []
    for part in _split(cell, " | "):
        match = re.fullmatch(r"((?:[^\\{}]|\\.)+) \{((?:[^\\{}]|\\.)*)\}", part, re.DOTALL)
        facts = unpack(match[2]) if match else None
        if match is None or facts is None:
            return None
        found.append(facts | {"form": unescape(match[1])})
    return found


def _split(cell: str, separator: str) -> list[str]:
    """The parts of a cell between separators, minding the backslashes."""
    parts, at, start = [], 0, 0
    while at < len(cell):
        if cell[at] == "\\":
            at += 2
        elif cell.startswith(separator, at):
            parts.append(cell[start:at])
            at = start = at + len(separator)
        else:
            at += 1
    return [*parts, cell[start:]] if cell else []
