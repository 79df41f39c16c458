"""House styles: what they write, what they leave alone, and what they refuse."""

from __future__ import annotations

import pickle
from functools import lru_cache
from pathlib import Path

import pytest

from entity_resolver import Lexicon, LexiconError, Resolver
from entity_resolver.errors import ConfigError
from entity_resolver.styles import Style, only_v_differs, style_names

TEXT = (
    "米ロ首脳会談で露大統領は日露戦争に触れた。ザポロジエ州とザポリージャ、ポクロウシク、チャシブヤール、ハルキウ州。"
    "ヴァンス副大統領、リヴィウ、ウルズラ・フォン・デア・ライエン氏、ファン・デア・ベレン大統領、ポンペイオ氏。経団連日ロ経済委員会。"
)


@lru_cache(maxsize=32)
def resolver(style: str) -> Resolver:
    return Resolver(style=style)


def written(style: str, text: str) -> str:
    return resolver(style).resolve(text).normalized


@pytest.mark.parametrize(
    ("style", "text", "expected"),
    [
        ("plain", "ザポロジエ州", "ザポリージャ州"),
        ("mofa", "ザポリージャ州とザポロジエ州", "ザポリッジャ州とザポリッジャ州"),
        ("mofa", "ザポリージャ市を除くザポリージャ", "ザポリージャ市を除くザポリッジャ"),
        ("sankei", "ザポリージャ州", "ザポリジエ州"),
        ("sankei", "米ロ首脳会談", "米露首脳会談"),
        ("kyodo", "米露首脳会談", "米ロ首脳会談"),
        ("kyodo", "露軍と露大統領", "ロ軍とロ大統領"),
        ("plain", "米露と米ロ", "米露と米ロ"),
        ("kyodo", "ポクロウスク、ポクロフスク", "ポクロウシク、ポクロウシク"),
        ("sankei", "ポクロウスク、ポクロウシク", "ポクロフスク、ポクロフスク"),
        ("asahi", "フォン・デア・ライエン氏", "フォンデアライエン氏"),
        ("plain", "フォン・デア・ライエン氏", "フォン・デア・ライエン氏"),
        ("mofa", "ファンデアベレン大統領", "ファン・デア・ベレン大統領"),
        ("mofa", "リビウ州とリビウ", "リヴィウ州とリヴィウ"),
        ("plain", "ヴァンス副大統領", "バンス副大統領"),
        ("mofa", "ヴァンス副大統領とバンス副大統領", "ヴァンス副大統領とバンス副大統領"),
    ],
)
def test_a_style_writes_its_form_for_every_variant(style: str, text: str, expected: str) -> None:
    assert written(style, text) == expected


@pytest.mark.parametrize(
    "text", ["日露戦争", "経団連日ロ経済委員会", "日露貿易投資促進機構", "ロシア国防省", "ロ外務省の発表"]
)
@pytest.mark.parametrize("style", ["kyodo", "sankei"])
def test_a_sign_inside_a_name_stays(style: str, text: str) -> None:
    assert written(style, text) == text


def test_a_katakana_sign_is_not_put_beside_katakana() -> None:
    assert "ロプーチン" not in written("kyodo", "露プーチン政権")


@pytest.mark.parametrize("style", style_names())
def test_every_style_settles_after_one_pass(style: str) -> None:
    once = written(style, TEXT)
    assert written(style, once) == once


def test_the_entity_shows_the_names_of_the_style() -> None:
    (mention,) = resolver("mofa").resolve("ザポロジエ州").mentions
    assert mention.entity is not None
    assert (mention.ja, mention.en) == ("ザポリッジャ州", "Zaporizhzhia Oblast")
    assert "ザポリージャ州" in {alias.form for alias in mention.entity.aliases}


@pytest.mark.parametrize(
    ("style", "text", "en"),
    [
        ("plain", "キエフ", "Kyiv"),
        ("en-ap", "キエフ", "Kyiv"),
        ("en-ap", "キエフ大公国", "Kievan Rus"),
        ("en-ap-2018", "キーウ", "Kiev"),
        ("en-kyiv", "ゼレンスキー大統領", "Volodymyr Zelenskyy"),
        ("en-bbc", "ゼレンスキー大統領", "Volodymyr Zelensky"),
        ("en-japan", "石破茂首相", "Ishiba Shigeru"),
        ("plain", "石破茂首相", "Shigeru Ishiba"),
    ],
)
def test_english_styles_change_the_english_name_only(style: str, text: str, en: str) -> None:
    result = resolver(style).resolve(text)
    assert [m.en for m in result.mentions] == [en]
    assert result.normalized == written("plain", text)


