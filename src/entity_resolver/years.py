"""The years that a text names, by the Western count or by an era of Japan: 1939年, 一九三九年, 平成四年."""

from __future__ import annotations

from collections.abc import Iterator

from entity_resolver.patterns import late

_A_TIME = r"年(?!前|間|以|余|も|ぶり|の(?:歴史|伝統|歳月|間)|にわた)"
_WESTERN = late(rf"(?<![0-9])(?P<year>(?:1[5-9]|20)[0-9]{{2}}){_A_TIME}")
_IN_KANJI = late(rf"(?<![一二三四五六七八九〇])(?P<year>[一二][一二三四五六七八九〇]{{3}}){_A_TIME}")
_BY_ERA = late(
    r"(?P<era>明治|大正|昭和|平成|令和)(?P<year>元|[0-9]{1,2}|[一二三四五六][一二三四五六七八九〇]|[一二三四五六七八九]?十?[一二三四五六七八九]?)年"
)
_BEFORE = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
"""Era → the year before its first."""
_DIGITS = {char: str(number) for number, char in enumerate("〇一二三四五六七八九")}


def years_of(text: str) -> Iterator[int]:
    """Every year that a folded text names, in Western years."""
    if "年" not in text:
        return
    for match in _WESTERN.finditer(text):
        yield int(match["year"])
    for match in _IN_KANJI.finditer(text):
        yield int("".join(_DIGITS[char] for char in match["year"]))
    for match in _BY_ERA.finditer(text):
        if number := _number(match["year"]):
            yield _BEFORE[match["era"]] + number


def _number(written: str) -> int:
    """元, 12, 十二, 二十, 四 → a number up to 99; 0 for none."""
    if written == "元":
        return 1
    if written.isdigit():
        return int(written)
    tens, ten, ones = written.partition("十")
    if not ten:
        return int("".join(_DIGITS.get(char, "0") for char in written) or "0")
    return int(_DIGITS.get(tens, "1")) * 10 + int(_DIGITS.get(ones, "0"))
