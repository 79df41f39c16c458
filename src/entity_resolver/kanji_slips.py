"""Listed kanji names with one character changed: worked out once for a lexicon, kept with it where it is compiled."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator
from zlib import crc32

from entity_resolver.bundled import rules_path
from entity_resolver.keytable import KeyTable, WordScanner
from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.tables import read_rows

_KANJI_NAME = re.compile(r"[一-鿿々]{3,}")
_SUSPECT_TYPES = ("PERSON", "GPE", "LOC")
_RULES = "kanji_lookalikes.tsv"


class KanjiSlips:
    """Finds changed names in texts. Each comes with the listed form and (glyph in the text, glyph in the form, relation)."""

    def __init__(self, lexicon: Lexicon) -> None:
        data = lexicon.derived(derived_name(), lambda: pack(lexicon))
        sizes = struct.unpack_from(_sizes_format(), data)
        at = struct.calcsize(_sizes_format())
        parts = []
        for size in sizes:
            parts.append(data[at : at + size])
            at += size + -size % 8
        table = KeyTable(parts[:-1])
        self._lines = str(parts[-1], "utf-8").split("\n")
        self._forms = lexicon.forms
        self._scanner = WordScanner(table, table=table)

    def find(self, text: str) -> Iterator[tuple[int, int, Form, tuple[str, str, str]]]:
        """(start, end, listed form, swap) for every changed name in a folded text."""
        for last, number in self._scanner.find(text):
            key, place, here, listed, relation = self._lines[number].split("\t")
            forms = self._forms[key]
            yield last + 1 - len(key), last + 1, forms[int(place)], (here, listed, relation)


def derived_name() -> str:
    """What a compiled lexicon keeps this under: the rules are a part of it."""
    return f"kanji1-{crc32((rules_path() / _RULES).read_bytes()):08x}"


def pack(lexicon: Lexicon) -> bytes:
    """The changed names of a lexicon as bytes."""
    found = dict(_changed(lexicon))
    parts = [*KeyTable.build(list(found)), "\n".join(found.values()).encode()]
    head = struct.pack(_sizes_format(), *map(len, parts))
    return b"".join([head, *(part + bytes(-len(part) % 8) for part in parts)])


def _sizes_format() -> str:
    return f"<{len(KeyTable.NAMES) + 1}Q"


def _changed(lexicon: Lexicon) -> Iterable[tuple[str, str]]:
    swaps: dict[str, list[tuple[str, str]]] = {}
    for row in read_rows(rules_path() / _RULES):
        swaps.setdefault(row["a"], []).append((row["b"], row["relation"]))
        swaps.setdefault(row["b"], []).append((row["a"], row["relation"]))
    listed = lexicon.forms
    for key in listed:
        if not _KANJI_NAME.fullmatch(key):
            continue
        place = _suspect(lexicon, listed[key])
        for at, char in enumerate(key if place is not None else ""):
            for other, relation in swaps.get(char, ()):
                variant = key[:at] + other + key[at + 1 :]
                if variant not in listed:
                    yield variant, f"{key}\t{place}\t{other}\t{char}\t{relation}"


def _suspect(lexicon: Lexicon, forms: tuple[Form, ...]) -> int | None:
    """The place of the form that a changed one would be suspected to mean."""
    for place, form in enumerate(forms):
        entity = lexicon.get(form.entity_id) if form.use == "link" and form.lang == "ja" else None
        if entity is not None and entity.type in _SUSPECT_TYPES:
            return place
    return None
