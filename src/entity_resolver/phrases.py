"""Names of several words that a closing word ends and types: 横浜国立大学, ガーナ国防軍, ダブリン条約."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from entity_resolver.lexicon import Lexicon
from entity_resolver.rules import Rules, columns
from entity_resolver.spans import KATAKANA, Span, script
from entity_resolver.tokens import Token, TokenView

_MAX_PHRASE = 7
_SHORTEST_BODY = 6


@dataclass(frozen=True, slots=True)
class Suffix:
    """A word that closes a name and tells its type.

    Attributes:
        text: the word. type: of the whole name.
        reach: "name" stands right behind a name; "phrase" may have common nouns in between; "state" as well, behind a
            place only (スキビツキー|国防省情報総局 is somebody of it); "place" too, and not behind a country (which is a
            party to a 協定, and no part of its name); "event" as "place", with a noun in between (パリ講和会議; 北京会議
            may be any), or as "name"; "pact" as "event", and right behind a town (ジッダ宣言); "town" as "name", and right
            behind a town (ヴェネツィア共和国); "party" as "state" with a word of its own (タイ誇り党; no タイ与党), or as "name"; "katakana" as "name", of one in katakana; "katakana town" behind a listed
            town in katakana (ペシャワール会).
    """

    text: str
    type: str
    reach: str


@lru_cache(maxsize=1)
def read_suffixes() -> tuple[Suffix, ...]:
    """The rows of rules/name_suffixes.tsv (read once per process)."""
    return tuple(Suffix(*row) for row in columns("name_suffixes", "form", "type", "reach"))


def phrase_suffixes() -> list[Suffix]:
    """The words that close a name of several words, which may begin inside a katakana run."""
    return [suffix for suffix in read_suffixes() if suffix.reach != "name"]


class Phrases:
    """Tells where a name begins that a closing word ends."""

    def __init__(self, lexicon: Lexicon, rules: Rules) -> None:
        self._lexicon = lexicon
        self._rules = rules
        self._words = rules.longer_names
        self._national = tuple(self._words["national"])
        self._common = tuple(self._words["kind"])
        self._lead = tuple(self._words["lead"])
        self._regional = tuple(self._words["regional"])
        self._home = tuple(self._words["home"])
        self._units = self._words["unit of army"]

    def start(self, text: str, closing: tuple[int, int], suffix: Suffix, view: TokenView) -> int | None:
        """Offset where the name begins that text[slice(*closing)] ends; None where no name leads up to it."""
        start = self._first_proper(text, closing, view)
        if start is None or start >= closing[0]:
            return None
        kind = suffix.text in self._units or any(word in text[start : closing[1]] for word in self._words["no body"])
        if kind and self._is_of_country(text, start, closing[0], view):
            return None  # 米|軍師団, ロシア|空輸旅団, ロシア|最大手銀行
        if suffix.reach == "phrase":
            return start
        first = view.token(start)
        led = start and script(text[start - 1]) == "kanji" and not text.endswith(self._lead, 0, start)
        if suffix.reach == "party" and led:  # 未来|韓国党
            return None
        if suffix.reach in ("state", "party") and not text.startswith(self._national, start):
            place = first is not None and (first.pos[2] == "地名" or self._is_region(text, first))
            return start if place else None
        if suffix.reach in ("place", "event", "pact"):
            if first is None or first.pos[2] != "地名" or self._is_country(text, start, view):
                return None
            if suffix.reach != "place" and first.end >= closing[0]:
                return None
            return None if text.endswith(self._common, start, closing[1]) else start
        return start

    def _is_of_country(self, text: str, start: int, end: int, view: TokenView) -> bool:
        """Is the country that a phrase begins with, or its sign, all that is named in it?"""
        first, *more = view.tokens(start, end)
        country = self._is_country(text, start, view) or text[start] in self._rules.signs
        return country and not any(token.proper or token.oov for token in more if token.start >= first.end)

    def _is_region(self, text: str, token: Token) -> bool:
        forms = self._lexicon.forms.get(text[token.start : token.end], ())
        return any(self._lexicon.type_of(form) in ("GPE", "LOC") for form in forms)

    def behind_name(self, found: Span, taken: bytearray, starts: set[int], view: TokenView) -> int | None:
        """Where a name begins that the listed one before it, whose last word it took, is no part of:
        ラウル・カストロ|国家評議会 is none, アンタル・ドラティ|指揮ミネアポリス交響楽団."""
        tokens = (token for token in view.tokens(found.start, found.end) if token.proper or token.oov)
        behind = (token.start for token in tokens if token.start in starts or not taken[token.start])
        return next(behind, None)

    def _first_proper(self, text: str, closing: tuple[int, int], view: TokenView) -> int | None:
        """The first proper noun of the nouns that lead up to the end of the closing word."""
        closes, end = closing
        start, at = None, end
        for _ in range(_MAX_PHRASE):
            token = view.token(at - 1)
            if token is None or token.end != at or (token.start < closes and not _in_phrase(text, token)):
                break
            if _ends_full_name(text, token, view):
                break  # 蔣介石|国民党総裁
            at = token.start
            if token.proper or (token.oov and KATAKANA.match(text[at])):
                start = at
        if start is None:
            return at if self._is_national(text[at:end]) else None
        regional = text.endswith(self._regional, start, end)  # 中国|四国農政局 is of no country
        if regional or not self._is_country(text, start, view) or text.startswith(self._home, start):
            return start
        return self._behind_country(text, start, end, view)

    def _behind_country(self, text: str, start: int, end: int, view: TokenView) -> int | None:
        """The next proper noun after a country (米国|カリフォルニア大学), which stands by itself; the country itself where
        it has the body (キルギス国家安全委員会)."""
        tokens = [token for token in view.tokens(start, end) if token.proper or token.oov]
        if len(tokens) < 2 or (tokens[1].end == end and self._is_generic(text[tokens[1].start : end])):
            return start
        return tokens[1].start if tokens[1].end < end else None

    def _is_national(self, body: str) -> bool:
        """A body without a proper noun in its name, which begins as those of states and peoples do: 国防研究開発機構."""
        if len(body) < _SHORTEST_BODY or body in self._rules.generic_bodies or body in self._words["kind"]:
            return False
        if any(word in body for word in self._words["no body"]):  # 国際的研究機構
            return False
        return body.startswith(self._national) and body not in self._lexicon.forms

    def _is_generic(self, body: str) -> bool:
        """A body that many countries have (国家安全委員会), and the lexicon has not for itself."""
        return body in self._rules.generic_bodies or (body.startswith("国") and body not in self._lexicon.forms)

    def _is_country(self, text: str, start: int, view: TokenView) -> bool:
        token = view.token(start)
        return token is not None and self._lexicon.names_country(text[token.start : token.end])


def _in_phrase(text: str, token: Token) -> bool:
    if token.pos[0] not in ("名詞", "接頭辞", "接尾辞") or token.pos[1] in ("数詞", "助動詞語幹"):
        return False
    return token.pos[2] not in ("副詞可能", "助数詞可能") and (
        script(text[token.start]) in ("kanji", "katakana") or token.proper
    )


def _ends_full_name(text: str, token: Token, view: TokenView) -> bool:
    if token.pos[2:4] != ("人名", "名") or script(text[token.start]) != "kanji" or not token.start:
        return False
    surname = view.token(token.start - 1)
    return surname is not None and surname.end == token.start and surname.pos[2:4] == ("人名", "姓")
