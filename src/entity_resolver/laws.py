"""Laws that nobody listed, by what is said of laws: 刑事訴訟法|の規定, 銃刀法|違反, 改正|地域交通法."""

from __future__ import annotations

from collections.abc import Iterator

from entity_resolver.patterns import late
from entity_resolver.rules import Rules, alternation
from entity_resolver.spans import Span, unlisted
from entity_resolver.tokens import TokenView

_LAW = late(
    r"(?<![一-龠々ァ-ヺー])(?P<before>改正|現行|新|旧)?(?P<name>[一-龠々ァ-ヺー]{1,14}?法)"
    r"(?=違反|改正|第?[0-9一二三四五六七八九十百]{1,4}条|に違反|に基づ[きくい]|の(?:適用|改正|規定|施行|制定|廃止)|[がを](?:施行|改正|制定))"
)
_LEAST = 2


class Laws:
    """Finds the names of laws."""

    def __init__(self, rules: Rules) -> None:
        self._no_law = late(f"(?:{alternation(rules.longer_names['no law'])})$")

    def spans(self, text: str, taken: bytearray, view: TokenView) -> Iterator[Span]:
        """NIL spans beside those that are found already."""
        for match in _LAW.finditer(text) if "法" in text else ():
            start, end = match.span("name")
            if end - start < _LEAST or taken.find(1, start, end) >= 0 or self._no_law.search(match["name"]):
                continue
            if view.is_edge(end) and view.is_edge(start):
                yield unlisted(start, end, "LAW", f"{text[end : end + 2]} follows, as of a law")
