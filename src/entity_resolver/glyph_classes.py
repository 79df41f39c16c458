"""Listed katakana names by the classes of their glyphs: worked out once for a lexicon, kept with it where it is compiled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from zlib import crc32

from entity_resolver.bundled import rules_path
from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.tables import read_rows
from entity_resolver.texttable import TextTable

KANA_NAME = re.compile(r"[ァ-ヺー]{3,}[一-鿿]{0,4}")
"""What a name looks like whose glyphs may be confused."""

_SOUND_PAIRS = ("dakuten",)  # these are heard too: the sound scorer weighs them


class ClassedNames:
    """The listed forms that are equal to a name when glyphs that are confused count as one."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._forms = lexicon.forms
        self._table = TextTable(lexicon.derived(derived_name(), lambda: pack(lexicon)))

    def of(self, name: str) -> Iterator[Form]:
        """The forms that a folded name may be."""
        for key in (self._table.get(by_class(name)) or "").split():
            yield from (form for form in self._forms[key] if _may_slip(form))


@lru_cache(maxsize=1)
def confusable_pairs() -> dict[tuple[str, str], str]:
    """(glyph, glyph it is confused with) → why, both ways round (rules/confusables.tsv)."""
    pairs: dict[tuple[str, str], str] = {}
    for row in read_rows(rules_path() / "confusables.tsv"):
        if row["note"] not in _SOUND_PAIRS:
            a, b = row["a"].lower(), row["b"].lower()
            pairs[a, b] = pairs[b, a] = row["note"]
    return pairs


def by_class(text: str) -> str:
    """A text with one glyph for all that are confused with each other; it is as long as it was."""
    return text.translate(_classes())


@lru_cache(maxsize=1)
def _classes() -> dict[int, str]:
    """Each glyph → one glyph for everything it is confused with, directly or not (a key to look under, not a proof)."""
    parent: dict[str, str] = {}

    def root(char: str) -> str:
        while parent.setdefault(char, char) != char:
            char = parent[char]
        return char

    for a, b in sorted(confusable_pairs()):
        parent[root(b)] = root(a)
    return {ord(char): root(char) for char in list(parent)}


def derived_name() -> str:
    """What a compiled lexicon keeps this under: the rules are a part of it."""
    return f"glyphs1-{crc32(repr(sorted(confusable_pairs())).encode()):08x}"


def pack(lexicon: Lexicon) -> bytes:
    """Class key → the keys of its forms, as bytes."""
    found: dict[str, list[str]] = {}
    for key, forms in lexicon.forms.items():
        if KANA_NAME.fullmatch(key) and any(map(_may_slip, forms)):
            found.setdefault(by_class(key), []).append(key)
    return TextTable.pack({name: " ".join(keys) for name, keys in found.items()})


def _may_slip(form: Form) -> bool:
    return form.use == "link" and form.lang == "ja"
