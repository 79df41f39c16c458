"""What stands around a listed form and says that somebody or something else is meant, whoever that is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from entity_resolver.beside import kind_of_ship_before
from entity_resolver.context import written_otherwise
from entity_resolver.document import Document
from entity_resolver.generic_bodies import body_of_office, foreign_context, named_until
from entity_resolver.lexicon import Form
from entity_resolver.lists import units_beside
from entity_resolver.model import Entity
from entity_resolver.patterns import late
from entity_resolver.seats import of_another_state
from entity_resolver.spans import Span, script
from entity_resolver.surnames import is_athlete, is_of_other_calling, is_official, is_private
from entity_resolver.terms import is_another_in_office, long_gone, other_time
from entity_resolver.where import town_before

_STATE = late(r"[ァ-ヺー一-龠]{1,13}(?P<unit>[州県省])の?$")
_LONGEST_STATE = 15
_NEAR, _LONGEST_NEAR = late(r"(?:郊外|近郊|[東西南北中]{1,2}部)の[「『]?$"), 5
_STATES = ("州", "県", "省")
_STRETCH = late(r"[―—–‐－\-〜~][一-龠々ァ-ヺーヶ]{1,8}駅?間")
_BEGUN, _END = late(r"[一-龠々ァ-ヺーヶ]{1,8}[―—–‐－\-〜~]$"), late(r"駅?間")
_PERSON_ONLY = late(r"[公侯伯子男]爵|氏(?![一-龠々])")
_OF_FIRM = late(r"(?:副?社長|頭取|編集長|最高経営責任者|ceo)(?![一-龠])")
"""The post of somebody in a firm, which no place is: 米国人銀行家の|ヨルダン社長."""
_OF_STATE = late(r"大統領|首相|国王|女王|国家主席")

_MINISTERS, _FORMER = ("相", "大臣"), "前元"
_MARKET = late(r"\((?:[a-z]{1,6}|[ァ-ヺー一-龠]{2,5}): ?$")
_LONGEST_MARKET = 9
_GREAT = late(r"(?:[0-9]|(?<![一-龠々])[三四五六七八九十])$")
_NUMBER, _ENDING = late(r"約?[0-9]|数[十百千万]"), late(r"な(?![どらのく])|さ(?![んれせ])")


class Refuted(NamedTuple):
    """Why a listed form does not stand for what is listed, and the type of what it does stand for; "" where it is a part of
    an office or an ordinary word, and no mention."""

    why: str
    type: str


_NEVER_CALLED = (is_private, is_athlete, is_official, is_of_other_calling, long_gone)
_NO_MENTION = Refuted("", "")


def refuted(span: Span, form: Form, first: Entity, document: Document) -> Refuted | None:
    """What stands around a listed form says that somebody or something else is meant, whoever that is."""
    if span.method == "composition":
        vessels = document.rules.longer_names["vessel"]  # 空母|ジェラルド・R・フォード
        ship = first.type == "PERSON" and kind_of_ship_before(document.text, span.start, vessels)
        return Refuted(f"a ship called for {form.text}", "PRODUCT") if ship else _of_many([first], document)
    if _is_a_word(span, document) or _is_ticker(span, form, document):
        return _NO_MENTION
    named = [first]
    if len(span.forms) > 1:
        named += [entity for other in span.forms[1:] if (entity := document.lexicon.get(other.entity_id))]
    kin = first.type != "PERSON" and not document.lexicon.is_country(form) and script(form.text[0]) == "katakana"
    if kin and document.text.endswith(document.rules.longer_names["kin"], 0, span.start):
        return Refuted(f"{form.text}, a given name behind a word for kin", "PERSON")
    if form.target and first.type in ("ORG", "PRODUCT", "PERSON") and town_before(span, document):
        return Refuted(f"{form.text} is a town by the word before it", "GPE")
    if first.type == "PERSON":
        return _another_person(span, form, named, document)
    found = _foreign_body(span, form, named, document) if first.type in ("ORG", "FAC", "LOC") else None
    if found is None and all(entity.type in ("GPE", "LOC") for entity in named):
        return _another_place(span, form, named, document)
    return found


def _foreign_body(span: Span, form: Form, named: Sequence[Entity], document: Document) -> Refuted | None:
    if body_of_office(span, named[0], document):
        return _NO_MENTION
    if not all(foreign_context(span, form, entity, document) for entity in named):
        return None
    region = named[0].type == "LOC"  # タイ|東北部
    if region or document.rules.title_at(document.text, span.end):  # 国会|議長 of another country is an office
        return _NO_MENTION
    return Refuted(f"{form.text}, in a sentence about another country than its own", "ORG")


def _another_person(span: Span, form: Form, named: Sequence[Entity], document: Document) -> Refuted | None:
    if len(named) == 1 and (gloss := written_otherwise(span, named[0], document)):
        return Refuted(f"{form.text} is {gloss} here, whose name is written otherwise", "PERSON")
    if all(any(rule(span, form, entity, document) for rule in _NEVER_CALLED) for entity in named):
        return Refuted(f"a {form.text} whom no news calls so", "PERSON")
    if len(named) == 1 and form.target and (home := of_another_state(span, form, named[0], document)):
        return Refuted(f"in office in {home}, and the listed {form.text} is of another country", "PERSON")
    if len(named) == 1 and is_another_in_office(span, form, named[0], document):
        return Refuted(f"the listed {form.text} never was in that office", "PERSON")
    if len(named) == 1 and form.use == "link" and (time := other_time(span, form, named[0], document)):
        return Refuted(f"the listed {form.text} was {time}", "PERSON")
    return None


def _another_place(span: Span, form: Form, named: Sequence[Entity], document: Document) -> Refuted | None:
    if all(other_state(span, entity, document) for entity in named):
        return Refuted(f"{form.text} is in a state of another country than the one we list", "GPE")
    alone = script(form.text[-1]) == "katakana" and document.text[span.start - 1 : span.start] != "・"
    firm = alone and _OF_FIRM.match(document.text, span.end)
    if firm or _PERSON_ONLY.match(document.text, span.end):
        return Refuted(f"{form.text} is a person by what follows", "PERSON")
    if _has_no_such_office(span, form, named, document):
        return Refuted(f"{form.text}, a town, has no such office", "PERSON")
    if units_beside(span, document) == ("州",) and all(entity.part_of and entity.ja[-1] != "州" for entity in named):
        return Refuted(f"{form.text} is a province by the unit that the list ends in", "GPE")
    if other := _of_many(named, document):
        return other
    if _is_station(span, document):
        return Refuted(f"{form.text} is a station by what it is joined to", "FAC")
    if not named[0].part_of and script(document.text[span.start]) == "kanji" and _among_regions(span, document):
        return Refuted(f"{form.text} is a region in a list of regions", "LOC")
    return None


def _of_many(named: Sequence[Entity], document: Document) -> Refuted | None:
    """A village of which there are many, in a text that names other provinces than that of the listed one."""
    if not all(is_one_of_many(entity, document) and _speaks_of_others(entity, document) for entity in named):
        return None
    return Refuted(
        f"there are many {named[0].ja}, and the text names other provinces than that of the listed one", "GPE"
    )


def _has_no_such_office(span: Span, form: Form, named: Sequence[Entity], document: Document) -> bool:
    """Does the office of a head of state, or of a minister, follow a town, which has none (カウナス|国防相)?"""
    if not all(entity.part_of for entity in named):
        return False
    if _OF_STATE.match(document.text, span.end):
        return form.use == "context"
    title = document.rules.title_at(document.text, span.end) if script(form.text[-1]) == "katakana" else None
    if title is None or not title[0].endswith(_MINISTERS) or title[0][0] in _FORMER:
        return False
    if script(document.text[title.end() : title.end() + 1] or " ") == "kanji":  # ローマ|外相会合
        return False
    return all(entity.type == "GPE" and entity.id not in document.lexicon.wholes for entity in named)


def is_one_of_many(entity: Entity, document: Document) -> bool:
    """Is it a village of a name that many have?"""
    return entity.ja in document.rules.longer_names["one of many"] and bool(entity.part_of)


def has_company(entity: Entity, document: Document) -> bool:
    """Does the text name the province of a village, or something else in it?"""
    return bool(document.by_province.get(document.regions(entity)[0], frozenset()) - {entity.id})


def _speaks_of_others(entity: Entity, document: Document) -> bool:
    """Does the text name other provinces, or what is in them, and nothing of that of a village?"""
    if has_company(entity, document):
        return False
    own, country = document.regions(entity)[0], document.regions(entity)[-1]
    named = (place for id_ in document.by_province if (place := document.lexicon.get(id_)) is not None)
    return any(p.id != own and p.part_of == country and p.ja.endswith(_STATES) for p in named)


def _is_station(span: Span, document: Document) -> bool:
    """Is it one end of a stretch of railway: 東京|―新宿駅間, 三鷹―|東京間 where trains are spoken of?"""
    text = document.text
    match = _STRETCH.match(text, span.end)
    if match is None and _BEGUN.search(text, max(0, span.start - _LONGEST_STATE), span.start):
        match = _END.match(text, span.end)
    return match is not None and ("駅" in match[0] or _by_rail(span, document))


def _by_rail(span: Span, document: Document) -> bool:
    """Does the sentence speak of trains?"""
    start, end = document.view.sentence(span.start)
    return any(document.text.find(word, start, end) >= 0 for word in document.rules.longer_names["railway"])


def _among_regions(span: Span, document: Document) -> bool:
    """Does a country's name stand in a list right beside a region at home (四国、|中国、近畿)?"""
    regions = document.rules.longer_names["home region"]
    text, separators = document.text, ("、", "・", "や", "と")
    before = text[span.start - 1 : span.start] in separators and text.endswith(regions, 0, span.start - 1)
    return before or (text[span.end : span.end + 1] in separators and text.startswith(regions, span.end + 1))


