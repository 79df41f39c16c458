"""Kana → phonemes: the syllables of 外来語の表記, and total over everything Unicode calls kana."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entity_resolver.phonemes import phonemes

ALPHABET = frozenset("aiueokstnhmyrwgzdbpfvjScTNQ-")
KANA = [
    chr(code)
    for block in ((0x3041, 0x3100), (0x31F0, 0x3200), (0xFF66, 0xFF9E), (0x1B000, 0x1B170))
    for code in range(*block)
    if unicodedata.category(chr(code)) == "Lo"
]


@pytest.mark.parametrize(
    ("kana", "expected"),
    [
        ("ルハンスク", "ruhaNsuku"),
        ("ルガンスク", "rugaNsuku"),
        ("ウィトコフ", "witokofu"),
        ("ワイトコフ", "waitokofu"),
        ("ザポリージャ", "zapori-ja"),
        ("カッラス", "kaQrasu"),
        ("ティモシェンコ", "timoSeNko"),
        ("チモシェンコ", "cimoSeNko"),
        ("ドゥーマ", "du-ma"),
        ("ツァーリ", "Ta-ri"),
        ("ヴァレリー", "vareri-"),
        ("フョードル", "fyo-doru"),
        ("デュッセルドルフ", "dyuQserudorufu"),
        ("クァンガ", "kwaNga"),
        ("クルィヴィー", "kurwivi-"),
        ("イェルマーク", "yeruma-ku"),
        ("ヰヱヲ", "wiweo"),
        ("ヂヅ", "jizu"),
    ],
)
def test_syllables(kana: str, expected: str) -> None:
    assert phonemes(kana) == expected


@pytest.mark.parametrize("other", ["るはんすく", "ﾙﾊﾝｽｸ", "ル・ハンスク", "ルハン スク", "ルハ＝ンスク"])
def test_script_width_and_separators_do_not_matter(other: str) -> None:
    assert phonemes(other) == phonemes("ルハンスク")


def test_decomposed_voicing_and_iteration_marks() -> None:
    assert phonemes("ト\u3099ネツク") == phonemes("ドネツク")
    assert phonemes("いすゞ") == phonemes("イスズ")
    assert phonemes("みすゞ") == "misuzu"
    assert phonemes("こゝろ") == "kokoro"
    assert phonemes("バヽ") == "baha"


def test_kanji_and_latin_pass_through_lower_cased() -> None:
    assert phonemes("ルハンスク州") == "ruhaNsuku州"
    assert phonemes("Pokrovsk") == "pokrovsk"
    assert phonemes("ＮＡＴＯ") == "nato"


@pytest.mark.parametrize("kana", KANA)
def test_total_over_kana(kana: str) -> None:
    assert phonemes(kana) and set(phonemes(kana)) <= ALPHABET


@given(st.text(alphabet=KANA, max_size=12))
def test_any_kana_text_has_phonemes(text: str) -> None:
    assert set(phonemes(text)) <= ALPHABET


@given(st.text())
def test_never_raises_and_ignores_width(text: str) -> None:
    assert phonemes(unicodedata.normalize("NFKC", text)) == phonemes(text)
