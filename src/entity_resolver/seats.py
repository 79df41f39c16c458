"""Whose office it is: the country, the province or the town that has somebody in it."""

from __future__ import annotations

from collections.abc import Sequence

from entity_resolver.document import Document
from entity_resolver.generic_bodies import named_until
from entity_resolver.lexicon import Form
from entity_resolver.model import Entity
from entity_resolver.spans import Span
from entity_resolver.terms import HEADS, MINISTERS, terms_beside
from entity_resolver.where import places_before

_LOCAL = ("知事", "市長")
_ELECTED = ("議員", *_LOCAL)
_OF_STATE = (*HEADS, *MINISTERS)
_SAME, _LONGEST_PARTY = "(同)", 8


def of_region(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """Somebody in office by the name of the country before it (クック諸島の|ブラウン首相), of several the one from there."""
    place = _whose(span, entity, document)
    if place is None or _country(place, document) not in document.regions(entity):
        return None
    if place.part_of and _is_local(span, document) and not _holds_seat(span, entity, [place], document):
        return None  # チェルニヒウ州の|クレバ知事, who is not the one of キーウ州
    return f"{place.id} right before"


def of_other_region(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """... and not who is from another country (ヨルダンの|フセイン国王), governs another state, or whose party in brackets is of another one."""
    party = _party_of(span, entity, document)
    if party is not None and entity.part_of and party.part_of not in document.regions(entity):
        return f"{party.id} in brackets, and not {entity.part_of}"
    place = _whose(span, entity, document)
    if place is not None and not place.part_of:
        other = bool(entity.part_of) and place.id not in document.regions(entity)
        return f"{place.id} right before, and not {entity.part_of}" if other else None
    if entity.id not in document.rules.seats:  # in a town are people from everywhere: ジュネーブの|グロッシ事務局長
        return None
    places = [place] if place is not None else places_before(span.start - 1, document)
    apart = places and _holds_seat(span, entity, places, document) is False
    return f"{places[0].id} right before, of which that is not the office" if apart else None


def of_another_state(span: Span, form: Form, entity: Entity, document: Document) -> str:
    """The country whose head of state or minister a bare surname is of, where this person is of another: ドイツの|ヘルツォーク大統領;
    "" where that is not so."""
    place = _whose(span, entity, document) if form.text != entity.ja and "・" not in form.text else None
    title = document.rules.title_at(document.text, span.end) if place is not None and not place.part_of else None
    if place is None or title is None or not title[0].endswith(_OF_STATE) or not entity.part_of:
        return ""
    return "" if place.id in document.regions(entity) else place.id


def _whose(span: Span, entity: Entity, document: Document) -> Entity | None:
    """The place that has somebody in office, by the words before the name; None where none do."""
    if entity.type != "PERSON" or document.text[span.start - 1 : span.start] != "の":
        return None
    end = span.start - 1 - 2 * document.text.endswith("選出", 0, span.start - 1)  # ジョージア州選出の|グリーン議員
    place = named_until(end, document)
    title = document.rules.title_at(document.text, span.end) if place is not None and place.type == "GPE" else None
    return place if title is not None and (title["office"] or title[0].endswith(_ELECTED)) else None


def _party_of(span: Span, entity: Entity, document: Document) -> Entity | None:
    """The listed body that brackets behind a person's title name: イ・ソングォン議員|(国民の力)."""
    title = document.rules.title_at(document.text, span.end) if entity.type == "PERSON" else None
    if title is None or document.text[title.end() : title.end() + 1] != "(":
        return None
    party = document.lexicon.get(document.named_at.get(title.end() + 1, ""))
    return party if party is not None and party.type == "ORG" and party.part_of else None


def _country(place: Entity, document: Document) -> str:
    return [place.id, *document.regions(place)][-1]


def _is_local(span: Span, document: Document) -> bool:
    """Is the office beside the name that of a town or a province?"""
    title = document.rules.title_at(document.text, span.end)
    return title is not None and title[0].endswith(_LOCAL)


def _holds_seat(span: Span, entity: Entity, places: Sequence[Entity], document: Document) -> bool | None:
    """Is the office beside the name one that this person held of one of these places? None where it is not known of which (ルハンスク州の|
    フェドロフ知事, and the listed one of that name governs ザポリージャ州)."""
    terms = [office for office, _, _ in terms_beside(span, entity, document)]
    seats = document.rules.seats.get(entity.id, {})
    held = [seat for office in terms if (seat := document.lexicon.get(seats.get(office, "")))]
    if any(_same_place(place, seat, document) for place in places for seat in held):
        return True
    return False if held and len(held) == len(terms) else None


def seat_beside(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """The state that this person sits for or governs stands in brackets behind the name, or is the same as that in the brackets
    before it: ケイン|(バージニア州), ポール|議員(共和、ケンタッキー州), ハッサン|(同)."""
    seats = [seat for id_ in document.rules.seats.get(entity.id, {}).values() if (seat := document.lexicon.get(id_))]
    title = document.rules.title_at(document.text, span.end) if seats else None
    opens = title.end() if title else span.end
    if not seats or document.text[opens : opens + 1] != "(":
        return None
    if document.text.startswith(_SAME, opens):
        opens = document.text.rfind("(", 0, span.start)
    for at in range(opens + 1, opens + _LONGEST_PARTY) if opens >= 0 else ():
        place = document.lexicon.get(document.named_at.get(at, ""))
        if place is not None and any(_same_place(place, seat, document) for seat in seats):
            return f"{place.id} in brackets"
    return None


def _same_place(one: Entity, other: Entity, document: Document) -> bool:
    """Is one place the other, a part of it, or called by a name of it (New York the city and the state)?"""
    if one.id in (other.id, *document.regions(other)) or other.id in document.regions(one):
        return True
    names = ({place.ja, *(alias.form for alias in place.aliases)} for place in (one, other))
    return not next(names).isdisjoint(next(names))
