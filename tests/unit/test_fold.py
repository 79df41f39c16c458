"""Folding: what counts as the same, and the way back to the original."""

from __future__ import annotations

import time

import pytest

from entity_resolver.fold import fold, fold_key

SAME = [
    ("ルガンスク州", "ﾙｶﾞﾝｽｸ州"),
    (
        "フォンデアライエン",
        "フォン・デア・ライエン",
        "フォン･デア･ライエン",
        "フォン＝デア＝ライエン",
        "フォン・デア゠ライエン",
    ),
    ("山添博史", "山添 博史", "山添　博史", "山添\n博史", "山添\r\n博史"),
    ("ウクライナ", "ウクライ\n\nナ", "ウ\u200bクライナ", "ウクラ\u00adイナ"),
    ("ポクロウスク", "ホ\u309aクロウスク", "ﾎﾟｸﾛｳｽｸ"),
    ("NATO", "ＮＡＴＯ", "nato"),
    ("Chișinău", "Chisinau", "CHIS\u0326INA\u0306U"),
    ("株式会社", "㍿"),
    ("葛飾", "葛\U000e0100飾"),
    ("Shin-etsu", "Shin‐etsu", "Shin–etsu", "Shin etsu"),
    ("Луганськ", "ЛУГАНСЬК"),
]
DIFFERENT = [
    ("ハハ", "ババ"),
    ("ビク", "ビック"),
    ("ルハンスク", "ルハンスキ"),
    ("й", "и"),
    ("カ", "力"),
    ("ロ", "口"),
    ("ー", "一"),
]


@pytest.mark.parametrize("forms", SAME, ids=lambda forms: forms[0])
def test_writings_of_one_form_have_one_key(forms: tuple[str, ...]) -> None:
    assert len({fold_key(form) for form in forms}) == 1


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_forms_keep_different_keys(one: str, other: str) -> None:
    assert fold_key(one) != fold_key(other)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("『ﾙｶﾞﾝｽｸ州』で", "ﾙｶﾞﾝｽｸ州"),
        ("㍿のｷｰｳ支店", "ｷｰｳ"),
        ("ホ\u309aクロウスク市", "ホ\u309aクロウスク"),
        ("前\U000e0100ウク\r\nライナ後", "ウク\r\nライナ"),
        ("😀🇺🇦キーウ", "キーウ"),
        ("葛\U000e0100城のキーウ", "キーウ"),
    ],
)
def test_the_folded_name_maps_back_to_the_original_characters(text: str, name: str) -> None:
    folded = fold(text)
    start = folded.key.index(fold_key(name))
    span = folded.key_to_text(start, start + len(fold_key(name)))
    a, b = folded.text_to_original(*span)
    assert text[a:b] == name


def test_what_has_no_width_does_not_keep_the_blank_before_a_name() -> None:
    assert fold_key("\ufe0f あ") == fold_key("あ")
    assert fold_key(fold_key("\u200b キエフ \u200b")) == "キエフ"


def test_a_mark_behind_a_character_that_folds_to_several_maps_to_both() -> None:
    folded = fold("㌀\u3099")
    last = len(folded.text) - 1
    start, end = folded.text_to_original(last, last + 1)
    assert folded.text[last] in fold(folded.original[start:end]).text


def test_separators_go_only_inside_words() -> None:
    assert fold("行く・来る").key == "行く来る"
    assert fold("（・）- 終").key == "(・)- 終"
    assert fold("キーウ。 モスクワ").key == "キーウ。 モスクワ"


def test_dots_and_swung_dashes_stay_one_character() -> None:
    assert fold("そして…終わり～").text == "そして…終わり～"


def test_nothing_and_odd_characters_fold_without_loss() -> None:
    assert (fold("").text, fold("").key) == ("", "")
    for text in (
        "\x00",
        "\n",
        "　",
        "👨‍👩‍👧",
        "\ufeff",
        "\udc00".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    ):
        folded = fold(text)
        assert folded.text_to_original(0, len(folded.text)) <= (len(text), len(text))


@pytest.mark.parametrize("unit", ["ルガンスク州と", "ｶﾞ", "ホ\u309a", "㍿", "・ ", "あ\n"])
def test_time_grows_with_the_text_and_not_faster(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        best = 9.0
        for _ in range(3):
            start = time.perf_counter()
            fold(text)
            best = min(best, time.perf_counter() - start)
        return best

    seconds(10_000)
    assert seconds(1_000_000) < 40 * max(seconds(100_000), 0.01)
