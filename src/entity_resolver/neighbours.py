"""Spans seen with what stands right beside them: a title, a given name, a country before a body, a run of signs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.model import Step
from entity_resolver.patterns import late
from entity_resolver.rules import Rules
from entity_resolver.spans import KATAKANA, Span, script
from entity_resolver.tokens import Token, TokenView
from entity_resolver.townbodies import UNIVERSITY

_BODY = late(r"[一-龠々]{2,}(?:省|庁|院|局|会議|委員会|理事会|本部)")
_INTERNATIONAL = ("国際", "世界", "国連", "主要")
_SETTLEMENTS = ("市", "村")
_LATIN_BEFORE = late(r"(?<![a-z0-9])[a-z]{2,4}$")
_LATIN_AFTER = late(r"[a-z]{2,4}(?![a-z0-9])")
_DIRECTIONS = "東西南北"
_QUANTIFIERS = "全各両同諸"
_GREATER = "大上下"
_OPENING = "\n（(「『【、。・ とや"
_UNITS = "州県省郡"
_POLITE = ("さん", "氏")
_PEOPLE = "民員長者人家師手官士生客娘婦主役側方市区町村"
"""What words for people end in, which さん may follow too."""
_PAIR = late(
    r"(?<![一-龠々ァ-ヺー・])(?P<first>[一-龠ァ-ヺー]{1,8})(?:・|[、と](?=[一-龠ァ-ヺー]{1,8}両))(?P<second>[一-龠ァ-ヺー]{1,8}?)(?:両氏|両首脳|両大統領|首脳会談|会談)"
)
_UNIT = late(f"[{_UNITS}](?![一-龠々])")
_REALM = late(r"(?:王国|公国|大公国|帝国)(?:(?![一-龠々])|(?=[軍領]|政府|時代))")
_SPACED_NAME = late(r"[ \u3000][一-龠々]{2,3}(?![一-龠々ァ-ヺー])")
_ORDINAL = late(r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})世(?![紀界代])")
_JAPANESE_NAME_FIELDS = ("人名", "名")


class Neighbours:
    """What the characters beside a span say of it before any entity is looked at."""

    def __init__(self, lexicon: Lexicon, rules: Rules) -> None:
        self._lexicon = lexicon
        self._rules = rules

    @cached_property
    def _surnames(self) -> frozenset[str]:
        return frozenset(
            key
            for key, marks in self._lexicon.short_keys().items()
            if "PERSON" in marks and script(key) in ("kanji", "katakana")
            if key not in self._rules.heads and key not in _QUANTIFIERS  # 元, 前, 故 stand before titles too
        )

    def _people(self, key: str) -> tuple[Form, ...]:
        return tuple(filter(self._is_person, self._lexicon.forms[key]))

    @cached_property
    def _surname(self) -> re.Pattern[str] | None:
        if not self._surnames:
            return None
        starts = re.escape("".join(sorted(self._rules.title_starts)))
        return re.compile(f"[{''.join(sorted(self._surnames))}](?=[{starts}])(?<![一-龠々ァ-ヺー].)")

    def _pairs(self, text: str) -> Iterator[Span]:
        """Surnames of one character in a pair that a word for two people closes: 尹・岸田|会談, 頼・蕭|両氏."""
        for match in _PAIR.finditer(text):
            for name in ("first", "second"):
                if match[name] in self._surnames:
                    yield Span(*match.span(name), self._people(match[name]))

    def surnames(self, text: str, view: TokenView) -> Iterator[Span]:
        """Surnames of one character before a title: 習氏, 金総書記."""
        if "・" in text or "両" in text:
            yield from self._pairs(text)
        for match in self._surname.finditer(text) if self._surname else ():
            title = self._rules.title_at(text, match.end())
            if title is None or (KATAKANA.match(match[0]) and KATAKANA.match(title[0])):  # イ|ロ氏
                continue
            if title["office"] and self._rules.signs.get(match[0]) == "head":
                continue  # 韓大統領 is the president of a country
            if self._rules.head_at(text, match.start(), ("body",)):  # 陸軍|司令官
                continue
            token = view.token(match.start())
            titled = view.token(match.end())
            if token is None or titled is None or token.end <= match.end() or token.end >= titled.end:
                yield Span(match.start(), match.end(), self._people(match[0]))

    def refine(self, text: str, spans: Sequence[Span], view: TokenView) -> list[Span]:
        """The spans without those their neighbours refute, and with those they make together."""
        compounds = {span.start for span in spans if span.method == "compound"}
        starts: dict[int, list[Span]] = {}
        for span in spans:
            starts.setdefault(span.start, []).append(span)
        kept: list[Span] = []
        for span in spans:
            if span.method == "alias" and (self._only_signs(text, span, compounds) or self._opens_great(text, span)):
                continue
            if span.method == "alias" and (part := self._elsewhere(text, span)):
                kept.append(part)
                continue
            if span.method == "alias" and (club := self._club(text, span)):
                kept.append(club)
                continue
            if span.method == "alias" and (name := self._with_given_name(text, span, starts, view)):
                kept.append(name)
                continue
            kept.append(span)
            if span.method == "alias" and (city := self._city(text, span, view)):
                kept.append(city)
            for other in starts.get(span.end, ()):
                if body := self._body_of(text, span, other):
                    kept.append(body)
        return kept

    def _only_signs(self, text: str, span: Span, compounds: set[int]) -> bool:
        """A listed form of country signs alone (中米, 日米豪印) gives way to the countries where these are meant."""
        if any(at not in compounds for at in range(span.start, span.end)):
            return False
        if any(
            self._lexicon.type_of(form) == "GPE" for form in span.forms
        ):  # 露西亜, 仏蘭西: old spellings of one country
            return False
        return span.end - span.start > 2 or text.startswith(self._rules.relation_words, span.end)

    def _opens_great(self, text: str, span: Span) -> bool:
        """The short word for a university where 大 opens the next word: 神戸|大空襲."""
        if text[span.end - 1] != "大" or script(text[span.end : span.end + 1] or " ") not in ("kanji", "katakana"):
            return False
        if UNIVERSITY.match(text, span.end - 1):
            return False
        named = (self._lexicon.get(form.entity_id) for form in span.forms)
        return all(entity is not None and entity.ja.endswith("大学") for entity in named)

    def _elsewhere(self, text: str, span: Span) -> Span | None:
        """What a listed name is only the beginning of, and nobody listed."""
        return (
            self._other_part(text, span)
            or self._greater(text, span)
            or self._realm(text, span)
            or self._ordinal(text, span)
        )

    def _ordinal(self, text: str, span: Span) -> Span | None:
        """Another of a line: ダライ・ラマ|5世, カール|4世."""
        if not span.forms or self._lexicon.type_of(span.forms[0]) != "PERSON":
            return None
        number = _ORDINAL.match(text, span.end)
        return Span(span.start, number.end(), (), "nil", "PERSON") if number else None

    def _greater(self, text: str, span: Span) -> Span | None:
        """A state or region that is called for another: 大|コロンビア, 上|ビルマ, 西|ウクライナ, 南|ベッサラビア."""
        at = span.start - 1
        if at < 0 or text[at] not in _GREATER + _DIRECTIONS or script(text[span.start]) != "katakana":
            return None
        if at and text[at - 1] not in _OPENING and (text[at] in "上下" or script(text[at - 1]) != "hiragana"):
            return None  # その上|ロシアは
        types = {self._lexicon.type_of(form) for form in span.forms}
        states = all(self._lexicon.is_country(form) for form in span.forms)
        if not types or not (states or types == {"GPE"} or (text[at] in _DIRECTIONS and types <= {"GPE", "LOC"})):
            return None
        return Span(at, span.end, (), "nil", "GPE" if states or "GPE" in types else "LOC")

    def _other_part(self, text: str, span: Span) -> Span | None:
        """A unit of its own beside the listed one: 西|ダルフール州 is no ダルフール."""
        at = span.start - 1
        if at < 0 or text[at] not in _DIRECTIONS or (at and script(text[at - 1]) == "kanji" and text[at - 1] != "部"):
            return None
        if self._lexicon.type_of(span.forms[0]) not in ("GPE", "LOC") if span.forms else True:
            return None
        unit = _UNIT.match(text, span.end)
        if unit is None and text[span.end - 1] not in _UNITS:
            return None
        return Span(at, unit.end() if unit else span.end, (), "nil", "GPE")

    def _realm(self, text: str, span: Span) -> Span | None:
        """A state of the past that nobody listed: セルビア|王国, マラッカ|王国."""
        realm = _REALM.match(text, span.end)
        if realm is None or not all(self._lexicon.type_of(form) in ("GPE", "LOC") for form in span.forms):
            return None
        return Span(span.start, realm.end(), (), "nil", "GPE")

    def _city(self, text: str, span: Span, view: TokenView) -> Span | None:
        """A listed city or village with the word for it: セベロドネツク|市, クルフリャキウカ|村."""
        head = self._rules.head_at(text, span.end)
        if head is not None and len(head[0]) > 1:  # ワルシャワ|市長
            return None
        if (
            not text.startswith(_SETTLEMENTS, span.end)
            or script(text[span.end - 1]) != "katakana"
            or len(span.forms) != 1
        ):
            return None
        form = span.forms[0]
        entity = self._lexicon.get(form.entity_id)
        token = view.token(span.end)
        alone = token is not None and (token.start, token.end) == (span.end, span.end + 1)
        if not alone or entity is None or entity.type != "GPE" or not entity.part_of or form.use != "link":
            return None
        unit = text[span.end]
        step = Step("composition", f"{form.text} with the word for what it is", (form.text, unit))
        whole = replace(form, text=form.text + unit, target=form.target and form.target + unit)
        return replace(span, end=span.end + 1, forms=(whole,), method="composition", steps=(step,))

    def _club(self, text: str, span: Span) -> Span | None:
        """A club named for a place: FCバイエルン, トリノFC."""
        before = _LATIN_BEFORE.search(text, max(0, span.start - 5), span.start)
        after = _LATIN_AFTER.match(text, span.end)
        start = before.start() if before and before[0] in self._rules.club_marks else span.start
        end = after.end() if after and after[0] in self._rules.club_marks else span.end
        if (start, end) == (span.start, span.end):
            return None
        return Span(start, end, (), "nil", "ORG")

    def _with_given_name(self, text: str, span: Span, starts: dict[int, list[Span]], view: TokenView) -> Span | None:
        """Somebody else: a listed surname or place before a given name that makes no listed name (吉村|清尚, 福島|正則, 福島 正則)."""
        at = span.end
        if _SPACED_NAME.match(text, at) and any(self._may_be_surname(form) for form in span.forms):
            at += 1
        if script(text[span.end - 1]) != "kanji" or script(text[at : at + 1] or " ") not in ("kanji", "hiragana"):
            return None
        if at in starts or self._rules.title_at(text, at):
            return None
        token = view.token(at)
        if token is None or token.start != at:
            return None
        if token.pos[2:4] != _JAPANESE_NAME_FIELDS or (token.end - token.start < 2 and token.oov):
            return self._with_common_noun(text, span, token)
        head = self._rules.head_at(text, at)
        surname = head is not None and head[1] == "modifier" and any(self._is_person(form) for form in span.forms)
        if head is not None and not (surname and token.end > at + len(head[0])):  # 小林|元治 is no 元
            return None
        return Span(span.start, self._whole_given_name(text, token), (), "nil", "PERSON")

    def _with_common_noun(self, text: str, span: Span, given: Token) -> Span | None:
        """The same where the given name is a common noun, and an honorific follows: 横浜|流星|さん; not 横浜|市民|さん."""
        if given.end - given.start != 2 or text[given.end - 1] in _PEOPLE or not text.startswith(_POLITE, given.end):
            return None
        if given.pos[1] != "普通名詞" or not all(map(self._may_be_surname, span.forms)) or text[span.end - 1] in _UNITS:
            return None
        return Span(span.start, given.end, (), "nil", "PERSON")

    def _whole_given_name(self, text: str, given: Token) -> int:
        """Where a given name ends that the tokenizer cuts before its last character: 伊藤順|朗会長, 鈴木彩|艶と."""
        end = given.end
        cut = self._rules.title_at(text, end - 1) if end - given.start > 1 else None
        if cut is not None and cut.end() > end and not self._rules.title_at(text, end):
            return end - 1  # 渡辺|明|名人, but 長谷川|憲正|氏
        if script(text[end : end + 1] or " ") != "kanji" or self._rules.head_at(text, end):
            return end
        title = self._rules.title_at(text, end + 1)
        ends = end - given.start == 1 and script(text[end + 1 : end + 2] or " ") in ("hiragana", "other")
        closed = title is not None or ends
        return end + 1 if closed and self._rules.title_at(text, end) is None else end

    def _is_person(self, form: Form) -> bool:
        return self._lexicon.type_of(form) == "PERSON"

    def _may_be_surname(self, form: Form) -> bool:
        """A person's, or a place inside a country: before a space no country is anybody's surname."""
        entity = self._lexicon.get(form.entity_id)
        return entity is not None and (entity.type == "PERSON" or bool(entity.part_of))

    def _body_of(self, text: str, country: Span, body: Span) -> Span | None:
        """A country before a body: its own (韓国|国家情報院) as one name; another country's is a body nobody listed."""
        if country.end - country.start == body.end - body.start == 1 or not self._is_body(text[body.start : body.end]):
            return None
        places = {form.entity_id for form in country.forms if self._lexicon.type_of(form) == "GPE"}
        countries = {form.entity_id for form in country.forms if self._lexicon.is_country(form)}
        if not places or (not countries and self._rules.title_at(text, body.start)):  # 山東|参議院議長
            return None
        whole = text[country.start : body.end]
        named = False
        for form in body.forms:
            entity = self._lexicon.get(form.entity_id)
            if entity is None or entity.type != "ORG":
                continue
            if not entity.part_of and (not countries or form.text.startswith(_INTERNATIONAL)):
                continue  # ロシア|国際オリンピック委員会 are two, アルメニア安全保障理事会 is one
            named = True
            if entity.part_of in countries:
                step = Step("composition", f"{form.text} of {text[country.start : country.end]}", (whole, form.text))
                own = Form(form.text, form.entity_id, form.lang, form.kind, "link")
                return Span(country.start, body.end, (own,), "composition", steps=(step,))
        return Span(country.start, body.end, (), "nil", "ORG") if named else None

    def _is_body(self, name: str) -> bool:
        return _BODY.fullmatch(name) is not None or name in self._rules.longer_names["shared"]
