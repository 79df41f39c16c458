"""The grammar of one-character country names, with the lexicon that everybody has."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.support import bundled

COUNTRIES = {"米": "united-states", "英": "united-kingdom", "仏": "france", "独": "germany", "韓": "south-korea"}
COUNTRIES |= {"露": "russia", "ロ": "russia", "印": "india", "豪": "australia", "伊": "italy"}


def signs(text: str) -> list[tuple[str, str | None]]:
    return [(m.surface, m.entity_id) for m in bundled().resolve(text).mentions if len(m.surface) == 1]


def read(text: str) -> list[tuple[str, str | None]]:
    return [(sign, COUNTRIES[sign]) for sign in text if sign in COUNTRIES]


@pytest.mark.parametrize("one", COUNTRIES)
def test_a_sign_before_an_office_is_its_country(one: str) -> None:
    assert signs(f"{one}首相は会見した。") == read(one)


@pytest.mark.parametrize("prefix", ["対", "訪", "駐", "在"])
@pytest.mark.parametrize("one", ["米", "英", "露", "仏"])
def test_a_sign_behind_a_prefix_is_its_country(prefix: str, one: str) -> None:
    assert signs(f"政府は{prefix}{one}の準備を進めた。") == read(one)


@pytest.mark.parametrize("pair", ["".join(pair) for pair in permutations("米英仏露韓", 2)])
def test_two_signs_in_a_row_are_two_countries(pair: str) -> None:
    assert signs(f"{pair}首脳会談が開かれた。") == read(pair)


@pytest.mark.parametrize("run", ["英仏独", "米英仏", "米英豪", "米英仏独", "米英仏独伊", "日米韓", "米ロ", "米露"])
def test_each_sign_of_a_list_is_one_mention_on_its_own_character(run: str) -> None:
    text = f"きのう、{run}の代表が集まった。"
    mentions = bundled().resolve(text).mentions
    assert "".join(m.surface for m in mentions) == run
    assert all(m.end - m.start == 1 and m.rewrite is None for m in mentions)


@pytest.mark.parametrize(
    "text",
    [
        *("新米を炊く。", "露は朝に消える。", "独自の独立した独裁。", "仏教の仏像。", "英語と英字。", "調印と印刷。"),
        *("豪雨の豪華客船。", "日中の気温。", "戦闘中の韓流。", "ロボットとロケット。", "対テロ作戦。", "中止の中心。"),
        *("米", "ロ", "米。", "（米）", "露露露", "ロロロロ"),
    ],
)
def test_a_sign_that_is_part_of_a_word_is_no_country(text: str) -> None:
    assert signs(text) == []


def test_no_sign_is_ever_rewritten_or_expanded() -> None:
    text = "米ロ、米露、日米韓、英仏独、訪米、駐露大使、米大統領"
    assert bundled().resolve(text).normalized == text


def test_a_named_body_takes_its_sign_in() -> None:
    assert [m.surface for m in bundled().resolve("米国防総省と英国防省、露外務省").mentions] == [
        "米国防総省",
        "英国防省",
        "露外務省",
    ]


def test_a_long_run_of_signs_takes_linear_time_and_keeps_its_promises() -> None:
    text = "米英仏独伊日中韓露" * 5000
    result = bundled().resolve(text)
    assert result.normalized == text
