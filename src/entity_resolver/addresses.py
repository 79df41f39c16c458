"""Wards, quarters and stations behind the town they are in: 岡山市|北区|伊島町, 杉並区|阿佐谷南|3丁目, 名古屋|駅前."""

from __future__ import annotations

from collections.abc import Iterator

from entity_resolver.closed import Found
from entity_resolver.patterns import late
from entity_resolver.spans import Span, unlisted

_WARD = late(
    r"(?![全各両同])[一-龠々ヶ]{1,4}?区(?=[^一-龠々]|[東西南北]?[0-9]|[一-龠々ヶノァ-ヺー]{1,6}(?:町(?![一-龠々民長内])|[0-9]{1,2}(?:丁目|番)|駅))"
)
_QUARTER = late(
    r"(?!(?:港|下|城下|門前|宿場|温泉|隣|同|市|県)町)[一-龠々ヶノ][一-龠々ヶノァ-ヺー]{0,6}?"
    r"(?:町(?![一-龠々ァ-ヺー])|(?=[0-9]{1,2}丁目|[0-9]{1,3}(?:番地|の[0-9])))"
)
_LIES = late(r"[一-龠々ヶノ]{2,5}?(?=に(?:ある|あっ|所在|位置|住|建))")
"""A quarter by what is said of it: 阪南市|石田にある."""
_ADDRESS = late(r"[区町]|丁目|に(?:ある|あっ|所在|位置|住|建)")
_SAME_TOWN = late(r"同[市区]")
STATION_AREA = r"駅(?=前|構内|周辺|付近|[東西南北]口|近く|ビル|改札|ホーム|員)"
AT_STATION = late(STATION_AREA)
"""A station of which the text says only what is at it."""


def in_towns(text: str, found: Found) -> Iterator[Span]:
    """The ward behind a city, and the quarter behind a ward or a town, whether any dictionary has them or not."""
    if _ADDRESS.search(text) is None:
        return
    ends = {at for at in found.ends if text[at - 1] in "市区町村郡"}
    ends.update(match.end() for match in _SAME_TOWN.finditer(text))
    for at in sorted(ends):
        if text[at - 1] == "市" and (ward := _WARD.match(text, at)):
            if not found.is_sure(*ward.span()):
                yield unlisted(*ward.span(), "GPE", "a ward behind its city")
            at = ward.end()
        quarter = _QUARTER.match(text, at) or (_LIES.match(text, at) if text[at - 1] in "市区町村" else None)
        if quarter and not found.is_sure(*quarter.span()):
            yield unlisted(*quarter.span(), "GPE", "a quarter behind its town")
