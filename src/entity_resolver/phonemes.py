"""Kana → phonemes: one character per phoneme, so that edit distance counts sounds and not glyphs.

The reading rules are those of 外来語の表記 (Cabinet notification no. 2, 28 June 1991): its tables 1 and 2 give the
small-kana syllables (ティ → ti, トゥ → tu, ツァ → Ta, ヴァ → va, ウィ → wi, クァ → kwa, イェ → ye); 現代仮名遣い
(1986) gives ヂ = ジ and ヅ = ズ. Combinations outside both (ルィ, プァ …, as in クルィヴィー) are read by analogy,
never dropped.

    a i u e o                   vowels
    k s t n h m y r w g z d b p consonants as in romaji; f = フ, v = ヴ, j = ジ, S = シ, c = チ, T = ツ
    N Q -                       ン, ッ, ー
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from entity_resolver.patterns import late

__all__ = ["phonemes"]

_ROWS = {
    "": "アイウエオ", "k": "カキクケコ", "s": "サシスセソ", "t": "タチツテト", "n": "ナニヌネノ",
    "h": "ハヒフヘホ", "m": "マミムメモ", "r": "ラリルレロ", "g": "ガギグゲゴ", "z": "ザジズゼゾ",
    "d": "ダヂヅデド", "b": "バビブベボ", "p": "パピプペポ", "w": "ワヰ*ヱ*", "v": "ヷヸヴヹヺ",
}  # fmt: skip
_IRREGULAR = {
    "シ": "Si", "チ": "ci", "ツ": "Tu", "フ": "fu", "ジ": "ji", "ヂ": "ji", "ヅ": "zu",
    "ヤ": "ya", "ユ": "yu", "ヨ": "yo", "ヲ": "o", "ン": "N", "ッ": "Q", "ー": "-",
}  # fmt: skip
_SMALL_VOWEL = dict(zip("ァィゥェォ", "aiueo", strict=True))
_SMALL_GLIDE = {"ャ": "a", "ュ": "u", "ョ": "o"}
_UNGLIDED = frozenset("Scj")  # シャ is Sa: the consonant already holds the glide
_LABIAL = frozenset("fvTszw")  # スィ is si, ファ is fa: the u of the first kana is not heard
_SMALL_TO_LARGE = str.maketrans(
    "ヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ\U0001b164\U0001b165\U0001b166\U0001b167\U0001b155",
    "カケクシストヌハヒフヘホムラリルレロヰヱヲンコ",
)


def _single_kana() -> dict[str, str]:
    rows = ((c, *syllable) for c, row in _ROWS.items() for syllable in zip(row, "aiueo", strict=True))
    return {kana: consonant + vowel for consonant, kana, vowel in rows if kana != "*"} | _IRREGULAR


def _small_alone(kana: str) -> str:
    """A small kana with nothing before it to lean on is read like the large one."""
    return _SMALL_VOWEL.get(kana) or "y" + _SMALL_GLIDE[kana]


def _joined(first: str, small: str) -> str:
    """The phonemes of a large kana and the small one after it (キャ → kya, ウィ → wi, ルィ → rwi, カァ → kaa)."""
    consonant, vowel = first[:-1], first[-1]
    if small in _SMALL_GLIDE:
        return _with_glide(consonant, vowel, _SMALL_GLIDE[small])
    second = _SMALL_VOWEL[small]
    if vowel == second:
        return first + second
    if vowel == "u":
        return _after_u(consonant, second)
    if vowel == "i":
        return _with_glide(consonant, vowel, second) if second == "e" else first + second
    if (vowel, second) in {("e", "i"), ("o", "u")} and consonant in {"t", "d"}:
        return consonant + second
    return first + second


def _with_glide(consonant: str, vowel: str, second: str) -> str:
    if consonant in _UNGLIDED:
        return consonant + second
    if vowel == "i" or (vowel == "e" and consonant in {"t", "d"}) or (vowel == "u" and consonant in {"f", "v"}):
        return f"{consonant}y{second}"
    return f"{consonant}{vowel}y{second}"


def _after_u(consonant: str, second: str) -> str:
    if not consonant:
        return "w" + second
    return consonant + second if consonant in _LABIAL else f"{consonant}w{second}"


def _tables() -> tuple[dict[str, str], dict[int, str]]:
    single = _single_kana()
    pairs = {
        kana + small: _joined(sound, small)
        for kana, sound in single.items()
        if sound[-1] in "aiueo"
        for small in (*_SMALL_VOWEL, *_SMALL_GLIDE)
    }
    pairs |= {kana + "ヮ": f"{single[kana][:-1]}wa" for kana in "クグ"}
    alone = {kana: _small_alone(kana) for kana in (*_SMALL_VOWEL, *_SMALL_GLIDE)}
    everything = single | alone | {"ヮ": "wa", "ヽ": "", "ヾ": ""}
    return pairs, {ord(kana): sound for kana, sound in everything.items()}


_PAIRS, _SINGLES = _tables()
_PAIR = late("[ァ-ヺ][ァィゥェォャュョヮ]")
_REPEAT = late("([ァ-ヺ])([ヽヾ])")
_HIRAGANA = {c: c + 0x60 for c in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_SILENT = late(r"[\W_]+")
_PLAIN = late("[ァ-ヴー・]*")
_PLAIN_ROW, _VOICED_ROW = "カキクケコサシスセソタチツテトハヒフヘホウ", "ガギグゲゴザジズゼゾダヂヅデドバビブベボヴ"
_VOICED = dict(zip(_PLAIN_ROW, _VOICED_ROW, strict=True))
_UNVOICED = {v: k for k, v in _VOICED.items()}
_HENTAIGANA = late("[\U0001b000-\U0001b122\U0001b132\U0001b150-\U0001b152]")
_ROMAJI = {sound: kana for kana, sound in _single_kana().items()} | {
    "si": "シ", "ti": "チ", "tu": "ツ", "hu": "フ", "ye": "エ", "yi": "イ", "wu": "ウ", "wo": "ヲ", "n": "ン",
}  # fmt: skip


def _modern(match: re.Match[str]) -> str:
    """Historic kana of the Kana Supplement by the reading that is its Unicode name (HENTAIGANA LETTER KA-3 → カ)."""
    name = unicodedata.name(match[0], "")
    reading = name.rsplit(" ", 1)[-1].split("-")[0].lower()
    return _ROMAJI.get(reading, match[0])


def _repeated(match: re.Match[str]) -> str:
    kana, mark = match[1], match[2]
    plain = _UNVOICED.get(kana, kana)
    return kana + (_VOICED.get(plain, plain) if mark == "ヾ" else plain)


def _to_katakana(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).translate(_HIRAGANA)
    text = _HENTAIGANA.sub(_modern, text)
    while (once := _REPEAT.sub(_repeated, text)) != text:  # バナヽヽ: each mark repeats what the last one became
        text = once
    return _SILENT.sub("", text.translate(_SMALL_TO_LARGE)).casefold()


@lru_cache(maxsize=16_384)
def phonemes(text: str) -> str:
    """The phonemes of a text in kana, one character each (see the module text for the alphabet).

    Total over kana: hiragana, katakana, half-width, small, archaic (ヰ ヱ, 変体仮名), ヴ, iteration marks, ヵ ヶ.
    Spaces, ・, ＝, hyphens and all other punctuation are dropped, since Japanese writes names with and without them.
    Every other character (kanji, Latin, digits) passes through NFKC and lower-cased; capitals in the result are
    therefore always kana phonemes. Never raises; the result may be empty.

    >>> phonemes("ルハンスク"), phonemes("ウィトコフ"), phonemes("ﾙｶﾞﾝｽｸ州")
    ('ruhaNsuku', 'witokofu', 'rugaNsuku州')
    """
    kana = text.replace("・", "") if _PLAIN.fullmatch(text) else _to_katakana(text)
    return _PAIR.sub(lambda m: _PAIRS.get(m[0], m[0]), kana).translate(_SINGLES)
