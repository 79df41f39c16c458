"""Matching across scripts: which listed kana names a Latin or Cyrillic spelling can stand for.

A spelling is read as phonemes in its likeliest ways, the index finds the listed names near each, and the joint model
P(phonemes | spelling) ranks those. Cyrillic is first spelt in Latin letters, in every language and case it may be
(cyrillic.py).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import nlargest
from typing import NamedTuple

from entity_resolver.cyrillic import has_cyrillic, spellings
from entity_resolver.index import FuzzyIndex
from entity_resolver.latin_model import IMPOSSIBLE, Lattice, Network, load_network, log_add

__all__ = ["LatinCandidate", "LatinModel", "bundled_model", "latin_phonemes", "rank"]

_REMEMBERED = (
    128  # spellings whose lattices are kept: one look-up scores about a hundred names against the same spelling
)
_BEAM = 20
_GUESSES = 12
_NEAR_EACH = 12


class LatinCandidate(NamedTuple):
    """A listed name and how well the spelling fits it (log-likelihood per letter, and a probability)."""

    position: int
    log_likelihood: float
    probability: float


@dataclass(frozen=True)
class _Reading:
    """One way to take a spelling (language, case), with the log of how much it is believed."""

    lattice: Lattice
    log_weight: float
    guesses: list[tuple[str, float]]

    def evidence(self, log: float) -> list[float]:
        size = len(self.lattice.steps)
        return [log / size, log - self.guesses[0][1], math.log(size)]


@dataclass(frozen=True)
class LatinModel:
    """P(phonemes | Latin or Cyrillic spelling). Immutable but for a cache; safe to share between threads.

    >>> model = bundled_model()
    >>> model.phoneme_guesses("Pokrovsk", 1)[0][0]
    'pokurofusuku'
    >>> model.probability("Witkof", "witokofu") > 0.5 > model.probability("Witkof", "puuciN")
    True
    """

    network: Network = field(repr=False)
    _cache: dict[str, tuple[_Reading, ...]] = field(default_factory=dict, repr=False, compare=False)

    def _readings(self, text: str) -> tuple[_Reading, ...]:
        known = self._cache.get(text)
        if known is None:
            known = self._read(text)
            if len(self._cache) >= _REMEMBERED:
                self._cache.clear()
            self._cache[text] = known
        return known

    def _read(self, text: str) -> tuple[_Reading, ...]:
        ways = spellings(text) if has_cyrillic(text) else [(text, 1.0)]
        found = []
        for spelling, weight in ways:
            lattice = self.network.lattice(spelling)
            if guesses := lattice.best(_BEAM):
                found.append(_Reading(lattice, math.log(weight), guesses))
        return tuple(found)

    def phoneme_guesses(self, text: str, k: int = _GUESSES) -> list[tuple[str, float]]:
        """The k likeliest phoneme strings of a name with log P, best first. Empty if the text has no Latin or
        Cyrillic letter.
        """
        total: dict[str, float] = {}
        for reading in self._readings(text):
            for phonemes, log in reading.guesses:
                log += reading.log_weight
                total[phonemes] = log_add(total[phonemes], log) if phonemes in total else log
        return nlargest(k, total.items(), key=lambda item: item[1])

    def log_likelihood(self, text: str, phonemes: str) -> float:
        """log P(phonemes | text) per letter of the text: about -0.2 for the usual rendering, below -1 for a poor one,
        -99 for an impossible one.
        """
        logs = self._logs(text, phonemes)
        return max((log / len(reading.lattice.steps) for log, reading in logs), default=IMPOSSIBLE)

    def _logs(self, text: str, phonemes: str) -> list[tuple[float, _Reading]]:
        found = []
        for reading in self._readings(text):
            log = reading.lattice.log_likelihood(phonemes)
            if log > IMPOSSIBLE:
                found.append((log + reading.log_weight, reading))
        return found

    def evidence(self, text: str, phonemes: str) -> list[float]:
        """What the probability rests on: log-likelihood per letter, its distance from the best reading, and log of
        the length. Empty if impossible.
        """
        return max((reading.evidence(log) for log, reading in self._logs(text, phonemes)), default=[])

    def evidence_among(self, text: str, names: Sequence[str]) -> dict[str, list[float]]:
        """The evidence for each of many phoneme strings; those that cannot compete with the others are left out."""
        found: dict[str, list[float]] = {}
        for reading in self._readings(text):
            for name, log in reading.lattice.among(names).items():
                found[name] = max(found.get(name, []), reading.evidence(log + reading.log_weight))
        return found

    def probability(self, text: str, phonemes: str) -> float:
        """The chance that a name of these phonemes is what the spelling means, given that it is the best match listed
        (calibrated on unseen names).
        """
        return self.calibrated(self.evidence(text, phonemes))

    def calibrated(self, evidence: list[float]) -> float:
        """The probability that evidence amounts to; 0 for none."""
        if not evidence:
            return 0.0
        constants = self.network.constants
        terms = [constants.get(f"calibration_{i}", 0.0) * value for i, value in enumerate([*evidence, 1.0])]
        return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, sum(terms)))))


@lru_cache(maxsize=1)
def bundled_model() -> LatinModel:
    """The model of the bundled table, loaded once, on first use."""
    return LatinModel(load_network())


def latin_phonemes(token: str, k: int = 5) -> list[str]:
    """The k likeliest phoneme strings of a Latin or Cyrillic name, best first.

    >>> latin_phonemes("Merkel", 1)
    ['merukeru']
    """
    return [phonemes for phonemes, _ in bundled_model().phoneme_guesses(token, k)]


def rank(
    model: LatinModel, text: str, index: FuzzyIndex, strings: Sequence[str], limit: int = 10
) -> list[LatinCandidate]:
    """The listed names that a Latin or Cyrillic spelling fits best, best first; names it cannot stand for are left out.

    `strings` are the phoneme strings the index was built from; positions refer to them. Equal strings are all
    returned, and count once for `limit`. About 5 ms among 70,000 names.

    >>> from entity_resolver.phonemes import phonemes
    >>> names = ["ルハンスク", "ポクロウスク", "ウィトコフ"]
    >>> strings = [phonemes(name) for name in names]
    >>> [names[c.position] for c in rank(bundled_model(), "Witkof", FuzzyIndex.build(strings), strings)]
    ['ウィトコフ']
    """
    near: dict[str, list[int]] = {}
    seen: set[int] = set()
    for guess, _ in model.phoneme_guesses(text):
        for position in index.shortlist(guess, _NEAR_EACH):
            if position not in seen:
                seen.add(position)
                near.setdefault(strings[position], []).append(position)
    scored = sorted(model.evidence_among(text, list(near)).items(), key=lambda item: (-item[1][0], item[0]))
    return [
        LatinCandidate(position, evidence[0], model.calibrated(evidence))
        for phonemes, evidence in scored[:limit]
        for position in near[phonemes]
    ]
