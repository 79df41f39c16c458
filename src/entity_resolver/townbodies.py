"""Bodies called for a listed town or prefecture by a short word behind it: 奈良|交通, 那覇|商業, 会津|大, 静岡県|警."""

from __future__ import annotations

from collections.abc import Iterator

from entity_resolver.beside import PLACES, UNCLOSED, Beside, Rulebook, WordsBeside, WordTables, is_kanji
from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.model import Step
from entity_resolver.nameparts import katakana_before
from entity_resolver.patterns import late
from entity_resolver.rules import Rules, alternation
from entity_resolver.spans import KATAKANA, Span, unlisted
from entity_resolver.tokens import TokenView

_LONGEST_BRAND = 12
_PREFECTURAL = late(r"警察本部|警|議会(?!議員)|教委|教育委員会|庁(?:舎|(?!所))")
_MUNICIPAL = late(r"役所|役場|教委|教育委員会|議会(?!議員)")
_STATES = "州都道府県市"
_REGION = late(r"地方(?![一-龠])")
_UNIT_BEHIND = late(r"(?:特別|自治|連邦)?[州市](?![長議役民営立警庁場街内外])")
_TEAM_FOLLOWS = late(r"[のがはをにでと、・]|戦|エース|監督")
_OF_UNIVERSITY = late(
    r"(?:名誉|准|助|特任|(?:特別)?栄誉|特別)?教授|学長|講師|助教|大学院|病院|附属|付属|[^、。]{0,4}学部"
)
_LONGEST_SCHOOL = 10
_FORMER = ("元", "前")
HOSPITAL = late(r"(?:医学部)?(?:付属|附属)?病院(?![長一-龠])")
_OF_KIND = late(
    r"(?:第[0-9一二三四五六七八九十]{1,2}(?:医科|工科)?|帝国|女子|商科|工業|医科|薬科|歯科|外国語|芸術|体育|経済|国際|共立|学院|学芸|教育|福祉|保健福祉|医療福祉|保健医療|文教|文化|"
    r"学園|産業|農業|農工|工科|都市|電機|造形|音楽|美術|理科|商業|海洋|情報|栄養|科学技術)大(?:学(?!長)|(?=総長|学長|教授|准教授|名誉教授|栄誉教授|特別教授|特任|助教|講師|投手|選手|[のでがはをにとやもへ、。(・]|$))"
)
_SCHOOL = late(r"(?<![一-龠々])[一-龠々]{2,4}学[院園]$")
_CAMPUS = late(r"[ァ-ヺー・]{2,14}校(?![長舎区庭則])")
UNIVERSITY = late(
    r"大(?!の[里国山海花](?![一-龠]))(?=[のでがはをにとやもへな、。,・)」』\n]|から|まで|などの?|$|[元前]?(?:(?:名誉|准|助|特任|特別)?教授|[学総]長|講師|助教|助手|研究員)|特[任別]|研究|大学院|院|病院|附属|付属|[ァ-ヺー]{2,6}部|野球部|[柔剣弓]道部|相撲部|陸上部|駅伝|[^、。]{0,4}学部|[0-9]年|チーム|出身|卒|[0-9]{1,3}[人位勝校]|[ァ-ヺー]{2,12}校)"
)


def university(text: str, start: int, end: int, lexicon: Lexicon) -> Span | None:
    """The listed university that text[start:end] and the 大 behind it are short for, or its hospital; None where that is none, or
    several."""
    short = text[start : end + 1]
    listed = [form for form in lexicon.forms.get(short + "学", ()) if form.use == "link"]
    if len(listed) != 1:
        return None
    if hospital := HOSPITAL.match(text, end + 1):
        return Span(start, hospital.end(), (), "nil", "FAC")  # 慶応義塾大|病院
    own = Form(listed[0].text, listed[0].entity_id, listed[0].lang, "abbreviation", "link")
    step = Step("composition", f"{short} is short for {own.text}", (short, own.text))
    return Span(start, end + 1, (own,), "composition", "ORG", steps=(step,))