def _is_a_word(span: Span, document: Document) -> bool:
    """Does a word of the same sentence say that the ordinary thing is meant, and no name: 鯛 for タイ, a hand warmer for カイロ; or
    a number behind one of kanji (日産|8000台), an ending behind one of katakana (シャープ|な), a number before 大?"""
    if document.text[span.start] == "大" and _GREAT.search(document.text, max(0, span.start - 2), span.start):
        return document.lexicon.type_of(span.forms[0]) not in ("GPE", "LOC")  # 欧州の5|大リーグ
    words = document.rules.senses.get(document.text[span.start : span.end])
    if not words:
        return False
    if (_NUMBER if script(document.text[span.start]) == "kanji" else _ENDING).match(document.text, span.end):
        return True
    start, end = document.view.sentence(span.start)
    return any(document.text.find(word, start, end) >= 0 for word in words)


def _is_ticker(span: Span, form: Form, document: Document) -> bool:
    """Is it what a share is traded as: ボーイング(N:|BA)?"""
    before = max(0, span.start - _LONGEST_MARKET)
    return (
        form.exact_case
        and document.text[span.end : span.end + 1] == ")"
        and bool(_MARKET.search(document.text, before, span.start))
    )


def other_state(span: Span, entity: Entity, document: Document) -> str:
    """The state right before a town, or the country or city it is in or near, of another country than its own: テキサス州|オデッサ,
    テキサスの|オデッサ, モスクワ郊外の|トロイツク."""
    own = set(document.regions(entity))
    near = _NEAR.search(document.text, max(0, span.start - _LONGEST_NEAR), span.start) if own else None
    place = named_until(near.start(), document) if near and entity.type == "GPE" else None
    if (
        place is not None
        and place.type == "GPE"
        and document.regions(entity)[-1] != [place.id, *document.regions(place)][-1]
    ):
        return place.id
    state = (
        named_until(span.start - 1, document) if own and document.text[span.start - 1 : span.start] == "の" else None
    )
    part = state is not None and bool(state.part_of) and (state.type == "LOC" or state.ja.endswith(_STATES))
    if state is not None and entity.type == "GPE" and part:  # ロシア極東の|セルゲーエフカ
        return state.id if own.isdisjoint({state.id, *document.regions(state)}) else ""
    match = _STATE.search(document.text, max(0, span.start - _LONGEST_STATE), span.start) if own else None
    if match is None or entity.type != "GPE":
        return ""
    for at in range(match.start(), match.end() - 2):
        state = document.lexicon.get(document.named_at.get(at, ""))
        if state is not None and state.ja.endswith(match["unit"]) and "・" not in match[0][at - match.start() :]:
            above = document.regions(state)
            return state.id if above and own.isdisjoint({state.id, *above}) else ""
    return ""
