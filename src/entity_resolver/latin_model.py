"""Latin spelling → phonemes: a small network whose table is `weights/latin.tsv` (made by scripts/fit_latin.py).

Each letter of a word becomes zero to five phonemes (x → `kusu`, silent h → nothing). How likely each choice is depends on the five letters on
either side, on which letters the word has at all (j beside ł is not j beside h) and on the two phonemes before. Summing over all ways to cut
the phonemes gives P(phonemes | spelling); a beam gives the likeliest phonemes. The table is data: integers and scales, and nothing but sums and
products at run time.
"""

from __future__ import annotations

import math
import re
import unicodedata
from array import array
from base64 import b85decode
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import nlargest
from importlib import resources
from operator import mul
from typing import NamedTuple

__all__ = ["Lattice", "Network", "letters", "load_network", "log_add"]

PHONEMES = "^aiueokstncTSfhmyrwgzjdbpvNQ-"  # ^ stands before the first phoneme
SILENT = "."  # how the table writes a letter without a sound
EDGE = "_"  # how it writes the place beyond the ends of the word
LONGEST = 40  # letters of a word that are read; no name in the training data has more than 25
IMPOSSIBLE = -99.0  # log-likelihood of phonemes no letter can give
_NEGLIGIBLE = -9.0

# Letters with too few examples to learn are read as what they are written with (đ → d, ř → r); these keep their mark.
_LEARNT = frozenset("abcdefghijklmnopqrstuvwxyz'éáćöüšóíčäèžłñńăøçşý")
_SPELT_OUT = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "đ": "d", "ı": "i", "ħ": "h", "ŋ": "ng", **dict.fromkeys("’ʻ`‘´ʼ", "'")})


def letters(word: str) -> str:
    """A Latin word as the letters the model has learnt: lower case, rare accents dropped, everything else (digits, dots, kana) left out.

    >>> letters("Škoda"), letters("Dvořák"), letters("Großmann")
    ('škoda', 'dvorák', 'grossmann')
    """
    known: list[str] = []
    for character in unicodedata.normalize("NFC", unicodedata.normalize("NFKC", word).casefold().translate(_SPELT_OUT)):
        parts = character if character in _LEARNT else unicodedata.normalize("NFD", character)
        known += [part for part in parts if part in _LEARNT]
    return "".join(known)[:LONGEST]


class Option(NamedTuple):
    """One way to say a letter: its phonemes, log-probability and probability."""

    phonemes: str
    log: float
    chance: float


def log_add(a: float, b: float) -> float:
    """log(exp(a) + exp(b)) without overflow.

    >>> round(log_add(math.log(0.25), math.log(0.5)), 4) == round(math.log(0.75), 4)
    True
    """
    high, low = (a, b) if a > b else (b, a)
    return high + math.log1p(math.exp(low - high))


@dataclass(frozen=True)
class Sound:
    """A choice of phonemes for a letter, with its weights."""

    phonemes: str
    weights: array[float]
    bias: float
    after_last: tuple[float, ...]
    after_last_but_one: tuple[float, ...]


@dataclass(frozen=True)
class Network:
    """The weights of `weights/latin.tsv`, decoded row by row when first needed."""

    inputs: dict[str, tuple[str, str]] = field(repr=False)
    outputs: dict[str, list[tuple[str, str, str, str, str]]] = field(repr=False)
    constants: dict[str, float]
    _decoded: dict[str, list[float]] = field(default_factory=dict, repr=False, compare=False)
    _sounds: dict[str, list[Sound]] = field(default_factory=dict, repr=False, compare=False)

    def row(self, key: str) -> list[float]:
        """The hidden weights of one input (`-2 k`: the letter two to the left is k; `* ł`: the word has an ł)."""
        values = self._decoded.get(key)
        if values is None:
            values = self._decoded[key] = _floats(*self.inputs[key]) if key in self.inputs else []
        return values

    def sounds(self, letter: str) -> list[Sound]:
        """The choices of phonemes for a letter."""
        known = self._sounds.get(letter)
        if known is None:
            known = self._sounds[letter] = [_sound(*row) for row in self.outputs.get(letter, [])]
        return known

    def lattice(self, text: str) -> Lattice:
        """The lattice of a name of one or more words (split at spaces and hyphens; each word is read by itself)."""
        steps: list[Step] = []
        for word in re.split(r"[\s\-‐‑–=＝・·]+", text):
            steps += self._word(letters(word))
        return Lattice(tuple(steps))

    def _word(self, word: str) -> list[Step]:
        reach = int(self.constants["reach"])
        common = [self.row("bias"), *(self.row(f"* {c}") for c in sorted(set(word)))]
        padded = EDGE + word + EDGE
        steps = []
        for i, letter in enumerate(word):
            near = [
                self.row(f"{at - i - 1} {padded[at]}") for at in range(max(0, i + 1 - reach), min(len(padded), i + 2 + reach))
            ]
            hidden = [max(0.0, total) for total in map(sum, zip(*common, *near, strict=True))]
            sounds = self.sounds(letter)
            steps.append(Step(sounds, [s.bias + sum(map(mul, hidden, s.weights)) for s in sounds], i == 0))
        return steps


