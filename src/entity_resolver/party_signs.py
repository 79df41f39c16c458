"""Parties by one character each, as headlines join them: 自公|連立, 自維|両党."""

from __future__ import annotations

import re
from collections.abc import Iterator

from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.patterns import late
from entity_resolver.rules import columns
from entity_resolver.spans import Span

_FOLLOWS = r"連立|両党|与党|政権|過半数|協力|体制|推薦|候補|幹事長|党首|政調|国対|合意|協議|会談|政策|案|間|[23二三]党|[のがはでとにをも、。・」)\n]|$"
_FEWEST, _MOST = 2, 3


class PartySigns:
    """Finds the signs of rules/party_signs.tsv where two or three stand together and by themselves."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._forms = {
            sign: Form(sign, id_, "ja", "abbreviation", "link")
            for sign, id_ in columns("party_signs", "sign", "entity_id")
            if lexicon.get(id_) is not None
        }
        signs = "".join(map(re.escape, self._forms)) or "\0"
        self._run = late(rf"(?<![一-龠々ァ-ヺー])[{signs}]{{{_FEWEST},{_MOST}}}(?={_FOLLOWS})")

    def spans(self, text: str) -> Iterator[Span]:
        """One span for each sign."""
        few = sum(sign in text for sign in self._forms) < _FEWEST
        for run in () if few else self._run.finditer(text):
            if len(set(run[0])) == len(run[0]):
                for at in range(*run.span()):
                    yield Span(at, at + 1, (self._forms[text[at]],))
