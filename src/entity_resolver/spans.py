"""Folded text → spans that may be a mention: listed forms with sound boundaries. Never looks at what an entity is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from entity_resolver.lexicon import Form
from entity_resolver.model import Step
from entity_resolver.patterns import late

if TYPE_CHECKING:
    from entity_resolver.rules import Rules
    from entity_resolver.tokens import Token, TokenView

KATAKANA = re.compile(r"[ァ-ヺーヽヾ]")
_UNITS = "都道府県市区町村郡"
_HEADED = "市町村区院校署"
_FORMER = "前元旧故"
_LONG = 3
OF_CITY = ("長", "内", "民", "街")
"""What follows 市 in words of their own: ソウル|市内, ワルシャワ|市長."""
_MEMBERS = late(r"[0-9]{1,3}(?:[かカヵヶケ]?国|会派|首脳|大使|機関|団体)")
_INSIDE = ("国内", "国外")
_WITHIN = ("内", "外")
FEATURES = "山川河湖島湾岳岬峠海潟沼浜滝"
"""What the names of rivers, mountains and the like end in."""
"""What closes a formal name, whose last character opens no other word: ラトビア共和国|外相 is no 国外."""
_KEEPS_NAME = ("office", "title", "honorific", "body", "suffix")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the folded text and the listed forms it equals (none for an unlisted name).

    Attributes:
        start, end: offsets in the folded text.
        forms: what it may stand for.
        method: how it was found.
        type: a guess at the entity type, for a span without forms.
        probability: that the surface is such a form (1.0 for a listed one). steps: the evidence of that.
    """

    start: int
    end: int
    forms: tuple[Form, ...]
    method: str = "alias"
    type: str = ""
    probability: float = 1.0
    steps: tuple[Step, ...] = ()

    @property
    def is_sure(self) -> bool:
        """True where a listed form needs no context."""
        return self.method == "alias" and any(form.use == "link" for form in self.forms)


def unlisted(start: int, end: int, type: str, why: str) -> Span:
    """A name nobody listed, of a type that something in the text tells."""
    return Span(start, end, (), "nil", type, steps=(Step("nil", f"{why}, and no listed form", (type,)),))


class _Scripts(dict[str, str]):
    """Character → script class, filled as characters are met."""

    def __missing__(self, char: str) -> str:
        found = self[char] = _script(char)
        return found


SCRIPTS = _Scripts()


def script(char: str) -> str:
    """The script class that boundaries are judged by: katakana, hiragana, kanji, latin (with digits), other."""
    return SCRIPTS[char]


def _script(char: str) -> str:
    if "ァ" <= char <= "ヺ" or char in "ーヽヾ":
        return "katakana"
    if "ぁ" <= char <= "ゟ":
        return "hiragana"
    if "一" <= char <= "鿿" or "㐀" <= char <= "䶿" or char in "々〆〇" or char >= "𠀀":
        return "kanji"
    if (char.isalnum() and not "①" <= char <= "⑳") or char == "_":  # kyiv_v2 is an identifier
        return "latin"
    return "other"


def may_bound(text: str, start: int, end: int) -> bool:
    """False where the characters alone rule out a boundary: inside a Latin word or number."""
    if start > 0 and _glued(text[start - 1], text[start]):
        return False
    return not (end < len(text) and _glued(text[end - 1], text[end])) or counted(text, end)


def counted(text: str, end: int) -> bool:
    """Is a Latin name followed by how many of its members are meant: ASEAN|10か国, EU|3会派?"""
    return not text[end - 1].isdigit() and _MEMBERS.match(text, end) is not None


def _glued(left: str, right: str) -> bool:
    return script(left) == script(right) == "latin"


def bounded(text: str, start: int, end: int, view: TokenView, rules: Rules) -> bool:
    """True where text[start:end] is a word or a run of words; asks the tokens only where the scripts leave it open."""
    told = told_by_characters(text, start, end, rules)
    return token_bounded(text, start, end, view, rules) if told is None else told


