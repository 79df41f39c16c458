"""How likely a spelling is to be the listed name, as probabilities and as log-odds."""

from __future__ import annotations

import math

from entity_resolver.glyphs import CERTAIN_SLIP
from entity_resolver.lexicon import Form
from entity_resolver.model import Entity
from entity_resolver.patterns import late
from entity_resolver.spans import Span

_RESPELT = ("PERSON", "GPE", "LOC")  # companies and brands are spelt as they please, and much alike
_JOINT = late(r"[・＝=]")
NIL_CONFIDENCE = 0.5
TEXT_PRIOR = -2.37
"""Log-odds: few unlisted names of running text are a listed name in another spelling; the scorer is calibrated on look-ups,
where two of three are (docs/decisions/0007-fuzzy-in-text.md)."""
ALONE = 0.98
"""The most that the likeness of a single word is believed where nothing in the text speaks for the entity: linked, and
not rewritten."""
_LONG_ENOUGH = 5
"""Characters of a word that its likeness alone may link: ツールズ is no トゥールーズ, and ヤマサキ no firm."""
CONTEXT_WEIGHT = 1.5
SUSPECTED = 0.5
_MOST_SUPPORT = 9.0
"""More points than all the evidence for an unlisted spelling together."""


def may_be_decided(span: Span, form: Form, entity: Entity, spoken_for: bool, link: float, rewrite: float) -> bool:
    """May a spelling that nobody listed be rewritten, or vouch for another one in the text? `spoken_for`: the text names the
    entity or something of its region elsewhere; `link`, `rewrite`: the thresholds."""
    chance = unlisted_chance(span, form, entity, _MOST_SUPPORT if spoken_for else 0.0)
    return chance >= (
        rewrite if span.method == "transliteration" and not _JOINT.search(form.text) else min(link, rewrite)
    )


def unlisted_chance(span: Span, form: Form, entity: Entity, points: float) -> float:
    """Probability that a spelling of a form that nobody listed is that entity, with these points of evidence for it."""
    if span.method == "kanji":
        return SUSPECTED
    prior = 0.0 if span.method == "glyph" and span.probability == CERTAIN_SLIP else TEXT_PRIOR
    chance = round(probability(_log_odds(span.probability) + prior + CONTEXT_WEIGHT * points), 4)
    single = not _JOINT.search(form.text)
    if prior and single and (points <= 0 or entity.type not in _RESPELT):
        long = entity.type in _RESPELT and span.end - span.start >= _LONG_ENOUGH
        chance = min(chance, ALONE if long or points > 0 else NIL_CONFIDENCE)
    return chance


def _log_odds(chance: float) -> float:
    chance = min(max(chance, 1e-4), 1 - 1e-5)
    return math.log(chance / (1 - chance))


def probability(points: float) -> float:
    return round(1 / (1 + math.exp(-points)), 4)
