"""Listed kanji names with one character changed: worked out once for a lexicon, kept with it where it is compiled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from zlib import crc32

from entity_resolver.bundled import rules_path
from entity_resolver.keytable import WordScanner
from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.patterns import late
from entity_resolver.tables import read_rows
from entity_resolver.texttable import TextTable

_KANJI_NAME = late(r"[一-鿿々]{3,}")
_SHORT_KANJI_NAME = late(r"[一-鿿々]{2}")
_SUSPECT_TYPES = ("PERSON", "GPE", "LOC")
_RULES = "kanji_lookalikes.tsv"


class KanjiSlips:
    """Finds changed names in texts. Each comes with the listed form and (glyph in the text, glyph in the form, relation)."""

    def __init__(self, lexicon: Lexicon) -> None:
        data = lexicon.derived(derived_name(), lambda: pack(lexicon))
        self._table = TextTable(data)
        self._forms = lexicon.forms
        self._scanner = WordScanner(self._table.keys, table=self._table.keys)

    def find(self, text: str) -> Iterator[tuple[int, int, Form, tuple[str, str, str]]]:
        """(start, end, listed form, swap) for every changed name in a folded text."""
        for last, number in self._scanner.find(text):
            key, place, here, listed, relation = self._table.at(number).split("\t")
            forms = self._forms[key]
            yield last + 1 - len(key), last + 1, forms[int(place)], (here, listed, relation)


def derived_name() -> str:
    """What a compiled lexicon keeps this under: the rules are a part of it."""
    return f"kanji2-{crc32((rules_path() / _RULES).read_bytes()):08x}"


def pack(lexicon: Lexicon) -> bytes:
    """The changed names of a lexicon as bytes."""
    return TextTable.pack(dict(_changed(lexicon)))


def _changed(lexicon: Lexicon) -> Iterable[tuple[str, str]]:
    listed = lexicon.forms
    for key in listed:
        place = _suspect(lexicon, listed[key]) if _KANJI_NAME.fullmatch(key) else None
        if place is not None:
            for variant, (other, char, relation) in changed_forms(key):
                if variant not in listed:
                    yield variant, f"{key}\t{place}\t{other}\t{char}\t{relation}"


def changed_forms(key: str) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """A kanji name with one character changed, and (new glyph, old glyph, relation); nothing for another name."""
    swaps = _swaps()
    for at, char in enumerate(key if _KANJI_NAME.fullmatch(key) else ""):
        for other, relation in swaps.get(char, ()):
            yield key[:at] + other + key[at + 1 :], (other, char, relation)


def short_slips(lexicon: Lexicon, name: str) -> Iterator[tuple[Form, tuple[str, str, str]]]:
    """Listed names that a name of two kanji is with one of them changed; texts are not searched for so short ones."""
    swaps = _swaps()
    for at, char in enumerate(name if _SHORT_KANJI_NAME.fullmatch(name) else ""):
        for listed, relation in swaps.get(char, ()):
            forms = lexicon.forms.get(name[:at] + listed + name[at + 1 :], ())
            place = _suspect(lexicon, forms)
            if place is not None:
                yield forms[place], (char, listed, relation)


@lru_cache(maxsize=1)
def _swaps() -> dict[str, list[tuple[str, str]]]:
    swaps: dict[str, list[tuple[str, str]]] = {}
    for row in read_rows(rules_path() / _RULES):
        swaps.setdefault(row["a"], []).append((row["b"], row["relation"]))
        swaps.setdefault(row["b"], []).append((row["a"], row["relation"]))
    return swaps


def _suspect(lexicon: Lexicon, forms: tuple[Form, ...]) -> int | None:
    """The place of the form that a changed one would be suspected to mean."""
    for place, form in enumerate(forms):
        entity = lexicon.get(form.entity_id) if form.use == "link" and form.lang == "ja" else None
        if entity is not None and entity.type in _SUSPECT_TYPES:
            return place
    return None
