"""Bodies that are a part of a listed one, or of a listed place, and that nobody listed: 福岡高裁|那覇支部, 衆院|予算委員会,
警視庁|公安部, 中国|文化観光省, 味の素|スタジアム, 輪島|港."""

from __future__ import annotations

from entity_resolver.addresses import AT_STATION
from entity_resolver.beside import PLACES, Beside, Rulebook, WordsBeside, WordTables, is_kanji, may_be_place
from entity_resolver.lexicon import Lexicon
from entity_resolver.patterns import late
from entity_resolver.phrases import read_suffixes
from entity_resolver.rules import Rules
from entity_resolver.spans import KATAKANA, Span, script
from entity_resolver.townbodies import HOSPITAL

_STATION_OF_POLICE = late(r"[一-龠々ヶ]{1,6}?署(?=員|捜査|管内|長)|[一-龠々ヶ]{1,6}?署(?![一-龠々])")
_COMMITTEE = late(r"[一-龠々]{2,10}?(?:委員会|審査会|調査会|委(?![一-龠々員]))(?![一-龠々])")
_KATAKANA_WORD = late(r"[ァ-ヺ][ァ-ヺー]{3,}(?![ァ-ヺー・])")
_MISSION = late(r"[ァ-ヺー一-龠]{1,10}?(?:大使館|総領事館|領事館|代表部)(?![一-龠])")
_OF_COUNTRY = late(r"(?:大使館|総領事館|領事館|代表部)(?![一-龠])")
_WORDS = late(r"(?!関連|関係|専門|傘下|主要|各|諸)[一-龠々ァ-ヺー]{1,14}$")
_LONGEST_AGENCY = 18
_OF_STATE = "州省県府都市区道"
_BUREAU = late(r"(?![各同両当]|担当|関係|所管|調剤|薬)[一-龠々]{2,6}?局(?![一-龠々])|警察(?:本部)?(?![一-龠々])")
_DATELINE = "【[("
_MEETINGS = ("役員会", "大会", "総会", "執行部", "青年局", "女性局")
_ENDS = late(r"[のはがを、。（(・]|$")
_MINISTRY = late(
    r"(?![各同両関全製東西南北中最一二三四五六七八九十]|政府|沿岸|主要|複数|内陸|古代|史的)[一-龠々ァ-ヺー][一-龠々ァ-ヺー・]{1,11}?(?:(?<![ァ-ヺー])省|庁)(?![一-龠々])|国家[一-龠々]{2,6}局(?![一-龠々])"
)


