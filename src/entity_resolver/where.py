"""Evidence that a name in katakana is a place: what is said to be done there (ドルトムントに|到着)."""

from __future__ import annotations

import re

from entity_resolver.document import Document
from entity_resolver.generic_bodies import named_until
from entity_resolver.lexicon import Form
from entity_resolver.model import Entity
from entity_resolver.patterns import late
from entity_resolver.spans import Span, script

_THERE = late(
    r"で(?!す|し[たょ]|あ[りるっろ]|は?な[いくかけ]|も?な[いく])|市[内街]|近郊|郊外|空港|出身|在住"
    r"|に(?:あ[るっ]|到着|着[いく]|入[りっる港]|向[かけ]|位置|住|滞在|本[社部]|拠点|留学|派遣|設[立置け]|置[かい]|逃|亡命|生まれ|移[りっ住]|駐|戻|寄港|集[まい結]|布陣|上陸|進[軍攻出])"
    r"|の(?:中心部|市[街民内]|住民|郊外|(?:[ァ-ヺー・]{2,12})?(?:市長|知事))"
    r"|を(?:訪|出[発て港]|離[れ陸]|経[てっ由]|拠点|占領|攻撃|砲撃|空爆|制圧|奪還|後に|発[ちっ])"
)
_HEAD = late(r"の(?:[ァ-ヺー・]{2,14}|[一-龠々]{2,5})(?P<head>知事|市長)")
_PROVINCES = ("都", "道", "府", "県", "州")
_LONGEST_PLACE = 12
_LIES_IN = late(r"[のが](?:ある|位置する|属する|含まれる)")
_FROM_OR_TO = late(r"へ|から|まで|行き")

_PART_OF = late(
    r"[ァ-ヺー・一-龠]{1,16}?(?:の|(?:[東西南北中]{1,2}部|沿岸部?|近郊)(?:の|に(?:ある|位置する))?|[州県省都府市]の?)"
    r"(?:(?:第[1-3一二三]の|主要|中心|港湾|国境)?(?:都市|要衝|町|街|村|集落|港|州都|県都|拠点)[、・の]?)?[「『]?"
)
_LONGEST_PART, _LONGEST_TOWN = 28, 5
_TOWN_BEFORE = late(
    r"(?P<town>(?:都市|[州県首]都|港町|要衝)(?=[、の・「『]|$)|(?<![一-龠])(?:町|街|村|集落)(?=[、「『]|$)|(?<=[農漁寒山港])[町村](?=[、「『]|$))[、の・]?[「『]?$"
)
_TOWN_AFTER = late(r"は[ァ-ヺー・一-龠]{1,12}の(?P<town>[州県首]都|中心都市|主要都市|港町|要衝)")


def there(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """The words behind a place of the dictionary are said of places; から and へ too where nobody is called so. Not behind a
    place that it is no part of (ケンタッキー州|リッチモンド)."""
    if script(document.text[span.start]) != "katakana" or not is_place_word(span, document):
        return None
    before = document.text[span.start - 1 : span.start]
    whose = named_until(span.start - (before in ("の", "・")), document) if before else None
    if whose is not None and whose.type == "GPE" and whose.id not in document.regions(entity):
        return None
    match = _THERE.match(document.text, span.end)
    if match is None and all(document.lexicon.type_of(other) != "PERSON" for other in span.forms):
        match = _FROM_OR_TO.match(document.text, span.end)
    return f"{match[0]} follows" if match else None


def led_by(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """Who leads a prefecture or a state, or who leads a town, tells which of a name is meant: 佐賀の|山口知事, 熊本の|大西市長."""
    match = _HEAD.match(document.text, span.end)
    if match is None or entity.ja.endswith(_PROVINCES) != (match["head"] == "知事"):
        return None
    return f"a {match['head']} follows"


def places_before(end: int, document: Document) -> list[Entity]:
    """What the longest listed name of a place that ends before a の at `end` may be, sure or not: 静岡|の鈴木知事."""
    for start in range(max(0, end - _LONGEST_PLACE), end) if document.text.startswith("の", end) else ():
        forms = document.lexicon.forms.get(document.text[start:end], ())
        named = (document.lexicon.get(form.entity_id) for form in forms)
        if places := [place for place in named if place is not None and place.type in ("GPE", "LOC")]:
            return places
    return []


def lies_in(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """The words behind it say in which region it lies: ゴマのある|北キブ州."""
    match = _LIES_IN.match(document.text, span.end)
    region = document.named_at.get(match.end(), "") if match else ""
    return f"it lies in {region}" if region and region in document.regions(entity) else None


def country_in_brackets(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """Its country stands in brackets right behind it: ドルトムント|(ドイツ)."""
    text, end = document.text, span.end
    country = document.named_at.get(end + 1, "") if text[end : end + 1] == "(" else ""
    return f"{country} in brackets" if country and country in document.regions(entity) else None


def inside_region(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """A part of the country or state it belongs to stands right before a place (コンゴ東部ゴマ, 北キブ州のゴマ)."""
    if entity.type not in ("GPE", "LOC", "FAC"):
        return None
    regions = document.regions(entity)
    for at in range(max(0, span.start - _LONGEST_PART), span.start) if regions else ():
        region = document.named_at.get(at)
        if region in regions and _PART_OF.fullmatch(document.text, at, span.start):
            return f"part of {region}"
    return None


def called_a_town(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """The words beside it call it a town (主要都市、ゴマ), or the capital of something (ゴマは北キブ州の州都)."""
    if entity.type != "GPE" or not entity.part_of:
        return None
    match = town_before(span, document) or _TOWN_AFTER.match(document.text, span.end)
    return f"called {match['town']}" if match else None


def town_before(span: Span, document: Document) -> re.Match[str] | None:
    """The word for a town right before the span, in the group `town`: 国境の町|ガンボル."""
    return _TOWN_BEFORE.search(document.text, max(0, span.start - _LONGEST_TOWN), span.start)


def is_place_word(span: Span, document: Document) -> bool:
    """Does the tokenizer's dictionary have the whole word as a place?"""
    token = document.view.token(span.start)
    return token is not None and (token.start, token.end) == (span.start, span.end) and token.pos[2] == "地名"
