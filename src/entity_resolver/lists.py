"""Names in a list: what the others say of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from entity_resolver.document import Document
from entity_resolver.generic_bodies import named_until
from entity_resolver.lexicon import Form
from entity_resolver.model import Entity
from entity_resolver.patterns import late
from entity_resolver.spans import Span, script

_GLOSS = r"(?:\([ァ-ヺー・一-龠]{2,14}\))"
_COORDINATED = late(
    rf"\)?{_GLOSS}?(?:(?:[・、と及びおよび]{{1,3}}|と)[ァ-ヺー一-龠]{{1,14}}?{_GLOSS}?){{0,7}}(?:の?両|(?P<each>の?各)|の?[0-9二三四])"
    r"(?P<unit>州|府?県|府|市|共和国|地方)"
)
_GLOSSED = late(rf"(?:\)|{_GLOSS})(?P<unit>州|市)")
"""The unit behind a name and its other name: ルハンスク(ルガンスク)|州."""
_CONSTITUENCY = late(r"(?:・[一-龠]{2,3})?(?:選挙区|選出|(?:1?[0-9]|20)区(?![0-9]))")
PREFECTURE = ("都", "道", "府", "県")
UNITS = ("州", "市", "共和国", "地方", *PREFECTURE)
"""What a list of names may end in, of which each is the name of one: キエフ、チェルニヒウ両州."""
_LISTED = ("、", ",", "や", "と")
_STRETCHES = (*_LISTED, "から", "～", "〜", "~", "・")
"""What stands between two regions: 九州から|東海."""
_PARTY = ("党", "の会")
_PARTIES = ("両党", "各党", "3党", "4党")
_NEXT = late(
    r"(?:[0-9]{1,3}(?:議席|人)?)?[、,・やと](?P<name>(?:(?![両各])[一-龠]){2,3}党?)(?=両|各|[ぁ-ん、。・,0-9]|$)"
)
_LAST = late(r"(?<![一-龠])(?P<name>[一-龠]{2,4})(?:[0-9]{1,3}(?:議席|人)?)?[、,・やと]$")
_BRACKETED = late(r"\((?P<name>[一-龠]{2,6}党)\)")
_OF_PARTIES = late(
    r"両|各|[0-9三四五]党|[0-9]{1,3}(?:議席|人|[、。と])|推薦|公認|[はがもにとを、・。,]|など|から|案|側|$|の(?:両|各|[0-9三四五]|連立|協議|候補|代表|幹部|議員|支持)"
)
_POST_OF_PARTY = late(
    r"(?:の)?(?:代表(?!的|者|作|団|例|選手|取締)|共同代表|幹事長|政調会長|政務調査会長|国対委員長|書記局長|選対委員長|党首|公認|推薦|候補|議員|[都府県]連|現職|新人|前職|元職|新顔)"
    r"|の[一-龠々]{2,5}?(?:代表(?!的|者)|委員長|幹事長|党首|政調会長|国対委員長|書記局長)"
)
_OF_PREFECTURES = late(
    r"など|の?(?:各|両|[0-9一二三四五六七八九十]+)?[都道府県]|の?[0-9]都|では?|から|にかけて|を中心|の?選挙区|選出"
)
_LONGEST_ITEM = 10
"""Characters of a name in a list, of a number behind it (自民12議席) and of what stands before the next."""


def listed_beside(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """An organisation in a list with one that is named for certain, of no kind that any country has: SKハイニックス、|インテル;
    a town in a list with one of the same country (アレッポ、|ハマ、ホムス), a country in a list with another (中国、|シャム), a region at home
    in a list with another (|東海や北陸, 九州から|東海)."""
    if entity.type not in ("ORG", "GPE", "LOC"):
        return None
    if (script(document.text[span.start]) == "katakana") == (entity.type == "LOC"):
        return None
    text = document.text
    joints = _STRETCHES if entity.type == "LOC" else _LISTED
    before = next((named_until(span.start - len(j), document) for j in joints if text.endswith(j, 0, span.start)), None)
    behind = next((span.end + len(joint) for joint in joints if text.startswith(joint, span.end)), None)
    after = document.lexicon.get(document.named_at.get(behind, "")) if behind is not None else None
    if entity.type == "LOC":
        regions = (other for other in (before, after) if other is not None and other.type == "LOC")
        same = next((r for r in regions if not set(document.regions(entity)).isdisjoint(document.regions(r))), None)
        return f"in a list with {same.id}" if same is not None and same.id != entity.id else None
    if entity.type == "GPE" and not entity.part_of:
        countries = (other for other in (before, after) if other is not None and other.type == "GPE")
        other = next((c for c in countries if not c.part_of and c.id != entity.id), None)
        return f"in a list with {other.id}" if other is not None else None
    if entity.type == "GPE":
        own = set(document.regions(entity))
        towns = (other for other in (before, after) if other is not None and other.type == "GPE" and other.part_of)
        same = next((town for town in towns if not own.isdisjoint(document.regions(town))), None)
        return f"in a list with {same.id}" if same is not None else None
    for other in (before, after):
        if other is not None and other.type == "ORG" and other.part_of and other.id != entity.id:
            return f"in a list with {other.id}"
    return None


def listed_party(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """A party by a short word that means something else too, before one of its posts (維新|政調会長), or in a list with another of
    the country: 自民、|公明."""
    if entity.type != "ORG" or not entity.part_of or not entity.ja.endswith(_PARTY):
        return None
    if post := party_post(span, form, entity, document):
        return f"{post} follows"
    if document.text[span.start - 1 : span.start] == "(" and document.text.startswith(")", span.end):
        bracketed = (m["name"] for m in _BRACKETED.finditer(document.text, *document.view.sentence(span.start)))
        other = next((name for name in bracketed if name != form.text and _party(name, entity, document)), None)
        return f"in brackets as {other} is" if other else None  # ハッチ委員長(共和党)とワイデン理事(|民主党)
    if not _OF_PARTIES.match(document.text, span.end):
        return None
    after = list(_after(span, document))
    closed = document.text.startswith(_PARTIES, span.end + sum(1 + len(name) for name in after))
    for name in (*_before(span, document), *after):
        party = _party(name, entity, document)
        if party is None:
            break
        if party.use == "link" or closed:
            return f"in a list with {party.entity_id}"
    return None


def party_post(span: Span, form: Form, entity: Entity, document: Document) -> str:
    """What somebody of a party is, behind a short word for it: 維新|政調会長; "" where there is none."""
    if form.use != "context" or form.text.endswith(_PARTY) or not entity.ja.endswith(_PARTY):
        return ""
    before = document.text[span.start - 1 : span.start]
    if script(before or " ") == "kanji":  # 移住希望|議員
        return ""
    owner = named_until(span.start - 1, document) if before == "の" else None
    if owner is not None and owner.type == "GPE" and entity.part_of not in (owner.id, *document.regions(owner)):
        return ""  # オーストリアの社民|代表
    post = _POST_OF_PARTY.match(document.text, span.end)
    return post[0] if post else ""


def _party(name: str, other: Entity, document: Document) -> Form | None:
    """The form of a party of the other's country with this name, the surest; None where it is none's."""
    forms = document.lexicon.forms.get(name, ())
    listed = [(form, document.lexicon.get(form.entity_id)) for form in forms]
    parties = [f for f, e in listed if e and (e.type, e.part_of) == ("ORG", other.part_of) and e.ja.endswith(_PARTY)]
    return min(parties, key=lambda form: form.use != "link", default=None)


def in_prefecture_list(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """A prefecture by a name that its capital has too, in a list of prefectures, one of which is nothing else, or three of them:
    埼玉、|千葉, 宮城や|秋田、山形."""
    if entity.type != "GPE" or not _is_prefecture(entity) or form.text == entity.ja:
        return None
    after = list(_after(span, document))
    if not _OF_PREFECTURES.match(document.text, span.end + sum(1 + len(name) for name in after)):
        return None
    others = [*_prefectures(_before(span, document), document), *_prefectures(after, document)]
    sure = next((name for name, only in others if only), None)
    if sure is None and len(others) < 2:
        return None
    return f"in a list of prefectures with {sure or others[0][0]}"


def _is_prefecture(entity: Entity) -> bool:
    return entity.ja[-1:] in ("県", "府", "道") and entity.part_of == "japan"


def _before(span: Span, document: Document) -> Iterator[str]:
    """The names before one in a list, the nearest first."""
    at = span.start
    while match := _LAST.search(document.text, max(0, at - _LONGEST_ITEM), at):
        yield match["name"]
        at = match.start()


def _after(span: Span, document: Document) -> Iterator[str]:
    """The names behind one in a list."""
    at = span.end
    while match := _NEXT.match(document.text, at):
        yield match["name"]
        at = match.end()


def _prefectures(names: Iterable[str], document: Document) -> Iterator[tuple[str, bool]]:
    """The names up to the first that is no prefecture's, and of each whether it is nothing else."""
    for name in names:
        known = _known(name, document)
        if known is None:
            return
        yield name, known


