"""Names of people with a surname in kanji: before a title (高際みゆき区長), with a given name in katakana (斎藤アレックス), in
datelines, and a foreign name's own characters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

from entity_resolver.dictionary_names import DictionaryNames
from entity_resolver.lexicon import Lexicon
from entity_resolver.nameparts import NameParts
from entity_resolver.patterns import late
from entity_resolver.rules import Rules, alternation
from entity_resolver.spans import Span, script, unlisted
from entity_resolver.tokens import TokenView

_DATELINE_NAME = late(r"(?<=[ァ-ヺー])[一-龠々]{4}(?=】)")
_DATELINE_SIGNED = late(r"【[^【】\n]{2,12}=(?P<name>[一-龠々]{2,5})(?=[】、])")
_DATELINE_ALSO = late(r"【[^【】\n]{3,14}、(?P<name>[一-龠々]{4})(?=】)")
_IN_CHARACTERS = late(r"(?<![ァ-ヺー・])[ァ-ヺー]{1,5}(?:・[ァ-ヺー]{1,7}){1,2}\((?P<name>[一-龠々]{2,4})\)")
_KANA_GIVEN = late(r"(?<![一-龠々])[一-龠々]{1,3}[ぁ-ん]{2,4}?(?=[一-龠]|さん|ちゃん)")
_KANA_CALLED = late(r"(?:(?<![一-龠々ヶぁ-んァ-ヺー])|(?<=[のがはを]))[ぁ-ん]{2,3}[子美代江恵香奈世]?(?=さん|ちゃん)")
_KATAKANA_GIVEN = late(r"(?<=[一-龠々])[ァ-ヺ][ァ-ヺー]{1,6}(?![ァ-ヺー・])")
_WITH_TITLE = late(r"(?<![一-龠々])[一-龠々]{4,5}$")
_WRESTLER = r"(?:・|(?:[0-9一二三四五六七八九十]{1,3}枚目)?の)?(?P<name>[一-龠々]{2,4}|[一-龠々]{1,2}[のノ][一-龠々]{1,3})(?=[はがをにもとで、。()・ら]|$)"
_NO_WRESTLER = "目者員陣級戦勢賞組位達人差中時間"
_AMONG = late(
    r"(?<![一-龠々])(?P<name>[一-龠]{3})(?=(?:、[一-龠]{3})?ら(?:[0-9一二三四五六七八九十]|[がはをにとのもへ、]))"
)
"""Chinese and Korean names in a list that ら ends: 李在南、洪松鶴ら4容疑者."""
_WHOLE = late(r"(?<![一-龠々ヶ])[一-龠々]{3,5}$")
_READ = late(r"(?<![一-龠々])(?P<name>[一-龠々]{2,6})\([ぁ-んー・ ]{2,14}\)")
_SOUNDED = late(r"(?<![一-龠々])(?P<name>[一-龠々]{2,4})\((?P<sound>[ァ-ヺー]{1,5}(?:・[ァ-ヺー]{1,7}){1,2})\)")
_KOREAN = late(r"(?<![一-龠々])(?P<name>[一-龠々]{3})\((?P<sound>[ァ-ヺー]{4,9})\)")
"""A name and how it sounds, as some papers write those of Korea: 金慶洙(キムギョンス)."""
_LATIN = late(r"(?<![一-龠々])(?P<name>[一-龠々]{2,4})\([a-z]{2,8}[ -][a-z]{2,9}(?:[ -][a-z]{2,9})?\)")
"""A name and its romanisation: 侯艶琪(Hou Yanqi)."""
_AGED = late(r"\((?:[1-9][0-9]|[1-6]年)=(?P<club>[一-龠々ヶヵケァ-ヺーa-z0-9・&]{2,20})\)")
"""How old somebody is, and for whom they play: 鈴木花子(23=中部電力)."""
_PLAYER = late(r"(?<![一-龠々])[一-龠々]{2,7}$")
_LONGEST_PLAYER = 5
_AGE = late(r"\((?:[1-9]?[0-9]|10[0-9])\)")
_BEFORE_AGE = late(r"(?<![一-龠々])(?:[一-龠々]{3,6}|[一-龠々]{1,4}[ぁ-んァ-ヺー]{1,5})$")
_GANG = late(r"暴力団(?P<name>[一-龠々]{1,4}(?:会|組|家|連合))(?=[の系側は傘がをに、。(]|$)")
_LONGEST, _LONGEST_OF_AGE = 6, 10
_SHORTEST_SURNAME, _LONGEST_SURNAME, _LONGEST_GIVEN = 2, 3, 3
_NO_GIVEN_ENDS = "両各同全賞戦杯軍団会校家社部課局省庁県市町村区"
"""What no given name ends in: 森下|両選手, 沢村賞|投手."""
_OF_ANYTHING = "元全"
_IN_NO_NAME = "副前元新現旧銀派院庁委両各同全賞三四五"
"""What neither opens nor ends somebody's name before a title: 洪磊|副報道局長, 韓銀|総裁."""
_LONGEST_KOREAN = 5
"""Characters of a Korean given name in katakana."""
_NUMBERS = ("一", "二", "三", "四", "五")
_OF_ANYBODY = ("氏", "容疑者", "被告", "受刑者", "死刑囚")


