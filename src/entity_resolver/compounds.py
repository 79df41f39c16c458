"""The grammar of one-character country names: one mention per country, each on its own character.

list      米ロ, 日米韓, 英独仏, 欧米           two to seven signs in a row
prefix    対ロ, 訪米, 駐日, 親欧米             a prefix, then one sign or a list
head      米|大統領, 露|軍, ロ|国防相           a sign before an office or a body
owner     米|ボーイング, 英|BBC, 米|テキサス州   a sign before a name in katakana or Latin
joined    米・ウクライナ, 米、英、仏            a sign joined by ・ or 、 to another country
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from entity_resolver.country_signs import country_signs
from entity_resolver.fold import Folded, fold_key
from entity_resolver.lexicon import Lexicon
from entity_resolver.patterns import late
from entity_resolver.rules import Rules
from entity_resolver.spans import KATAKANA, Span, script, unlisted
from entity_resolver.tokens import Token, TokenView
from entity_resolver.treaties import kind_of, treaty_end

_KATAKANA_WORD = late(r"[ァ-ヺー]{2,}")
_LISTED_WORD = late(r"、(?P<word>[ァ-ヺー]{2,})(?=[、と])")
_OWNED_NAME = late(r"の[ァ-ヺー・]{2,}")
_COUNTED = late(r"[2-9二三四五六七](?:[かカヵヶケ]国|国間)")
_SUFFIX_LIKE = ("接尾辞", "助数詞")
_NUMERALS = frozenset("0123456789一二三四五六七八九十百")
_THIS = ("この", "その", "あの")
_SUFFIX_SIGNS = "中印"
"""Head signs that close other words too: 年中ロシアから is no 中."""
_HARDLY_WORDS, _PARTICLES = "露英", tuple("のはがにもとを")
_SHORTEST_OWNED = 3
_OTHER_SCRIPT = late(r"[ァ-ヺ][ァ-ヺー・]*|[a-z][a-z0-9&.\-]*")


class CompoundGrammar:
    """Finds country signs; the signs are the one-character abbreviations of the lexicon."""

    def __init__(self, lexicon: Lexicon, rules: Rules) -> None:
        self._rules = rules
        self._lexicon = lexicon
        self._kinds = frozenset(rules.longer_names["kind"])
        self.signs = country_signs(lexicon, rules)
        marks = "".join(map(re.escape, self.signs)) or "\0"
        self._head_starts = frozenset(
            word[0] for word, kind in rules.heads.items() if kind in ("office", "title", "body", "modifier")
        )
        self._pattern = re.compile(f"(?P<run>[{marks}]{{1,7}})")

    def spans(self, folded: Folded, view: TokenView) -> Iterator[Span]:
        """One span per country sign that the grammar accepts."""
        text = folded.text
        for match in self._pattern.finditer(text):
            start, end = match.span()
            if self._rules.is_daily(text[start]) and self._is_counted(text, start, end):
                start += 1  # 15日|朝, 8日|米首脳, この日|米大統領
            while start < end:
                size = next((n for n in range(end - start, 0, -1) if self._accepts(text, start, start + n, view)), 0)
                if size < 2 <= end - start and text[start] != text[start + 1]:
                    size = (
                        end - start
                        if treaty_end(text, end, view, self._kinds) and not self._after_kanji(text, start)
                        else size
                    )
                if size > 1 and (closed := treaty_end(text, start + size, view, self._kinds)):
                    yield unlisted(start, closed, kind_of(text[start:closed]), "country signs open the name")
                    break
                for offset in range(start, start + size):
                    yield Span(offset, offset + 1, self.signs[text[offset]], "compound")
                head = self._head(text, start + 1) if size == 1 else 0
                start += size + head or 1  # 米|中西部: the head is no sign

    def _is_counted(self, text: str, start: int, end: int) -> bool:
        """Does an everyday character belong to what stands before it? この日米合意 is one of two countries."""
        if text[start - 1 : start] in _NUMERALS:
            return True
        return text.endswith(_THIS, 0, start) and not self._relation_follows(text, end)

    def _in_name(self, text: str, at: int, view: TokenView) -> bool:
        """A sign behind a surname and before kanji opens a given name: 榊原|英資."""
        if not at or self._tier(text[at]) == "beside" or script(text[at + 1 : at + 2] or " ") != "kanji":
            return False
        if KATAKANA.match(text[at - 1]):  # ウォン|豪|外相
            return False
        before = view.token(at - 1)
        return before is not None and before.end == at and before.pos[2:4] == ("人名", "姓") and at - before.start > 1

    def _prefixed(self, text: str, at: int) -> bool:
        return at > 0 and text[at - 1] in self._rules.prefixes

    def _accepts(self, text: str, start: int, end: int, view: TokenView) -> bool:
        run = text[start:end]
        if KATAKANA.search(run) and (
            (len(run) > 1 and KATAKANA.match(run[0]) and KATAKANA.match(run[1])) or _in_katakana(text, start, end)
        ):
            return False
        if self._prefixed(text, start):
            return self._accepts_prefix(text, start - 1, start, end, view)
        if len(run) > 1:
            return self._accepts_list(text, start, end, view)
        if self._in_name(text, start, view):
            return False
        if text[end : end + 1] in self._head_starts and self._accepts_head(text, start, view):
            return True
        return (
            self._accepts_joined(text, start, view)
            or self._accepts_owner(text, start, view)
            or self._accepts_before_country(text, start)
            or self._accepts_in_list(text, start, view)
            or self._accepts_of(text, start)
            or self._accepts_before_alliance(text, start)
            or self._accepts_alone(text, start)
        )

    def _accepts_prefix(self, text: str, start: int, sign: int, end: int, view: TokenView) -> bool:
        first, last = view.token(start), view.token(end - 1)
        if first is None or last is None or first.start not in (start, sign):
            return False
        if (last.end != end and end not in last.splits) or self._opens_word(text, end - 1):
            return False
        if end - sign > 1 and self._rules.is_daily(text[end - 1]) and _is_suffix(last, end):  # 滞米中, 訪欧中
            return False
        if text[sign:end] in self._rules.sign_words:  # 対|中日|戦
            return self._relation_follows(text, end) and text[end] != "戦"
        if text[start:end] in self._rules.sign_words:
            return self._relation_follows(text, end)
        return end - sign > 1 or self._tier(text[sign]) != "beside"

    def _opens_word(self, text: str, at: int, size: int = 1) -> bool:
        """The sign is the first character of an everyday word, of `size` or more: 反|独占法, 対|中央アジア."""
        return any(len(word) >= size and text.startswith(word, at) for word in self._rules.sign_openers)

    def _accepts_list(self, text: str, start: int, end: int, view: TokenView) -> bool:
        tokens = view.tokens(start, end)
        if tokens[0].start != start or self._after_kanji(text, start):
            return False
        last = tokens[-1]
        if last is tokens[0] and end < last.end and last.pos[2] == "地名":  # 蘭越|町
            return False
        opens = last.start in (start, end - 1)  # 米英軍 is one word of the dictionary, 英軍 another
        headed = opens and self._rules.heads.get(text[end : last.end]) in ("body", "office", "title")
        counted = _COUNTED.match(text, end) is not None  # 日米中|三か国
        if (
            last.end != end and end not in last.splits and not (headed or counted or self._between(text, end))
        ):  # 米|英軍
            return False
        tiers = [self._tier(sign) for sign in text[start:end]]
        if len(set(text[start:end])) < end - start or all(tier == "beside" for tier in tiers):
            return False
        if "beside" in tiers and "head" not in tiers and not self._relation_follows(text, end):
            return False
        if text[start:end] in self._rules.sign_words:
            return self._relation_follows(text, end) or self._among_lists(text, start, end, view)
        if self._opens_word(text, end - 1) and not (counted or self._between(text, end)):
            return False
        rare = (
            "beside" in tiers and end - start == 2 and not KATAKANA.search(text[start:end])
        )  # 印パ, 米カ are no words
        joined = text[end : end + 1] in ("の", "両", "間", "系")
        if rare and not (joined or self._relation_follows(text, end)):
            return False
        if tokens[0].end - tokens[0].start == 1 and any(field in _SUFFIX_LIKE for field in tokens[0].pos):
            return start == 0 or script(text[start - 1]) == "other" or end - start > 2
        if len(tokens) == 1 and tokens[0].proper and tokens[0].pos[2] == "人名":
            return text[end : end + 1] in ("両", "間", "系") or self._relation_follows(text, end)  # 英豪|系
        return True

    def _accepts_head(self, text: str, at: int, view: TokenView) -> bool:
        named = at > 0 and KATAKANA.match(text[at - 1]) is not None  # ゼレンスキー|宇|大統領
        if self._tier(text[at]) != "head" and not (named and self._tier(text[at]) == "beside"):
            return False
        head = self._head(text, at + 1)
        if not head or self._after_kanji(text, at) or self._opens_word(text, at, head + 1):
            return False  # 中抜き is a word; 独|自動車大手 is not 独自
        token = view.token(at)
        if token is None:
            return False
        title = self._rules.title_at(text, at + 1)
        office = (title["office"] if title else "") or ""
        if self._tier(text[at]) != "head" and not office:
            return False
        if at and text[at - 1 : at + 1] in self._rules.words and not office:  # 新米|記者; but 新|米大統領
            return False
        modified = title is not None and len(title[0]) > len(office) > 0 and text[at + 1] not in self.signs
        if modified and token.start == at:  # 英|元首相, a surname to the dictionary
            return view.is_edge(at + 1 + head) or _splits_at(view, at + 1 + head)
        if token.start != at and (token.end != at + 1 or text[token.start : at] not in self._rules.before_name):
            return False  # 元英|首相 is one way the tokenizer reads 元|英|首相
        end = at + 1 + head
        if end < token.end and end in token.splits and text[end : token.end] in self._rules.heads:
            return head > 1 or not self._rules.is_daily(text[at])  # 米軍|兵士
        if token.end == at + 1:
            if self._rules.is_daily(text[at]) and text[at - 1 : at].isdigit():  # 10台|政府
                return False
            behind = at > 0 and script(text[at - 1]) == "kanji" and not text.endswith(self._rules.terms, 0, at)
            if behind and any(field in _SUFFIX_LIKE for field in token.pos):
                return False
            return view.is_edge(end) or _splits_at(view, end)
        if token.proper and (
            token.pos[2] == "人名" or (token.pos[2:4] == ("地名", "一般") and at + 1 < token.end < end)
        ):
            return False  # 中西|氏, 加西|市長
        if token.proper and (token.start, token.end) == (at, end):
            return True  # 独軍
        if self._rules.is_daily(text[at]) and head == 1:
            return False  # 中核, 中軍: too many words begin so
        return token.end <= end and (token.end == end or view.is_edge(end))

    def _head(self, text: str, at: int) -> int:
        """Length of the office or body that starts here, 0 where none does."""
        title = self._rules.title_at(text, at)
        head = self._rules.head_at(text, at, ("office", "title", "body"))
        return max(len(title[0]) if title and not self._rules.is_post(title) else 0, len(head[0]) if head else 0)

    def _after_kanji(self, text: str, at: int) -> bool:
        """An everyday character behind a kanji that is no prefix is the end of a word: 就任中|国会."""
        if not self._rules.is_daily(text[at]) or at == 0 or script(text[at - 1]) != "kanji":
            return False
        return text[at - 1] not in self._rules.before_name

    def _accepts_joined(self, text: str, at: int, view: TokenView) -> bool:
        """A sign joined to another country by ・ or 、, or one that opens a headline (米、ウクライナ支援を延期)."""
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        word = _KATAKANA_WORD.match(text, at + 2) if after == "・" and script(before or " ") != "kanji" else None
        if word and self._lexicon.names_country(word[0]) and self._relation_follows(text, word.end()):
            return True  # 韓・スペイン首脳会談
        if (before not in ("・", "、") and after not in ("・", "、")) or self._tier(text[at]) == "beside":
            return False
        token = view.token(at)
        if token is None or any(char not in self.signs and char != "・" for char in text[token.start : token.end]):
            return False  # 日・米 is one word of the dictionary
        if "・" not in text[token.start : token.end] and token.end - token.start > 1:
            return False
        left, right = text[at - 2 : at - 1], text[at + 2 : at + 3]
        if after == "・" and (right in self.signs or script(right or " ") in ("katakana", "latin")):
            return True
        if before == "・":
            return left in self.signs
        if (after == "、" and self._is_lone(text, at + 2)) or (before == "、" and self._is_lone(text, at - 2)):
            return self._is_lone(text, at)
        return after == "、" and (self._opens_headline(text, at) or self._in_pair(text, at))

    def _in_pair(self, text: str, at: int) -> bool:
        """A sign and a country that has none, as a pair: 米、イラン|両国."""
        word = _KATAKANA_WORD.match(text, at + 2)
        before = script(text[at - 1]) if at else "other"
        if word is None or before in ("kanji", "katakana") or not text.startswith(("両", "の両"), word.end()):
            return False
        return self._lexicon.names_country(word[0])

    def _accepts_owner(self, text: str, at: int, view: TokenView) -> bool:
        """A sign right before a listed name in another script, the country that it belongs to."""
        before = script(text[at - 1]) if at else "other"
        if self._tier(text[at]) != "head" or text[at] in _SUFFIX_SIGNS or KATAKANA.match(text[at]):
            return False
        if before in ("kanji", "latin") and text[at - 1] not in self._rules.before_name:
            return False
        token = view.token(at)
        if token is None or (token.start, token.end) != (at, at + 1) or text[at - 1 : at] == "お":
            return False
        run = _OTHER_SCRIPT.match(text, at + 1)
        follower = view.token(at + 1) if run else None
        if run is None or follower is None or follower.start != at + 1:
            return False
        if self._rules.title_at(text, run.end()):  # 米サリバン補佐官
            return True
        ends = (follower.end, run.end() + 1, run.end() + 2)
        words = (run[0], run[0].partition("・")[0], *(text[at + 1 : end] for end in ends))
        if any(len(word) > 2 and self._is_listed(word) for word in words) or self._is_own(text[at], run[0]):
            return True
        if len(run[0]) <= _SHORTEST_OWNED or not KATAKANA.match(run[0]):
            return False
        return "・" in run[0] or any(map(_is_name, view.tokens(*run.span())))  # 米バイオジェン, 米ベインキャピタル

    def _is_listed(self, word: str) -> bool:
        return any(form.use == "link" for form in self._lexicon.forms.get(fold_key(word), ()))

    def _is_own(self, sign: str, word: str, kind: str = "ORG") -> bool:
        """An organisation of the sign's own country, which needs context elsewhere (米|メタ), or somebody of it."""
        countries = {form.entity_id for form in self.signs[sign]}
        named = (self._lexicon.get(form.entity_id) for form in self._lexicon.forms.get(fold_key(word), ()))
        return any(entity is not None and entity.type == kind and entity.part_of in countries for entity in named)

    def _among_lists(self, text: str, start: int, end: int, view: TokenView) -> bool:
        """日中 beside 米中 in one sentence: the same country again, in a run that is no word."""
        first, last = view.sentence(start)
        for match in self._pattern.finditer(text, first, last):
            if match.end() <= start or end <= match.start():
                run = match[0]
                if len(run) > 1 and run not in self._rules.sign_words and set(run) & set(text[start:end]):
                    return self._accepts_list(text, *match.span(), view)
        return False

    def _accepts_before_country(self, text: str, at: int) -> bool:
        """A sign before a country that has none, in a word for their relation: 米|イラン|協議."""
        word = _KATAKANA_WORD.match(text, at + 1)
        if word is None or not self._lexicon.names_country(word[0]) or self._tier(text[at]) == "beside":
            return False
        if at and script(text[at - 1]) in ("kanji", "katakana"):
            return False
        return self._relation_follows(text, word.end())

    def _accepts_alone(self, text: str, at: int) -> bool:
        """A sign that is hardly a word, before a particle, in a line that names the country in full: 露|の関与."""
        if text[at] not in _HARDLY_WORDS or text[at + 1 : at + 2] not in _PARTICLES or not self._stands_alone(text, at):
            return False
        countries = (self._lexicon.get(form.entity_id) for form in self.signs[text[at]])
        start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        return any(c is not None and text.find(c.ja, start, end if end >= 0 else len(text)) >= 0 for c in countries)

    def _accepts_in_list(self, text: str, at: int, view: TokenView) -> bool:
        """A sign before countries that have none, in a list that goes on: 仏、ベルギー、ケニアの大使館."""
        word = _LISTED_WORD.match(text, at + 1)
        if word is None or not self._stands_alone(text, at):
            return False
        token = view.token(at)
        alone = token is not None and (token.start, token.end) == (at, at + 1)
        return alone and self._lexicon.names_country(word["word"])

    def _accepts_before_alliance(self, text: str, at: int) -> bool:
        """A sign before those it talks to: 日|ASEAN外相会議; no 昨日|ASEANは, 6日|EU首脳会議."""
        other = _OTHER_SCRIPT.match(text, at + 1)
        if other is None or script(other[0][0]) != "latin" or self._tier(text[at]) == "beside":
            return False
        apart = not at or script(text[at - 1]) in ("other", "hiragana")
        return apart and self._is_listed(other[0]) and self._relation_follows(text, other.end())

    def _accepts_of(self, text: str, at: int) -> bool:
        """A sign before somebody in office: 米の|タルボット国務副長官; an everyday one before somebody of the country: 独の|メルケル首相."""
        name = _OWNED_NAME.match(text, at + 1)
        if name is None or not self._stands_alone(text, at, daily=True):
            return False
        if self._rules.is_daily(text[at]):
            return self._is_own(text[at], name[0][1:], "PERSON")
        title = self._rules.title_at(text, name.end())
        return title is not None and bool(title["office"])

    def _stands_alone(self, text: str, at: int, daily: bool = False) -> bool:
        sign = text[at]
        if self._tier(sign) != "head" or (self._rules.is_daily(sign) and not daily) or KATAKANA.match(sign):
            return False
        return at == 0 or script(text[at - 1]) in ("hiragana", "other")

    def _is_lone(self, text: str, at: int) -> bool:
        """A sign between separators, as in 米、英、仏の三カ国; the last may be followed by の or 両."""
        before, after = text[at - 1 : at] if at > 0 else "", text[at + 1 : at + 2]
        return (
            text[at : at + 1] in self.signs
            and self._tier(text[at]) != "beside"
            and script(before or " ") == "other"
            and (script(after or " ") == "other" or after in "のと両が")
        )

    def _opens_headline(self, text: str, at: int) -> bool:
        if self._tier(text[at]) != "head" or (at and text[at - 1] not in "\n「『【】 "):
            return False
        return script(text[at + 2 : at + 3] or " ") == "katakana" or self._rules.head_at(text, at + 2) is not None

    def _between(self, text: str, end: int) -> bool:
        """間 as a word of its own (米中間の緊張, 韓日間シャトル外交), which the tokenizer reads as 中間."""
        return text[end : end + 1] == "間" and script(text[end + 1 : end + 2] or " ") in ("hiragana", "katakana")

    def _relation_follows(self, text: str, end: int) -> bool:
        end += text[end : end + 1] == ")"  # (米朝)首脳会談
        if not text.startswith(self._rules.relation_words, end):
            return False
        return text[end] not in self.signs or not self._opens_word(text, end, 2)  # 日中|印刷, 日中|豪雨

    def _tier(self, sign: str) -> str:
        return self._rules.signs.get(sign, "beside")


def _is_suffix(token: Token, end: int) -> bool:
    return token.start == end - 1 and any(field in _SUFFIX_LIKE for field in token.pos)


def _is_name(token: Token) -> bool:
    """A word that the dictionary has not, or has as a name: no 米アレルギー."""
    return token.oov or (token.proper and token.pos[3] != "国")


def _splits_at(view: TokenView, offset: int) -> bool:
    token = view.token(offset)
    return token is not None and offset in token.splits


def _in_katakana(text: str, start: int, end: int) -> bool:
    before = start > 0 and KATAKANA.match(text[start - 1])
    after = end < len(text) and KATAKANA.match(text[end])
    return bool((before and KATAKANA.match(text[start])) or (after and KATAKANA.match(text[end - 1])))
