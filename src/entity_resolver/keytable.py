"""A set of strings in flat arrays: numbered, found by hash, and found inside a text, without parsing anything at open.

An Aho-Corasick automaton is faster over long texts, and building it costs a hundred times what a sentence costs here: a
process that reads one sentence probes, one that reads a book builds the automaton (`WordScanner`).
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain
from typing import Any, Literal
from zlib import crc32

_MASKS = 1 << 16
_LONG = 63  # the bit of every length from 63 on
PROBED = 6_000
"""Characters that are probed before an automaton is built."""


def _first_two(a: str, b: str) -> int:
    return (ord(a) * 40_503 + ord(b)) & (_MASKS - 1)


def packed(values: array[int]) -> bytes:
    """Little-endian bytes of an array."""
    if sys.byteorder == "big":
        values = values[:]
        values.byteswap()
    return values.tobytes()


def unpacked(view: memoryview, code: Literal["I", "Q"]) -> memoryview[int]:
    """Little-endian bytes as numbers, in place where the machine is little-endian."""
    if sys.byteorder == "little":
        return view.cast(code)
    values = array(code, bytes(view))
    values.byteswap()
    return memoryview(values)


class KeyTable:
    """Numbered strings; `sections` are the arrays that `build` made, in memory or in a mapped file."""

    NAMES = ("text", "ends", "slots", "masks", "longs")

    def __init__(self, sections: Sequence[memoryview]) -> None:
        self._text = sections[0]
        self._ends = unpacked(sections[1], "I")
        self._slots = unpacked(sections[2], "I")
        self._masks = unpacked(sections[3], "Q")
        self._longs = list(unpacked(sections[4], "I"))

    @staticmethod
    def build(keys: Sequence[str]) -> list[bytes]:
        """The arrays of a table over distinct, non-empty keys; the number of a key is its place."""
        coded = [key.encode("utf-8", "surrogatepass") for key in keys]
        size = 1 << max(len(keys) * 2, 2).bit_length()
        slots, masks = array("I", bytes(4 * size)), array("Q", bytes(8 * _MASKS))
        for number, (key, code) in enumerate(zip(keys, coded, strict=True), 1):
            at = crc32(code) & (size - 1)
            while slots[at]:
                at = (at + 1) & (size - 1)
            slots[at] = number
            if len(key) > 1:
                masks[_first_two(key[0], key[1])] |= 1 << min(len(key), _LONG)
        ends = array("I", accumulate(map(len, coded), initial=0))
        longs = array("I", sorted({len(key) for key in keys if len(key) >= _LONG}))
        return [b"".join(coded), packed(ends), packed(slots), packed(masks), packed(longs)]

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> str:
        return str(self._text[self._ends[number] : self._ends[number + 1]], "utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        return map(self.__getitem__, range(len(self)))

    def find(self, key: str) -> int:
        """The number of a key, or -1."""
        code = key.encode("utf-8", "surrogatepass")
        last = len(self._slots) - 1
        at = crc32(code) & last
        while number := self._slots[at]:
            start, end = self._ends[number - 1], self._ends[number]
            if end - start == len(code) and self._text[start:end] == code:
                return number - 1
            at = (at + 1) & last
        return -1

    def inside(self, text: str, more: Sequence[str] = ()) -> list[tuple[int, int]]:
        """Every key of two or more characters in a text: (offset of its last character, number), as an automaton reports it.

        `more`: a few further keys, numbered after those of the table.
        """
        found = []
        for number, key in enumerate(more, len(self)):
            at = text.find(key)
            while at >= 0:
                found.append((at + len(key) - 1, -len(key), number))
                at = text.find(key, at + 1)
        masks, size = self._masks, len(text)
        for start in range(size - 1):
            mask = masks[_first_two(text[start], text[start + 1])]
            if not mask:
                continue
            for length in self._lengths(mask):
                end = start + length
                if end <= size and (number := self.find(text[start:end])) >= 0:
                    found.append((end - 1, -length, number))
        return [(last, number) for last, _, number in sorted(found)]

    def _lengths(self, mask: int) -> Iterable[int]:
        lengths = []
        while mask:
            low = mask & -mask
            mask ^= low
            length = low.bit_length() - 1
            lengths += self._longs if length == _LONG else [length]
        return lengths


class WordScanner:
    """Finds numbered keys (two characters or more) in texts: by probing at first, with an automaton from PROBED characters on."""

    def __init__(self, keys: Iterable[str], more: Sequence[str] = (), table: KeyTable | None = None) -> None:
        """`keys`, and a few `more`, in the order of their numbers; `table` holds the keys, where there is one."""
        self._keys = keys
        self._more = more
        self._table = table
        self._seen = 0
        self._automaton: Any = None

    def find(self, text: str) -> Iterable[tuple[int, int]]:
        """(Offset of the last character, number of the key) for every key in a text, in order of these offsets."""
        automaton = self._automaton
        if automaton is None:
            self._seen += len(text)
            if self._table is not None and self._seen < PROBED:
                return self._table.inside(text, self._more)
            automaton = self._automaton = self._build()
        found: Iterable[tuple[int, int]] = automaton.iter(text) if automaton else ()
        return found

    def warm(self) -> None:
        """Build the automaton now."""
        if self._automaton is None:
            self._automaton = self._build()

    def _build(self) -> Any:
        import ahocorasick

        automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
        for number, key in enumerate(chain(self._keys, self._more)):
            if len(key) > 1:
                automaton.add_word(key, number)
        if not len(automaton):
            return False
        automaton.make_automaton()
        return automaton
