"""Bodies that any country may have (国会, 財務省): whose is meant."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from entity_resolver.document import Document
from entity_resolver.fold import fold_key
from entity_resolver.lexicon import Form
from entity_resolver.model import Entity
from entity_resolver.patterns import late
from entity_resolver.spans import Span, script

_OFFICER = late(
    r"の(?:[ァ-ヺー・]{2,20}|[一-龠々]{2,5}?)(?P<post>c[a-z]o(?![a-z])|最高(?:経営|財務|執行)責任者|(?:共同)?創業者|副?社長|会長)"
)
_TOPIC = late(r"[^、。\n「」]{1,30}?[^でにとへからまりの、。]は")
_SHORT = late(r"\((?P<name>[a-z]{2,6})\)")
_ABROAD = late(r"(?:\([a-z]{2,6}\))?の[ァ-ヺー・]{3,20}(?![ァ-ヺー・])")
"""Somebody with a name in katakana, who is of no body at home."""
_LONGEST_NAME = 16
_LONGEST_TITLE = 12
_FORMER, _MEMBER = "前元", "議員"
_OF_SEVERAL = ("両国の", "両国", "各国の", "各国", "諸国の", "双方の", "か国の", "カ国の", "ヵ国の")
"""Before a body that each of several countries has: 日ロ両国の|国会."""
_AS_AT_HOME = ("議員)", "議長)", "に相当)", "に当たる)", "に相当する)")


def country_of_body(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """A body any country may have: its country is the topic of the sentence, or the only one there, or the text's."""
    if entity.type != "ORG" or not entity.part_of or form.text not in document.rules.generic_bodies:
        return None
    about = _topic_countries(span, document) or set(_countries(document, *document.view.sentence(span.start)))
    if (about or document.states) == {entity.part_of} or (not about and document.mainly == entity.part_of):
        return f"the text speaks of {entity.part_of} here"
    return None


