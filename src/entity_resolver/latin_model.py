"""Latin spelling → phonemes: a small network whose table is `weights/latin.tsv` (made by scripts/fit_latin.py).

Each letter of a word becomes zero to five phonemes (x → `kusu`, silent h → nothing). How likely each choice is
depends on the five letters on either side, on which letters the word has at all (j beside ł is not j beside h) and on
the two phonemes before. Summing over all ways to cut the phonemes gives P(phonemes | spelling); a beam gives the
likeliest phonemes. The table is data: integers and scales, and nothing but sums and products at run time.
"""

from __future__ import annotations

import math
import re
import unicodedata
from array import array
from base64 import b85decode
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import nlargest
from importlib import resources
from operator import itemgetter, mul

__all__ = ["Lattice", "Network", "letters", "load_network", "log_add"]

PHONEMES = "^aiueokstncTSfhmyrwgzjdbpvNQ-"  # ^ stands before the first phoneme
SILENT = "."  # how the table writes a letter without a sound
EDGE = "_"  # how it writes the place beyond the ends of the word
_MOST_TEXT = 120  # characters of a name that are read
LONGEST = 40  # letters of a word that are read; no name in the training data has more than 25
IMPOSSIBLE = -99.0  # log-likelihood of phonemes no letter can give
LONGEST_SOUND = 5
_NEGLIGIBLE = 0.005

# Letters with too few examples to learn are read as what they are written with (đ → d, ř → r); these keep their mark.
_LEARNT = frozenset("abcdefghijklmnopqrstuvwxyz'éáćöüšóíčäèžłñńăøçşý")
_SPELT_OUT = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ð": "d",
        "đ": "d",
        "ı": "i",
        "ħ": "h",
        "ŋ": "ng",
        **dict.fromkeys("’ʻ`‘´ʼ", "'"),
    }
)


def letters(word: str) -> str:
    """A Latin word as the letters the model has learnt: lower case, rare accents dropped, everything else (digits,
    dots, kana) left out.

    >>> letters("Škoda"), letters("Dvořák"), letters("Großmann")
    ('škoda', 'dvorák', 'grossmann')
    """
    known: list[str] = []
    for character in unicodedata.normalize("NFC", unicodedata.normalize("NFKC", word).casefold().translate(_SPELT_OUT)):
        parts = character if character in _LEARNT else unicodedata.normalize("NFD", character)
        known += [part for part in parts if part in _LEARNT]
    return "".join(known)[:LONGEST]


def log_add(a: float, b: float) -> float:
    """log(exp(a) + exp(b)) without overflow.

    >>> round(log_add(math.log(0.25), math.log(0.5)), 4) == round(math.log(0.75), 4)
    True
    """
    high, low = (a, b) if a > b else (b, a)
    return high + math.log1p(math.exp(low - high))


@dataclass(frozen=True)
class Sounds:
    """What one letter may sound like: its choices of phonemes with their weights, in one order."""

    phonemes: tuple[str, ...]
    weights: tuple[list[float], ...]
    bias: tuple[float, ...]
    after_last: tuple[list[float], ...]
    after_last_but_one: tuple[list[float], ...]
    _factors: dict[str, list[float]] = field(default_factory=dict, repr=False, compare=False)

    def factors(self, before: str) -> list[float]:
        """How much each choice gains or loses after these two phonemes (the same in every word, hence kept)."""
        known = self._factors.get(before)
        if known is None:
            one, two = PHONEMES.find(before[1]), PHONEMES.find(before[0])
            known = self._factors[before] = [
                math.exp(a[one] + b[two]) for a, b in zip(self.after_last, self.after_last_but_one, strict=True)
            ]
        return known


@dataclass(frozen=True)
class Network:
    """The weights of `weights/latin.tsv`, decoded row by row when first needed."""

    inputs: dict[str, tuple[str, str]] = field(repr=False)
    outputs: dict[str, list[tuple[str, str, str, str, str]]] = field(repr=False)
    constants: dict[str, float]
    _decoded: dict[str, list[float]] = field(default_factory=dict, repr=False, compare=False)
    _sounds: dict[str, Sounds] = field(default_factory=dict, repr=False, compare=False)

    def row(self, key: str) -> list[float]:
        """The hidden weights of one input (`-2 k`: the letter two to the left is k; `* ł`: the word has an ł)."""
        values = self._decoded.get(key)
        if values is None:
            values = self._decoded[key] = _floats(*self.inputs[key]) if key in self.inputs else []
        return values

    def sounds(self, letter: str) -> Sounds:
        """The choices of phonemes for a letter."""
        known = self._sounds.get(letter)
        if known is None:
            known = self._sounds[letter] = _sounds(self.outputs.get(letter, []))
        return known

    def lattice(self, text: str) -> Lattice:
        """The lattice of a name of one or more words (split at spaces and hyphens; each word is read by itself)."""
        steps: list[Step] = []
        for word in re.split(r"[\s\-‐‑–=＝・·]+", text[:_MOST_TEXT]):
            steps += self._word(letters(word))
        return Lattice(tuple(steps))

    def _word(self, word: str) -> list[Step]:
        reach = int(self.constants["reach"])
        common = [row for row in (self.row("bias"), *(self.row(f"* {c}") for c in sorted(set(word)))) if row]
        padded = EDGE + word + EDGE
        steps = []
        for i, letter in enumerate(word):
            near = [
                row
                for at in range(max(0, i + 1 - reach), min(len(padded), i + 2 + reach))
                if (row := self.row(f"{at - i - 1} {padded[at]}"))  # a letter never seen at this distance says nothing
            ]
            hidden = [max(0.0, total) for total in map(sum, zip(*common, *near, strict=True))]
            sounds = self.sounds(letter)
            logits = [
                bias + sum(map(mul, hidden, weights)) for bias, weights in zip(sounds.bias, sounds.weights, strict=True)
            ]
            if not logits:
                continue
            top = max(logits)
            steps.append(Step(sounds, [math.exp(z - top) for z in logits], i == 0))
        return steps


