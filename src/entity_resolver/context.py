"""Evidence from the text around a span: a visible table of small named functions and their weights.

Each function looks at one (span, entity) and returns what it saw, or None. The weights are points; `decide` links from
LINK_POINTS on, when the runner-up is MARGIN points behind.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from entity_resolver.document import Document
from entity_resolver.fields import field_of_text
from entity_resolver.fold import fold_key
from entity_resolver.generic_bodies import country_of_body, member_follows, named_until, officer_follows, only_country
from entity_resolver.lexicon import Form
from entity_resolver.lists import in_prefecture_list, listed_beside, listed_party, party_post, units_beside
from entity_resolver.model import TYPES, Entity
from entity_resolver.patterns import late
from entity_resolver.press import dateline, outlet_follows, signed
from entity_resolver.seats import of_other_region, of_region, seat_beside
from entity_resolver.spans import Span, script
from entity_resolver.surnames import calling_follows, is_due, is_thing
from entity_resolver.terms import held_office, in_office, incumbent, other_office, other_time, title_of
from entity_resolver.where import (
    called_a_town,
    country_in_brackets,
    inside_region,
    led_by,
    lies_in,
    there,
)

LINK_POINTS, MARGIN = 1.5, 1.0
MARGIN_AT_HOME = 0.5
"""Between people of whom only the first belongs to a country that the text names."""
_GLOSS = late(r"\(([一-龠々]{2,4})\)")
_OTHER_PREFIXES, _ONCE = ("在", "来"), "旧"
_OF_PARTY = ("両", "推薦", "公認")
_PAIRED = late(
    r"(?P<other>(?:・|[、と](?=[一-龠ァ-ヺー]{1,8}両))[一-龠ァ-ヺー]{1,8})?(?:両氏|両首脳|首脳会談|両大統領|会談)"
)


Evidence = Callable[[Span, Form, Entity, Document], str | None]


def office_follows(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """An office of state or of an organisation follows a person's name (カラスEU上級代表)."""
    if entity.type not in ("PERSON", ""):
        return None
    match = title_of(span, document)
    return f"{match[0]} follows" if match and match["office"] else None


