"""Cyrillic spelling → Latin spellings: by language (Луганськ is Ukrainian, Луганск Russian, Путин either) and by
grammatical case (Путина → Путин).

Letters and endings are data: weights/cyrillic.tsv.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from entity_resolver.patterns import late

__all__ = ["has_cyrillic", "nominatives", "spellings"]

_CYRILLIC = late("[\u0400-\u052f]")
_ONLY = {"uk": re.compile("[іїєґ'’ʼ]|ськ|цьк"), "ru": re.compile("[ыэёъ]|ск|цк")}
_NOTHING = "-"  # an empty cell of the table
_CODA = "_"  # marks a letter that closes a syllable: Ukrainian в in Харків is a u
_VOWELS = frozenset("аеєиіїоуюяыэё")
_SOFT_OR_VOWEL = _VOWELS | {"ь", "ъ", "'", "’", "ʼ"}
_SECOND_SPELLING = (1.0, 0.8)  # weights of the first and the second alternative of the cells
_MOST = 6  # spellings followed up; each costs about a millisecond


@dataclass(frozen=True)
class _Ending:
    language: str
    inflected: str
    plain: str
    weight: float


@dataclass(frozen=True)
class _Tables:
    letters: dict[str, dict[str, str]]
    endings: tuple[_Ending, ...]


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    text = (resources.files("entity_resolver") / "weights" / "cyrillic.tsv").read_text(encoding="utf-8")
    letters: dict[str, dict[str, str]] = {"uk": {}, "ru": {}}
    endings: list[_Ending] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line or line.startswith("# "):
            continue
        cells = line.split("\t")
        if cells[0] == "letter" and len(cells) == 4:
            letters["uk"][cells[1]], letters["ru"][cells[1]] = (cell.replace(_NOTHING, "") for cell in cells[2:])
        elif cells[0] == "ending" and len(cells) == 5:
            endings.append(_Ending(cells[1], cells[2], cells[3].replace(_NOTHING, ""), float(cells[4])))
        else:
            raise ValueError(f"weights/cyrillic.tsv:{number}: expected letter (4 cells) or ending (5 cells)")
    return _Tables(letters, tuple(sorted(endings, key=lambda e: -len(e.inflected))))


def has_cyrillic(text: str) -> bool:
    """Whether a text has a Cyrillic letter.

    >>> has_cyrillic("Київ"), has_cyrillic("Kyiv")
    (True, False)
    """
    return _CYRILLIC.search(text) is not None


def spellings(text: str) -> list[tuple[str, float]]:
    """Latin spellings of a Cyrillic name with a weight each (1 for the name as it stands), heaviest first; at most six.

    >>> spellings("Луганськ")[0]
    ('luhansk', 1.0)
    >>> "putin" in dict(spellings("Путина"))
    True
    """
    name = text.casefold()
    languages = [language for language, only in _ONLY.items() if only.search(name)] or list(_ONLY)
    found: dict[str, float] = {}
    for language in languages:
        for form, weight in _nominatives(name, language):
            for nth, factor in enumerate(_SECOND_SPELLING):
                latin = _in_latin(form, language, nth)
                found[latin] = max(found.get(latin, 0.0), weight * factor)
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))[:_MOST]


def nominatives(text: str) -> list[str]:
    """What a Cyrillic name may be a case form of, the name itself left out, likeliest first.

    >>> "путин" in nominatives("Путину")
    True
    """
    name = text.casefold()
    found: dict[str, float] = {}
    for language in _ONLY:
        for form, weight in _nominatives(name, language):
            found[form] = max(found.get(form, 0.0), weight)
    found.pop(name, None)
    return sorted(found, key=lambda form: (-found[form], form))


def _nominatives(name: str, language: str) -> list[tuple[str, float]]:
    """The name itself and what its last word may be a case form of."""
    found = {name: 1.0}
    *first, last = name.split(" ")
    for ending in _tables().endings:
        if ending.language == language and last.endswith(ending.inflected) and len(last) >= len(ending.inflected) + 2:
            plain = last[: len(last) - len(ending.inflected)] + ending.plain
            found.setdefault(" ".join([*first, plain]), ending.weight)
    return list(found.items())


def _in_latin(name: str, language: str, nth: int) -> str:
    """The spelling by the table; `nth` picks among the alternatives of a cell."""
    letters = _tables().letters[language]
    out, at = [], 0
    while at < len(name):
        size = next((n for n in (3, 2, 1) if name[at : at + n] in letters), 1)
        piece = name[at : at + size]
        if size == 1 and piece + _CODA in letters and _closes_syllable(name, at):
            piece += _CODA
        cell = letters.get(piece, piece).split("|")
        out.append(cell[min(nth, len(cell) - 1)])
        at += size
    return "".join(out)


def _closes_syllable(name: str, at: int) -> bool:
    return at > 0 and name[at - 1] in _VOWELS and name[at + 1 : at + 2] not in _SOFT_OR_VOWEL