def universities(
    text: str, taken: bytearray, view: TokenView, lexicon: Lexicon, kinds: tuple[str, ...]
) -> Iterator[Span]:
    """Universities by the short word for one: listed (中央|大), or called for what the dictionary has as a name (名城|大教授); of none of
    these `kinds` (国立|大教授)."""
    for match in UNIVERSITY.finditer(text) if "大" in text else ():
        for start in range(max(0, match.start() - _LONGEST_SCHOOL), match.start() - 1):
            if span := university(text, start, match.start(), lexicon):
                yield span
                break
        else:
            if run := katakana_before(text, match.start()):  # イーストアングリア|大, but インパクト|大
                unknown = any(word.oov or word.proper for word in view.tokens(*run))
                if unknown and taken.find(1, run[0], match.start() + 1) < 0:
                    yield unlisted(run[0], match.start() + 1, "ORG", "the short word for a university")
                continue
            school = _SCHOOL.search(text, max(0, match.start() - _LONGEST_SCHOOL), match.start())
            if school and not school[0].startswith(kinds) and taken.find(1, school.start(), match.end()) < 0:
                yield unlisted(school.start(), match.end(), "ORG", "the short word for a university")  # 西南学院|大
                continue
            name = view.token(match.start() - 1)
            if name is None or name.end != match.start() or name.oov:
                continue
            strict = _OF_UNIVERSITY.match(text, match.start() + 1)
            if name.end - name.start < 2:
                town = view.token(name.start - 1) if strict and is_kanji(text[name.start]) else None
                if town is not None and town.end == name.start and town.pos[2] == "地名" and is_kanji(text[town.start]):
                    yield unlisted(town.start, match.start() + 1, "ORG", "the short word for a university")  # 京都橘|大
                continue
            if name.proper:
                told = name.pos[3] != "国" and (name.pos[2] in ("地名", "一般") or strict)
            else:
                told = strict and name.pos[1] == "普通名詞" and not text.endswith(kinds, 0, name.end)
            if told and taken.find(1, name.start, match.start() + 1) < 0 and view.is_edge(name.start):
                yield unlisted(name.start, match.start() + 1, "ORG", "the short word for a university")


