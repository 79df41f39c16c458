"""Names that the tokenizer's dictionary tells by itself: full names, places and other proper nouns in kanji."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from entity_resolver.addresses import AT_STATION, STATION_AREA, in_towns
from entity_resolver.closed import ClosedNames, Found
from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.model import TYPES, Step
from entity_resolver.patterns import late
from entity_resolver.rules import Rules
from entity_resolver.spans import FEATURES, Span, script, unlisted
from entity_resolver.tokens import Token, Tokenizer, TokenView

_ITEM = r"(?<![一-龠々ァ-ヺー])[一-龠々ヶァ-ヺー]{1,6}"
_TOWN_LIST = late(
    rf"(?P<names>(?:{_ITEM}[、・,]){{1,9}}{_ITEM})(?:(?:など)?(?:の(?:地元)?[0-9]{{0,2}}|[0-9]{{1,2}}|両))(?:市町村|市町|町村|市区|市|町|村|区)(?![一-龠])"
)
_LISTED = late(r"[一-龠々ヶァ-ヺー]{2,6}")
_LINE = late(
    r"(?:jr(?:[一-龠]{2,3}(?:の|・))?|(?:鉄道|電鉄|[一-龠]鉄)(?:の|・)?)(?P<name>[一-龠々ヶ]{1,5}?(?:本線|線))(?![一-龠々ァ-ヺー])"
)
_KANA_TOWN = late(
    r"(?:(?<![ぁ-ん])[ぁ-ん]{2,4}[一-龠]{0,2}|(?<![一-龠々])[一-龠]{1,3}[ノヶケのが][一-龠]{1,3}|(?<![一-龠々])[一-龠]{1,2}[ぁ-ん]{2,5})"
    r"[市町村駅](?![一-龠々域]|づくり|おこし)"
)
_MAYOR = late(r"(?<![一-龠々])(?P<name>[一-龠々]{3,5})・(?P<town>[一-龠々ヶ]{1,5}[市町村区])長(?![一-龠])")
_TOWN_HALL = late(r"議会(?!議[員長])|役所|役場|教委|教育委員会|消防(?:本部|団|局)")
_NO_LINE = ("在来線", "路線", "幹線", "支線", "沿線", "全線", "各線", "両線", "別線", "複線", "単線", "直線", "環状線")
_KANJI_RUN = late(r"(?<![一-龠々〆ヶ])[一-龠々]{3,10}(?![一-龠々〆ヶ])")
_BEFORE_KANJI = late(r"(?<![ァ-ヺー・=])[ァ-ヺー]{2,8}(?=[一-龠々]{2})")
_LATIN_AND_MORE = late(r"(?<![a-z0-9])[a-z]{2,}[ァ-ヺー一-龠]{2,}")
_STATION_RUN = late(rf"(?<![一-龠々ヶァ-ヺー])(?P<town>[一-龠々]{{2,4}})(?:駅(?![一-龠々])|{STATION_AREA})")
_WHOLE_STATION = late(r"(?<![一-龠々ヶァ-ヺー])(?P<name>[一-龠々ヶ]{3,6})駅(?![一-龠々])")
_SPA = "温泉"
_TWO_KANJI = late(r"(?<![一-龠々〆ヶァ-ヺー0-9])[一-龠々]{2}(?![一-龠々〆ヶァ-ヺー])")
_TOWN_INSIDE = late(r"(?<![一-龠々])[一-龠々ヶ]{1,5}[市町村](?=内(?![一-龠]))")
_PLACE = ("GPE", "LOC")
_TOWN_UNITS, _STATION, _PORTS = "市町村区郡", "駅", "港駅"
_UNIT = late(f"[{_TOWN_UNITS}{_STATION}]")
_AFTER_TOWN, _AFTER_STATION = "全内外在出付周長側東西南北中上下", "前周構北南東西口間付改発着行直乗停到利近裏側再開"
_SAME = ("同県", "同市", "同府", "同郡", "同町", "同")
_NO_NAMES = ("時代", "年間", "宗", "語")
"""What proper nouns of the dictionary end in that are no names of anybody or anything (室町時代)."""


class DictionaryNames:
    """Finds names that are proper nouns of the dictionary."""

    def __init__(self, lexicon: Lexicon, rules: Rules, closed: ClosedNames, tokenizer: Tokenizer) -> None:
        self._lexicon = lexicon
        self._rules = rules
        self._closed = closed
        self._tokenizer = tokenizer

    def spans(self, text: str, spans: Sequence[Span], found: Found, view: TokenView) -> Iterator[Span]:
        """NIL spans beside those that are found already."""
        yield from self._in_prefectures(text, found, view)
        yield from _in_town_lists(text, found, view, self._lexicon)
        yield from in_towns(text, found)
        for match in _MAYOR.finditer(text) if "・" in text else ():
            for part, kind in (("name", "PERSON"), ("town", "GPE")):
                if not found.is_sure(*match.span(part)):
                    yield unlisted(*match.span(part), kind, "a name and the town whose head it is of")
        for match in _KANA_TOWN.finditer(text) if _UNIT.search(text) else ():
            if self._tokenizer.in_dictionary(match[0]) and found.taken.find(1, *match.span()) < 0:
                kind = "FAC" if match[0][-1] == _STATION else "GPE"
                yield unlisted(*match.span(), kind, "a place of the dictionary")
        for match in _LINE.finditer(text) if "線" in text else ():
            if (
                not match["name"].endswith(_NO_LINE)
                and match["name"] != "本線"
                and not found.is_sure(*match.span("name"))
            ):
                yield unlisted(*match.span("name"), "LOC", "a line after the railway")
        yield from self._surnames_alone(text, spans, view)
        for match in _TOWN_INSIDE.finditer(text) if "内" in text else ():
            if found.taken.find(1, *match.span()) < 0 and self._tokenizer.in_dictionary(match[0]):
                yield unlisted(*match.span(), "GPE", "a place of the dictionary")  # 平塚|市内 to the tokenizer
        for match in _TWO_KANJI.finditer(text):
            if found.taken.find(1, *match.span()) >= 0 or not self._tokenizer.in_dictionary(match[0]):
                continue
            place = view.token(match.start())
            if place is None or (place.start, place.end) != match.span() or place.pos[2:4] != ("地名", "一般"):
                continue
            if not self._rules.title_at(text, match.end()):
                kind = "LOC" if match[0][-1] in FEATURES else "GPE"
                yield unlisted(*match.span(), kind, "a place of the dictionary by itself")
        for match in _STATION_RUN.finditer(text) if _STATION in text else ():
            if found.taken.find(1, *match.span()) < 0 and self._is_town(match["town"]):  # 金|沢駅 to the tokenizer
                yield unlisted(*match.span(), "FAC", "a station by a listed town")
        for match in _WHOLE_STATION.finditer(text) if _STATION in text else ():
            if self._is_station(match["name"]):
                yield unlisted(*match.span(), "FAC", "a station by a name of the dictionary")
        for match in _LATIN_AND_MORE.finditer(text):
            if found.taken.find(1, *match.span()) < 0 and self._tokenizer.in_dictionary(match[0]):
                yield unlisted(*match.span(), self._closed.type_of(match[0]), "a proper noun of the dictionary")
        for match in _BEFORE_KANJI.finditer(text):
            if person := self._in_two_scripts(text, match.span(), found, view):
                yield unlisted(*person, "PERSON", "a full name of the dictionary in two scripts")
        for match in _KANJI_RUN.finditer(text):
            if found.holds(*match.span()):
                continue
            kind = self.kind_of_run(text, match.span(), view)
            if kind == "PERSON" or (kind and found.taken.find(1, *match.span()) < 0):
                why = "a full name or a proper noun of the dictionary"
                for start, end in self._towns_of(text, match.span(), view) if kind in _PLACE else (match.span(),):
                    yield unlisted(start, end, kind if kind in TYPES else "", why)
            elif not kind and (person := _behind_calling(text, match.span(), view)):
                if found.taken.find(1, *person) < 0:
                    yield unlisted(*person, "PERSON", "a full name of the dictionary behind what somebody is")
            elif not kind and _UNIT.search(text, *match.span()):
                yield from self._towns_in(text, match.span(), found, view)

    def _is_station(self, name: str) -> bool:
        """Is it a name to the dictionary by itself, or one with its spa: 能登中島|駅, 和倉温泉|駅?"""
        first, *rest = self._tokenizer.tokenize(name)
        return first.proper and all(token.proper or name[token.start : token.end] == _SPA for token in rest)

    def _in_two_scripts(self, text: str, run: tuple[int, int], found: Found, view: TokenView) -> tuple[int, int] | None:
        """A run of katakana and the word in kanji behind it, both people's names: ダニエル|太郎, ラモス|瑠偉|監督."""
        first, second = view.token(run[0]), view.token(run[1])
        if first is None or second is None or (first.start, first.end) != run or second.end - second.start < 2:
            return None
        if any(token.oov or token.pos[1:3] != ("固有名詞", "人名") for token in (first, second)):
            return None
        if found.is_sure(run[0], second.end):
            return None
        alone = script(text[second.end : second.end + 1] or " ") != "kanji"
        return (run[0], second.end) if alone or self._rules.title_at(text, second.end) else None

    def _towns_of(self, text: str, run: tuple[int, int], view: TokenView) -> Iterator[tuple[int, int]]:
        """The town and the quarter in it that the dictionary has as one place: 人吉市|矢黒町, 東蒲原郡|阿賀町|鹿瀬."""
        start, end = run
        place = view.token(start)
        splits = place.splits if place is not None else ()
        for at in range(start + 2, end):
            if at - start < 2 or text[at - 1] not in _TOWN_UNITS or text[at] in _TOWN_UNITS:
                continue
            if at in splits or (end - at > 1 and self._tokenizer.in_dictionary(text[start:at])):
                yield start, at
                start = at
        yield start, end

    def _is_town(self, name: str) -> bool:
        forms = self._lexicon.forms.get(name, ())
        return any(form.use == "link" and self._lexicon.type_of(form) == "GPE" for form in forms)

    def _towns_in(self, text: str, run: tuple[int, int], found: Found, view: TokenView) -> Iterator[Span]:
        """Towns of the dictionary in a run that begins with one, or with what may stand before a name: 八代市|坂本町, 現|八丈町."""
        for token in view.tokens(*run):
            last = text[token.end - 1]
            named = token.pos[2] == "地名" or last == _STATION
            if token.end > run[1] or not token.proper or token.oov or not named:
                word = text[token.start : token.end]
                if token.start == run[0] and (word in self._rules.before_name or word in _SAME):
                    continue
                return
            title = self._rules.title_at(text, token.start)
            if title is not None and title.end() > token.end:  # 元町|議
                return
            if (hall := _TOWN_HALL.match(text, token.end)) and last in _TOWN_UNITS and view.is_edge(hall.end()):
                yield unlisted(token.start, hall.end(), "ORG", "what a town has")  # 阿久根市|議会
                return
            if not _goes_on(text, token, run[1], view):
                return
            if station := AT_STATION.match(text, token.end):
                yield unlisted(token.start, station.end(), "FAC", "a station by a place of the dictionary")
                return
            if last not in _TOWN_UNITS + _STATION or found.taken.find(1, token.start, token.end) >= 0:
                return
            yield unlisted(token.start, token.end, "FAC" if last == _STATION else "GPE", "a place of the dictionary")

    def kind_of_run(self, text: str, run: tuple[int, int], view: TokenView) -> str:
        """The type of a run of kanji that the dictionary has as a full name (石川正雅) or a proper noun (十日町市, 帝国ホテル); "?" for one
        of no certain type, "" for anything else."""
        start, end = run
        first = view.token(start)
        if first is None or first.start != start or not first.proper or first.oov:
            return ""
        if first.end == end:
            return "" if text.endswith(_NO_NAMES, start, end) else self._type_of(text[start:end], first)
        if first.pos[2:4] != ("人名", "姓"):
            return ""
        given = view.token(first.end)
        full = given is not None and given.end == end and not given.oov and given.pos[2:4] == ("人名", "名")
        return "PERSON" if full else ""

    def _type_of(self, word: str, token: Token) -> str:
        """The type of a proper noun of the dictionary: by its class, else by its last word (帝国|ホテル); "?" where neither tells."""
        if token.pos[2] == "地名":
            return "LOC" if word[-1] in FEATURES else "GPE"
        return "PERSON" if token.pos[2] == "人名" else self._closed.type_of(word) or "?"

    def _in_prefectures(self, text: str, found: Found, view: TokenView) -> Iterator[Span]:
        """A town or village of the dictionary right behind the prefecture it is in: 愛知県|蒲郡市."""
        for at in found.ends:
            if at == len(text) or text[at - 1] not in "都道府県市郡" or found.is_sure(at, at + 1):
                continue
            town = view.token(at)
            if town is None or not town.proper or not (town.start == at or at in town.splits):
                continue
            cut = text[town.end : town.end + 1]  # 群馬県月夜野|町
            if town.start < at and cut in tuple("市町村区") and view.is_edge(town.end + 1) and town.pos[2] == "地名":
                yield unlisted(at, town.end + 1, "GPE", "a place of the dictionary in a prefecture")
                continue
            alone = script(text[town.end : town.end + 1] or " ") != "kanji" and town.pos[3] != "国"
            if text[town.end - 1] in _PORTS and town.pos[2] != "人名":
                yield unlisted(at, town.end, "FAC", "a port or a station of the dictionary in a prefecture")
            elif town.pos[2] == "地名" and (text[town.end - 1] in "市町村区郡" or alone):
                for start, end in self._towns_of(text, (at, town.end), view):
                    yield unlisted(start, end, "GPE", "a place of the dictionary in a prefecture")

    def _surnames_alone(self, text: str, spans: Sequence[Span], view: TokenView) -> Iterator[Span]:
        """Listed surnames in kanji that stand by themselves: somebody's, where nothing says that it is the listed one."""
        for span in spans:
            if span.is_sure or span.method != "alias" or not 2 <= span.end - span.start <= 3:
                continue
            if any(self._lexicon.type_of(form) != "PERSON" for form in span.forms):
                continue  # 長野と松本を結ぶ
            if script(text[span.start]) != "kanji" or any(
                script(text[at : at + 1] or " ") in ("kanji", "katakana", "latin")
                for at in (span.start - 1, span.end)
                if at >= 0
            ):
                continue
            token = view.token(span.start)
            whole = token is not None and (token.start, token.end) == (span.start, span.end)
            if whole and token is not None and token.pos[2:4] == ("人名", "姓"):
                yield unlisted(span.start, span.end, "PERSON", "a surname of the dictionary by itself")


