"""Parties that nobody listed, whose names are made of the words that parties choose: 国民独立党, 公正自由党."""

from __future__ import annotations

import re
from collections.abc import Iterator

from entity_resolver.closed import Found
from entity_resolver.lexicon import Lexicon
from entity_resolver.patterns import late
from entity_resolver.rules import Rules, alternation
from entity_resolver.spans import Span, unlisted

_CLOSING = ("党", "連合", "同盟")
_TWO_WORDS = 4
"""Characters."""


class PartyNames:
    """Finds them by the words of class `party word`."""

    def __init__(self, lexicon: Lexicon, rules: Rules) -> None:
        self._lexicon = lexicon
        self._generic = rules.generic_bodies
        words = alternation(rules.longer_names["party word"])
        self._name = late(
            rf"(?<![一-龠々ァ-ヺー・])新?(?P<words>(?:{words}){{1,5}})(?:党(?![派員校史部則是風])|(?P<union>連合)|同盟)(?![一-龠々]*国)"
        )

    def spans(self, text: str, found: Found) -> Iterator[Span]:
        """NIL spans, which may overlap a shorter listed party (統一|共産党), but none that is listed as a whole."""
        for match in self._name.finditer(text) if any(word in text for word in _CLOSING) else ():
            if match["union"] and len(match["words"]) < _TWO_WORDS:  # 国家連合
                continue
            sure = any(form.use == "link" for form in self._lexicon.forms.get(match[0], ()))
            if not sure and match[0] not in self._generic and not self._goes_on(match, found):
                yield unlisted(*match.span(), "ORG", "made of the words that parties choose")

    @staticmethod
    def _goes_on(match: re.Match[str], found: Found) -> bool:
        """Does something that is surely named reach over the ends of the name?"""
        within = (span for at in range(*match.span()) for span in found.starts.get(at, ()))
        return any(span.is_sure and span.end > match.end() for span in within) or found.is_sure(
            match.start() - 1, match.start()
        )
