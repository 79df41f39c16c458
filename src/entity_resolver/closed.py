"""Unlisted names that a word closes: ギダン半島, オックスフォード・エネルギー研究所, ロシア・ポーランド戦争, 済物浦条約."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from entity_resolver.beside import SHORES, may_be_place, whole_unit
from entity_resolver.fold import fold_key
from entity_resolver.full_names import JOINED_RUN
from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.nameparts import (
    DIRECTIONS,
    JOINT,
    LONGEST_NAME,
    UNKNOWN_WORD,
    NameParts,
    behind_direction,
    katakana_before,
)
from entity_resolver.patterns import late
from entity_resolver.phrases import Phrases, Suffix, read_suffixes
from entity_resolver.rules import Rules, alternation
from entity_resolver.spans import FEATURES, KATAKANA, OF_CITY, SCRIPTS, Span, script, unlisted
from entity_resolver.tokens import TokenView

_LONGEST_LEAD = 24
_GOES_ON = late(r"[ぁ-ん](?<![がをにではもとのやかへ])")
_UNITS = "州県省郡市区町村"
_LIKE = "系"
_GRADUATES, _OF_UNIVERSITY = "大学院", ("大", "大学")
_FIRM = "社"
"""What closes the name of a firm, and is no part of it: コロニアル|社."""
_PROVINCES = "州県省府都道"
_TOWN = late(r"[ァ-ヺー・]{2,12}(?:市|町|村|地区)")
_BEFORE_NAMES = f"{DIRECTIONS}聖"
_NO_NAME = ("", UNKNOWN_WORD)
_BEHIND_NAMES = ("name", "event", "pact", "town", "party", "katakana")
_BEHIND_NAMES_ONLY = ("name", "katakana")
_BEHIND_TOWNS = ("place", "pact", "town", "katakana town")
_NAME_SCRIPTS = ("katakana", "kanji")


def after_names(
    pattern: re.Pattern[str],
    text: str,
    whole: re.Pattern[str] | None = None,
    ends: Callable[[int], bool] | None = None,
    named: Callable[[int], bool] | None = None,
) -> Iterator[re.Match[str]]:
    """Matches behind katakana or kanji: of `pattern`, or of `whole`, which begins as `pattern` does; only those that end where
    a word `ends`, if that is given (仙|台地|裁 holds no 台地), and those behind hiragana where something is `named` (さいたま|地裁).

    `re` skips in C to the letters that a pattern of bare alternatives begins with; a look-behind, or an alternative that
    begins with something optional, would keep it from that.
    """
    at = 0
    while match := pattern.search(text, at):
        start = match.start()
        found = None
        if start and (SCRIPTS[text[start - 1]] in _NAME_SCRIPTS or (named is not None and named(start))):
            found = match if whole is None else whole.match(text, start)
        if found is not None and (ends is None or ends(found.end())):
            yield found
            at = found.end()
        else:
            at = start + 1


@dataclass(frozen=True)
class Found:
    """What is found so far in a text: its spans by where they start and end, and which characters they take.

    Attributes:
        taken: a byte a character, 1 inside any span. firm: the same without runs joined by ・ that may go on (…ラヒーム|2世).
    """

    starts: Mapping[int, Sequence[Span]]
    ends: Mapping[int, Sequence[Span]]
    taken: bytearray
    firm: bytearray

    @classmethod
    def of(cls, text: str, spans: Sequence[Span]) -> Found:
        starts: dict[int, list[Span]] = {}
        ends: dict[int, list[Span]] = {}
        taken, firm = bytearray(len(text)), bytearray(len(text))
        for span in spans:
            starts.setdefault(span.start, []).append(span)
            ends.setdefault(span.end, []).append(span)
            taken[span.start : span.end] = b"\1" * (span.end - span.start)
            if span.method != "nil" or not JOINED_RUN.fullmatch(text, span.start, span.end):
                firm[span.start : span.end] = b"\1" * (span.end - span.start)
        return cls(starts, ends, taken, firm)

    def is_sure(self, start: int, end: int) -> bool:
        """Is a part of text[start:end] inside a span, and not only in names that need more than themselves to be meant (足利)?"""
        if self.firm.find(1, start, end) < 0:
            return False
        touching = [span for at in range(start, end) for span in self.starts.get(at, ())]
        touching += [span for at in range(start + 1, end + 1) for span in self.ends.get(at, ()) if span.start < start]
        return not touching or any(span.end > end or span.is_sure or span.method != "alias" for span in touching)

    def holds(self, start: int, end: int) -> bool:
        """Is all of text[start:end] inside one span, or is a country sign in it (英加豪)?"""
        if self.taken.find(1, start, end) < 0:
            return False
        signs = (span for at in range(start, end) for span in self.starts.get(at, ()) if span.method == "compound")
        before = range(max(0, start - _LONGEST_LEAD), start + 1)
        return any(signs) or any(span.end >= end for at in before for span in self.starts.get(at, ()))


def _ends_sure(found: Found, end: int) -> bool:
    return any(span.is_sure for span in found.ends.get(end, ()))


def _may_end(text: str, view: TokenView, at: int) -> bool:
    return view.is_edge(at) or text.startswith(SHORES, at)


class ClosedNames:
    """Finds the names that end in a word of rules/name_suffixes.tsv."""

    def __init__(self, lexicon: Lexicon, rules: Rules, parts: NameParts) -> None:
        self._lexicon = lexicon
        self._rules = rules
        self._parts = parts
        self._phrases = Phrases(lexicon, rules)
        self._suffixes = {suffix.text: suffix for suffix in read_suffixes()}
        self._closed = late(alternation(self._suffixes))
        self._branch = late(alternation(rules.longer_names["branch"]))
        self._department = late(alternation(rules.longer_names["department"]))
        self._at_end = late(f"(?:{alternation(self._suffixes)})$")

    def spans(self, text: str, found: Found, view: TokenView) -> Iterator[Span]:
        """NIL spans, which may overlap what is found already."""
        named = partial(_ends_sure, found)
        for match in after_names(self._closed, text, ends=partial(_may_end, text, view), named=named):
            last = view.token(match.end() - 1)
            if last is None or (last.end != match.end() and last.start != match.start()):
                continue
            title = self._rules.title_at(text, match.start())
            town = last.pos[2] == "地名" and last.start < match.start()  # 西大寺町|長
            if title is not None and title.end() >= match.end() and not town:  # グロッシ事務局長 is no 事務局
                continue
            head = self._rules.head_at(text, match.start(), ("body",))
            if head is not None and len(head[0]) > len(match[0]):  # 欧州|航空大手
                continue
            suffix = self._suffixes[match[0]]
            word = suffix.text == "市" and text[match.end() : match.end() + 1] in OF_CITY
            if word and SCRIPTS[text[match.start() - 1]] == "katakana":
                continue  # コロンボ|市内
            if suffix.text.startswith("の") and _GOES_ON.match(text, match.end()):
                continue  # クルスク州|の戦いぶり
            if text[match.start() - 1] == _LIKE:  # ロシア系|通信社
                continue
            if suffix.text == _GRADUATES and text.endswith(_OF_UNIVERSITY, 0, match.start()):  # 台湾大|大学院
                continue
            if suffix.reach == "party" and last.start != match.start():
                continue  # タイ与党
            if suffix.reach.startswith("katakana") and script(text[match.start() - 1]) != "katakana":  # 天神|地区
                continue
            span = None if suffix.reach in _BEHIND_NAMES_ONLY else self._phrased(text, match, suffix, found, view)
            if span is None and suffix.reach in _BEHIND_NAMES:
                span = self._named(text, match, suffix, found, view)
            if span is not None:
                if suffix.text == _FIRM:
                    yield replace(span, end=match.start())
                elif suffix.type == "FAC":
                    yield self._with_town(self._of_owner(span, match.start(), found), text, found)
                else:
                    yield self._with_branch(span, text, found)

    def type_of(self, name: str) -> str:
        """The type that the last word of a name tells; "" where it tells none."""
        match = self._at_end.search(name)
        return self._suffixes[match[0]].type if match and match.start() else ""

    def _with_town(self, span: Span, text: str, found: Found) -> Span:
        """A hall or stadium with the town it is in behind it: エディオンアリーナ|大阪."""
        towns = (s for s in found.starts.get(span.end, ()) if s.forms and self._all_towns(s.forms))
        town = max(towns, key=lambda s: s.end, default=None) if script(text[span.end - 1]) == "katakana" else None
        return span if town is None else replace(span, end=town.end)

    def _of_owner(self, span: Span, closes: int, found: Found) -> Span:
        """A plant without the firm before it, which is a name of its own: 川崎製鉄|水島|製鉄所, but トヨタ|スタジアム is one."""
        owners = (each for each in found.starts.get(span.start, ()) if each.is_sure and each.end < closes)
        firm = max((each.end for each in owners if self._lexicon.type_of(each.forms[0]) == "ORG"), default=span.start)
        return replace(span, start=firm)

    def _with_branch(self, span: Span, text: str, found: Found) -> Span:
        """A body with its department, or its branch by where that is: 神戸地検|特捜部, 長野地裁|松本支部."""
        if span.type != "ORG":
            return span
        places = [each.end for each in found.starts.get(span.end, ()) if may_be_place(each, self._lexicon)]
        branch = self._branch.match(text, max(places)) if places else None
        end = branch or self._department.match(text, span.end)
        return span if end is None else replace(span, end=end.end())

    def _named(self, text: str, match: re.Match[str], suffix: Suffix, found: Found, view: TokenView) -> Span | None:
        """A name right before the word."""
        run = katakana_before(text, match.start()) if suffix.type == "GPE" and suffix.reach == "town" else None
        state = any(span.forms for span in found.ends.get(match.end(), ()))  # ドルマンティス・|ラトビア共和国
        if run is not None and not state and JOINT.search(text, *run) and not found.holds(run[0], match.end()):
            return unlisted(run[0], match.end(), "GPE", f"{match[0]} closes a name")  # カネム・ボルヌ|帝国
        if found.firm.find(1, match.start(), match.end()) >= 0 or found.is_sure(match.start() - 1, match.start()):
            return None
        name = self._parts.before(text, match.start(), view, ("地名", "人名", "一般"))
        if name is None and suffix.reach == "party":  # フンシンペック|党
            name = katakana_before(text, match.start())
        if name is None and suffix.type in ("GPE", "LOC"):
            run = katakana_before(text, match.start())
            joined = (
                run is not None and suffix.type == "GPE" and JOINT.search(text, *run)
            )  # マット・グロッソ・ド・スル|州
            no_name = ("",) if suffix.type == "LOC" and len(suffix.text) > 1 else _NO_NAME  # ショーマット|半島
            name = run if run is not None and (joined or self._parts.kind(text[slice(*run)]) not in no_name) else None
        if name is not None and found.is_sure(name[0], match.start()):
            name = self._behind_listed(name, found, view)  # 陸上自衛隊|守山|駐屯地
        if name is None or found.is_sure(name[0], match.start()):
            return None
        start = whole_unit(text, name[0], match.end(), view) if suffix.type == "GPE" else name[0]
        if suffix.type in ("GPE", "LOC"):
            start = behind_direction(text, start)
        return unlisted(start, match.end(), suffix.type, f"{match[0]} closes a name")

    def _behind_listed(self, name: tuple[int, int], found: Found, view: TokenView) -> tuple[int, int] | None:
        """The rest of a name that a listed body begins, or a town and ・; None where nothing is left."""
        begun = [span for span in found.starts.get(name[0], ()) if span.is_sure and span.end < name[1] - 1]
        start = max((s.end for s in begun if self._lexicon.type_of(s.forms[0]) == "ORG"), default=0)
        start = max((s.end + 1 for s in begun if JOINT.fullmatch(view.text[s.end])), default=start)
        return (start, name[1]) if start and view.is_edge(start) else None

    def _phrased(self, text: str, match: re.Match[str], suffix: Suffix, found: Found, view: TokenView) -> Span | None:
        """A name with common nouns between it and the word, or a place that something is called for."""
        run = katakana_before(text, match.start()) if suffix.reach not in ("event", "pact") else None
        if suffix.reach in _BEHIND_TOWNS and (place := self._place_before(match.start(), found, suffix)):
            begins = whole_unit(text, place.start, match.end(), view) if suffix.type == "GPE" else place.start
            if suffix.type == "FAC" and JOINT.fullmatch(text[begins - 1 : begins]) and KATAKANA.match(text[begins]):
                joined = [span.start for span in found.ends.get(begins - 1, ()) if self._any_town(span.forms)]
                begins = min(joined, default=begins)  # ケルン・ボン|空港
            return unlisted(begins, match.end(), suffix.type, f"{match[0]} closes the name of a place")
        if suffix.reach in ("town", "katakana town"):
            return None
        if suffix.reach == "place" and run is not None:
            name = text[slice(*run)]
            start = run[0] if self._is_place(name) or (suffix.type == "LAW" and self._are_people(name)) else None
        elif run is not None and self._is_one_run(text[slice(*run)]):
            start = run[0]
        else:
            start = self._phrases.start(text, match.span(), suffix, view)
            if (
                start is None and suffix.type == "ORG" and suffix.reach == "phrase"
            ):  # 大分|労働局: 大分 is an adverb too
                place = self._place_before(match.start(), found, suffix)
                start = place.start if place is not None and place.is_sure else None
        if start is None and suffix.reach == "state":
            start = self._signed(match.start(), text, found)
        if start is None or self._closes_listed(start, match.end(), text, found):
            return None
        people = (s for s in found.starts.get(start, ()) if s.forms and self._lexicon.type_of(s.forms[0]) == "PERSON")
        if any(people) and self._rules.title_at(text, match.end()):
            return None  # ブルハン|統治評議会議長
        start = self._behind_province(self._whole_place(start, match.start(), found), match.start(), text, found)
        start = behind_direction(text, start, _BEFORE_NAMES)  # 北|太平洋漁業委員会, 聖|パンテレイモン修道院
        first = view.token(start)
        if first is not None and first.end < match.end():
            office = self._rules.title_at(text, first.end)
            if office is not None and office.end() > match.end():  # レベジ|安全保障会議書記
                return None
        span = unlisted(start, match.end(), suffix.type, f"{match[0]} closes a name")
        if not found.taken[start] or start in found.starts:
            return span
        behind = self._phrases.behind_name(span, found.taken, set(found.starts), view)
        return None if behind is None else replace(span, start=behind)

    def _signed(self, end: int, text: str, found: Found) -> int | None:
        """Where the sign of the one country stands whose body this is: 英|首相府, no 日韓|外務省."""
        signs = [span.start for span in found.ends.get(end, ()) if span.method == "compound"]
        alone = signs and script(text[signs[0] - 1 : signs[0]] or " ") not in ("kanji", "katakana")
        return signs[0] if alone else None

    def _whole_place(self, start: int, end: int, found: Found) -> int:
        """Where the listed place begins that the first proper noun closes: 東南|アジア."""
        spans = (
            span
            for at in range(start + 1, min(end, start + LONGEST_NAME) + 1)
            for span in found.ends.get(at, ())
            if span.is_sure
        )
        return min(
            (span.start for span in spans if span.start < start and self._lexicon.type_of(span.forms[0]) == "LOC"),
            default=start,
        )

    def _behind_province(self, start: int, end: int, text: str, found: Found) -> int:
        """Where a name begins behind a province, with a town of it: 長野県|松本市立図書館."""
        for province in found.starts.get(start, ()):
            if province.is_sure and province.end < end and text[province.end - 1] in _PROVINCES:
                towns = (town for town in found.starts.get(province.end, ()) if town.forms and town.end <= end)
                listed = any(self._lexicon.type_of(form) == "GPE" for town in towns for form in town.forms)
                if listed or _TOWN.match(text, province.end, end):
                    return province.end
        return start

    def _closes_listed(self, start: int, end: int, text: str, found: Found) -> bool:
        """A listed body or facility of its own ends here, before which somebody is named: フォンデアライエン|欧州委員会,
        米軍|普天間飛行場."""
        listed = [span for span in found.ends.get(end, ()) if span.is_sure and span.start > start]
        if any(self._lexicon.type_of(span.forms[0]) == "FAC" or text[span.start - 1] in _PROVINCES for span in listed):
            return True  # ワイオミング州|ジャクソンホール
        if any(
            self._lexicon.type_of(form) in ("GPE", "LOC") for span in found.starts.get(start, ()) for form in span.forms
        ):
            return False
        bodies = (span for span in listed if self._lexicon.type_of(span.forms[0]) == "ORG")
        return any(text[span.start : span.end] not in self._rules.generic_bodies for span in bodies)

    def _place_before(self, end: int, found: Found, suffix: Suffix) -> Span | None:
        """The town that ends here, which before some words may be a surname too (松山|地裁), or the region before a treaty."""
        towns: Callable[[Sequence[Form]], bool] = self._all_towns
        if suffix.reach == "town":
            towns = self._any_town
        elif suffix.type == "LAW":
            towns = self._all_towns_or_regions
        spans = [span for span in found.ends.get(end, ()) if span.method == "alias" and towns(span.forms)]
        return min(spans, key=lambda span: span.start, default=None)

    def _all_towns(self, forms: Sequence[Form]) -> bool:
        """Whoever needs more than the bare name to be meant (the cruiser Moskva) does not count."""
        meant = [form for form in forms if form.use == "link"] or forms
        return bool(meant) and all(map(self._is_town, meant))

    def _any_town(self, forms: Sequence[Form]) -> bool:
        return any(self._is_town(form) or self._is_at_home(form) for form in forms)

    def _is_at_home(self, form: Form) -> bool:
        """A region inside a country, by characters: 奄美|駐屯地."""
        entity = self._lexicon.get(form.entity_id)
        inside = entity is not None and entity.type == "LOC" and bool(entity.part_of)
        return inside and script(form.text[-1]) == "kanji"

    def _all_towns_or_regions(self, forms: Sequence[Form]) -> bool:
        return self._all_towns(forms) or all(self._lexicon.type_of(form) == "LOC" for form in forms)

    def _is_town(self, form: Form) -> bool:
        """A part of something that is not called a state or district (ルガンスク州の戦い is no name), or a river or island."""
        entity = self._lexicon.get(form.entity_id)
        if entity is not None and entity.type == "LOC":
            return form.text[-1] in FEATURES
        inside = entity is not None and entity.type in ("GPE", "FAC") and bool(entity.part_of)
        return inside and form.text[-1] not in _UNITS

    def _is_place(self, name: str) -> bool:
        """A town or region, listed or unlisted, or several countries: アドワ|の戦い, ロシア・ポーランド|戦争."""
        parts = JOINT.split(name)
        if len(parts) > 1 and all(map(self._lexicon.names_country, parts)):
            return True
        if forms := self._lexicon.forms.get(fold_key(name), ()):
            return self._all_towns(forms)
        return all(self._parts.kind(part) not in (*_NO_NAME, "PERSON", "ORG") for part in parts if len(part) > 1)

    def _are_people(self, name: str) -> bool:
        """Those whom something is called for that they agreed on: ホーア・ラヴァル|協定."""
        parts = JOINT.split(name)
        return len(parts) > 1 and all(self._parts.kind(part) not in _NO_NAME for part in parts)

    def _is_one_run(self, name: str) -> bool:
        """Words joined by ・ that are one name before its last word (オックスフォード・エネルギー|研究所), no country and its body."""
        parts = JOINT.split(name)
        return len(parts) > 1 and not self._lexicon.names_country(parts[0]) and any(map(self._parts.kind, parts))