def told_by_characters(text: str, start: int, end: int, rules: Rules) -> bool | None:
    """Whether text[start:end] stands by itself, as far as the characters around it tell; None where they do not."""
    left = SCRIPTS[text[start - 1]] if start else "other"
    right = SCRIPTS[text[end]] if end < len(text) else "other"
    first, last = SCRIPTS[text[start]], SCRIPTS[text[end - 1]]
    left_open = first != "latin" and (
        left == first != "other" or (first == "hiragana" and left != "other") or left == "kanji"
    )
    right_open = last != "latin" and (
        right == last != "other" or (last == "hiragana" and right != "other") or right in ("kanji", "katakana")
    )
    if right_open and not left_open and right == "kanji" and last == "katakana":
        right_open = rules.head_at(text, end) is None
    if right == "kanji" and _last_opens(text, start, end, rules):
        return None
    if not left_open and (not right_open or (end - start > 1 and last == "kanji" and rules.title_at(text, end))):
        return True  # 金与正|党副部長, whatever the tokenizer makes of it
    if left == first == "kanji" and _opened(text, start, end, rules):
        return True
    return None


def _opened(text: str, start: int, end: int, rules: Rules) -> bool:
    """A name of somebody's or of a firm that a title follows, behind what may stand before it: 三男|金正恩|氏, 前|日産自動車|会長."""
    before = rules.longer_names["kin"] if end - start > 2 else ()
    opened = text.endswith(before, 0, start) or (end - start > _LONG and text[start - 1] in _FORMER)
    return opened and rules.title_at(text, end) is not None


def _last_opens(text: str, start: int, end: int, rules: Rules) -> str:
    """The word that the last character of a country's name may be the first of: モンゴル|国内, 米|国民. "" where there is none."""
    if text[end - 1] not in rules.head_starts or text.endswith(rules.longer_names["state end"], start, end):
        return ""
    head = rules.head_at(text, end - 1, ("body",))
    signed = head is not None and end - start == 2 and head[0] in _INSIDE  # 米国|内では
    return head[0] if head is not None and len(head[0]) > 1 and not signed else ""


def token_bounded(text: str, start: int, end: int, view: TokenView, rules: Rules) -> bool:
    """True where the tokens say that text[start:end] is a word or a run of words: a matter of its piece alone."""
    if word := _last_opens(text, start, end, rules):
        after = view.token(end) if end < len(text) else None
        if after is None or after.start != end or word.startswith(text[end - 1 : after.end]):
            return False  # モンゴル|国内, 米|国民; but 中国|民間企業
    behind = text[end : end + 1]
    if text[end - 1] == "市" and behind in OF_CITY and SCRIPTS[text[end - 2]] == "katakana":
        return False  # ワルシャワ|市長, ソウル|市内
    if behind == "ヘ" and end - start > _LONG:
        edges = text[start - 1 : start] + text[end + 1 : end + 2]
        if KATAKANA.match(text[end - 1]) and not any(map(KATAKANA.match, edges)):
            return True  # アフガニスタン|ヘの介入: the particle in katakana
    first = view.token(start)
    last = first if first is not None and end <= first.end else view.token(end - 1)
    if first is None or last is None:
        return True
    if first.start == start and last.end == end:
        return _run_is_words(text, start, end, view, rules)
    if first is last and _is_part_of_place(text, start, end, first, view, rules):
        return True
    before, rest = text[first.start : start], text[end : last.end]
    if before and (before not in rules.before_name or start not in first.splits):
        return False
    if not rest:
        return True
    if last.start == end - 1 and not before:  # 沖縄県|民: the suffix of the name opens the next word
        if rest in rules.longer_names["along"] and text[end - 1] in FEATURES:
            return True
        if text[end - 1] in _HEADED and text.startswith("長", end):  # 名古屋市|長, 会計検査院|長
            return True
        if end in last.splits and rules.heads.get(rest) in _KEEPS_NAME:  # ノブゴロド州|知事
            return True
        head = rules.head_at(text, end - 1, ("place",))
        return head is not None and end - 1 + len(head[0]) >= last.end
    if rest in _WITHIN and text[end - 1] in _UNITS:  # 東京都|内
        return True
    if not before and last.start > start and min(end - last.start, len(rest)) > 1 and not last.proper:
        return end in last.splits  # 福島第一原発|処理水
    if rest in rules.longer_names["match"]:  # 阪神|戦
        return last.start == start
    if rest in rules.longer_names["suffix"] and not last.proper:  # 日本|初, 国会|内
        return last.start == start and end - start > 1 and end in last.splits
    kind = rules.heads.get(rest)
    if kind not in _KEEPS_NAME and (kind != "place" or last.proper):
        return False
    return end in last.splits


