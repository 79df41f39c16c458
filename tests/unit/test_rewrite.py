"""What default rewriting touches and what it leaves alone."""

from __future__ import annotations

import pytest

from entity_resolver import Resolver, ResolverConfig
from entity_resolver.rewrite import with_breaks_of
from tests.support import bundled


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ルガンスク州", "ルハンスク州"),
        ("ヴォロディミル・ゼレンスキー", "ウォロディミル・ゼレンスキー"),
        ("ゼレンシキー", "ゼレンスキー"),
        ("ボクロウスク", "ポクロウスク"),
        ("ワイトコフ", "ウィトコフ"),
        ("キエフ", "キーウ"),
        ("ﾙﾊﾝｽｸ州", "ルハンスク州"),
        ("ｾﾞﾚﾝｽｷｰ", "ゼレンスキー"),
        ("ハリコフ", "ハルキウ"),
    ],
)
def test_a_spelling_becomes_the_canonical_form_of_its_kind(old: str, new: str) -> None:
    assert bundled().resolve(f"きのう{old}で、{old}が").normalized == f"きのう{new}で、{new}が"


@pytest.mark.parametrize(
    "form",
    [
        *(
            "ＮＡＴＯ",
            "山添 博史",
            "フォン・デア・ライエン",
            "フォンデアライエン",
            "米露",
            "米ロ",
            "アメリカ",
            "イギリス",
        ),
        *(
            "ＥＵ委員会",
            "グルジア",
            "レニングラード",
            "プーチン",
            "Luhansk",
            "Kiev",
            "Київ",
            "Lugansk Oblast",
            "ロシア",
        ),
        *("齋藤健", "斎藤健", "米国", "キーウ市", "日本", "NATO", "Путин", "ソ連"),
    ],
)
def test_another_name_of_the_same_thing_stays(form: str) -> None:
    assert bundled().resolve(f"きのう{form}は、{form}の").normalized == f"きのう{form}は、{form}の"


@pytest.mark.parametrize(
    "text", ["キーウ市とキーウ", "米国と米", "ロシアとロ", "ルハンスク州のルハンスク", "NATOと北大西洋条約機構"]
)
def test_a_canonical_form_that_contains_another_is_left_alone(text: str) -> None:
    assert bundled().resolve(text).normalized == text


def test_the_kind_of_form_is_kept() -> None:
    text = "ヴォロディミル・ゼレンスキー大統領。ゼレンシキー氏。Zelensky氏。"
    assert bundled().resolve(text).normalized == "ウォロディミル・ゼレンスキー大統領。ゼレンスキー氏。Zelensky氏。"


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\n\n", "\n　", " \n"])
def test_a_line_break_inside_a_name_keeps_its_place(line_break: str) -> None:
    assert bundled().resolve(f"ルガン{line_break}スク州").normalized == f"ルハン{line_break}スク州"


def test_a_line_break_that_finds_no_place_leaves_the_name() -> None:
    text = "オデ\nッサの港"  # オデーサ is as long, ドニエプル川 is not
    assert bundled().resolve(text).normalized.count("\n") == 1
    text = "ドニエ\nプル川"
    assert bundled().resolve(text).normalized == text


@pytest.mark.parametrize(
    ("surface", "target", "placed"),
    [
        ("ab\nc", "xyz", "xy\nz"),
        ("a\nb\r\nc", "xyz", "x\ny\r\nz"),
        ("abc", "xyzw", "xyzw"),
        ("a\nb", "xyz", None),
    ],
)
def test_breaks_go_where_they_were(surface: str, target: str, placed: str | None) -> None:
    assert with_breaks_of(surface, target) == placed


def test_below_the_threshold_a_name_is_told_and_kept() -> None:
    cautious = Resolver(bundled().lexicon, config=ResolverConfig(rewrite_threshold=1.0))
    sure, unsure = cautious.resolve("ルガンスク州"), cautious.resolve("ヘグゼズ国防長官")
    assert sure.normalized == "ルハンスク州"
    assert unsure.normalized == unsure.text


def test_keep_and_exclude_switch_single_rewrites_off_and_nothing_else() -> None:
    text = "キエフとオデッサとハリコフ"
    config = ResolverConfig(keep=("キエフ",), exclude=("odesa",))
    result = Resolver(bundled().lexicon, config=config).resolve(text)
    assert result.normalized == "キエフとオデッサとハルキウ"
    assert [m.entity_id for m in result.mentions] == [m.entity_id for m in bundled().resolve(text).mentions]