class TownBodies(WordsBeside):
    """Rules that replace a listed place by the body it is a part of."""

    def __init__(self, lexicon: Lexicon, rules: Rules, tables: WordTables) -> None:
        super().__init__(lexicon, rules, tables)
        self._tournament = late(alternation(self._words["tournament"]))
        rules_for_places = (
            self._region,
            self._with_unit,
            self._carrier,
            self._hotel,
            self._school,
            self._university,
            self._of_prefecture,
        )
        self.rulebook: Rulebook = tuple((PLACES, rule) for rule in rules_for_places)

    def _region(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """The region called for a prefecture or a town, which is listed without: 沖縄|地方, 阿蘇|地方; not 千葉|地方裁判所."""
        if not _REGION.match(beside.text, span.end) or not self._is_town(span, types):
            return None
        if KATAKANA.match(beside.text[span.end - 1]):  # ダルフール|地方
            return None
        whole = beside.text[span.start : span.end + 2]
        return None if whole in self._lexicon.forms else Span(span.start, span.end + 2, (), "nil", "LOC")

    def _with_unit(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A place with the word for what it is, which is listed without: コソボ|州, ジャカルタ|特別州; a country's town (アルメニア|市) is nobody's."""
        unit = _UNIT_BEHIND.match(beside.text, span.end) if types == {"GPE"} else None
        if unit is None or not KATAKANA.match(beside.text[span.end - 1]) or not beside.view.is_edge(unit.end()):
            return None
        whole = beside.text[span.start : unit.end()]
        own = span.forms[0]
        if whole in self._lexicon.forms or len(span.forms) != 1 or not span.is_sure or own.target:
            return None
        if unit[0] == "市" and self._lexicon.is_country(own):
            return Span(span.start, unit.end(), (), "nil", "GPE")
        form = Form(whole, own.entity_id, own.lang, "full", own.use)
        step = Step("composition", f"{whole} is {own.text} with what it is", (whole, own.text))
        return Span(span.start, unit.end(), (form,), "composition", "GPE", steps=(step,))

    def _carrier(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A town with a word that makes a company of it: 奈良|交通; not 東京|交通網."""
        if not self._after["carrier"].match(beside.text, span.end) or not self._is_town(span, types):
            return None
        end = self._closed_by("carrier", span, beside)
        return Span(span.start, end, (), "nil", "ORG") if end and not is_kanji(beside.text[end : end + 1]) else None

    def _hotel(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A place that closes the name of a hotel: ヒルトン|東京."""
        text, start = beside.text, span.start
        if not start or not KATAKANA.match(text[start - 1]) or not is_kanji(text[start]):
            return None
        if (
            not self._is_town(span, types)
            or self._ends["hotel"].search(text, max(0, start - _LONGEST_BRAND), start) is None
        ):
            return None
        while start and (KATAKANA.match(text[start - 1]) or text[start - 1] == "・"):
            start -= 1
        start += text[start] == "・"
        return Span(start, span.end, (), "nil", "FAC")

    def _school(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A town with the trade that a school teaches, in a sentence about schools' sports: 倉敷|商, 那覇|商業."""
        word = self._after["school"].match(beside.text, span.end)
        if word is None or not self._is_town(span, types) or not _TEAM_FOLLOWS.match(beside.text, word.end()):
            return None
        if not beside.sentence_holds(self._tournament, span.start):
            return None
        return Span(span.start, word.end(), (), "nil", "ORG")

    def _university(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A place with the short word for its university: 会津|大の教授, ウプサラ|大."""
        if beside.text[span.end - 1] in _STATES and UNIVERSITY.match(beside.text, span.end + 1):
            return self._state_university(span, types, beside)
        if (kind := _OF_KIND.match(beside.text, span.end)) and types <= PLACES:  # 東北|帝国大
            if listed := university(beside.text, span.start, kind.end() - 1, self._lexicon):
                return listed
            whole = beside.text[span.start : kind.end()]
            return None if whole in self._lexicon.forms else Span(span.start, kind.end(), (), "nil", "ORG")
        if not types & PLACES or not types <= UNCLOSED or not UNIVERSITY.match(beside.text, span.end):
            return None
        if hospital := HOSPITAL.match(beside.text, span.end + 1):
            return Span(span.start, hospital.end(), (), "nil", "FAC")
        if not beside.view.is_edge(span.end + 1) and beside.text[span.end + 1 : span.end + 2] not in _FORMER:
            return None  # but 香港|大|元准教授
        campus = _CAMPUS.match(beside.text, span.end + 1)
        if campus is not None:  # カリフォルニア大|サンタバーバラ校
            return Span(span.start, campus.end(), (), "nil", "ORG")
        listed = university(beside.text, span.start, span.end, self._lexicon)
        return listed or Span(span.start, span.end + 1, (), "nil", "ORG")

    def _state_university(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A university of a state, a prefecture or a city: 福井県|立大, ミシガン州|立大."""
        if types != {"GPE"} or not beside.text.startswith("立", span.end):
            return None
        listed = university(beside.text, span.start, span.end + 1, self._lexicon)
        return listed or Span(span.start, span.end + 2, (), "nil", "ORG")

    def _of_prefecture(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A prefecture with the short word for its police, or its council, a city with its hall: 静岡県|警, 新潟県|議会, 呉市|役所."""
        last = beside.text[span.end - 1]
        pattern = _PREFECTURAL if last in "都道府県" else _MUNICIPAL if last in "市区町村" else None
        word = pattern.match(beside.text, span.end) if pattern else None
        if types != {"GPE"} or word is None or not beside.view.is_edge(word.end()):
            return None
        return Span(span.start, word.end(), (), "nil", "ORG")
