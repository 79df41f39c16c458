"""Cyrillic spelling → Latin spellings: by language (Луганськ is Ukrainian, Луганск Russian, Путин either) and by grammatical case (Путина → Путин).

Letters and endings are data: weights/cyrillic.tsv.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

__all__ = ["has_cyrillic", "spellings"]

_CYRILLIC = re.compile("[\u0400-\u052f]")
_ONLY = {"uk": re.compile("[іїєґ'’ʼ]|ськ|цьк"), "ru": re.compile("[ыэёъ]|ск|цк")}
_NOTHING = "-"  # an empty cell of the table
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
    >>> ("putin", 0.5) in spellings("Путина")
    True
    """
    name = text.casefold()
    languages = [language for language, only in _ONLY.items() if only.search(name)] or list(_ONLY)
    found: dict[str, float] = {}
    for language in languages:
        for form, weight in _nominatives(name, language):
            latin = _in_latin(form, language)
            found[latin] = max(found.get(latin, 0.0), weight)
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))[:_MOST]


def _nominatives(name: str, language: str) -> list[tuple[str, float]]:
    """The name itself and what it may be a case form of (only the last word of a name tells its case; the others follow the same endings)."""
    found = {name: 1.0}
    words = name.split(" ")
    for ending in _tables().endings:
        if ending.language not in (language, "*") or not words[-1].endswith(ending.inflected) or len(words[-1]) < len(ending.inflected) + 2:
            continue
        plain = words[-1][: len(words[-1]) - len(ending.inflected)] + ending.plain
        found.setdefault(" ".join([*words[:-1], plain]), ending.weight)
    return list(found.items())


def _in_latin(name: str, language: str) -> str:
    letters = _tables().letters[language]
    out, at = [], 0
    while at < len(name):
        for size in (3, 2, 1):
            piece = name[at : at + size]
            if len(piece) == size and piece in letters:
                out.append(letters[piece])
                break
        else:
            size = 1
            out.append(name[at])
        at += size
    return "".join(out)
