"""Evidence from the text around a span: a visible table of small named functions and their weights.

Each function looks at one (span, entity) and returns what it saw, or None. The weights are points; `decide` links from
LINK_POINTS on, when the runner-up is MARGIN points behind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.model import Entity
from entity_resolver.rules import Rules
from entity_resolver.spans import Span, script
from entity_resolver.tokens import TokenView

LINK_POINTS = 1.5
MARGIN = 1.0
_COORDINATED = re.compile(
    r"(?:(?:[・、と及びおよび]{1,3}|と)[ァ-ヺー一-龠]{1,14}?){0,4}(?:の?両|[0-9二三四2-9]|の[0-9二三四2-9])(?P<unit>州|県|市|共和国|地方)"
)
_BEFORE_TITLE = re.compile(r"(?:の|・|、)?$")


def _same_word(text: str, at: int, surface: str) -> bool:
    """The very word stands at `at`, and does not merely begin a longer name there (小泉進次郎 is no mere 小泉)."""
    end = at + len(surface)
    return text.startswith(surface, at) and (end >= len(text) or script(text[end]) != script(surface[-1]))


@dataclass
class Document:
    """What is known of the whole text while its spans are decided.

    Attributes:
        anchors: entity id → offsets (folded text) of mentions that need no context.
    """

    text: str
    view: TokenView
    lexicon: Lexicon
    rules: Rules
    anchors: Mapping[str, list[int]] = field(default_factory=dict)
    full_names: frozenset[str] = frozenset()
    link_threshold: float = 0.75

    def elsewhere(self, entity_id: str, span: Span) -> Iterator[int]:
        """Where an entity is named by other words than this span's (ジブチ is no evidence that ジブチ is the city)."""
        surface = self.text[span.start : span.end]
        places = self.anchors.get(entity_id, ())
        return (at for at in places if at != span.start and not _same_word(self.text, at, surface))

    def regions(self, entity: Entity) -> list[str]:
        """The ids an entity is part of, nearest first."""
        found: list[str] = []
        parent = entity.part_of
        while parent and parent not in found:
            found.append(parent)
            above = self.lexicon.get(parent)
            parent = above.part_of if above else ""
        return found


Evidence = Callable[[Span, Form, Entity, Document], str | None]