def _is_part_of_place(text: str, start: int, end: int, token: Token, view: TokenView, rules: Rules) -> bool:
    """沖縄県 and 石垣市 in 沖縄県石垣市, or 辺野古 in 名護市辺野古, which the dictionary has as one place."""
    if not token.proper or (token.pos[2] != "地名" and "区" not in text[end : token.end]):  # 名古屋市中村区名駅
        return False
    inner = token.splits
    if start != token.start and not (start in inner and text[start - 1] in _UNITS):
        return False
    if end == token.end:
        if text[end - 1] in _UNITS or script(text[end : end + 1] or " ") != "kanji":  # 長野県長野|東高等学校
            return True
        after = view.token(end)
        if after is not None and after.start == end and after.pos[2] == "サ変可能":  # 名護市辺野古|移設
            return True
        return rules.head_at(text, end, ("place",)) is not None  # 名護市辺野古|沿岸部
    return end in inner and text[end - 1] in _UNITS


def _run_is_words(text: str, start: int, end: int, view: TokenView, rules: Rules) -> bool:
    """A name inside a longer katakana run counts only beside another place name (ロシアウクライナ; not キャノンデール), and
    a country before a common noun that news puts there or before its head of state (エジプト|メディア, アメリカ|トランプ政権)."""
    if (
        start
        and KATAKANA.match(text[start])
        and KATAKANA.match(text[start - 1])
        and not _is_place(view.token(start - 1))
        and not _follows_word(text, start, end, view, rules)
    ):
        return False
    if end < len(text) and KATAKANA.match(text[end - 1]) and KATAKANA.match(text[end]):
        after = view.token(end)
        return _is_place(after) or _ends_run(text, end, view.token(start), after, rules)
    return True


def _follows_word(text: str, start: int, end: int, view: TokenView, rules: Rules) -> bool:
    """A name that ends a run behind a word of the dictionary, as news says what somebody is: テレビ|アルジャジーラ, ゲリラ|コロンビア革命軍."""
    word = view.token(start - 1)
    if word is None or word.end != start or text[word.start : start] not in rules.longer_names["opens run"]:
        return False
    if end - start <= _LONG:  # アプリ|カント
        return False
    opens = word.start == 0 or not KATAKANA.match(text[word.start - 1])
    return opens and (end == len(text) or not KATAKANA.match(text[end - 1]) or not KATAKANA.match(text[end]))


def _ends_run(text: str, end: int, first: Token | None, after: Token | None, rules: Rules) -> bool:
    """A common noun for what a country or a ruler has (チャベス|クーデター), or a surname before an office, fills the rest
    of a katakana run."""
    if after is None or after.start != end or (after.end < len(text) and KATAKANA.match(text[after.end])):
        return False
    if rules.heads.get(text[end : after.end]) == "body":
        return _is_country(first) or (first is not None and first.proper and first.pos[2] == "人名")
    if not _is_country(first):
        return False
    office = after.proper and after.pos[2] == "人名" and rules.head_at(text, after.end, ("office", "body"))
    return bool(office)


def _is_country(token: Token | None) -> bool:
    return token is not None and token.proper and token.pos[3] == "国"


def _is_place(token: Token | None) -> bool:
    return token is not None and token.proper and token.pos[2] == "地名"