def _behind_calling(text: str, run: tuple[int, int], view: TokenView) -> tuple[int, int] | None:
    """The full name of the dictionary that ends a run behind a common noun: 教授|寺尾亨."""
    given = view.token(run[1] - 1)
    if given is None or given.end != run[1] or given.oov or given.pos[2:4] != ("人名", "名") or given.start <= run[0]:
        return None
    surname = view.token(given.start - 1)
    if (
        surname is None
        or surname.start <= run[0]
        or surname.pos[2:4] != ("人名", "姓")
        or surname.end - surname.start < 2
    ):
        return None
    calling = view.token(surname.start - 1)
    named = calling is not None and calling.pos[1] == "普通名詞" and not calling.oov and calling.end - calling.start > 1
    return (surname.start, run[1]) if named else None


def _in_town_lists(text: str, found: Found, view: TokenView, lexicon: Lexicon) -> Iterator[Span]:
    """Towns in a list that the word for one closes: 松浦、平戸、壱岐の3市, 旧|若柳、金成などの町; no 学校、病院などの町."""
    for match in _TOWN_LIST.finditer(text) if _UNIT.search(text) else ():
        for item in _LISTED.finditer(text, *match.span("names")):
            start, end = item.start() + (item[0][0] == "旧"), item.end()
            token = view.token(start)
            word = token is not None and token.end == end and token.pos[1] == "普通名詞" and not token.oov
            unit = text[match.end() - 1]
            if text[end - 2] in "両各":  # 陸前高田、遠野|両市、住田…の6市町村
                end, unit = end - 2, text[end - 1]
            counted = unit not in _TOWN_UNITS or end - start < 2  # 鹿児島|両県9市町
            if not word and not counted and not found.is_sure(start, end):
                yield _in_full(text, start, end, unit, lexicon) or unlisted(start, end, "GPE", "in a list of towns")


def _in_full(text: str, start: int, end: int, unit: str, lexicon: Lexicon) -> Span | None:
    """The one listed town that text[start:end] is called with the unit that the list ends in: 滝川、赤平の3|市."""
    name = text[start:end]
    forms = [form for form in lexicon.forms.get(name + unit, ()) if form.use == "link"]
    if len(forms) != 1:
        return None
    own = Form(name, forms[0].entity_id, "ja", "short", "link")
    step = Step("composition", f"{name} in a list that ends in {unit}", (name, unit))
    return Span(start, end, (own,), "composition", "GPE", steps=(step,))


def _goes_on(text: str, place: Token, end: int, view: TokenView) -> bool:
    """May a run of kanji go on so behind a town or a station? 八代市|坂本町, 恵庭市|内, 秋田駅|前; no 高山町並み, 直江津駅弁."""
    if place.end == end:
        return True
    usual = _AFTER_STATION if text[place.end - 1] == _STATION else _AFTER_TOWN
    after = view.token(place.end)
    return text[place.end] in usual or (after is not None and after.proper and after.pos[2] == "地名")
