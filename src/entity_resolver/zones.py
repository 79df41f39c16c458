"""Stretches of text where names are read but never rewritten: addresses, code, markup, works, talk about a name."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache

from entity_resolver.rules import rules_path
from entity_resolver.tables import read_rows


class Zones:
    """The do-not-rewrite zones of one text, as sorted, merged spans of the original."""

    def __init__(self, spans: Iterable[tuple[int, int, str]]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _, _ in self._spans]
        longest = 0
        self._reach = [longest := max(longest, end) for _, end, _ in self._spans]

    def over(self, start: int, end: int) -> str | None:
        """The name of a zone that touches [start, end), or None."""
        at = bisect_right(self._starts, end - 1) - 1
        while at >= 0 and self._reach[at] > start:
            zone_start, zone_end, name = self._spans[at]
            if zone_start < end and start < zone_end:
                return name
            at -= 1
        return None


def find_zones(text: str, names: Sequence[str]) -> Zones:
    """The zones of these names in a text (original offsets)."""
    spans = []
    for name, trigger, pattern in _patterns():
        if name in names and any(mark in text for mark in trigger):
            for match in pattern.finditer(text):
                group = "zone" if "zone" in pattern.groupindex else 0
                spans.append((match.start(group), match.end(group), name))
    return Zones(spans)


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...]:
    rows = read_rows(rules_path() / "zones.tsv")
    return tuple((row["zone"], tuple(row["trigger"].split(" ")), re.compile(row["pattern"])) for row in rows)
