"""Who held which office when: evidence from offices and years for and against a person, one of several or the only one listed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from entity_resolver.lexicon import Form
from entity_resolver.model import Entity
from entity_resolver.patterns import late
from entity_resolver.spans import Span, script

if TYPE_CHECKING:
    from entity_resolver.document import Document

_JOINED = ("、", "・", "と", "の")
_SHARED = late(r"(?:[、・と][ァ-ヺー・一-龠の]{1,20}?){0,3}の?[両各](?=[一-龠])")
_FORMER = late(r"[元前故]")
_NAME_ONLY = late(r"[ァ-ヺー・一-龠々]{1,14}")
_NOW = 9000
_BEFORE_OFFICE, _AFTER_OFFICE = 30, 40
"""Years before and after an office in which somebody may be named."""
_LONGEST_NAME = 14
_GENERATION, _RETIRED = 30, 15
_FEW = 5
"""Bearers of a name: of more, an office alone tells nobody apart (李|首相)."""
_DEPUTY, _COUPLE = "副", "夫妻"
_GOVERNMENTS = ("政権", "内閣")
_HELD = late(r"(?:だった|である|を務め(?:た|る))?[、の ・]*$")
HEADS = ("大統領", "首相", "国王", "女王")
_LED = (*HEADS, *_GOVERNMENTS)
MINISTERS = ("相", "大臣")
_RANKS = ("将軍", "大将", "中将", "少将", "准将", "大佐", "中佐", "少佐", "提督", "元帥")
_COMMANDS = (*_RANKS, "司令官", "参謀長")
_MINISTER = "大臣"
_MEMBER, _CHAMBERS = "議員", ("上院", "下院", "参院", "衆院")
_ELECTED = ("議員", "知事", "市長")


def title_of(span: Span, document: Document) -> re.Match[str] | None:
    """What stands behind a name, or behind a place that follows it in one run (シャリフ|パキスタン|首相): a title; or one that the
    names of a list share (パウエル、|ボンヌ、ザウターの各補佐官)."""
    text, title_at = document.text, document.rules.title_at
    if match := title_at(text, span.end):
        return match
    if text[span.end : span.end + 1] == "「" and (claimed := title_at(text, span.end + 1)):  # サリド「知事」
        return claimed if text.startswith("」", claimed.end()) else None
    if text[span.end : span.end + 1] in _JOINED and (shared := _SHARED.match(text, span.end)):
        return title_at(text, shared.end())
    behind = span.end + (text[span.end : span.end + 1] == "・" and span.end - span.start > 1)  # 韓・|スペイン首脳
    place = document.lexicon.get(document.named_at.get(behind, ""))
    if place is None or place.type not in ("GPE", "LOC"):
        return None
    names = (place.ja, *(alias.form for alias in place.aliases))
    ends = (behind + len(name) for name in names if text.startswith(name, behind))
    return next((match for end in ends if (match := title_at(text, end))), None)


def held_office(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """The office beside the name is one that this person holds or held (クリントン|国務長官)."""
    terms = terms_beside(span, entity, document)
    return f"held the office: {terms[0][0]}" if terms else None


def in_office(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """... and the text names a year of that time, or only later ones and nobody held it since (2003年 … ブッシュ|大統領)."""
    terms = terms_beside(span, entity, document)
    for office, since, until in terms:
        year = next((year for year in document.years if since <= year <= until), None)
        if year is not None:
            return f"{office} in {year}"
    rivals = [rival for form in span.forms if (rival := document.lexicon.get(form.entity_id))]
    ends = [end for rival in rivals for _, _, end in terms_beside(span, rival, document)]
    last = max(ends, default=0)
    if terms and terms[-1][2] == last and ends.count(last) == 1 and document.years and min(document.years) > last:
        return f"the last {terms[-1][0]} before {min(document.years)}"
    if terms and len(rivals) > 1 and not document.years and document.serving:
        then = {
            rival.id for rival in rivals if any(_meets(term, document) for term in terms_beside(span, rival, document))
        }
        if then == {entity.id}:
            return f"{terms[-1][0]} while {', '.join(sorted(document.serving))} served"
    return None


def incumbent(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """Of the few of the name who held the office beside it, the one who holds it, where no word and no year says otherwise."""
    if not 1 < len(span.forms) <= _FEW:
        return None
    terms = terms_beside(span, entity, document)
    match = document.rules.title_at(document.text, span.end) if terms else None
    if terms and not document.years and (since := _long_after(span, terms, document)):
        return f"{terms[-1][0]} since {since}, and the others of the name long before"
    if not terms or terms[-1][2] < _NOW or (match and _FORMER.match(match[0])):
        return None
    if document.years and max(document.years) < terms[-1][1]:
        return None
    return f"{terms[-1][0]} since {terms[-1][1]}"


def _long_after(span: Span, terms: list[tuple[str, int, int]], document: Document) -> int:
    """Since when somebody held the office that all others of the name had left a generation before; 0 where none had."""
    since = terms[-1][1]
    bearers = (bearer for form in span.forms if (bearer := document.lexicon.get(form.entity_id)))
    ends = [last for bearer in bearers for _, first, last in terms_beside(span, bearer, document) if first != since]
    return since if ends and max(ends) <= since - _GENERATION else 0


def other_office(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """The office beside the name is that of a head of state or a minister, or one that another of the name held, and this
    person held others only (マーフィー|首相 is no senator); or that of an officer, and this one led a state."""
    terms = document.rules.offices.get(entity.id, ())
    match = document.rules.title_at(document.text, span.end) if terms or len(span.forms) > 1 else None
    if match is None or script(document.text[match.end() : match.end() + 1] or " ") == "kanji":
        return None
    held = [office for office, _, _ in terms]
    heads = match[0].endswith(HEADS) and not any(office.endswith(HEADS) for office in held)
    ministers = match[0].endswith(MINISTERS) and all(office.endswith(_ELECTED) for office in held)
    ranked = match[0].endswith(_COMMANDS) and held and all(office.endswith(_LED) for office in held)
    rivals = (rival for other in span.forms if (rival := document.lexicon.get(other.entity_id)) and rival != entity)
    taken = not terms_beside(span, entity, document) and any(terms_beside(span, rival, document) for rival in rivals)
    if taken or ranked or (held and (heads or ministers)):
        return f"{match[0]}, and held {held[0]}" if held else f"{match[0]}, and another of the name held that"
    return None


def in_new_office(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """The office beside a surname alone, where it is none of those this person held, and nothing else in the text names them: the
    パーデュー of 2001 was an envoy, and the listed one never."""
    terms = document.rules.offices.get(entity.id)
    title = title_of(span, document) if terms and form.target and "・" not in form.text else None
    if terms is None or title is None or not (title["office"] or title[0].endswith(_RANKS)):
        return None
    if document.elsewhere(entity.id, span):
        return None
    office = _FORMER.sub("", title[0])
    return None if any(office.endswith(held) or held.endswith(office) for held, _, _ in terms) else office


def is_another_in_office(span: Span, form: Form, entity: Entity, document: Document) -> bool:
    """A surname alone in another spelling, before the office of a head of state or a minister that this person never was, whom the
    text does not name in full: チビロフ|大統領, who is no ツィビリョフ."""
    if form.use != "link" or not form.target or form.target == entity.ja or "・" in form.text:
        return False
    return entity.id not in document.named_in_full and other_office(span, form, entity, document) is not None


def other_time(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """The text names years, and all of them are far from the time this person was in office (ティモシェンコ|元帥 in 1939)."""
    terms = document.rules.offices.get(entity.id)
    if not terms or not document.years or form.text == entity.ja or "・" in form.text:
        return None
    if terms_beside(span, entity, document) or entity.id in document.named_in_full:
        return None
    first, last = (
        min(since for _, since, _ in terms) - _BEFORE_OFFICE,
        max(until for *_, until in terms) + _AFTER_OFFICE,
    )
    if any(first <= year <= last for year in document.years):
        return None
    if any(since <= last and first <= until for since, until in document.in_power):
        return None  # a text of today may look back (トランプ大統領 … 1946年の独立)
    return f"{terms[0][0]} from {terms[0][1]}, and the text is of {min(document.years)}"


def long_gone(span: Span, form: Form, entity: Entity, document: Document) -> bool:
    """A surname alone of one who left office long before those did whom the text names in theirs, beside an office that this
    person never held (トランプ政権のコール|特使)."""
    terms = document.rules.offices.get(entity.id)
    if not terms or form.text == entity.ja or "・" in form.text or not document.in_power:
        return False
    title = document.rules.title_at(document.text, span.end)
    if title is None or not title["office"] or terms_beside(span, entity, document):
        return False
    return max(until for *_, until in terms) + _RETIRED < min(since for since, _ in document.in_power)


def is_only_elected(entity: Entity, document: Document) -> bool:
    """One of the many members of a parliament, whose surname alone says little (マーフィー氏)."""
    terms = document.rules.offices.get(entity.id)
    return bool(terms) and all(office.endswith(_ELECTED) for office, _, _ in terms or ())


def _meets(term: tuple[str, int, int], document: Document) -> bool:
    return all(since <= term[2] and term[1] <= until for since, until in document.serving.values())


def serving(document: Document) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Those whom the text names with the office they hold (バイデン|大統領), each with the years of every time they did."""
    for id_ in document.anchors:
        terms = document.rules.offices.get(id_, ())
        for at in document.anchors[id_] if terms else ():
            match = document.rules.title.search(document.text, at, at + 2 * _LONGEST_NAME)
            if match is None or _FORMER.match(match[0]) or not _NAME_ONLY.fullmatch(document.text, at, match.start()):
                continue
            ends = _LED if match[0] in _GOVERNMENTS else ()
            held = [
                (since, until) for office, since, until in terms if match[0].endswith(office) or office.endswith(ends)
            ]
            if held:
                yield id_, held


def terms_beside(span: Span, entity: Entity, document: Document) -> list[tuple[str, int, int]]:
    terms = document.rules.offices.get(entity.id)
    if not terms:
        return []
    match = title_of(span, document)
    before = _HELD.sub("", document.text[max(0, span.start - _LONGEST_NAME) : span.start])
    beside = match[0].removesuffix(_COUPLE) if match else before
    if match and match[0] in document.rules.longer_names["polite"]:  # 副首相の|フェドロフ氏, フェドロフ氏を|国防相に
        to = document.rules.title_at(document.text, match.end() + 1)
        beside = to[0] if to and document.text[match.end()] == "を" else before
    if beside in _GOVERNMENTS:
        return [term for term in terms if term[0].endswith(_LED)]
    if beside == _MEMBER and before.endswith(_CHAMBERS):  # 米上院の|グラム議員
        beside = before[-2:] + beside
    if match and match[0] == _MINISTER:  # 茂木|大臣, as the ministries write of their own
        return [term for term in terms if term[0].endswith(_MINISTER)]
    over = bool(match and _FORMER.match(match[0]))
    return [
        term
        for term in terms
        if beside.endswith(term[0]) and not beside.endswith(_DEPUTY + term[0]) and not (over and term[2] > _NOW)
    ]
