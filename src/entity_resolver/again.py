"""Names nobody listed, named again in a text: a name that something told once is one wherever it stands (「コモンズ2」 … コモンズ2),
and so is the surname of somebody named in full (深見和政 … 深見), and the end of a body's name (産業革新機構 … 革新機構)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from entity_resolver.beside import PLACES
from entity_resolver.chances import NIL_CONFIDENCE
from entity_resolver.decide import Decided
from entity_resolver.document import Document
from entity_resolver.keytable import WordScanner
from entity_resolver.lexicon import Form
from entity_resolver.model import Decision, Entity, Step
from entity_resolver.nameparts import JOINT
from entity_resolver.spans import KATAKANA, Span, bounded, may_bound, script

SHORTENED = 0.98
_WORDS = ("kanji", "katakana")
_SHORTEST = 3  # characters of a name: of two, too many are part of other words
_SHORTEST_PART = 2  # characters of a surname, of which a text that names the person in full leaves less doubt
_SHORTEST_BODY, _SHORTEST_TAIL = 6, 4
_FEW = 1_000_000  # characters to look through, names × text


class Told(NamedTuple):
    """What a name is told to be: the type, the name that tells it, and the entity of that where it is listed."""

    type: str
    name: str
    entity: Entity | None = None


def named_again(decided: Sequence[Decided], document: Document) -> list[Decided]:
    """The decisions, with the further places of unlisted names, where nothing else is named."""
    names = {**dict(_tails(decided, document)), **dict(_names(decided, document))}
    if len(names) * len(document.text) < _FEW:  # no automaton is needed to see that nothing comes again
        text = document.text
        names = {name: told for name, told in names.items() if text.find(name, text.find(name) + 1) >= 0}
    if not names:
        return list(decided)
    at = {place: item for item in decided for place in range(item.span.start, item.span.end)}
    for start, end in _places(list(names), document):
        inside = [at[place] for place in range(start, end) if place in at]
        if all(_is_part(item, start, end) for item in inside):
            more = _again(start, end, names[document.text[start:end]], document)
            at |= dict.fromkeys(range(start, end), more)
    found = {id(item): item for item in at.values()}
    return sorted(found.values(), key=lambda item: item.span.start)


def _is_part(item: Decided, start: int, end: int) -> bool:
    """Is it an unlisted name, or a place, that a longer name holds (ヨツバ in ヨツバ5, 福岡 in 福岡酸素)?"""
    span = item.span
    return (
        (item.decision is Decision.NIL or item.type in PLACES)
        and start <= span.start
        and span.end <= end
        and span.end - span.start < end - start
    )


def _tails(decided: Sequence[Decided], document: Document) -> Iterator[tuple[str, Told]]:
    """The ends of bodies' names in kanji that are no kind of body: 革新機構 where 産業革新機構 is named."""
    forms, generic, kinds = document.lexicon.forms, document.rules.generic_bodies, document.rules.longer_names["kind"]
    for item in decided:
        start, end = item.span.start, item.span.end
        if item.type != "ORG" or end - start < _SHORTEST_BODY or item.decision is Decision.AMBIGUOUS:
            continue
        name = document.text[start:end]
        if any(script(char) != "kanji" for char in name):
            continue
        words = (at for token in document.view.tokens(start, end) for at in (token.start, *token.splits))
        for at in words:
            tail = document.text[at:end]
            if start < at <= end - _SHORTEST_TAIL and not (tail in forms or tail in generic or tail in kinds):
                yield tail, Told("ORG", name, item.entity)


def _names(decided: Sequence[Decided], document: Document) -> Iterator[tuple[str, Told]]:
    """Name → as what it is told."""
    whole, parts = {}, {}
    for item in decided:
        if item.decision is not Decision.NIL or item.span.method != "nil":
            continue
        name, kind = item.span_text(document.text), item.type or ""
        if len(name) >= _SHORTEST:
            whole[name] = Told(kind, name)
        for part in _parts_of(item.span, document) if kind == "PERSON" else ():
            parts[part] = Told(kind, name)
    forms = document.lexicon.forms
    yield from ((name, told) for name, told in whole.items() if name not in forms)
    yield from ((part, told) for part, told in parts.items() if part not in whole and _may_be_anybody(part, document))


def _may_be_anybody(name: str, document: Document) -> bool:
    """Is a part of somebody's name not listed, or only as one that needs more than itself to be meant (アルバレス)?"""
    forms = document.lexicon.forms.get(name, ())
    return all(form.use == "context" and document.lexicon.type_of(form) == "PERSON" for form in forms)


def _parts_of(person: Span, document: Document) -> Iterator[str]:
    """The surname of a full name in kanji, the given name and the surname of one in katakana."""
    name = document.text[person.start : person.end]
    if JOINT.search(name):
        first, *_, last = JOINT.split(name)
        yield from (part for part in (first, last) if len(part) >= _SHORTEST_PART and all(map(KATAKANA.match, part)))
    elif script(name[0]) == "kanji":
        surname = document.view.token(person.start)
        if surname is None or (surname.start, surname.pos[2:4]) != (person.start, ("人名", "姓")):
            return
        if _SHORTEST_PART <= surname.end - surname.start < len(name):
            yield document.text[surname.start : surname.end]


def _places(names: Sequence[str], document: Document) -> Iterator[tuple[int, int]]:
    """Where one of the names stands as a word of its own, the longest first where several begin."""
    text, view = document.text, document.view
    hits = [(last + 1 - len(names[number]), last + 1) for last, number in WordScanner(names).find(text)]
    for start, end in sorted(hits, key=lambda hit: (hit[0] - hit[1], hit[0])):
        if not may_bound(text, start, end) or not _alone(start, end, document):
            continue
        if all(map(KATAKANA.match, text[start:end])):
            word = view.token(start)
            if word is not None and word.end == end and not (word.oov or word.proper):
                continue  # a hotel is one of many, whatever another is called
        if bounded(text, start, end, view, document.rules):
            yield start, end


def _alone(start: int, end: int, document: Document) -> bool:
    """Does no other word in kanji or katakana stand right beside it, but a title?"""
    text = document.text
    before, after = text[start - 1 : start] or " ", text[end : end + 1] or " "
    if script(text[start]) in _WORDS and (script(before) in _WORDS or before in "・="):
        return False
    if script(text[end - 1]) not in _WORDS or not (script(after) in _WORDS or after in "・="):
        return True
    return document.rules.title_at(text, end) is not None


def _again(start: int, end: int, told: Told, document: Document) -> Decided:
    if told.entity is not None:
        name = document.text[start:end]
        form = Form(name, told.entity.id, "ja", "abbreviation", "link")
        step = Step("composition", f"{name} is the end of {told.name}, which is named elsewhere", (name, told.name))
        span = Span(start, end, (form,), "composition", told.type, steps=(step,))
        return Decided(span, Decision.LINKED, SHORTENED, form, told.entity, told.entity.type, steps=(step,))
    step = Step("nil", f"{told.name} is named elsewhere in the text, and no listed form", (told.type,))
    span = Span(start, end, (), "nil", told.type, steps=(step,))
    return Decided(span, Decision.NIL, NIL_CONFIDENCE, type=told.type or None, steps=(step,))
