"""Names by their shape: runs joined by ・, and names that nobody listed (NIL) told by titles, suffixes and joints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from entity_resolver.closed import ClosedNames, Found, after_names
from entity_resolver.dictionary_names import DictionaryNames
from entity_resolver.fold import fold_key
from entity_resolver.full_names import JOINED_RUN, FullNames
from entity_resolver.kanji_names import KanjiNames
from entity_resolver.laws import Laws
from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.nameparts import JOINT, NameParts, behind_head, katakana_before
from entity_resolver.numbered import NumberedNames
from entity_resolver.parties import PartyNames
from entity_resolver.patterns import late
from entity_resolver.rules import HEADS, Rules, alternation, titles_behind_names
from entity_resolver.runs import UNIT_OF_OFFICE
from entity_resolver.shapes import by_shape
from entity_resolver.spans import Span, script, unlisted
from entity_resolver.tokens import Tokenizer, TokenView
from entity_resolver.townbodies import universities

_ORIGINAL = r"\((?=[^()\n]{0,40}[ .])(?P<original>[a-zà-ÿ][a-zà-ÿ .'-]{4,50})\)"
_CHINESE_NAME = late(r"(?<![一-龠々])(?P<name>[一-龠]{2,3})$")
_BOTH = "両"
_UNIT_OF_POST = "町村区市駅"
_FORMER = "前元副"
_LONGEST_SURNAME, _CHINESE = 3, 3
_SHORT_PLACE = 3
_OF_PLACES = ("事務所長", "市長", "知事")
_ARMIES = ("国軍", "空軍", "海軍", "陸軍", "軍")
_PLACE_END, _LONGEST_PLACE_END = late(r"(?:諸島|共和国|連邦|王国|島)$"), 3
_SHORT_TAIL = 3
"""Characters with the ・: what follows a country is a listed name or longer."""


class NameShapes:
    """Finds joined runs and unlisted names in folded text."""

    def __init__(self, lexicon: Lexicon, rules: Rules, tokenizer: Tokenizer) -> None:
        self._lexicon = lexicon
        self._rules = rules
        self._tokenizer = tokenizer
        self._full_names = FullNames(lexicon)
        self._openers = rules.longer_names["opens run"]
        self._parts = NameParts(tokenizer)
        self._closed = ClosedNames(lexicon, rules, self._parts)
        self._numbered = NumberedNames(lexicon, self._parts)
        self._laws = Laws(rules)
        self._parties = PartyNames(lexicon, rules)
        self._dictionary = DictionaryNames(lexicon, rules, self._closed, tokenizer)
        self._kanji = KanjiNames(lexicon, self._parts, self._dictionary, rules)
        titles = [word for word, kind in rules.heads.items() if kind in ("honorific", "office", "title")]
        titles += rules.posts
        self._katakana_titles = [word for word in titles if re.fullmatch("[ァ-ヺー]{3,}", word)]
        self._title_start, self._title, self._heads = titles_behind_names(rules, titles)
        self._spelt = late(f"{_ORIGINAL}(?={alternation(titles)}|{rules.minister})")
        words = (("ORG", rules.longer_names["firm in katakana"]), ("FAC", rules.longer_names["venue"]))
        self._closing = [(kind, tuple(f"・{word}" for word in ends)) for kind, ends in words]
        self._firms = tuple(f"・{word}" for word in rules.longer_names["firm behind place"])
        self._of_anybody = rules.longer_names["of anybody"]
        self._people_only = late(alternation(rules.longer_names["people only"]))
        self._minister = late(rules.minister)

    # ── runs joined by ・ ──

    def refine(self, text: str, spans: Sequence[Span]) -> list[Span]:
        """Spans inside a ・-joined run that is no list of listed names are dropped: they are part of a longer name.

        A run that is a person's full name by its parts becomes one span; a country at its head stands.
        """
        joined = "・" in text or "=" in text
        runs = [match.span() for match in JOINED_RUN.finditer(text)] if joined else []
        if not runs:
            return list(spans)
        named = sorted((s.start, s.end) for s in spans if s.method == "alias" and self._is_country(s))
        countries = dict(named)  # the longest that begins there: リトアニア共和国|外相
        listed = {s.start: s.end for s in spans if s.is_sure}
        begun = {s.end: s.start for s in sorted(spans, key=lambda s: -s.start) if s.is_sure}
        runs = [behind_head(run, text, begun, self._openers) for run in runs]
        runs = [self._parts.behind_kind(text, run, self._rules.longer_names) for run in runs]
        runs = [run for long in runs for run in self._without_office(text, long, countries, listed)]
        kept, at = [], 0
        inside: dict[tuple[int, int], list[Span]] = {run: [] for run in runs}
        for span in sorted(spans, key=lambda s: s.start):
            while at < len(runs) and runs[at][1] <= span.start:
                at += 1
            run = runs[at] if at < len(runs) else None
            if run is not None and run[0] <= span.start and span.end <= run[1] and span.method != "compound":
                inside[run].append(span)
            else:
                kept.append(span)
        for run, found in inside.items():
            kept += self._in_run(text, run, found)
        return kept

    def _without_office(
        self, text: str, run: tuple[int, int], countries: Mapping[int, int], listed: Mapping[int, int]
    ) -> Iterator[tuple[int, int]]:
        """The run, or the name in it where an office follows behind its joint: ノバク・|エネルギー相, ベルグマニス・|ラトビア国防相."""
        for joint in JOINT.finditer(text, *run):
            if listed.get(joint.end(), 0) > run[1]:  # フィンランド・|ソ連
                yield run[0], joint.start()
                return
            country = countries.get(joint.end(), 0)
            office = self._rules.title_at(text, country if country >= run[1] else joint.end())
            if office and office["office"] and office.end() > run[1]:
                yield run[0], joint.start()
                return
        if place := self._place_at_end(text, run[1], run[1]):  # ハカン・フィダン|トルコ外相
            yield run[0], place.start - bool(JOINT.fullmatch(text[place.start - 1]))
            return
        title = max((t for t in self._katakana_titles if text.endswith(t, run[0], run[1])), key=len, default="")
        yield run[0], run[1] - len(title)  # ダビド・セケラク|コーチ

    def _in_run(self, text: str, run: tuple[int, int], spans: list[Span]) -> Iterator[Span]:
        start, end = run
        if any((span.start, span.end) == run for span in spans):
            yield from (span for span in spans if (span.start, span.end) == run)
            return
        edges = {start, *(m.end() for m in JOINT.finditer(text, start, end))}
        ends = {*(m.start() for m in JOINT.finditer(text, start, end)), end}
        aligned = [span for span in spans if span.start in edges and span.end in ends]
        cover = self._as_list(start, end, aligned)
        apart = text.startswith(("政権", "内閣"), end) or text[start - 1 : start] == "【"  # モスクワ・|プーチン政権
        types = ("ORG",) if script(text[end : end + 1] or " ") == "kanji" else ("ORG", "PERSON")
        types = ("PERSON",) if self._rules.title_at(text, end) else types
        if cover and (apart or not self._is_one_of_place(cover, types)):
            yield from cover
            return
        if composed := self._full_names.composed(text, run, aligned):
            yield composed
            return
        town = text.startswith(("地区", "広場"), end)  # イスタンブール・|ベシクタシュ地区
        head = next((s for s in aligned if s.start == start and (self._is_country(s) or (town and s.is_sure))), None)
        rest = start
        if head is not None and end - head.end > 1 and not self._is_one_name(text, head, end):
            yield head
            rest = head.end + 1
            tail = [span for span in aligned if span.start == rest and span.end == end]
            yield from tail
            if tail or town:
                return
        if people := self._people(fold_key(text[rest:end])):
            yield Span(rest, end, people)
        elif kind := next((kind for kind, ends in self._closing if text.endswith(ends, rest, end)), ""):
            yield unlisted(rest, end, kind, "its last word tells a name")
        elif self._parts.looks_like_name(text[rest:end]):
            firm = text.endswith(self._firms, rest, end)  # カーライル・グループ
            yield Span(rest, end, (), "nil", "ORG" if firm else "PERSON" if rest == start else "")

    def _is_one_name(self, text: str, head: Span, end: int) -> bool:
        """A country and the rest of the run are one name: a square called for it, a person with a very short surname."""
        words = self._rules.longer_names
        if text[head.end + 1 : end] in words["unit"]:  # オーストラリア・ドル
            return False
        if text[head.start : head.end] in words["given name"]:  # マルタ・アルゲリッチ
            return True
        paper = text[end : end + 1] in ("紙", "誌")  # フィリピン・デイリー・インクワイアラー|紙
        paper = paper or self._rules.head_at(text, end, ("honorific",)) is not None  # キューバ・グッディング|さん
        firm = (*words["site"], *words["firm in katakana"], *words["firm behind place"])  # サウジ・ナショナル・バンク
        return paper or end - head.end <= _SHORT_TAIL or text.endswith(firm, head.end + 1, end)

    def _as_list(self, start: int, end: int, aligned: list[Span]) -> list[Span]:
        """The listed names that fill the run, or [] where they do not, or where it may be given name + surname."""
        longest: dict[int, Span] = {}
        for span in aligned:
            if span.start not in longest or span.end > longest[span.start].end:
                longest[span.start] = span
        cover, at = [], start
        while at < end:
            if at not in longest:
                return []
            cover.append(longest[at])
            at = longest[at].end + 1
        if all(any(form.use == "link" for form in span.forms) for span in cover):
            return cover
        return []

    def _is_one_of_place(self, cover: Sequence[Span], types: Sequence[str]) -> bool:
        """A town and a club's name (ボストン・ブレーブス), or a surname (リヤード・マーリキー|外相): one name. `types`: of the second."""
        first, last = (self._lexicon.get(cover[at].forms[0].entity_id) for at in (0, -1))
        if first is None or last is None or first.type != "GPE" or len(cover) != 2 or last.type not in types:
            return False
        abroad = last.type == "PERSON" and last.part_of not in ("", first.id)  # ジョージア・|ブッシュさん
        return bool(first.part_of) or abroad

    def _is_country(self, span: Span) -> bool:
        return any(form.use == "link" and self._lexicon.is_country(form) for form in span.forms)

    # ── names nobody listed ──

    def unlisted(self, text: str, spans: Sequence[Span], view: TokenView) -> Iterator[Span]:
        """NIL spans: a title, a suffix or the shape says that something unlisted is named; may overlap `spans`."""
        found = Found.of(text, spans)
        taken = found.taken
        yield from self._before_titles(text, found, view)
        for match in after_names(self._spelt, text) if ")" in text else ():
            run = katakana_before(text, match.start())
            if run is not None and taken.find(1, *run) < 0:
                for part in (run, match.span("original")):
                    yield unlisted(*part, "PERSON", "an original spelling and a title follow")
        yield from self._closed.spans(text, found, view)
        yield from self._numbered.spans(text)
        yield from self._kanji.spans(text, taken, view)
        yield from universities(text, taken, view, self._lexicon, self._rules.longer_names["kind of university"])
        yield from self._laws.spans(text, taken, view)
        yield from self._parties.spans(text, found)
        yield from self._dictionary.spans(text, spans, found, view)
        yield from by_shape(text, taken, self._lexicon, self._parts, self._rules)

    def _before_titles(self, text: str, found: Found, view: TokenView) -> Iterator[Span]:
        """Names before titles, and the places between a surname and an office in one run of katakana (ルラ|ブラジル大統領,
        シルスキー|ウクライナ軍総司令官); what they take is marked as taken."""
        taken = found.taken
        titles = list(after_names(self._title_start, text, self._title))
        if any(head in text for head in HEADS):
            titles = sorted([*titles, *after_names(self._heads, text)], key=re.Match.start)
        for match in titles:
            end = match.start() - (text[match.start() - 1] in _FORMER or text[match.start() - 1] == _BOTH)
            if not end:
                continue
            army = next((word for word in _ARMIES if text.endswith(word, 0, end)), "")
            if place := self._place_at_end(text, end - len(army), end):
                yield place
                for marks in (taken, found.firm):
                    marks[place.start : place.end] = b"\1" * (place.end - place.start)
                end = place.start - bool(JOINT.fullmatch(text[place.start - 1]))
            whole = self._kanji.full_name(text, end)
            if not place and taken[end - 1] and whole is None:
                if name := self._before_place(text, end, found, view):
                    yield unlisted(*name, "PERSON", f"{match[0]} of a place follows")
                continue
            name = whole or self._parts.before(text, end, view, ("人名",)) or self._before_title(text, end, found, view)
            name = name and self._parts.behind_kind(text, name, self._rules.longer_names)
            if name is None and match[0][0] not in _UNIT_OF_POST:
                name = self._by_place(text, end, view)
            if name:
                former = (
                    name[1] - name[0] > 2
                    and text[name[0]] in _FORMER
                    and script(text[name[0] - 1 : name[0]] or " ") != "kanji"
                )
                if former and self._is_listed_otherwise(text[name[0] + 1 : name[1]]):
                    continue  # 元|西武|内野手
                former = former and view.is_edge(name[0] + 1)
                name = self._kanji.with_surname_before(text, (name[0] + former, name[1]), found.starts, view)
            if (
                name
                and (match[0].endswith(HEADS) or match[0] in self._rules.posts)
                and not self._has_post(text, name, match, view)
            ):
                continue
            if place and name is None:
                name = katakana_before(text, end)
            if name and (taken.find(1, *name) < 0 or name == whole or self._opened_by_surname(name, found)):
                people = self._people(text[slice(*name)])
                yield Span(*name, people) if people else unlisted(*name, "PERSON", f"{match[0]} follows")
                if text[match.start() - 1] == _BOTH and text[name[0] - 1] in "、・と":  # 浦崎唯昭、|安慶田光男両副知事
                    other = self._parts.before(text, name[0] - 1, view, ("人名",))
                    other = other or self._kanji.before_title(text, name[0] - 1, view)
                    if other and taken.find(1, *other) < 0:
                        yield unlisted(*other, "PERSON", f"{_BOTH}{match[0]} follows")
                taken[match.start() : match.end()] = b"\1" * len(match[0])  # ラファザニス|エネルギー相

    def _by_place(self, text: str, end: int, view: TokenView) -> tuple[int, int] | None:
        """A surname that the dictionary has as a place, of which nothing is listed: 宮田|知事."""
        place = view.token(end - 1)
        if place is None or place.end != end or place.oov or place.pos[2] != "地名" or place.pos[3] == "国":
            return None
        name = text[place.start : end]
        if not 2 <= len(name) <= _LONGEST_SURNAME or name[-1] in _UNIT_OF_POST or name in self._lexicon.forms:
            return None
        kanji = all(script(char) == "kanji" for char in name)
        return (place.start, end) if kanji and script(text[place.start - 1 : place.start] or " ") != "kanji" else None

    def _has_post(self, text: str, name: tuple[int, int], post: re.Match[str], view: TokenView) -> bool:
        """Is it a person whose post follows? No common word in katakana (ピラティス|講師), no town of the dictionary (三島村|長) or
        station (上野駅|長), and no election or council (山口町長|選挙, 南部町議|会)."""
        if not view.is_edge(post.end()) or text[post.end() : post.end() + 1] in ("選", "会"):
            return False
        if script(text[name[1] - 1]) == "katakana":
            return bool(JOINT.search(text, *name))
        return post[0][0] not in _UNIT_OF_POST or not self._tokenizer.in_dictionary(text[slice(*name)] + post[0][0])

    def _opened_by_surname(self, name: tuple[int, int], found: Found) -> bool:
        """Is nothing of the name taken but the listed surname that it begins with?"""
        surnames = [span for span in found.starts.get(name[0], ()) if span.end < name[1]]
        people = (form for span in surnames for form in span.forms)
        if not surnames or any(self._lexicon.type_of(form) != "PERSON" for form in people):
            return False
        return found.taken.find(1, max(span.end for span in surnames), name[1]) < 0

    def _before_place(self, text: str, end: int, found: Found, view: TokenView) -> tuple[int, int] | None:
        """The full name before the listed place that ends here, and whose office follows: 熊谷俊人|千葉県|知事."""
        ends = (*found.ends.get(end, ()), *found.ends.get(end + 1, ()))  # 珠洲市|長 has the 市 of 市長
        place = max(ends, key=lambda span: span.end - span.start, default=None)
        if place is None or not place.forms or self._lexicon.type_of(place.forms[0]) != "GPE" or not place.start:
            return None
        if found.taken[place.start - 1] or script(text[place.start - 1]) not in ("kanji", "hiragana"):
            return None
        name = self._parts.before(text, place.start, view, ("人名",))
        first = view.token(name[0]) if name else None
        return name if name and first and first.end < name[1] else None

    def _place_at_end(self, text: str, end: int, office: int) -> Span | None:
        """The listed place that ends a katakana run before an office, and is whose office it is."""
        kanji = _PLACE_END.search(text, max(0, end - _LONGEST_PLACE_END), end)  # ブラウン|クック諸島|首相
        run = katakana_before(text, kanji.start() if kanji else end)
        title = self._rules.title_at(text, office) if run is not None else None
        if run is None or title is None or not (title["office"] or title[0].endswith(_OF_PLACES)):
            return None
        start = run[0]
        for at in range(start + 2, end - 1):
            whole = end + (text[end : end + 1] in UNIT_OF_OFFICE and text[at : end + 1] in self._lexicon.forms)
            places = [form for form in self._lexicon.forms.get(text[at:whole], ()) if form.use == "link"]
            if not places or any(self._lexicon.type_of(form) not in ("GPE", "LOC") for form in places):
                continue
            if self._people(fold_key(text[start:at])):
                return Span(at, whole, tuple(places))
            if JOINT.fullmatch(text[at - 1]) and all(map(self._has_head, places)):  # ミンニハノフ・|タタールスタン首長
                return Span(at, whole, tuple(places))
            spelt_otherwise = any(form.target for form in places)  # ムタリボフ大統領 is nobody of リボフ
            if end - at > _SHORT_PLACE and not spelt_otherwise and not self._tokenizer.in_dictionary(text[start:end]):
                return Span(at, whole, tuple(places))
        return None

    def _has_head(self, form: Form) -> bool:
        """A country, or a republic inside one."""
        entity = self._lexicon.get(form.entity_id)
        return self._lexicon.is_country(form) or (entity is not None and entity.ja.endswith("共和国"))

    def _people(self, name: str) -> tuple[Form, ...]:
        """The people of a listed name that a title in katakana hid: フリンチュク|エネルギー相."""
        return tuple(form for form in self._lexicon.forms.get(name, ()) if self._lexicon.type_of(form) == "PERSON")

    def _is_listed_otherwise(self, name: str) -> bool:
        return any(self._lexicon.type_of(form) != "PERSON" for form in self._lexicon.forms.get(name, ()))

    def _before_title(self, text: str, end: int, found: Found, view: TokenView) -> tuple[int, int] | None:
        """What is a name by its title alone: katakana before one that nothing but a person has (マヨルスキー|氏), or kanji as
        Chinese and Korean names are built (鄧錫軍|特使)."""
        if run := katakana_before(text, end):
            name = text[slice(*run)]
            told = (
                self._parts.kind(name) or "・" in name or text.startswith(self._of_anybody, end) or self._people(name)
            )
            if self._is_of_place(run[0], found) and not self._parts.is_noun(name):  # トロスチャネツの|ボワ市長
                return run
            return run if told and self._has_only_person(text, end, view) else None
        if full := self._kanji.before_former(text, end, view):
            return full
        person = self._has_only_person(text, end, view) or self._is_of_place(end - _CHINESE, found)
        if not person and text.startswith("さん", end):
            return self._kanji.before_title(text, end, view) or self._chinese(text, end, view)
        if not person and not self._kanji.is_cut_name(end, view):
            return None
        if person and (whole := self._kanji.before_title(text, end, view)):
            return whole
        return self._chinese(text, end, view)

    def _chinese(self, text: str, end: int, view: TokenView) -> tuple[int, int] | None:
        """Two or three kanji, as Chinese and Korean names are built."""
        built = _CHINESE_NAME.search(text, max(0, end - 4), end)
        return built.span() if built is not None and self._kanji.is_chinese(built, view) else None

    def _is_of_place(self, start: int, found: Found) -> bool:
        """Is a place named right before, and の: the head of it is somebody, and not that of another place?"""
        return any(
            form.use == "link" and self._lexicon.type_of(form) == "GPE"
            for span in found.ends.get(start - 1, ())
            for form in span.forms
        )

    def _has_only_person(self, text: str, end: int, view: TokenView) -> bool:
        """Does a title follow that nothing but a person has? 選手権 is none."""
        title = self._people_only.match(text, end) or self._minister.match(text, end)
        return title is not None and view.is_edge(title.end())

    def __getstate__(self) -> tuple[Lexicon, Rules, Tokenizer]:
        return (self._lexicon, self._rules, self._tokenizer)

    def __setstate__(self, state: tuple[Lexicon, Rules, Tokenizer]) -> None:
        self.__init__(*state)  # type: ignore[misc]
