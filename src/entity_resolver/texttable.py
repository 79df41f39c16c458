"""Key → text in flat arrays: what is worked out from a lexicon once and kept with its compiled form."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Mapping
from itertools import accumulate

from entity_resolver.keytable import KeyTable, packed, unpacked

_HEADER = struct.Struct(f"<{len(KeyTable.NAMES) + 2}Q")


class TextTable:
    """Opened from the bytes that `pack` made; a text is made when it is asked for.

    >>> table = TextTable(memoryview(TextTable.pack({"キエフ": "キーウ"})))
    >>> table.get("キエフ"), table.get("キーウ")
    ('キーウ', None)
    """

    def __init__(self, data: memoryview) -> None:
        at = _HEADER.size
        parts = []
        for size in _HEADER.unpack_from(data):
            parts.append(data[at : at + size])
            at += size + -size % 8
        self.keys = KeyTable(parts[:-2])
        self._ends = unpacked(parts[-2], "I")
        self._texts = parts[-1]

    @staticmethod
    def pack(texts: Mapping[str, str]) -> bytes:
        """The bytes of a table."""
        coded = [text.encode("utf-8", "surrogatepass") for text in texts.values()]
        ends = array("I", accumulate(map(len, coded), initial=0))
        parts = [*KeyTable.build(list(texts)), packed(ends), b"".join(coded)]
        head = _HEADER.pack(*map(len, parts))
        return b"".join([head, *(part + bytes(-len(part) % 8) for part in parts)])

    def at(self, number: int) -> str:
        """The text of the key of this number."""
        return str(self._texts[self._ends[number] : self._ends[number + 1]], "utf-8", "surrogatepass")

    def get(self, key: str) -> str | None:
        number = self.keys.find(key)
        return None if number < 0 else self.at(number)
