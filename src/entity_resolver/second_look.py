"""Decisions seen beside one another: what the names of a text say of each other once each has been read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from entity_resolver.chances import ALONE, NIL_CONFIDENCE
from entity_resolver.decide import Decided, span_confidence
from entity_resolver.document import Document
from entity_resolver.fold import fold_key
from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.model import Decision, Entity, Step
from entity_resolver.patterns import late
from entity_resolver.spans import script
from entity_resolver.surnames import of_the_family
from entity_resolver.terms import held_office

_JOINT = late(r"[・＝=]")
_OFFICE = frozenset({"held office", "in office"})
_FAMILY = 0.98
_VOWELS = "アイウエオ"
_SAME_GIVEN = 0.34
"""Given names that differ by less are spellings of one (ウラジミール/ウラジーミル 0.1, アレクセイ/セルゲイ 0.5)."""
_GIVEN_KANJI = 3
_OFFICE_END = 2
_BODY = late(r"[一-龠々]{5,}$")
_LONGEST_BODY = 24


def second_look(decided: Sequence[Decided], document: Document) -> list[Decided]:
    """The decisions, those changed that another name of the text speaks against, or for.

    A surname after somebody's full name is that somebody's (スティーブン・キング氏 … キング氏). A surname in another spelling
    is believed where the text has the person more surely elsewhere; a word inside somebody else's name is not.
    """
    strangers = _by_surname([(d.span.start, d.span_text(document.text)) for d in decided if _is_stranger(d)])
    full: dict[str, list[int]] = {}
    for item in decided:
        if item.entity is not None and _is_full(item.span_text(document.text)):
            full.setdefault(item.entity.id, []).append(item.span.start)
    beside = list(_beside(decided, document.text))
    others = set(_other_bodies(beside, document))
    if others:
        beside = [_of_other_body(d) if d.span_text(document.text) in others else d for d in beside]
    beside = list(_places_apart(beside, document.text))
    beside = list(_of_family(beside, document))
    if not strangers:
        return beside
    return [_of_stranger(item, strangers, full, document) or item for item in beside]


def _is_stranger(item: Decided) -> bool:
    return item.decision is Decision.NIL and item.type == "PERSON"


def _is_full(name: str) -> bool:
    return bool(_JOINT.search(name)) or (len(name) >= _GIVEN_KANJI and script(name[0]) == "kanji")


def _of_stranger(
    item: Decided,
    strangers: Mapping[str, Sequence[tuple[int, str]]],
    full: Mapping[str, Sequence[int]],
    document: Document,
) -> Decided | None:
    """The surname as that of somebody nobody listed, whom the text has named in full before, and since then nobody listed."""
    name = item.span_text(document.text)
    if item.type != "PERSON" or _is_full(name):
        return None
    in_office = bool(_OFFICE & {step.values[0] for step in item.steps if step.values})
    if item.decision is Decision.LINKED and item.entity is None:
        return None
    listed = item.entity if item.form is not None and not _needs_context(item) else None
    if listed and (listed.id in full or _held(item, listed, document)):
        return None  # but イリヤ・プリゴジン … プリゴジン
    if item.decision is Decision.NIL:
        return None
    bearers = [item.entity] if item.entity else [candidate.entity for candidate in item.candidates]
    known = [at for entity in bearers for at in full.get(entity.id, ()) if at < item.span.start]
    last = max(known, default=-1)
    for start, other in strangers.get(name, ()):
        if last <= start < item.span.start:
            if in_office and not _same_office(start + len(other), item.span.end, document):
                continue
            if any(_same_given(name, other, entity) for entity in bearers):
                return None
            why = Step("nil", f"the surname of {other}, whom the text has named before", ("PERSON",))
            return Decided(
                item.span, Decision.NIL, NIL_CONFIDENCE, type="PERSON", candidates=item.candidates, steps=(why,)
            )
    return None


def _held(item: Decided, entity: Entity, document: Document) -> bool:
    return item.form is not None and held_office(item.span, item.form, entity, document) is not None


def _same_office(one: int, other: int, document: Document) -> bool:
    """Do titles that end alike follow in both places: 駐韓大使 and 大使?"""
    titles = (document.rules.title_at(document.text, at) for at in (one, other))
    first, second = ("" if title is None else title[0][-_OFFICE_END:] for title in titles)
    return bool(first) and first == second


def _other_bodies(decided: Sequence[Decided], document: Document) -> Iterator[str]:
    """Abbreviations that the text gives to a body nobody listed: 最高選挙裁判所（TSE） is no stock exchange."""
    text = document.text
    ends = {item.span.end for item in decided if item.entity is not None}
    unlisted = {d.span.end for d in decided if d.decision is Decision.NIL and d.type == "ORG"}
    for item in decided:
        start, end = item.span.start, item.span.end
        if item.entity is None or item.type != "ORG" or script(text[start]) != "latin":
            continue
        if text[start - 1 : start] != "(" or text[end : end + 1] != ")" or start - 1 in ends:
            continue
        end_of_body = start - 1 - (text[start - 2] == "」")
        body = _BODY.search(text, max(0, start - 1 - _LONGEST_BODY), start - 1)
        if end_of_body in unlisted or (body is not None and not _shares(set(body[0]), item.entity)):
            yield text[start:end]


def _shares(characters: set[str], entity: Entity) -> bool:
    """Has a Japanese name of the entity a fair part of these characters?"""
    names = [entity.ja, *(alias.form for alias in entity.aliases if alias.lang == "ja")]
    return any(len(characters & set(name)) * 3 > len(characters) for name in names)


def _of_other_body(item: Decided) -> Decided:
    why = Step("nil", "an abbreviation of a body nobody listed, by the brackets behind that", ("ORG",))
    return Decided(item.span, Decision.NIL, NIL_CONFIDENCE, type="ORG", candidates=item.candidates, steps=(why,))


def _places_apart(decided: Sequence[Decided], text: str) -> Iterator[Decided]:
    """A place in a spelling that nobody listed, but for its last vowel a listed one, is another place where the text has the
    listed one too: ドヴォリチネ and ドヴォリチナ."""
    listed = {item.entity.id for item in decided if item.entity is not None and item.span.method == "alias"}
    for item in decided:
        entity = item.entity if item.type == "GPE" and item.span.method == "transliteration" else None
        if entity is not None and entity.id in listed and _differs_in_ending(item.span_text(text), entity):
            why = Step("nil", f"the text names {entity.id} too, and by another ending", ("GPE",))
            steps = (*item.steps, why)
            yield Decided(item.span, Decision.NIL, NIL_CONFIDENCE, type="GPE", candidates=item.candidates, steps=steps)
        else:
            yield item


def _of_family(decided: Sequence[Decided], document: Document) -> Iterator[Decided]:
    """Somebody by the given name behind a word for kin, who shares a surname with somebody whom the text named before: カディロフ
    首長の息子の|アダム氏, ナワリヌイ氏の妻の|ユリアさん."""
    text, kin = document.text, document.rules.longer_names["kin"]
    people: set[str] = set()
    surnames: set[str] = set()
    relatives: dict[str, dict[str, Entity]] = {}
    for item in decided:
        name = item.span_text(text) if item.entity is not None and item.type == "PERSON" else ""
        if name and name not in people:
            people.add(name)
            surnames.update(of_the_family(_JOINT.split(name)[-1]))
            for given, who in _relatives(name, document.lexicon):
                relatives.setdefault(given, {})[who.id] = who
        start = item.span.start
        if not people or not _is_stranger(item) or not text.endswith(kin, 0, start - (text[start - 1] == "の")):
            yield item
            continue
        given = item.span_text(text)
        near = (candidate.entity for candidate in item.candidates)
        family = {who.id: who for who in near if "・" in who.ja and _JOINT.split(who.ja)[-1] in surnames}
        family |= relatives.get(given, {})
        if len(family) != 1:
            yield item
            continue
        entity = next(iter(family.values()))
        form = Form(given, entity.id, "ja", "short", "link")
        step = Step("taught", f"{given} is of the family of somebody whom the text names", (given, entity.id))
        yield Decided(item.span, Decision.LINKED, _FAMILY, form, entity, "PERSON", steps=(step,))


def _relatives(name: str, lexicon: Lexicon) -> Iterator[tuple[str, Entity]]:
    """Given name → those who are listed by a surname that a name has, or that the other sex of the family has."""
    kanji = script(name[0]) == "kanji"
    surnames = (name[:size] for size in range(1, _GIVEN_KANJI + 1)) if kanji else of_the_family(_JOINT.split(name)[-1])
    for surname in surnames:
        for form in lexicon.forms.get(fold_key(surname), ()):
            entity = lexicon.get(form.entity_id)
            if entity is None or entity.type != "PERSON":
                continue
            for listed in (entity.ja, *(alias.form for alias in entity.aliases if alias.lang == "ja")):
                given = listed.removeprefix(surname) if kanji else _JOINT.split(listed)[0]
                if given != listed:
                    yield given, entity


def _differs_in_ending(name: str, entity: Entity) -> bool:
    """Has a place a listed name that sounds like this one but for the vowel it ends in, or without that?"""
    from entity_resolver.phonemes import phonemes

    names = (entity.ja, *(alias.form for alias in entity.aliases if alias.lang == "ja"))
    if any(name == other + name[-1] and name[-1] in _VOWELS for other in names):  # トリポリエ and トリポリ
        return True
    alike = [phonemes(other) for other in names if len(other) == len(name) and other[:-1] == name[:-1]]
    sound = phonemes(name)
    return any(other != sound and other[:-1] == sound[:-1] for other in alike)


def _needs_context(item: Decided) -> bool:
    return item.form is not None and item.form.use == "context"


def _by_surname(strangers: Sequence[tuple[int, str]]) -> dict[str, list[tuple[int, str]]]:
    """Surname → where somebody is named in full who may have it, and how; of キム・ヨナ either may be one."""
    found: dict[str, list[tuple[int, str]]] = {}
    for start, full in strangers:
        for surname in {*_surnames(full)} - {full}:
            found.setdefault(surname, []).append((start, full))
    return found


def _surnames(full: str) -> Iterator[str]:
    if _JOINT.search(full):
        parts = _JOINT.split(full)
        yield from (parts[0], parts[-1])
    elif script(full[0]) == "kanji":
        for size in range(1, len(full)):
            given = full[size:]
            if len(given) < _GIVEN_KANJI or (size > 1 and (len(given) == _GIVEN_KANJI or script(given[0]) != "kanji")):
                yield full[:size]


def _same_given(surname: str, full: str, entity: Entity) -> bool:
    """Is the given name one that the entity has too? Then the full name may be another spelling of theirs."""
    from entity_resolver.index import distance
    from entity_resolver.phonemes import phonemes

    place = -1 if _JOINT.split(full)[0] == surname else 0
    own = [_JOINT.split(name)[place] for name in (entity.ja, *(a.form for a in entity.aliases)) if _JOINT.search(name)]
    given = phonemes(_JOINT.split(full)[place]) if _JOINT.search(full) else ""
    return bool(given) and any(distance(given, phonemes(name)) < _SAME_GIVEN for name in own)


def _beside(decided: Sequence[Decided], text: str) -> Iterator[Decided]:
    spoken = {d.entity.id for d in decided if d.entity is not None and d.confidence > ALONE}
    others = [_parts(d, text) for d in decided if _is_stranger(d)]
    surnames = {parts[-1] for parts in others if parts}
    names = surnames.union(*others)
    for item in decided:
        respelt = bool(item.form and item.form.target) and item.confidence > ALONE
        if item.entity is None or not item.steps:
            yield item
        elif item.steps[-1].name == "alone" and item.entity.id in spoken:
            why = Step("joined", f"the text names {item.entity.id} more surely elsewhere", (item.entity.id,))
            yield replace(item, confidence=span_confidence(item.span), steps=(*item.steps, why))
        elif respelt and item.span_text(text) in (names if item.type == "PERSON" else surnames):
            # of a place surnames alone count: カンザスシティ・チーフス is a club of the town
            why = Step("namesake", f"{item.span_text(text)} is a part of somebody else's name in this text")
            yield replace(item, confidence=ALONE, steps=(*item.steps, why))
        else:
            yield item


def _parts(item: Decided, text: str) -> tuple[str, ...]:
    parts = _JOINT.split(item.span_text(text))
    return (parts[0], parts[-1]) if len(parts) > 1 else ()
