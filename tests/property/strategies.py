"""Japanese text as hypothesis draws it: every script and mark that has ever broken an offset, with names between."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

from tests.support import bundled

KANA = (
    "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをんアイウエオカキクケコ"
)
KATAKANA = "サシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワンヴァィゥェォャュョッー"
KANJI = "米英仏独露中日韓朝豪印欧対訪駐在親反新独立間選挙軍府紙側両州市大統領国防省務外相首脳会談口力二八夕卜工一又"
HALF_WIDTH = "ｱｲｳｴｵｶｷｸﾙﾊﾝｽｸｰﾞﾟｶﾞ｡｢｣､･"
MARKS = ["\u3099", "\u309a", "\u0301", "\ufe0f", "\U000e0100", "\u200b", "\u200d", "\u00ad", "\ufeff"]
SEPARATORS = ["・", "･", "＝", "゠", "-", "‐", "—", "'", "’", " ", "\u3000", "\t", "\n", "\r\n", "\r", "\n\n", "/"]
BRACKETS = '「」『』（）()【】〈〉［］[]{}<>“”"`'
ODD = [
    "\x00",
    "㍿",
    "㌀",
    "ﷺ",
    "ß",
    "İ",
    "ǆ",
    "🇺🇦",
    "👨‍👩‍👧",
    "葛\U000e0100",
    "𠮟",
    "㋿",
    "½",
    "…",
    "……",
    "～",
    "。",
    "、",
]
WORDS = [
    "（現",
    "旧称",
    "と呼ばれる",
    "https://example.jp/",
    "氏",
    "大統領",
    "両州",
    "とは",
    "から",
    "新",
    "ロ",
    "米ロ",
    "では",
]


@cache
def names() -> tuple[str, ...]:
    """Japanese forms of the bundled lexicon, one in about forty: enough kinds, and quick to draw from."""
    forms = [alias.form for entity in bundled().lexicon for alias in entity.aliases if alias.lang == "ja"]
    forms += [entity.ja for entity in bundled().lexicon]
    return tuple(sorted(set(forms))[::40])


def japanese(max_size: int = 14) -> st.SearchStrategy[str]:
    """Texts of up to `max_size` pieces: characters, names, separators, brackets, marks and oddities."""
    char = st.sampled_from(KANA + KATAKANA + KANJI + HALF_WIDTH + BRACKETS + "aZ９8Ｎ")
    piece = st.one_of(
        char,
        st.deferred(lambda: st.sampled_from(names())),
        st.sampled_from(SEPARATORS),
        st.sampled_from(MARKS),
        st.sampled_from(ODD),
        st.sampled_from(WORDS),
        st.deferred(broken_names),
    )
    return st.lists(piece, max_size=max_size).map("".join)


def broken_names() -> st.SearchStrategy[str]:
    """A listed name with a separator or a mark dropped into it."""
    return st.builds(
        lambda name, at, mark: name[: at % (len(name) + 1)] + mark + name[at % (len(name) + 1) :],
        st.sampled_from(names()),
        st.integers(0, 30),
        st.sampled_from([*SEPARATORS, *MARKS]),
    )