def test_lookup_shows_the_style_too() -> None:
    assert resolver("en-bbc").lookup("ゼレンスキー")[0].entity.en == "Volodymyr Zelensky"


def test_an_unknown_style_is_refused_with_the_list() -> None:
    with pytest.raises(ConfigError, match=r"no style 'kyoudo'.*plain, .*kyodo.*sankei"):
        Resolver(style="kyoudo")


def test_a_house_writes_its_own_in_five_lines(tmp_path: Path) -> None:
    file = tmp_path / "house.tsv"
    file.write_text(
        "scope\tkey\tprefer\nform\tルハンスク\tルガンスク\nform\tluhansk-oblast\tルガンスク州\nsign\tロ\t露\nletter\tヴ\tkeep\n",
        encoding="utf-8",
    )
    house = Resolver(style=str(file))
    text = "ルハンスク州とルハンシク、対ロシア、米ロ、ヴァンス氏"
    assert house.resolve(text).normalized == "ルガンスク州とルガンスク、対ロシア、米露、ヴァンス氏"
    assert "|style:house+" in house.signature and "style:" not in Resolver().signature


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("form\tluhansk-oblast\tルガンスクク州", "house.tsv:2:1: 'ルガンスクク州' is no listed form of luhansk-oblast"),
        ("form\tno-such-place\tルガンスク州", "neither an entity id nor a listed form"),
        ("shape\tx\ty", "scope 'shape' is none of form sign"),
        ("letter\tヴ\tdrop", "letter prefers one of keep bagyou"),
        ("letter\tバ\tkeep", "the key of letter is ヴ"),
        ("form\tluhansk-oblast\t", "needs key and prefer"),
    ],
)
def test_a_faulty_line_is_named_with_its_place(tmp_path: Path, line: str, message: str) -> None:
    file = tmp_path / "house.tsv"
    file.write_text(f"scope\tkey\tprefer\n{line}\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=message.replace("(", r"\(")):
        Resolver(style=str(file))


def test_lines_that_chase_each_other_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "house.tsv"
    file.write_text("scope\tkey\tprefer\nform\t米国\tアメリカ\nform\tアメリカ\t米国\n", encoding="utf-8")
    with pytest.raises(LexiconError, match="another line writes"):
        Resolver(style=str(file))


def test_a_lexicon_of_ones_own_goes_before_the_style(tmp_path: Path) -> None:
    names = tmp_path / "names.tsv"
    names.write_text("id\tja\ten\nzaporizhzhia-oblast\tザポロジエ州\tZaporizhzhia Oblast\n", encoding="utf-8")
    own = Resolver(Lexicon.bundled() | Lexicon.load(names), style="mofa")
    assert own.resolve("ザポリージャ州").normalized == "ザポロジエ州"


def test_a_bundled_style_does_not_mind_a_lexicon_without_its_entities(tmp_path: Path) -> None:
    names = tmp_path / "names.tsv"
    names.write_text("ja\ten\nホゲ山\tMount Hoge\n", encoding="utf-8")
    assert Resolver(Lexicon.load(names), style="mofa").resolve("ホゲ山").mentions[0].en == "Mount Hoge"


def test_a_styled_resolver_pickles() -> None:
    again = pickle.loads(pickle.dumps(resolver("mofa")))
    assert again.resolve("ザポロジエ州").normalized == "ザポリッジャ州"


def test_zones_hold_for_styles_too() -> None:
    text = "https://example.com/ザポリージャ州"
    assert written("mofa", text) == text


def test_v_readings() -> None:
    assert only_v_differs("ヴォロディミル", "ウォロディミル") and only_v_differs("リヴィウ", "リビウ")
    assert not only_v_differs("ヴラジーミル", "ウォロディミル")


def test_every_bundled_line_finds_its_entity() -> None:
    for name in style_names():
        style = Style.load(name)
        Style(name, style.lines, own=True).bind(Lexicon.bundled())
