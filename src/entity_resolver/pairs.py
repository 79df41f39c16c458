"""A name made ready for comparison once (`prepare`), and two of them side by side, aligned (`Pair`)."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from operator import add
from typing import NamedTuple

from entity_resolver.alignment import align, context_names, contexts, edit_cost, kinds
from entity_resolver.phonemes import phonemes

__all__ = ["LOOSE", "Pair", "Prepared", "prepare"]

Edit = tuple[int, int, str, str]
"""A `RawEdit`, or a bare tuple of the same."""

LOOSE = str.maketrans("", "", "-Q")
"""Translation that drops ー and ッ from phonemes."""

_SUFFIX = re.compile(r"(?<=.)(?:首都圏|地方|地区|州|県|郡|省|区|島|都|府|市|町|村|圏)$")
_PLAIN = re.compile("[ァ-ヴー]+")
_SEPARATOR = re.compile(r"[・=‐‑―−\s-]+")
_UNSEEN = 5.0  # nats; a character that is no phoneme (kanji, Latin) is as rare as the rarest phoneme
_CACHED = 16_384


class Prepared(NamedTuple):
    """A name made ready for comparison, once: see `prepare`.

    Attributes:
        text: as given. suffix: its administrative suffix (州, 県 …) or "". The rest describes the text without it.
        kana: NFKC, lower-cased, without ・ and spaces. phonemes: one character per phoneme.
        words: phonemes of each word.
        surprisal: how unexpected each phoneme is after the one before it, in nats; total: their sum.
        morae: length in morae.
    """

    text: str
    suffix: str
    kana: str
    phonemes: str
    words: tuple[str, ...]
    surprisal: tuple[float, ...]
    total: float
    morae: int


@cache
def _bigrams() -> dict[str, dict[str, float]]:
    """−ln P(phoneme | the one before) over place names, nats; "^" is the start. Written by `scripts/fit_scorer.py`.

    Beside these "edits": log-odds of an edit in its surroundings (`alignment.contexts`) between two readings of one
    Latin spelling, against names of other places; learnt from readings drawn from the Latin model.
    """
    text = files("entity_resolver").joinpath("weights", "surprisal.json").read_text(encoding="utf-8")
    table: dict[str, dict[str, float]] = json.loads(text)
    return table


@lru_cache(maxsize=_CACHED)
def prepare(text: str) -> Prepared:
    """A name made ready for comparison. Total: any text will do, the empty one too.

    >>> prepare("ルガンスク州").phonemes, prepare("ルガンスク州").suffix
    ('rugaNsuku', '州')
    """
    if _PLAIN.fullmatch(text):
        base, suffix, sound = text, "", phonemes(text)
        words: tuple[str, ...] = (sound,)
    else:
        normal = unicodedata.normalize("NFKC", text)
        match = _SUFFIX.search(normal)
        base, suffix = (normal[: match.start()], match[0]) if match else (normal, "")
        words = tuple(w for w in map(phonemes, _SEPARATOR.split(base)) if w)
        base, sound = _SEPARATOR.sub("", base).casefold(), phonemes(base)
    table = _surprise()
    surprisal = tuple([table.get(pair, _UNSEEN) for pair in map(add, "^" + sound, sound)])
    return Prepared(
        text=text,
        suffix=suffix,
        kana=base,
        phonemes=sound,
        words=words,
        surprisal=surprisal,
        total=sum(surprisal),
        morae=sum(map(sound.count, "aiueoNQ-")),
    )


@cache
def _surprise() -> dict[str, float]:
    return {
        before + here: nats for before, row in _bigrams().items() if before != "edits" for here, nats in row.items()
    }


def worth_of(before: str, changed: str, after: str) -> float:
    """Log-odds that an edit in its surroundings (`alignment.contexts`) stands between two readings of one spelling."""
    table = _bigrams()["edits"]
    return sum([table.get(name, 0.0) for name in context_names(before, changed, after)])


class Pair:
    """A query beside a form, aligned: what the features look at. Lengths are in phonemes.

    `learnt` holds for each edit the log-odds that it stands between two readings of one Latin spelling. `head` and
    `tail` count the phonemes that only one side has at its start and end; `core_cost` is the cost of the other edits.
    """

    __slots__ = (
        "core_cost", "cost", "edits", "form", "head", "kinds", "learnt", "length", "query", "tail", "unmatched_form",
        "unmatched_query",
    )  # fmt: skip

    def __init__(self, query: Prepared, form: Prepared) -> None:
        self.query, self.form = query, form
        a, b = query.phonemes, form.phonemes
        self.cost, edits, _, _ = align(a, b)
        self.edits = edits
        self.kinds = kinds(a, b, edits)
        self.length = max(len(a), len(b), 1)
        self.unmatched_query = sum([query.surprisal[e.at] for e in edits if e.query])
        self.unmatched_form = sum([form.surprisal[e.form_at] for e in edits if e.form])
        self.learnt = [worth_of(*context) for context in contexts(a, b, edits)]
        self.head, self.tail = head_of(edits), tail_of(edits, len(a), len(b))
        if self.head + self.tail > len(edits):
            self.tail = 0
        core = edits[self.head : len(edits) - self.tail]
        self.core_cost = sum([edit_cost(e.query, e.form) for e in core])


def head_of(edits: Sequence[Edit]) -> int:
    """How many phonemes only one side has at its start."""
    count = 0
    for at, form_at, query, form in edits:
        if (query and form) or (at if query else form_at) != count or bool(query) != bool(edits[0][2]):
            break
        count += 1
    return count


def tail_of(edits: Sequence[Edit], query_length: int, form_length: int) -> int:
    """How many phonemes only one side has at its end."""
    count = 0
    for at, form_at, query, form in reversed(edits):
        left = query_length - at if query else form_length - form_at
        if (query and form) or left != 1 + count or bool(query) != bool(edits[-1][2]):
            break
        count += 1
    return count
