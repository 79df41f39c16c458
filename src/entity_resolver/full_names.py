"""Full names by their parts: a given name that sounds like the listed one, and a listed surname."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from entity_resolver.fold import fold_key
from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.model import Step
from entity_resolver.nameparts import JOINT, LONGEST_NAME
from entity_resolver.patterns import late
from entity_resolver.spans import Span
from entity_resolver.surnames import of_other_sex

PART = r"(?:[ァ-ヺ][ァ-ヺー]*|(?<![a-z])[a-z]{1,2}\.?(?=[・.]))"
JOINED_RUN = late(rf"(?<![ァ-ヺー])(?:[a-z]{{1,2}}(?:\.?[・.]|\.))?{PART}(?:[・=]{PART})+(?![ァ-ヺー])")
_INITIAL = late(r"[a-z]\.?")
_SAME_GIVEN, _SURELY_SAME = 0.5, 0.75
"""Probability that two given names are one: from where on it links, and from where on it rewrites, or links with a surname
that is spelt otherwise too (アレックス・ミラー is no アレクセイ・ミレル)."""
_REMEMBERED = 4096


class FullNames:
    """Reads runs joined by ・ as given name and surname of a listed person."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.may_respell = lru_cache(maxsize=_REMEMBERED)(self._may_respell)

    def __reduce__(self) -> tuple[type[FullNames], tuple[Lexicon]]:
        return FullNames, (self._lexicon,)

    def composed(self, text: str, run: tuple[int, int], aligned: Sequence[Span]) -> Span | None:
        """Given name + listed surname of the one person whose full name sounds so (バラク・フセイン・オバマ)."""
        given = JOINT.split(text[run[0] : run[1]])[0]
        found: dict[str, tuple[float, Form]] = {}
        for span in aligned:
            for form in span.forms if span.end == run[1] else ():
                entity = self._lexicon.get(form.entity_id)
                if entity is not None and entity.type == "PERSON" and "・" in entity.ja:
                    listed = JOINT.split(entity.ja)
                    chance = 0.0 if of_other_sex(f"{given}・", f"{listed[0]}・") else _same_given_name(given, listed[0])
                    if chance >= (_SURELY_SAME if form.target else _SAME_GIVEN):
                        whole = len(listed) == len(JOINT.split(text[run[0] : run[1]])) and chance >= _SURELY_SAME
                        whole = whole and form.kind != "former"  # エモマリ・ラフモノフ
                        target = entity.ja if whole else ""
                        found[entity.id] = (chance, Form(entity.ja, entity.id, "ja", "transliteration", "link", target))
        if len(found) != 1:
            return None
        chance, form = next(iter(found.values()))
        detail = f"{given} sounds like the given name in {form.text} ({chance:.2f}), and the surname is listed"
        step = Step("composition", detail, (text[run[0] : run[1]], form.text))
        return Span(run[0], run[1], (form,), "composition", "PERSON", steps=(step,))

    def _may_respell(self, run: str) -> bool:
        """May a joined run, up to any of its characters, be read as a full name that is written otherwise?"""
        for joint in JOINT.finditer(run):
            start = joint.end()
            for end in range(start + 1, min(len(run), start + LONGEST_NAME) + 1):
                forms = self._lexicon.forms.get(fold_key(run[start:end]), ())
                name = self.composed(run, (0, end), [Span(start, end, forms)]) if forms else None
                target = name.forms[0].target if name is not None else ""
                if target and fold_key(target) != fold_key(run[:end]):
                    return True
        return False


def _same_given_name(here: str, listed: str) -> float:
    """Probability that two given names are one; an initial counts as little as it says."""
    if here == listed.lower():
        return 1.0
    if _INITIAL.fullmatch(here) or len(here) < 3:
        return 0.0
    from entity_resolver.scorer import prepare, probability  # most texts need no sound scorer

    return probability(prepare(here), prepare(listed))
