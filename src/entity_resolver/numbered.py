"""Names that a number tells: rulers and popes, the units of an army, typhoons."""

from __future__ import annotations

from collections.abc import Iterator

from entity_resolver.full_names import PART
from entity_resolver.lexicon import Lexicon
from entity_resolver.nameparts import NameParts
from entity_resolver.patterns import late
from entity_resolver.spans import Span, script, unlisted

_TYPHOON = late(r"台風(?:第)?[0-9]{1,2}号")
_NUMBERED = late(
    rf"(?<![ァ-ヺー・=])(?P<name>(?:{PART}[・=])*{PART})(?:[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}})世(?![紀界代帯])"
)
_UNIT = late(
    r"第[0-9一二三四五六七八九十百]{1,4}(?![次回期世者位代条項章号国])(?:[一-龠々]|ロケット|ヘリ|ミサイル|ドローン){0,10}?"
    r"(?:旅団|師団|連隊|大隊|軍団|任務部隊|航空団|艦隊|戦隊|軍)(?![一-龠々](?<![第司所支参隷麾]))"
)
_WORD = late(r"[ァ-ヺー]+")


class NumberedNames:
    """Finds them in folded text."""

    def __init__(self, lexicon: Lexicon, parts: NameParts) -> None:
        self._lexicon = lexicon
        self._parts = parts

    def spans(self, text: str) -> Iterator[Span]:
        """A ruler or a pope (メネリク2世, イスラム3世ギレイ), a unit of an army (第155独立海軍歩兵旅団), a typhoon (台風10号)."""
        for match in _NUMBERED.finditer(text) if "世" in text else ():
            if not text.endswith(("日系", "在日"), 0, match.start()) and not self._lexicon.names_country(match["name"]):
                yield unlisted(match.start(), self._with_surname(text, match.end()), "PERSON", "the number of a ruler")
        if "台風" in text:
            yield from (
                unlisted(*match.span(), "EVENT", "the number of a typhoon") for match in _TYPHOON.finditer(text)
            )
        if "第" in text:
            yield from (unlisted(*match.span(), "ORG", "the number of a unit") for match in _UNIT.finditer(text))

    def _with_surname(self, text: str, end: int) -> int:
        """Where a ruler's name ends that may go on behind the number: イスラム3世|ギレイ, but ベネディクト16世|ローマ教皇."""
        run = _WORD.match(text, end)
        if run is None or self._lexicon.forms.get(run[0]) or self._parts.kind(run[0]) not in ("?", "PERSON"):
            return end
        return end if run.end() < len(text) and script(text[run.end()]) == "kanji" else run.end()
