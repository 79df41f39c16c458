"""What stands right before a word that closes a name, and whether a katakana word has the shape of one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from entity_resolver.patterns import late
from entity_resolver.spans import KATAKANA, script
from entity_resolver.tokens import Token, Tokenizer, TokenView

JOINT = late(r"[・=]")
UNKNOWN_WORD = "-"
LONGEST_NAME = 60
"""Characters; a longer run is no name, whatever it looks like."""
_MAX_KANJI_NAME, _SHORTEST_REST = 6, 3
DIRECTIONS = "東西南北"
_LINKS = ("オブ", "アンド", "ザ・")
_UNITS = "都道府県市区町村郡"
_TYPES = {"人名": "PERSON", "地名": "GPE"}


def katakana_before(text: str, end: int) -> tuple[int, int] | None:
    """The katakana run, joined or not, that ends at `end`; None where it is too long for a name."""
    start = end
    while start > 0 and end - start <= LONGEST_NAME and (KATAKANA.match(text[start - 1]) or text[start - 1] in "・="):
        start -= 1
    start += len(text[start:end]) - len(text[start:end].lstrip("・=ー"))
    return (start, end) if 2 <= end - start <= LONGEST_NAME and KATAKANA.match(text[end - 1]) else None


def behind_direction(text: str, start: int, words: str = DIRECTIONS) -> int:
    """Where the name at `start` begins with the word for a direction that opens it: 東|グータ地区, 南|ワジリスタン.

    >>> behind_direction("国境の南ワジリスタン", 4)
    3
    """
    opened = start and text[start - 1] in words and script(text[start - 2 : start - 1] or " ") != "kanji"
    return start - 1 if opened else start


def behind_head(run: tuple[int, int], text: str, begun: Mapping[int, int], kinds: Collection[str]) -> tuple[int, int]:
    """The joined run without the part that ends a listed name which begins before the run (東アジア・|ヨーロッパ), and without the
    word for what is named (コンビ・|アンジャッシュ)."""
    joints = list(JOINT.finditer(text, *run))
    cuts = [joint.end() for joint in joints if begun.get(joint.start(), run[0]) < run[0]]
    headed = joints[:1] if not text.startswith(_LINKS, joints[0].end()) else ()  # バンド・オブ・ブラザース
    cuts += [joint.end() for joint in headed if text[run[0] : joint.start()] in kinds]
    return (max(cuts), run[1]) if cuts else run


class NameParts:
    """Reads single words with the dictionary. Results are remembered by word."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self.is_noun = tokenizer.is_noun
        self.kind = lru_cache(maxsize=16_384)(self._kind)

    def tokens(self, word: str) -> Sequence[Token]:
        """The tokens of a word by itself."""
        return self._tokenizer.tokenize(word)

    def before(self, text: str, end: int, view: TokenView, kinds: Iterable[str]) -> tuple[int, int] | None:
        """The name that ends at `end`: a katakana run, or proper nouns in kanji of these kinds (SudachiPy's 人名, 地名 …)."""
        if run := katakana_before(text, end):
            return run if self.looks_like_name(text[slice(*run)]) else None
        start = end
        while start > 0 and end - start < _MAX_KANJI_NAME:
            token = view.token(start - 1)
            if token is None or token.end != start or script(text[start - 1]) not in ("kanji", "hiragana"):
                break
            if not token.proper or token.pos[2] not in kinds:
                if _is_surname_of(text, token, start, end, view):
                    start = token.start
                break
            if start < end and token.pos[2] == "地名" and text[start - 1] in _UNITS:
                break  # 松江市|美保関町
            start = token.start
        return (start, end) if 2 <= end - start <= _MAX_KANJI_NAME else None

    def looks_like_name(self, name: str) -> bool:
        """Has a katakana run, joined or not, a part that is a name?"""
        parts = [part for part in JOINT.split(name) if len(part) > 1]
        return any(self.kind(part) not in ("", UNKNOWN_WORD) for part in parts) or (
            len(parts) > 1 and all(self._is_unknown(part) for part in parts)  # ミルナ・ドリナ
        )

    def behind_kind(self, text: str, name: tuple[int, int], words: Mapping[str, tuple[str, ...]]) -> tuple[int, int]:
        """A name in katakana without the word for what is named that grew into it: 情報機関トップ|ラシャド氏. `words`: those of
        lexicon/rules/longer_names.tsv by class."""
        (start, end), kinds = name, words["opens run"]
        if end - start > LONGEST_NAME or not text.startswith(kinds, start, end):
            return name
        joint = JOINT.search(text, start, end)
        word = text[start : joint.start() if joint else end]
        tokens = self._tokenizer.tokenize(word)
        if len(tokens) > 1:
            cut = tokens[0].end if word[: tokens[0].end] in kinds else 0
        else:  # one word that the dictionary has not
            cut = max((len(kind) for kind in words["grown"] if word.startswith(kind)), default=0)
        if len(word) - cut < _SHORTEST_REST or self._tokenizer.in_dictionary(word) or not self.kind(word[cut:]):
            return name
        return start + cut, end

    def _is_compound(self, word: str) -> bool:
        """Two common nouns that the dictionary has: ガス|パイプライン."""
        return any(self.is_noun(word[at:]) and self.is_noun(word[:at]) for at in range(2, len(word) - 3))

    def _is_unknown(self, word: str) -> bool:
        tokens = self._tokenizer.tokenize(word)
        return len(tokens) == 1 and tokens[0].oov

    def _kind(self, word: str) -> str:
        """Type guess for a katakana word by itself: PERSON, GPE, ORG, "?" (a name of some kind), "-" (no word the dictionary
        has, nor the shape of a name) or "" (a word)."""
        if len(word) > LONGEST_NAME:
            return ""
        tokens = self._tokenizer.tokenize(word)
        if len(tokens) != 1:
            if len(word) < 4:
                return ""
            return "?" if all(token.oov for token in tokens) or any(map(_is_name, tokens)) else UNKNOWN_WORD
        token = tokens[0]
        if token.oov:
            return "?" if len(word) >= 3 and not self._is_compound(word) else ""
        return _TYPES.get(token.pos[2], "ORG") if token.proper else ""


def _is_surname_of(text: str, token: Token, start: int, end: int, view: TokenView) -> bool:
    """A place of the dictionary before a given name, with which nobody's name begins: 盛山|正仁."""
    if start == end or token.pos[2] != "地名" or text[token.end - 1] in _UNITS or end - token.start > _MAX_KANJI_NAME:
        return False
    given = view.token(start)
    return given is not None and given.end == end and given.pos[2:4] == ("人名", "名")


def _is_name(token: Token) -> bool:
    """A proper noun that makes a name of the word it is a part of (コズロフ|スキー); a country does not (メキシコ|ペソ)."""
    return token.proper and token.pos[3] != "国"