def title_follows(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """An honorific or a title that anybody may have follows a person's name (氏, 教授), or one for two people (尹・岸田|会談)."""
    if entity.type not in ("PERSON", ""):
        return None
    pair = _PAIRED.match(document.text, span.end) if entity.type else None
    if pair:
        beside = document.named_at.get(span.end + 1 if pair["other"] else span.start - 2, "")
        pair = None if beside and document.lexicon[beside].type == "GPE" else pair  # 日・|モンテネグロ首脳会談
    if pair and (pair["other"] or document.text[span.start - 1 : span.start] == "・"):
        return f"{pair[0]} follows"
    match = document.rules.title_at(document.text, span.end)
    if match and document.rules.is_post(match):
        word = document.view.token(span.start) if script(document.text[span.end - 1]) == "katakana" else None
        if (word and not word.oov and word.pos[2] != "人名") or document.text.startswith(("選", "会"), match.end()):
            return None  # マスク|主任, 山口|町長選挙
    return f"{match[0]} follows" if match and not match["office"] else None


def government_follows(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """A government, or the policy of one, that is called by its leader (シュレーダー政権)."""
    if entity.type != "PERSON":
        return None
    word = next((w for w in document.rules.longer_names["government"] if document.text.startswith(w, span.end)), None)
    return f"{word} follows" if word else None


def title_precedes(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """An office stands right before a person's name (国務長官のルビオ)."""
    if entity.type != "PERSON":
        return None
    before = document.text[max(0, span.start - 14) : span.start]
    before = before.rstrip("、の ・")
    for size in range(min(10, len(before)), 1, -1):
        word = before[-size:]
        if document.rules.heads.get(word) == "office" and word not in document.rules.longer_names["government"]:
            return f"{word} precedes"
    return None


def title_denies(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """An honorific follows, or the office of a minister a town in kanji (福島|外相): what is named is a person, not this."""
    if entity.type in ("PERSON", ""):
        return None
    head = document.rules.head_at(document.text, span.end, ("honorific",))
    if head is None and entity.part_of and script(document.text[span.start]) == "kanji":
        ends = ((word, span.end + len(word)) for word in document.rules.longer_names["minister"])
        ends = ((word, end) for word, end in ends if document.text.startswith(word, span.end))
        told = (word for word, end in ends if script(document.text[end : end + 1] or " ") != "kanji")
        return next((f"{word} follows" for word in told), None)
    return f"{head[0]} follows" if head else None


def named_in_full(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """The document names the same entity by a form that needs no context."""
    if entity.type in ("GPE", "LOC") and (entity.part_of or entity.type == "LOC"):
        if len(span.forms) > 1:
            return None  # a text that names the oblast may well mean the city next
        if script(document.text[span.end : span.end + 1] or " ") in ("kanji", "katakana"):
            return None  # 宮城|中央バス
    if is_thing(span, entity, document) or (entity.type == "GPE" and document.text.startswith("共和国", span.end)):
        return None  # マスク|を着けて; a ソビエト共和国 is one of several
    places = document.full_names.get(entity.id, ())
    return "named elsewhere in the text" if any(at != span.start for at in places) else None


def named_before(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """Of those who share the form, only this one has been named in full so far."""
    if entity.type != "PERSON" or len(span.forms) < 2:
        return None
    named = {f.entity_id for f in span.forms if document.elsewhere(f.entity_id, span, end=span.start)}
    return "the only one named so far" if named == {entity.id} else None


def region_in_sentence(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """The country or state it belongs to is named in the same sentence."""
    start, end = document.view.sentence(span.start)
    for region in document.regions(entity):
        if document.elsewhere(region, span, start, end):
            return f"{region} in the same sentence"
    return None


def region_in_document(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """The country or state it belongs to is named somewhere in the text, or something of that for somebody by a mere surname."""
    surname = entity.type == "PERSON" and form.use == "context" and span.method == "alias"
    home = document.home if surname else frozenset()
    named = (r for r in document.regions(entity) if r in home or document.elsewhere(r, span))
    return next((f"{region} in the text" for region in named), None)


def part_in_sentence(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """A country by a name that is something else too, and in the same sentence one of its towns or parties (カタル … ドーハ)."""
    if entity.type != "GPE" or entity.part_of or form.use != "context":
        return None
    start, end = document.view.sentence(span.start)
    named = {id_ for at in range(start, end) if (id_ := document.named_at.get(at))}
    of_it = (
        ("GPE", "ORG") if len(span.forms) > 1 else ("GPE",)
    )  # a party says which ジョージア, not what a ソヴィエト is
    for part in map(document.lexicon.get, sorted(named)):
        within = part is not None and part.type in of_it and part.part_of == entity.id
        if part is not None and within and document.elsewhere(part.id, span, start, end):
            return f"{part.id} in the same sentence, which is part of it"
    return None


def state_follows(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """What only a state has follows a country's name that is something else too (ソヴィエト|政府, ギニア|軍), or a prefix that
    countries take stands before it (反|ソヴィエト)."""
    if entity.type != "GPE" or entity.part_of or form.use != "context":
        return None
    before = document.text[span.start - 1 : span.start]
    if before == _ONCE or (before in document.rules.prefixes and before not in _OTHER_PREFIXES):
        return f"{before} precedes"
    word = next((w for w in document.rules.longer_names["state"] if document.text.startswith(w, span.end)), None)
    return f"{word} follows" if word else None


def coordinated_unit(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """A list of names ends in 両州 or the like, and this is such a unit (ドネツク、ルハンスク両州); or prefectures vote (大阪|1区)."""
    units = units_beside(span, document)
    return f"a unit in …{'/'.join(units)} is meant" if units and entity.ja.endswith(units) else None


def other_unit(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """... and this entity is no such unit. Towns abroad are listed without 市."""
    units = units_beside(span, document)
    if units == ("市",) and entity.type == "GPE":
        return None
    return f"a unit in …{'/'.join(units)} is meant" if units and not entity.ja.endswith(units) else None


def dominant(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """Of all who share this form, news means this one; not where a calling follows that no politician has (ケリー博士), nor,
    of a surname that half a country bears, before what this one is not called (金|知事, 金|さん)."""
    if not form.dominant or calling_follows(span, document) or not is_due(span, form, entity, document):
        return None
    return "the usual bearer of the name"


def far_from_home(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """A surname alone of somebody whose country the text does not name, nor that of another of the name, while it names others:
    the office may be anybody's."""
    if entity.type != "PERSON" or form.use != "context" or not entity.part_of or not document.countries:
        return None
    bearers = (bearer for each in span.forms if (bearer := document.lexicon.get(each.entity_id)))
    if any(not bearer.part_of or not document.home.isdisjoint(document.regions(bearer)) for bearer in bearers):
        return None
    return f"{entity.part_of} is not in the text"


def descriptor_precedes(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """A word for this type of thing stands right before the name: 空母「福建」, 無人機ランセット."""
    joint = "・" if script(document.text[span.end : span.end + 1] or " ") != "kanji" else ""  # 香港紙・|明報
    before = document.text[max(0, span.start - 10) : span.start].rstrip(f'「『" {joint}')
    edge = {script(document.text[span.start - 1]), script(form.text[0])}
    if edge == {"kanji"} and common_word(span, form, entity, document):  # 企業|連合
        return None
    words = document.rules.descriptors.get(entity.type, ())
    return next((f"{word} precedes" for word in words if before.endswith(word)), None)


def quoted(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """It fills quotation marks, as a party does that is called like a phrase: 「法と正義」."""
    filled = document.text[span.start - 1 : span.end + 1] == f"「{document.text[span.start : span.end]}」"
    told = form.use == "context" and (form.lang == "ja" or form.exact_case)
    return "it fills quotation marks" if filled and told else None


def common_word(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """The tokenizer reads the span as an ordinary word."""
    token = document.view.token(span.start)
    if token is None or token.oov or token.proper or (token.start, token.end) != (span.start, span.end):
        return None
    name = document.text[span.start : span.end]
    return None if name in document.rules.longer_names["chamber"] else f"{name} is an ordinary word"


def opens_compound(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """The tokenizer reads an ordinary word in kanji that a noun in kanji follows, and no kind of outlet: 共同|訓練, 共同|議長."""
    text = document.text
    if entity.type != "ORG" or script(text[span.end - 1]) != "kanji" or not common_word(span, form, entity, document):
        return None
    if text.startswith(_OF_PARTY, span.end) or party_post(span, form, entity, document):  # 公明|両党
        return None
    noun = document.view.token(span.end) if script(text[span.end : span.end + 1] or " ") == "kanji" else None
    if noun is None or noun.start != span.end or noun.pos[0] not in ("名詞", "接尾辞") or noun.proper:
        return None
    if outlet_follows(span, form, entity, document):
        return None
    return f"a word before {text[noun.start : noun.end]}"


def of_its_country(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """The country it belongs to, or its sign, stands right before an organisation: 米|メタ, 韓国|カカオ; or whose it is, where it is no
    ordinary word: オーストリアの|自由党."""
    if entity.type != "ORG" or not span.start or not entity.part_of:
        return None
    end = span.start
    if document.text[end - 1] == "の" and not common_word(span, form, entity, document):
        end -= 1
    sign = document.named_at.get(end - 1)
    owner = document.lexicon.get(sign) if sign else named_until(end, document)
    return f"{owner.id} right before" if owner is not None and owner.id == entity.part_of else None


_PEOPLE, _PLACES, _BODIES = ("PERSON",), ("GPE",), ("ORG",)
_NAMED_OR_UNKNOWN = ("PERSON", "")
_ANY = ("", *TYPES)

EVIDENCE: tuple[tuple[str, float, Evidence, tuple[str, ...]], ...] = (
    ("office follows", 2.0, office_follows, _NAMED_OR_UNKNOWN),
    ("title follows", 1.0, title_follows, _NAMED_OR_UNKNOWN),
    ("title precedes", 2.0, title_precedes, _PEOPLE),
    ("held office", 2.0, held_office, _PEOPLE),
    ("in office", 1.5, in_office, _PEOPLE),
    ("incumbent", 1.0, incumbent, _PEOPLE),
    ("seat beside", 2.0, seat_beside, _PEOPLE),
    ("other office", -2.0, other_office, _PEOPLE),
    ("other time", -2.5, other_time, _PEOPLE),
    ("government follows", 2.0, government_follows, _PEOPLE),
    ("title denies", -2.5, title_denies, _ANY),
    ("named in full", 3.0, named_in_full, _ANY),
    ("named before", 1.0, named_before, _PEOPLE),
    ("region in sentence", 0.75, region_in_sentence, _ANY),
    ("region in document", 0.5, region_in_document, _ANY),
    ("of region", 1.0, of_region, _PEOPLE),
    ("of other region", -4.0, of_other_region, _PEOPLE),
    ("inside region", 1.5, inside_region, ("GPE", "LOC", "FAC")),
    ("called a town", 1.0, called_a_town, _PLACES),
    ("part in sentence", 2.0, part_in_sentence, _PLACES),
    ("there", 1.0, there, ("GPE", "LOC")),
    ("country in brackets", 1.0, country_in_brackets, _ANY),
    ("led by", 3.0, led_by, _PLACES),
    ("lies in", 2.0, lies_in, _PLACES),
    ("state follows", 1.5, state_follows, _PLACES),
    ("country of body", 1.0, country_of_body, _BODIES),
    ("only country", 0.5, only_country, _BODIES),
    ("member follows", 4.0, member_follows, _BODIES),
    ("officer follows", 2.0, officer_follows, _BODIES),
    ("coordinated unit", 3.0, coordinated_unit, _ANY),
    ("other unit", -2.0, other_unit, _ANY),
    ("dominant", 1.0, dominant, _ANY),
    ("far from home", -1.0, far_from_home, _PEOPLE),
    ("dateline", 2.5, dateline, _BODIES),
    ("outlet follows", 2.0, outlet_follows, _BODIES),
    ("signed", 2.5, signed, _BODIES),
    ("descriptor precedes", 1.5, descriptor_precedes, _ANY),
    ("quoted", 1.0, quoted, _BODIES),
    ("common word", -0.5, common_word, _ANY),
    ("opens compound", -5.0, opens_compound, _BODIES),
    ("of its country", 2.0, of_its_country, _BODIES),
    ("listed beside", 2.0, listed_beside, ("ORG", "GPE", "LOC")),
    ("listed party", 2.5, listed_party, _BODIES),
    ("field of text", 4.0, field_of_text, ("ORG", "EVENT", "LOC")),
    ("listed prefecture", 2.5, in_prefecture_list, _PLACES),
)
"""Name, points, function, and the types of entity it can say something about."""


@lru_cache(maxsize=64)
def evidence_about(type: str) -> tuple[tuple[str, float, Evidence], ...]:
    """The rows of EVIDENCE for a type of entity."""
    return tuple((name, weight, function) for name, weight, function, types in EVIDENCE if type in types)


def written_otherwise(span: Span, entity: Entity, document: Document) -> str | None:
    """The text gives the name in characters that are not this person's (イ・ジェミョン（李宰明）, who is no 李在明)."""
    match = _GLOSS.match(document.text, span.end) if entity.type == "PERSON" else None
    if match is None or script(document.text[span.start]) != "katakana":
        return None
    if any(form.entity_id == entity.id for form in document.lexicon.forms.get(fold_key(match[1]), ())):
        return None
    own = (alias for alias in (entity.ja, *(alias.form for alias in entity.aliases)) if len(alias) == len(match[1]))
    return match[1] if any(alias[0] == match[1][0] for alias in own) else None


IDENTITY_EVIDENCE = frozenset(
    {"title denies", "other time", "named in full", "region in sentence", "region in document"}
)
"""Evidence for this entity and not merely for its type: what an unlisted spelling is helped by."""
TYPE_EVIDENCE = frozenset({"office follows", "title follows", "title precedes", "government follows"})
"""Evidence that a person is named, whoever it is."""
REGION_EVIDENCE = frozenset({"region in sentence", "region in document"})
SUPPORT = TYPE_EVIDENCE | REGION_EVIDENCE | {"held office"}
"""What a surname alone in another spelling needs some of, to be rewritten."""
