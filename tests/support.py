"""What several test files need: one Resolver per process, and the promises that every result keeps."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from entity_resolver import Decision, Resolution, Resolver

ROOT = Path(__file__).resolve().parents[1]


@cache
def bundled() -> Resolver:
    """The resolver a user gets without arguments."""
    return Resolver()


def broken_promises(result: Resolution) -> list[str]:
    """Every breach of what the README promises of any text; [] where there is none."""
    text, found, at, parts = result.text, [], 0, []
    for m in result.mentions:
        where = f"{m.start}:{m.end} {m.surface!r}"
        if text[m.start : m.end] != m.surface:
            found.append(f"{where} is {text[m.start : m.end]!r} in the text")
        if not at <= m.start < m.end:
            found.append(f"{where} is empty, unsorted or overlaps its neighbour")
        if (m.entity is None) == (m.decision == Decision.LINKED):
            found.append(f"{where} is {m.decision} with entity {m.entity_id}")
        if m.rewrite is not None and m.decision != Decision.LINKED:
            found.append(f"{where} is rewritten without being linked")
        if not 0.0 <= m.confidence <= 1.0:
            found.append(f"{where} has confidence {m.confidence}")
        parts += [text[at : m.start], m.surface if m.rewrite is None else m.rewrite]
        at = m.end
    if "".join([*parts, text[at:]]) != result.normalized:
        found.append("normalized is not the text with the mentions' rewrites in place")
    return found