@dataclass(frozen=True)
class Step:
    """One letter in its word: how strongly the spelling speaks for each of its sounds."""

    sounds: list[Sound]
    logits: list[float]
    starts_word: bool
    _cache: dict[str, list[Option]] = field(default_factory=dict, repr=False, compare=False)

    def options(self, before: str) -> list[Option]:
        """The sounds of this letter after the two phonemes `before`, likeliest first; the negligible ones are left out."""
        known = self._cache.get(before)
        if known is not None:
            return known
        one, two = (0, 0) if self.starts_word else (PHONEMES.find(before[1]), PHONEMES.find(before[0]))
        logits = [z + s.after_last[one] + s.after_last_but_one[two] for z, s in zip(self.logits, self.sounds, strict=True)]
        top = max(logits)
        total = top + math.log(sum(math.exp(z - top) for z in logits))
        found = [Option(s.phonemes, z - total, math.exp(z - total)) for z, s in zip(logits, self.sounds, strict=True) if z - total > _NEGLIGIBLE]
        found.sort(key=lambda option: -option.log)
        self._cache[before] = found
        return found


@dataclass(frozen=True)
class Lattice:
    """All readings of one name: its letters with the sounds each may have."""

    steps: tuple[Step, ...]

    def best(self, count: int, width: int = 24) -> list[tuple[str, float]]:
        """The likeliest phoneme strings with their log-likelihood (approximate: a beam of `width`), best first."""
        beam = {"": 0.0} if self.steps else {}
        for step in self.steps:
            grown: dict[str, float] = {}
            for said, log in beam.items():
                for option in step.options(("^^" + said)[-2:]):
                    if option.log < -5.0:
                        break
                    now, value = said + option.phonemes, log + option.log
                    grown[now] = log_add(grown[now], value) if now in grown else value
            beam = dict(nlargest(width, grown.items(), key=lambda item: item[1]))
        return sorted(beam.items(), key=lambda item: (-item[1], item[0]))[:count]

    def log_likelihood(self, phonemes: str) -> float:
        """log P(phonemes | spelling), summed over all ways to share the phonemes out among the letters; IMPOSSIBLE where there is none."""
        if not self.steps:
            return IMPOSSIBLE
        padded = "^^" + "".join(p if p in PHONEMES else "^" for p in phonemes)
        reached = {0: 1.0}
        for step in self.steps:
            following: dict[int, float] = {}
            for at, chance in reached.items():
                for option in step.options(padded[at : at + 2]):
                    if phonemes.startswith(option.phonemes, at):
                        end = at + len(option.phonemes)
                        following[end] = following.get(end, 0.0) + chance * option.chance
            reached = following
        total = reached.get(len(phonemes), 0.0)
        return math.log(total) if total > 0.0 else IMPOSSIBLE


def _floats(scale: str, packed: str) -> list[float]:
    factor = float(scale)
    return [factor * value for value in array("b", b85decode(packed))]


def _sound(phonemes: str, scale: str, packed: str, after_scale: str, after_packed: str) -> Sound:
    bias, *after = _floats(after_scale, after_packed)
    return Sound(
        "" if phonemes == SILENT else phonemes,
        array("d", _floats(scale, packed)),
        bias,
        tuple(after[: len(PHONEMES)]),
        tuple(after[len(PHONEMES) :]),
    )


@lru_cache(maxsize=1)
def load_network() -> Network:
    """The bundled network, read once (about 2 ms). Raises ValueError if the table is damaged."""
    return parse_network((resources.files("entity_resolver") / "weights" / "latin.tsv").read_text(encoding="utf-8"))


def parse_network(table: str) -> Network:
    """A network from the text of its table: `set` rows are constants, `in` rows inputs, `out` rows sounds of a letter."""
    inputs: dict[str, tuple[str, str]] = {}
    outputs: dict[str, list[tuple[str, str, str, str, str]]] = {}
    constants: dict[str, float] = {}
    for number, line in enumerate(table.split("\n"), 1):
        if not line or line.startswith("# "):
            continue
        kind, *cells = line.split("\t")
        try:
            if kind == "set":
                constants[cells[0]] = float(cells[1])
            elif kind == "in":
                inputs[cells[0]] = (cells[1], cells[2])
            elif kind == "out":
                outputs.setdefault(cells[0], []).append((cells[1], cells[2], cells[3], cells[4], cells[5]))
        except (IndexError, ValueError) as error:
            raise ValueError(f"weights/latin.tsv:{number}: not a row of the table; rerun scripts/fit_latin.py") from error
    if not inputs or not outputs or "reach" not in constants:
        raise ValueError("weights/latin.tsv: rows are missing; rerun scripts/fit_latin.py")
    return Network(inputs, outputs, constants)