def _known(name: str, document: Document) -> bool | None:
    """Is a name that of a prefecture only? None where it is no prefecture's."""
    named = [document.lexicon.get(form.entity_id) for form in document.lexicon.forms.get(name, ())]
    places = [entity for entity in named if entity is not None and entity.type in ("GPE", "LOC")]
    if not any(map(_is_prefecture, places)):
        return None
    return all(map(_is_prefecture, places))


def units_beside(span: Span, document: Document) -> tuple[str, ...]:
    """What the names of the units end in that the words after a name speak of; () where they speak of none."""
    match = _COORDINATED.match(document.text, span.end)
    if match and (match.start("each") != span.end or document.text.endswith(("、", "・", "と", "や"), 0, span.start)):
        return PREFECTURE if match["unit"] == "府県" else (match["unit"],)
    if match := _GLOSSED.match(document.text, span.end):
        return (match["unit"],)
    return PREFECTURE if _CONSTITUENCY.match(document.text, span.end) else ()


def province_meant(span: Span, document: Document) -> Form | None:
    """The form as one of the province whose name it is with the unit that a list ends in, where only that has it (モスクワ、トゥーラ|両州)."""
    own = {form.entity_id for form in span.forms}
    named = {
        form.entity_id
        for unit in units_beside(span, document)
        for form in document.lexicon.forms.get(document.text[span.start : span.end] + unit, ())
        if form.use == "link"
    }
    return (
        replace(span.forms[0], entity_id=min(named), use="link") if len(named) == 1 and named.isdisjoint(own) else None
    )
