"""Unlisted names in quotation marks: what the words beside the marks, or its last word, say is one (「国民抵抗戦線」, 作戦「…」);
and abbreviations behind such words (極左|NPA)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from entity_resolver.bodies import is_upper
from entity_resolver.fold import Folded
from entity_resolver.lexicon import Lexicon
from entity_resolver.patterns import late
from entity_resolver.phrases import phrase_suffixes
from entity_resolver.rules import Rules, alternation
from entity_resolver.spans import Span, script, unlisted

_QUOTED = late(r"「(?P<name>[ァ-ヺー・一-龠々0-9a-z=\-の]{2,18})」")
_WITH_KANA = late(r"「(?P<name>(?=[^」]{0,17}[ぁ-ん])[ァ-ヺー・一-龠々0-9a-z=\-ぁ-ん]{3,18})」")
_CANDIDATE = ("候補(", "党首(", "候補者(")
"""Before the party of somebody, in quotation marks: ルペン候補(「国民連合」)."""
_LED = late(r"の[ァ-ヺー・一-龠々]{2,20}?(?:党首|党代表|共同代表|幹事長|書記長|国対委員長)")
_PLAIN = ("会社", "会")
_SAID = late(r"[^ぁ-ん](?:で|は|が|な(?!き))[^ぁ-ん]")
"""Within what is said of something, and no name: ベネズエラ|で|唯一正当|な|民主主義機関."""
_ADJECTIVE = "なのいるたれ"
"""What a word ends in before a common noun: 「小さな|銀行」."""
_SHORTEST_BODY = 4
_LONGEST_WORD = 8


class QuotedNames:
    """Finds names in 「」; the words are in lexicon/rules/longer_names.tsv (classes quoted, before quote) and name_suffixes.tsv."""

    def __init__(self, lexicon: Lexicon, rules: Rules) -> None:
        self._lexicon = lexicon
        closing = [suffix.text for suffix in phrase_suffixes() if suffix.type == "ORG"]
        self._body = late(f"(?:{alternation([*closing, *rules.longer_names['body']])})$")
        self._units = late(alternation(rules.longer_names["quoted unit"]))
        self._events = late(alternation(rules.longer_names["quoted event"]))
        self._lead = late(f"(?:{alternation(rules.longer_names['before quote'])})の?$")
        self._short = late(
            f"(?:{alternation(rules.longer_names['before abbreviation'])})の?(?P<name>[a-z]{{2,6}})(?![a-z0-9])"
        )
        self._usual = frozenset(rules.longer_names["no abbreviation"])
        self._common = frozenset(rules.longer_names["kind"]) | rules.generic_bodies

    def spans(self, folded: Folded, spans: Sequence[Span]) -> Iterator[Span]:
        """A NIL span for each of these names that no listed one fills."""
        text = folded.text
        filled = {(span.start, span.end) for span in spans if span.forms}
        for match in self._short.finditer(text):
            place = match.span("name")
            if match["name"] not in self._usual and is_upper(folded, *place):
                yield unlisted(*place, "ORG", f"{text[match.start() : place[0]]} stands before")
        if "「" not in text:
            return
        for match in (*_QUOTED.finditer(text), *_WITH_KANA.finditer(text)):
            start, end = match.span("name")
            name = match["name"]
            if (
                (start, end) in filled
                or name in self._common
                or any(n in self._lexicon.forms for n in (name, *name.split("=")))
            ):
                continue
            if told := self._told(text, start, end):
                yield unlisted(start, end, *told)

    def _told(self, text: str, start: int, end: int) -> tuple[str, str] | None:
        """Type, and what tells that text[start:end], which stands in quotation marks, is a name."""
        if unit := self._units.match(text, end + 1):
            return "ORG", f"{unit[0]} follows the quotation marks"
        if event := self._events.match(text, end + 1):
            return "EVENT", f"{event[0]} follows the quotation marks"
        if _LED.match(text, end + 1):
            return "ORG", "somebody leads what stands in quotation marks"
        if text.endswith(_CANDIDATE, 0, start - 1) and text.startswith("」)", end):
            return "ORG", "the party of a candidate, in brackets"
        if all(script(char) == "hiragana" for char in text[start:end]):  # 「たすけて」
            return None
        if lead := self._lead.search(text, max(0, start - 1 - _LONGEST_WORD), start - 1):
            return "ORG", f"{lead[0]} stands before the quotation marks"
        body = self._body.search(text, start, end)
        if body is None or end - start < _SHORTEST_BODY or body.start() == start:
            return None
        spoken = any(script(char) == "hiragana" and char != "の" for char in text[start : body.start()])
        if spoken and (text[body.start() - 1] in _ADJECTIVE or body[0] in _PLAIN or _SAID.search(text, start, end)):
            return None
        return "ORG", f"{body[0]} closes what stands in quotation marks"