@dataclass(frozen=True)
class Step:
    """One letter in its word: how strongly the spelling speaks for each of its sounds (unnormalised chances)."""

    sounds: Sounds
    strengths: list[float]
    starts_word: bool
    _chances: dict[str, dict[str, float]] = field(default_factory=dict, repr=False, compare=False)
    _likely: dict[str, list[tuple[str, float]]] = field(default_factory=dict, repr=False, compare=False)

    def chances(self, before: str) -> dict[str, float]:
        """P(phonemes of this letter) after the two phonemes `before`."""
        known = self._chances.get(before)
        if known is None:
            chances = list(map(mul, self.strengths, self.sounds.factors("^^" if self.starts_word else before)))
            total = sum(chances)
            known = self._chances[before] = dict(
                zip(self.sounds.phonemes, [chance / total for chance in chances], strict=True)
            )
        return known

    def likely(self, before: str) -> list[tuple[str, float]]:
        """The chances worth following in a beam."""
        known = self._likely.get(before)
        if known is None:
            known = self._likely[before] = [item for item in self.chances(before).items() if item[1] > _NEGLIGIBLE]
        return known


@dataclass(frozen=True)
class Lattice:
    """All readings of one name: its letters with the sounds each may have."""

    steps: tuple[Step, ...]

    def best(self, width: int) -> list[tuple[str, float]]:
        """The `width` likeliest phoneme strings with their log-likelihood, best first (approximate: a beam)."""
        beam = [("", 1.0)] if self.steps else []
        for step in self.steps:
            grown: dict[str, float] = {}
            for said, chance in beam:
                for phonemes, here in step.likely(("^^" + said)[-2:]):
                    now = said + phonemes
                    grown[now] = grown.get(now, 0.0) + chance * here
            beam = nlargest(width, grown.items(), key=itemgetter(1))
        found = sorted(beam, key=lambda item: (-item[1], item[0]))
        return [(phonemes, math.log(chance)) for phonemes, chance in found if chance > 0.0]

    def log_likelihood(self, phonemes: str) -> float:
        """log P(phonemes | spelling), summed over all ways to share the phonemes out among the letters; IMPOSSIBLE
        where there is none.
        """
        if not self.steps:
            return IMPOSSIBLE
        padded = "^^" + "".join(p if p in PHONEMES else "^" for p in phonemes)
        size = len(phonemes)
        reached = {0: 1.0}
        for step in self.steps:
            following: dict[int, float] = {}
            for at, chance in reached.items():
                chances = step.chances(padded[at : at + 2])
                for end in range(at, min(at + LONGEST_SOUND, size) + 1):
                    here = chances.get(phonemes[at:end])
                    if here is not None:
                        following[end] = following.get(end, 0.0) + chance * here
            reached = following
        total = reached.get(size, 0.0)
        return math.log(total) if total > 0.0 else IMPOSSIBLE

    def among(self, names: Iterable[str], width: int = 80) -> dict[str, float]:
        """The log-likelihoods of many phoneme strings at once, as `log_likelihood` gives them; hopeless ones (beyond
        a beam of `width`) are left out.
        """
        names = list(names)
        prefixes = {name[:size] for name in names for size in range(len(name) + 1)}
        reached = {"": 1.0}
        for step in self.steps:
            following: dict[str, float] = {}
            for said, chance in reached.items():
                for phonemes, here in step.chances(("^^" + said)[-2:]).items():
                    now = said + phonemes
                    if now in prefixes:
                        following[now] = following.get(now, 0.0) + chance * here
            reached = (
                following if len(following) <= width else dict(nlargest(width, following.items(), key=itemgetter(1)))
            )
        return {name: math.log(reached[name]) for name in names if reached.get(name, 0.0) > 0.0} if self.steps else {}


def _floats(scale: str, packed: str) -> list[float]:
    factor = float(scale)
    return [factor * value for value in array("b", b85decode(packed))]


def _sounds(rows: list[tuple[str, str, str, str, str]]) -> Sounds:
    after = [_floats(scale, packed) for _, _, _, scale, packed in rows]
    middle = len(PHONEMES) + 1
    return Sounds(
        tuple("" if row[0] == SILENT else row[0] for row in rows),
        tuple(_floats(row[1], row[2]) for row in rows),
        tuple(values[0] for values in after),
        tuple(values[1:middle] for values in after),
        tuple(values[middle:] for values in after),
    )


@lru_cache(maxsize=1)
def load_network() -> Network:
    """The bundled network, read once (about 8 ms). Raises ValueError if the table is damaged."""
    return parse_network((resources.files("entity_resolver") / "weights" / "latin.tsv").read_text(encoding="utf-8"))


def parse_network(table: str) -> Network:
    """A network from the text of its table: `set` rows are constants, `in` rows inputs, `out` rows sounds of a
    letter.
    """
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
            raise ValueError(
                f"weights/latin.tsv:{number}: not a row of the table; rerun scripts/fit_latin.py"
            ) from error
    if not inputs or not outputs or "reach" not in constants:
        raise ValueError("weights/latin.tsv: rows are missing; rerun scripts/fit_latin.py")
    return Network(inputs, outputs, constants)
