"""Stretches of text where names are read but never rewritten: addresses, code, markup, works, talk about a name."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain

from entity_resolver.bundled import rules_path
from entity_resolver.patterns import late
from entity_resolver.tables import read_rows


class Zones:
    """The do-not-rewrite zones of one text, as sorted, merged spans of the original."""

    def __init__(self, spans: Iterable[tuple[int, int, str]]) -> None:
        """`spans` is not asked before the first question: most texts have nothing to rewrite."""
        self._given: Iterable[tuple[int, int, str]] | None = spans
        self._spans: list[tuple[int, int, str]] = []
        self._starts: list[int] = []

    def _sort(self, given: Iterable[tuple[int, int, str]]) -> None:
        self._given = None
        self._spans = _merged(sorted(given))
        self._starts = [start for start, _, _ in self._spans]

    def over(self, start: int, end: int) -> str | None:
        """The name of a zone that touches [start, end), or None."""
        if self._given is not None:
            self._sort(self._given)
        at = bisect_right(self._starts, end - 1) - 1
        if at < 0 or self._spans[at][1] <= start:
            return None
        return self._spans[at][2]


def _merged(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Sorted spans without overlap; what overlaps takes the name of the first."""
    found: list[tuple[int, int, str]] = []
    for start, end, name in spans:
        if found and start < found[-1][1]:
            first, reach, kept = found[-1]
            found[-1] = (first, max(reach, end), kept)
        elif start < end:
            found.append((start, end, name))
    return found


def find_zones(text: str, names: Sequence[str], more: Iterable[tuple[int, int, str]] = ()) -> Zones:
    """The zones of these names in a text (original offsets), looked for when somebody asks; `more` were found by others."""
    return Zones(chain(_find(text, names), (zone for zone in more if zone[2] in names)))


def _find(text: str, names: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    for name, trigger, pattern in _patterns():
        if name in names and any(mark in text for mark in trigger):
            for match in pattern.finditer(text):
                group = "zone" if "zone" in pattern.groupindex else 0
                yield match.start(group), match.end(group), name


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...]:
    rows = read_rows(rules_path() / "zones.tsv")
    return tuple((row["zone"], tuple(row["trigger"].split(" ")), late(row["pattern"])) for row in rows)