def only_country(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """A body any country may have, in a text that names nothing of any country but its own."""
    if entity.type != "ORG" or not entity.part_of or form.text not in document.rules.generic_bodies:
        return None
    return f"nothing of another country than {entity.part_of}" if document.states == {entity.part_of} else None


def member_follows(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """A body any country may have, and right after it one of its people, who is of this country: 緑の党の|ベアボック."""
    if entity.type != "ORG" or not entity.part_of or form.text not in document.rules.generic_bodies:
        return None
    member = _member(span, document)
    if member is None or entity.part_of not in document.regions(member):
        return None
    return f"{member.id} beside it, who is of {entity.part_of}"


def _member(span: Span, document: Document) -> Entity | None:
    """Whoever is named right behind a body and の, or before the bracket that a party opens (カーディン上院議員(|民主党), or whose
    party it is (ルラ氏の|労働者党)."""
    text = document.text
    follows = document.named_at.get(span.end + 1) if text[span.end : span.end + 1] == "の" else None
    member = document.lexicon.get(follows) if follows else None
    if member is None and text[span.start - 1 : span.start] == "(" and text[span.end - 1] == "党":
        member = _before_bracket(span.start - 1, document)
    if member is None and text[span.start - 1 : span.start] == "の" and text[span.end - 1] == "党":
        member = _before_bracket(span.start - 1, document)
    return member if member is not None and member.type == "PERSON" else None


def _before_bracket(bracket: int, document: Document) -> Entity | None:
    """Who is named before a bracket, and maybe a title."""
    for end in range(bracket, max(0, bracket - _LONGEST_TITLE), -1):
        title = None if end == bracket else document.rules.title_at(document.text, end)
        if (end == bracket or (title is not None and title.end() == bracket)) and (who := named_until(end, document)):
            return who
    return None


def officer_follows(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """One of those who lead a firm right after it (メタの|ザッカーバーグCEO), or the word for one: アップル|社."""
    behind = document.text[span.end : span.end + 2]
    if form.use == "context" and behind[:1] == "社" and script(behind[1:] or " ") != "kanji":
        return "社 follows"
    match = _OFFICER.match(document.text, span.end) if form.use == "context" else None
    return f"{match['post']} follows" if match else None


def foreign_context(span: Span, form: Form, entity: Entity, document: Document) -> bool:
    """A body any country may have (国会, 財務省), where the text is about another country than its own: the topic of the
    sentence (韓国の大統領室は…国家安全保障会議), or the one named last while nothing of its own country is named."""
    own = entity.part_of
    if entity.type not in ("ORG", "FAC", "LOC") or not own or form.text not in document.rules.generic_bodies:
        return False
    if (
        document.text.endswith(_OF_SEVERAL, 0, span.start)
        or _explains(span, document)
        or _otherwise_short(span, entity, document)
    ):
        return True
    abroad = _ABROAD.match(document.text, span.end) if own in document.rules.longer_names["own names"] else None
    if abroad is not None and document.rules.title_at(document.text, abroad.end()):
        return True  # 国家安全保障会議のサリバン|補佐官
    member = _member(span, document)
    if member is not None and member.part_of:
        return own not in document.regions(member)
    start, _ = document.view.sentence(span.start)
    if owner := _country_before(span, document):
        return own != owner
    if topic := _topic_countries(span, document):
        return own not in topic
    if led := _countries_of_topic(span, document):
        return own not in led
    if _first_of_another(form.text, own, document):
        return True
    if (towns := _countries_of_towns(document, start, span.start)) and own not in towns:
        return True
    if own in document.home or own in document.states:
        return _speaks_of_others_first(own, span, document)
    before = bool(document.countries) and document.countries[0][0] < span.start
    return bool(document.states) and (not document.countries or before)


def _speaks_of_others_first(own: str, span: Span, document: Document) -> bool:
    """Does the text name other countries before the span, and its own only behind it?"""
    if not document.countries or document.countries[0][0] >= span.start:
        return False
    return document.first_of_country.get(own, span.start) >= span.start


def _first_of_another(name: str, own: str, document: Document) -> bool:
    """Is the first of the text's bodies of this name another country's: 中国外務省は … |外務省は?"""
    end = document.text.find(name) + len(name)
    owner = named_until(end, document) if len(name) < end <= len(document.text) else None
    return owner is not None and owner.type == "ORG" and bool(owner.part_of) and owner.part_of != own


def _otherwise_short(span: Span, entity: Entity, document: Document) -> bool:
    """Is the abbreviation in brackets behind it none of this body's: 国民党(SVP)?"""
    short = _SHORT.match(document.text, span.end)
    own = {alias.form.lower() for alias in entity.aliases if alias.kind == "abbreviation" and alias.form.isascii()}
    return short is not None and bool(own) and short["name"] not in own


def _explains(span: Span, document: Document) -> bool:
    """Does it say in brackets what somebody or something abroad would be at home: 立法委員(|国会|議員)?"""
    text = document.text
    if text[span.start - 1 : span.start] != "(" or script(text[span.start - 2 : span.start - 1] or " ") != "kanji":
        return False
    return text.startswith(_AS_AT_HOME, span.end)


def body_of_office(span: Span, entity: Entity, document: Document) -> bool:
    """A body any country may have, between a name and an office: ナシード|国会議長 is somebody's office, 前|参院議員 and
    若狭勝|衆院議員 too."""
    text, name = document.text, document.text[span.start : span.end]
    if entity.type == "ORG" and name.endswith("官房") and text.startswith("長官", span.end):  # 内閣官房|長官
        return True
    if entity.type != "ORG" or not span.start:
        return False
    chamber = name in document.rules.longer_names["chamber"]
    if any(form.use == "link" for form in span.forms) and (chamber or text[span.start - 1] in _FORMER):
        return False  # 元|自民党|衆議院議員
    if chamber and script(text[span.start - 1]) in ("kanji", "katakana"):
        title = document.rules.title_at(text, span.start)
        member = title is not None and title.end() > span.end and title[0].endswith(_MEMBER)
        return member and _country_before(span, document) is None
    if name not in document.rules.generic_bodies:
        return False
    if script(text[span.start - 1]) != "katakana" and text[span.start - 1] not in _FORMER:
        return False
    if document.rules.title_at(text, span.end) is None:
        return False
    return _country_before(span, document) is None


def _topic_countries(span: Span, document: Document) -> set[str]:
    """The countries in the last topic (…は) before the span in its sentence, and right before it (ロシア|の下院)."""
    topic = _topic(span, document)
    return set(_countries(document, *topic)) if topic else set()


def _countries_of_topic(span: Span, document: Document) -> set[str]:
    """The countries of the people whom that topic names: 石破首相は米国との交渉について|国会で…"""
    topic = _topic(span, document)
    return set(_within(document.countries_of_people, *topic)) if topic else set()


def _topic(span: Span, document: Document) -> tuple[int, int] | None:
    """The last topic (…は) before the span in its sentence."""
    start, _ = document.view.sentence(span.start)
    topics = [match.span() for match in _TOPIC.finditer(document.text, start, span.start)]
    return topics[-1] if topics else None


def _country_before(span: Span, document: Document) -> str | None:
    """The country of the place that the body stands right behind: ペルー|国会, ペンシルベニア州の|民主党."""
    end = span.start - (document.text[span.start - 1 : span.start] == "の")
    place = named_until(end, document)
    if place is None or place.type != "GPE":
        return None
    country = document.lexicon.get([place.id, *document.regions(place)][-1])
    return country.id if country is not None and country.type == "GPE" else None


def named_until(end: int, document: Document) -> Entity | None:
    """What is named for certain right before `end`."""
    for at in range(end - 1, max(-1, end - _LONGEST_NAME), -1):
        entity = document.lexicon.get(document.named_at.get(at, ""))
        if entity is not None:
            forms = document.lexicon.forms.get(fold_key(document.text[at:end]), ())
            return entity if any(form.entity_id == entity.id for form in forms) else None
    return None


def _countries_of_towns(document: Document, start: int, end: int) -> set[str]:
    """The countries that the places in a stretch of the text lie in, or are."""
    return set(_within(document.countries_of_towns, start, end))


def _countries(document: Document, start: int, end: int) -> Iterator[str]:
    """The countries that a stretch of the text names."""
    return _within(document.countries, start, end)


def _within(places: Sequence[tuple[int, str]], start: int, end: int) -> Iterator[str]:
    """What stands at the offsets in a stretch, of sorted ones."""
    for at in range(bisect_left(places, (start, "")), len(places)):
        if places[at][0] >= end:
            break
        yield places[at][1]