class KanjiNames:
    """Finds unlisted people by a surname that the dictionary has."""

    def __init__(self, lexicon: Lexicon, parts: NameParts, dictionary: DictionaryNames, rules: Rules) -> None:
        self._lexicon = lexicon
        self._parts = parts
        self._dictionary = dictionary
        self._rules = rules
        self._is_whole = lru_cache(maxsize=4_096)(self._is_built_as_name)
        self._ranks = rules.longer_names["rank"]
        self._ranked = late(f"(?:{alternation(self._ranks)}){_WRESTLER}")

    def spans(self, text: str, taken: bytearray, view: TokenView) -> Iterator[Span]:
        """NIL spans; those in katakana and characters only where nothing else is found."""
        for match in _KANA_GIVEN.finditer(text):
            if self._rules.title_at(text, match.end()) and self._is_full_name(text, match.span(), view):
                yield unlisted(*match.span(), "PERSON", "a full name of the dictionary, and a title follows")
        yield from self._called(text, taken)
        for match in _KATAKANA_GIVEN.finditer(text):
            if script(text[match.end() : match.end() + 1] or " ") == "kanji" and not self._rules.title_at(
                text, match.end()
            ):
                continue
            if (start := self._surname_before(text, match.span(), taken, view)) is not None:
                yield unlisted(start, match.end(), "PERSON", "a surname of the dictionary before a word in katakana")
        for match in self._ranked.finditer(text) if any(rank in text for rank in self._ranks) else ():
            if not self._is_word(match["name"]) and view.is_edge(match.start("name")):
                yield unlisted(*match.span("name"), "PERSON", "the rank of a wrestler stands before")
        for match in _GANG.finditer(text) if "暴力団" in text else ():
            if match["name"] not in self._lexicon.forms:
                yield unlisted(*match.span("name"), "ORG", "暴力団 stands before")
        for match in _AMONG.finditer(text) if "ら" in text else ():
            if taken.find(1, *match.span("name")) < 0 and self.is_chinese(match, view):
                yield unlisted(*match.span("name"), "PERSON", "ら follows")
        for match in _AGED.finditer(text) if "=" in text else ():
            yield from self._aged(text, match, taken)
        for start, end in self._as_written(text, view):
            if taken.find(1, start, end) < 0:
                yield unlisted(start, end, "PERSON", "built as a full name")

    def _called(self, text: str, taken: bytearray) -> Iterator[Span]:
        """A given name in hiragana of somebody whom the text names in full: 袴田ひで子さん … ひで子|さん."""
        called = list(_KANA_CALLED.finditer(text)) if "さん" in text or "ちゃん" in text else []
        given = alternation({match[0] for match in called})
        first: dict[str, int] = {}
        for full in re.finditer(f"(?<=[一-龠々])(?:{given})", text) if called else ():
            first.setdefault(full[0], full.start())
        for match in called:
            if first.get(match[0], match.start()) < match.start() and taken.find(1, *match.span()) < 0:
                yield unlisted(*match.span(), "PERSON", "the given name of somebody whom the text names in full")

    def _aged(self, text: str, match: re.Match[str], taken: bytearray) -> Iterator[Span]:
        """Somebody and their club by the age in brackets."""
        if match["club"] not in self._lexicon.forms and not self._parts.is_noun(match["club"]):
            yield unlisted(*match.span("club"), "ORG", "an age and this stand in brackets behind a name")
        run = _PLAYER.search(text, max(0, match.start() - _LONGEST_PLAYER - 2), match.start())
        if run is None:
            return
        rank = next((rank for rank in self._rules.longer_names["rank"] if run[0].startswith(rank)), "")
        start, end = run.start() + len(rank), run.end()
        named = 2 <= end - start <= _LONGEST_PLAYER and not self._is_word(text[start:end])
        if named and taken.find(1, start, end) < 0:
            yield unlisted(start, end, "PERSON", "an age and a club follow in brackets")

    def before_title(self, text: str, end: int, view: TokenView) -> tuple[int, int] | None:
        """A surname of the dictionary with a given name that it has not, before what only people have: 小林|興起|氏."""
        run = _WITH_TITLE.search(text, max(0, end - _LONGEST), end)
        surname = view.token(run.start()) if run is not None else None
        if run is None or surname is None or surname.start != run.start() or surname.pos[2:4] != ("人名", "姓"):
            return None
        given = text[surname.end : end]
        if surname.end - surname.start < _SHORTEST_SURNAME or not 0 < len(given) <= _LONGEST_GIVEN:
            return None
        if given[-1] in _NO_GIVEN_ENDS or given in _NUMBERS:
            return None
        surely = text.startswith(_OF_ANYBODY, end)
        return None if not surely and self._parts.is_noun(given) else run.span()

    def full_name(self, text: str, end: int) -> tuple[int, int] | None:
        """A full name of the dictionary by itself, however the tokenizer cuts it in the sentence: 仲間均|市議, 指宿昭一|弁護士."""
        run = _WHOLE.search(text, max(0, end - _LONGEST), end)
        return run.span() if run is not None and self._is_whole(run[0]) else None

    def _is_built_as_name(self, run: str) -> bool:
        tokens = self._parts.tokens(run)
        kinds = [token.pos[2:4] for token in tokens]
        if len(tokens) < 2 or kinds[0] not in (("人名", "姓"), ("地名", "一般")) or run[-1] in _NO_GIVEN_ENDS:
            return False
        given = tokens[1:]
        named = given[0].pos[2:4] == ("人名", "名") and sum(token.end - token.start for token in given[1:]) <= 1
        single = kinds[0] == ("人名", "姓") and tokens[0].end > 1 and all(t.end - t.start == 1 for t in given)
        return named or (single and len(given) == 2)  # 大森|凡|世

    def with_surname_before(
        self, text: str, name: tuple[int, int], starts: Mapping[int, Sequence[Span]], view: TokenView
    ) -> tuple[int, int]:
        """The full name where the dictionary has but the given one: 北側|一雄|国土交通相, 臂|泰雄|市長; not 長女|愛子|さま; and where
        a Korean surname stands before a given name in katakana: 金|ハンソル|氏."""
        start, end = name
        if script(text[start]) == "katakana":
            alone = script(text[start - 2 : start - 1] or " ") != "kanji"
            opened = alone and end - start <= _LONGEST_KOREAN and text[start - 1 : start] in self._korean
            return (start - opened, end)
        given = view.token(start)
        if given is None or (given.start, given.end) != name or given.pos[2:4] != ("人名", "名"):
            return name
        first = start
        while first and start - first <= _LONGEST_SURNAME and script(text[first - 1]) == "kanji":
            first -= 1
        surname = text[first:start]
        if not 0 < len(surname) <= _LONGEST_SURNAME or surname.endswith(self._rules.longer_names["kin"]):
            return name
        if surname in self._rules.heads or any(surname[at:] in self._rules.heads for at in range(len(surname) - 1)):
            return name
        named = [span for at in range(first, start) for span in starts.get(at, ())]
        people = all(self._lexicon.type_of(form) == "PERSON" for span in named for form in span.forms)
        return (first, end) if people else name

    def is_cut_name(self, end: int, view: TokenView) -> bool:
        """A surname of one character and a given name, as the tokenizer cuts them before an office: 金|英福|副総参謀長, 李|昌|虎|局長,
        or a surname that somebody listed has: 林|向陽|司令官."""
        surname = view.token(end - 3) if end > 2 else None
        given = view.token(end - 2)
        if surname is None or given is None or (surname.start, surname.end, given.start) != (end - 3, end - 2, end - 2):
            return False
        named = surname.pos[2:4] == ("人名", "姓") and given.pos[2:4] == ("人名", "名")
        return view.is_edge(end) and (named or view.text[surname.start] in self.surnames)

    def before_former(self, text: str, end: int, view: TokenView) -> tuple[int, int] | None:
        """A full name before 前 and an office, where the dictionary has a given name with the 前 in it: 若狭|勝|前衆院議員."""
        given = view.token(end)
        if text[end : end + 1] != "前" or given is None or not given.start < end == given.end - 1:
            return None
        surname = view.token(given.start - 1) if given.start else None
        if surname is None or surname.pos[2:4] != ("人名", "姓") or given.pos[2:4] != ("人名", "名"):
            return None
        return surname.start, end

    def opens_as_surname(self, match: re.Match[str], view: TokenView) -> bool:
        """Does the group `name` begin with a surname that somebody listed has, or the dictionary?"""
        first = view.token(match.start("name"))
        if first is not None and first.pos[2] == "地名" and first.end == match.end("name"):
            return False  # 周南|市長
        return match["name"][0] in self.surnames or (first is not None and first.pos[2] == "人名")

    def is_chinese(self, match: re.Match[str], view: TokenView) -> bool:
        """Does the group `name` begin with a surname, and not with a word?"""
        name = match["name"]
        if name[0] in _IN_NO_NAME or name[-1] in _IN_NO_NAME or not self.opens_as_surname(match, view):
            return False
        return not (self._parts.is_noun(name) or self._parts.is_noun(name[:2]))

    @cached_property
    def _korean(self) -> frozenset[str]:
        return frozenset(name[0] for name in self._rules.longer_names["sounded surname"] if name[0] not in _OF_ANYTHING)

    @cached_property
    def surnames(self) -> frozenset[str]:
        """The surnames of one character that listed people have, and some more of China and Korea."""
        listed = (key for key, marks in self._lexicon.short_keys().items() if "PERSON" in marks)
        return frozenset((*listed, *self._rules.longer_names["surname"]))

    def _surname_before(self, text: str, run: tuple[int, int], taken: bytearray, view: TokenView) -> int | None:
        """Where a surname begins that a given name in katakana goes with: 斎藤|アレックス, 村竹|ラシッド."""
        surname = view.token(run[0] - 1)
        if surname is None or surname.end != run[0] or surname.pos[2:4] != ("人名", "姓"):
            return None
        start = surname.start
        if surname.end - start < _SHORTEST_SURNAME or taken.find(1, *run) >= 0:
            return None
        if start and script(text[start - 1]) == "kanji":
            return None
        return start if self._parts.kind(text[slice(*run)]) == "PERSON" else None

    def _is_full_name(self, text: str, run: tuple[int, int], view: TokenView) -> bool:
        """A surname of the dictionary and a given name, which may be a noun too: 高際|みゆき, 山下|つぼみ; no 高橋|こども担当相."""
        first = view.token(run[0])
        if first is None or first.start != run[0] or first.pos[2:4] != ("人名", "姓"):
            return False
        given = view.token(first.end)
        if given is None or given.end != run[1]:
            return False
        noun = given.pos[:3] == ("名詞", "普通名詞", "一般") and first.end - first.start >= _SHORTEST_SURNAME
        return given.pos[2:4] == ("人名", "名") or (noun and self._rules.title_at(text, first.end) is None)

    def _is_word(self, name: str) -> bool:
        """A word that goes with a rank (大関|昇進, 横綱|経験者) and is nobody's name."""
        return name[-1] in _NO_WRESTLER or self._parts.is_noun(name) or self._parts.is_noun(name[-2:])

    def _as_written(self, text: str, view: TokenView) -> Iterator[tuple[int, int]]:
        """Japanese names in datelines (【ソウル桜井紀雄】), and a name's own characters (キム・ソンハン（金聖翰）)."""
        signed = (*_DATELINE_NAME.finditer(text), *_DATELINE_ALSO.finditer(text)) if "】" in text else ()
        for match in signed:
            if match.lastgroup or self._dictionary.kind_of_run(text, match.span(), view) == "PERSON":
                yield match.span(match.lastgroup or 0)
        for match in _DATELINE_SIGNED.finditer(text) if "【" in text else ():
            if not match["name"].endswith(self._rules.longer_names["desk"]):  # 【トロント=|運動部】
                yield match.span("name")
        for match in _SOUNDED.finditer(text) if ")" in text else ():
            if self.opens_as_surname(match, view) and "・" in match["sound"]:
                yield match.span("name")  # 金根植(キム・グンシク)
        sounded = self._rules.longer_names["sounded surname"]
        for match in _KOREAN.finditer(text) if ")" in text else ():
            if match["name"] not in self._lexicon.forms and (match["name"][0] + match["sound"]).startswith(sounded):
                yield match.span("name")
        for match in _LATIN.finditer(text) if ")" in text else ():
            first = view.token(match.start())
            word = first is not None and first.pos[1] == "普通名詞" and first.end - first.start > 1  # 黄金|律
            if not word and match["name"] not in self._lexicon.forms and self.opens_as_surname(match, view):
                yield match.span("name")
        for match in _READ.finditer(text) if ")" in text else ():
            first = view.token(match.start())
            if first is not None and first.pos[2] == "人名" and self._rules.title_at(text, match.end()):
                yield match.span("name")  # 門馬(もんま)|監督
        for match in _AGE.finditer(text) if ")" in text else ():
            name = _BEFORE_AGE.search(text, max(0, match.start() - _LONGEST_OF_AGE), match.start())
            first = view.token(name.start()) if name else None
            surname = name and first and first.start == name.start() and first.pos[2:4] == ("人名", "姓")
            if (
                name
                and first
                and surname
                and first.end < name.end()
                and not self._parts.is_noun(text[first.end : name.end()])
            ):
                yield name.span()  # 早川紀代秀(68)
        for match in _IN_CHARACTERS.finditer(text) if ")" in text else ():
            if self.opens_as_surname(match, view):
                yield match.span("name")
