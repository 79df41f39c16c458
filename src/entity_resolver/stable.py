"""Rewriting that stays put: no rewrite is kept that would make the text read differently the second time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from entity_resolver.model import Mention, Resolution, Step

_NEAR = 40
"""Characters: how far from a second-pass edit a first-pass edit is held to be its cause."""
_ROUNDS = 3


def stable(result: Resolution, read: Callable[[str], Resolution]) -> Resolution:
    """The result with those rewrites taken back after which `read` would find more to rewrite in the normalized text.

    A canonical form has nothing to rewrite in it, so this is about neighbours: サヌアー-サアカシュヴィリ, where the first
    name hides the second until it is respelt.
    """
    for _ in range(_ROUNDS):
        if not result.edits:
            return result
        again = read(result.normalized)
        if not again.edits:
            return result
        places = [result.alignment.to_original(edit.start) for edit in again.edits]
        result = _without(result, places)
    return _without(result, None) if read(result.normalized).edits else result


def _without(result: Resolution, places: list[int] | None) -> Resolution:
    """The result without the rewrites near these offsets; without any where none is near, or `places` is None."""
    edited = [m for m in result.mentions if m.rewrite not in (None, m.surface)]
    near = [m for m in edited if places and any(m.start - _NEAR <= at <= m.end + _NEAR for at in places)]
    taken_back = {(m.start, m.end) for m in near or edited}
    mentions = tuple(_kept(m) if (m.start, m.end) in taken_back else m for m in result.mentions)
    return Resolution(result.text, mentions, result.signature, result.meta)


def _kept(mention: Mention) -> Mention:
    why = Step("keep", "rewriting it would change how its neighbours are read")
    return replace(mention, rewrite=None, steps=(*mention.steps, why))