class Branches(WordsBeside):
    """Rules that replace a listed body or place by the body that it opens the name of."""

    def __init__(self, lexicon: Lexicon, rules: Rules, tables: WordTables) -> None:
        super().__init__(lexicon, rules, tables)
        self._of_states = frozenset(suffix.text for suffix in read_suffixes() if suffix.reach == "state")
        self._firm_ends = tuple(self._words["firm end"])
        self._regional = tuple(self._words["regional"])
        bodies = frozenset({"ORG"})
        self.rulebook: Rulebook = (
            (bodies, self._police_station),
            (bodies, self._branch),
            (bodies, self._committee),
            (bodies, self._department),
            (bodies, self._agency),
            (bodies, self._hospital),
            (bodies, self._venue),
            (bodies, self._firm_of_region),
            (PLACES, self._mission),
            (PLACES, self._ministry),
            (PLACES, self._office_of_firm),
            (PLACES, self._bureau),
            (PLACES, self._fixture_of_town),
            (PLACES, self._other_town),
            (frozenset({"FAC"}), self._port),
            (PLACES, self._firm_of_town),
            (PLACES, self._local_firm),
        )

    def _police_station(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A station of a listed police: 大阪府警|大正署."""
        police = self._ends["police"].search(beside.text, span.start, span.end)
        station = _STATION_OF_POLICE.match(beside.text, span.end) if police and types == {"ORG"} else None
        return Span(span.start, station.end(), (), "nil", "ORG") if station else None

    def _branch(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A branch that is called for where it is: 福岡高裁|那覇支部, 自民党|佐賀県連; not a bureau that is called so by itself, as
        in 防衛省|沖縄防衛局."""
        if types != {"ORG"}:
            return None
        place = max(
            (each.end for each in beside.starts.get(span.end, ()) if may_be_place(each, self._lexicon)), default=0
        )
        if not place:
            token = beside.view.token(span.end)
            named = token is not None and token.start == span.end and token.pos[2] == "地名"
            place = token.end if named and token is not None else 0
        word = self._after["branch"].match(beside.text, place) if place else None
        if word and word[0].endswith(self._regional):
            return None
        return self._whole(span, word.end(), beside) if word else None

    def _committee(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A committee of a house, a party or a council: 衆院|予算委員会, 参院|憲法審査会."""
        found = _COMMITTEE.match(beside.text, span.end) if types == {"ORG"} else None
        if found is None or span.end in beside.starts or not beside.view.is_edge(span.end):
            return None
        return self._whole(span, found.end(), beside)

    def _department(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A department of the police or of the prosecutors: 警視庁|公安部, 大阪地検|特捜部."""
        word = self._after["department"].match(beside.text, span.end) if types == {"ORG"} else None
        return self._whole(span, word.end(), beside) if word else None

    def _agency(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """An agency or a force of a body of many states: 国連|パレスチナ難民救済機関, 国連|緊急軍."""
        if (
            types != {"ORG"}
            or any(entity.part_of for entity in self._entities(span))
            or not is_kanji(beside.text[span.end - 1])
        ):
            return None
        text, last = beside.text, min(len(beside.text), span.end + _LONGEST_AGENCY)
        for word in self._after["agency"].finditer(text, span.end, last):
            if not _WORDS.match(text[span.end : word.start()]) or is_kanji(text[word.end() : word.end() + 1]):
                continue
            if any(each.end >= word.end() for each in beside.starts.get(span.end, ())):
                return None  # 国連|国際移住機関
            if beside.view.is_edge(word.end()) and text[span.start : word.end()] not in self._lexicon.forms:
                return Span(span.start, word.end(), (), "nil", "ORG")
        return None

    def _hospital(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """The hospital of a university: 慶応義塾大|病院, 群馬大学|医学部付属病院."""
        if types != {"ORG"} or not beside.text.endswith(("大", "大学", "医大"), 0, span.end):
            return None
        found = HOSPITAL.match(beside.text, span.end)
        return Span(span.start, found.end(), (), "nil", "FAC") if found else None

    def _venue(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A stadium or hall that a firm has given its name: 味の素|スタジアム."""
        if types != {"ORG"} or KATAKANA.match(beside.text[span.end - 1]):
            return None
        first = beside.view.token(span.start)
        word = self._after["venue"].match(beside.text, span.end)
        whole = first is not None and (first.start, first.end) == (span.start, span.end)
        if whole and first is not None and not (first.proper or first.oov):  # 毎日|球場に通う
            return None
        if word is None or (word.end() < len(beside.text) and KATAKANA.match(beside.text[word.end()])):
            return None
        return Span(span.start, word.end(), (), "nil", "FAC")

    def _mission(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """An embassy or consulate by where it is and whose: 在|エクアドル|日本国大使館, 在日|モンゴル|大使館."""
        text, start = beside.text, span.start - 1
        if start > 0 and text[start] in self._rules.signs:
            start -= 1
        if not types <= PLACES or text[start : start + 1] != "在":
            return None
        found = (_MISSION if start == span.start - 1 else _OF_COUNTRY).match(text, span.end)
        return Span(start, found.end(), (), "nil", "ORG") if found else None

    def _ministry(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A ministry or an agency of a country that nobody listed: 中国|文化観光省, ロシア連邦|刑執行庁."""
        if types != {"GPE"} or not all(map(self._lexicon.is_country, span.forms)) or span.end in beside.starts:
            return None
        found = _MINISTRY.match(beside.text, span.end)
        if found is None and beside.text.endswith("連邦", span.start, span.end):  # スイス連邦|司法局
            found = _BUREAU.match(beside.text, span.end)
        if found is None or found[0] in self._of_states or self._rules.title_at(beside.text, span.end):
            return None
        first, last = beside.view.token(span.end), beside.view.token(found.end() - 1)
        if first is None or first.start != span.end or first.proper or last is None or last.end != found.end():
            return None
        common = last.start < found.end() - 1 and last.pos[1] != "固有名詞"  # 中国|帰省
        return None if common and last.start == span.end else Span(span.start, found.end(), (), "nil", "ORG")

    def _bureau(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A bureau or the police of a state, a prefecture or a city: テキサス州|公安局, 横浜市|水道局."""
        if types != {"GPE"} or beside.text[span.end - 1] not in _OF_STATE or span.end in beside.starts:
            return None
        found = _BUREAU.match(beside.text, span.end)
        return self._whole(span, found.end(), beside) if found and beside.view.is_edge(span.end) else None

    def _office_of_firm(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """The branch of a firm, by its place: 日銀|名古屋支店; in a dateline the place stands for it (【ワシントン|支局】)."""
        word = self._after["office of firm"].match(beside.text, span.end) if self._is_town(span, types) else None
        return self._whole(span, word.end(), beside) if word and not beside.text.startswith("】", word.end()) else None

    def _firm_of_region(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A firm that is another's for a region: 日産自動車|九州; not EU|欧州."""
        if types != {"ORG"} or not beside.text.endswith(self._firm_ends, 0, span.end):
            return None
        regions = [
            each for each in beside.starts.get(span.end, ()) if may_be_place(each, self._lexicon) and each.is_sure
        ]
        end = max((each.end for each in regions), default=0)
        if not end or not is_kanji(beside.text[span.end]) or not _ENDS.match(beside.text, end):
            return None
        return Span(span.start, end, (), "nil", "ORG")

    def _fixture_of_town(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """The port of a town, its station, or the railway line: 輪島|港, 函館|線, クラクフ|駅."""
        text, last = beside.text, beside.text[span.end - 1]
        if KATAKANA.match(last) and text.startswith("駅", span.end) and not is_kanji(text[span.end + 1 : span.end + 2]):
            return Span(span.start, span.end + 1, (), "nil", "FAC") if self._is_town(span, types) else None
        if not is_kanji(beside.text[span.end - 1]) or not self._is_town(span, types):
            return None
        station = AT_STATION.match(beside.text, span.end)
        end = station.end() if station else self._closed_by("fixture of town", span, beside)
        return Span(span.start, end, (), "nil", "FAC") if end else None

    def _port(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A port or station by the name of a facility that is none: the port of ボストーチヌイ is no cosmodrome."""
        if types != {"FAC"} or any(entity.ja[-1] in "港駅" for entity in self._entities(span)):
            return None
        end = self._closed_by("fixture of town", span, beside)
        return Span(span.start, end, (), "nil", "FAC") if end else None

    def _firm_of_town(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A firm or club whose name a town opens, or the home country, and goes on with a word in katakana that the dictionary has
        not: 浜松|ホトニクス, 日本|サルヴェージ."""
        last = beside.text[span.end - 1]
        if not is_kanji(last) or last in _OF_STATE or "LOC" in types or span.end in beside.starts:
            return None
        if beside.text[span.start : span.end] not in self._words["home"] and not self._is_town(span, types):
            return None
        word = _KATAKANA_WORD.match(beside.text, span.end)
        if word is None or self._rules.title_at(beside.text, word.end()):
            return None
        token = beside.view.token(span.end)
        whole = token is not None and (token.start, token.end) == word.span() and token.oov
        return Span(span.start, word.end(), (), "nil") if whole else None

    def _local_firm(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A firm that is another's in a town or prefecture: 大分|キヤノン; not 東京|ドル."""
        opens_line = beside.text[span.start - 1 : span.start] in _DATELINE and span.start > 0
        if opens_line or not is_kanji(beside.text[span.end - 1]) or not self._is_town(span, types):
            return None
        firms = [
            each for each in beside.starts.get(span.end, ()) if each.is_sure and KATAKANA.match(beside.text[span.end])
        ]
        firm = max(firms, key=lambda each: each.end, default=None)
        if firm is None or {self._lexicon.type_of(form) for form in firm.forms} != {"ORG"}:
            return None
        return Span(span.start, firm.end, (), "nil", "ORG")

    def _other_town(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A town or village that is called like a listed city, and is none: 大津|町."""
        if not is_kanji(beside.text[span.end - 1]) or not self._is_town(span, types):
            return None
        end = self._closed_by("other town", span, beside)
        if is_kanji(beside.text[end : end + 1]):
            end = 0
        if types <= PLACES and beside.text.startswith(
            ("町長", "村長"), span.end
        ):  # 大津町|長, which is one token with it
            end = span.end + 1
        if not end or beside.text[span.start : end] in self._lexicon.forms:
            return None
        return Span(span.start, end, (), "nil", "GPE")

    def _whole(self, span: Span, end: int, beside: Beside) -> Span | None:
        """The body whole, where its last word ends there and is no office (予算委員|長)."""
        last = beside.view.token(end - 1)
        if (
            last is None
            or (last.end != end and end not in last.splits)
            or (script(beside.text[end : end + 1] or " ") == "kanji" and not beside.text.startswith(_MEETINGS, end))
        ):
            return None
        return Span(span.start, end, (), "nil", "ORG")