def office_follows(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """An office of state or of an organisation follows a person's name (カラスEU上級代表)."""
    if entity.type not in ("PERSON", ""):
        return None
    match = document.rules.title.match(document.text, span.end)
    return f"{match[0]} follows" if match and match["office"] else None


def title_follows(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """An honorific or a title that anybody may have follows a person's name (氏, 教授)."""
    if entity.type not in ("PERSON", ""):
        return None
    match = document.rules.title.match(document.text, span.end)
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
        if document.rules.heads.get(before[-size:]) == "office":
            return f"{before[-size:]} precedes"
    return None


def title_denies(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """An honorific follows: what is named is a person, not this."""
    if entity.type in ("PERSON", ""):
        return None
    head = document.rules.head_at(document.text, span.end, ("honorific",))
    return f"{head[0]} follows" if head else None


def named_in_full(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """The document names the same entity by a form that needs no context."""
    if entity.type in ("GPE", "LOC"):
        return None  # a text that names the oblast may well mean the city next
    return "named elsewhere in the text" if entity.id in document.full_names else None


def named_before(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """Of those who share the form, only this one has been named in full so far."""
    if entity.type != "PERSON" or len(span.forms) < 2:
        return None
    named = {f.entity_id for f in span.forms if any(at < span.start for at in document.elsewhere(f.entity_id, span))}
    return "the only one named so far" if named == {entity.id} else None


def region_in_sentence(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """The country or state it belongs to is named in the same sentence."""
    start, end = document.view.sentence(span.start)
    for region in document.regions(entity):
        if any(start <= at < end for at in document.elsewhere(region, span)):
            return f"{region} in the same sentence"
    return None


def region_in_document(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """The country or state it belongs to is named somewhere in the text."""
    return next(
        (f"{r} in the text" for r in document.regions(entity) if next(document.elsewhere(r, span), None) is not None),
        None,
    )


def coordinated_unit(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """A list of names ends in 両州 or the like, and this entity is such a unit (ドネツク、ルハンスク両州)."""
    match = _COORDINATED.match(document.text, span.end)
    return f"…{match['unit']} closes the list" if match and entity.ja.endswith(match["unit"]) else None


def other_unit(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """A list of names ends in 両州 or the like, and this entity is no such unit."""
    match = _COORDINATED.match(document.text, span.end)
    return f"…{match['unit']} closes the list" if match and not entity.ja.endswith(match["unit"]) else None


def dominant(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """Of all who share this form, news means this one; not where a calling follows that no politician has (ケリー博士)."""
    if not form.dominant or document.text.startswith(document.rules.longer_names["calling"], span.end):
        return None
    return "the usual bearer of the name"


def dateline(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """A news agency closes a dateline: 【モスクワ共同】."""
    if entity.type != "ORG":
        return None
    opening = document.text.rfind("【", max(0, span.start - 30), span.start)
    closing = document.text.find("】", span.end, span.end + 12)
    return "closes a dateline" if opening >= 0 and closing >= 0 else None


def outlet_follows(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """A word for a newspaper, magazine or broadcaster follows the name of an organisation (エコノミスト誌)."""
    if entity.type != "ORG":
        return None
    word = re.match(
        r"紙|誌|通信|電子版|テレビ|放送|ニュース|電\)|」?紙|』?[紙誌]", document.text[span.end : span.end + 4]
    )
    return f"{word[0]} follows" if word else None


def descriptor_precedes(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """A word for this type of thing stands right before the name: 空母「福建」, 無人機ランセット."""
    before = document.text[max(0, span.start - 10) : span.start].rstrip('「『" ')
    return next(
        (f"{word} precedes" for word in document.rules.descriptors.get(entity.type, ()) if before.endswith(word)), None
    )


def common_word(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """The tokenizer reads the span as an ordinary word."""
    token = document.view.token(span.start)
    if token is None or token.oov or token.proper or (token.start, token.end) != (span.start, span.end):
        return None
    return f"{document.text[span.start : span.end]} is an ordinary word"


EVIDENCE: tuple[tuple[str, float, Evidence], ...] = (
    ("office follows", 2.0, office_follows),
    ("title follows", 1.0, title_follows),
    ("title precedes", 2.0, title_precedes),
    ("government follows", 2.0, government_follows),
    ("title denies", -2.5, title_denies),
    ("named in full", 3.0, named_in_full),
    ("named before", 1.0, named_before),
    ("region in sentence", 0.75, region_in_sentence),
    ("region in document", 0.5, region_in_document),
    ("coordinated unit", 3.0, coordinated_unit),
    ("other unit", -2.0, other_unit),
    ("dominant", 1.0, dominant),
    ("dateline", 2.5, dateline),
    ("outlet follows", 2.0, outlet_follows),
    ("descriptor precedes", 1.5, descriptor_precedes),
    ("common word", -0.5, common_word),
)


def foreign_context(span: Span, form: Form, entity: Entity, document: Document) -> bool:
    """What any country may have (国会, 財務省, 首都圏), in a sentence that names another country while its own is nowhere."""
    if entity.type not in ("ORG", "LOC") or not entity.part_of or form.text not in document.rules.generic_bodies:
        return False
    if entity.part_of in document.anchors:
        return False
    start, end = document.view.sentence(span.start)
    for id_, places in document.anchors.items():
        if any(start <= at < end for at in places):
            other = document.lexicon.get(id_)
            if other is not None and other.type == "GPE" and not other.part_of:
                return True
    return False


IDENTITY_EVIDENCE = frozenset({"title denies", "named in full", "region in sentence", "region in document"})
"""Evidence for this entity and not merely for its type: what an unlisted spelling is helped by."""
TYPE_EVIDENCE = frozenset({"office follows", "title follows", "title precedes", "government follows"})
"""Evidence that a person is named, whoever it is."""
REGION_EVIDENCE = frozenset({"region in sentence", "region in document"})


def is_common_surname(form: Form, entity: Entity) -> bool:
    """A surname in kanji that needs context: many bear it, so neither an office nor the country says which (証券局長の松岡)."""
    return entity.type == "PERSON" and form.use == "context" and all(script(char) == "kanji" for char in form.text)
