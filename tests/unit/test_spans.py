"""Where a listed form may stand: boundaries by script and by token, longest first, one mention a stretch."""

from __future__ import annotations

from pathlib import Path

import pytest

from entity_resolver import Lexicon, Resolver, ResolverConfig


@pytest.fixture(scope="module")
def resolver(tmp_path_factory: pytest.TempPathFactory) -> Resolver:
    """Knows a handful of names, and looks for exactly these."""
    rows = [
        ("京都", "Kyoto", "GPE", ""),
        ("インド", "India", "GPE", ""),
        ("マリ", "Mali", "GPE", ""),
        ("ロシア", "Russia", "GPE", "ロ|Россия"),
        ("米国", "United States", "GPE", "米|US|USA"),
        ("中国", "China", "GPE", "中"),
        ("キーウ", "Kyiv", "GPE", "キエフ"),
        ("キーウ・ポスト", "Kyiv Post", "ORG", ""),
        ("世界保健機関", "World Health Organization", "ORG", "WHO"),
        ("フォンデアライエン", "von der Leyen", "PERSON", ""),
        ("山添博史", "Hiroshi Yamazoe", "PERSON", ""),
    ]
    path = Path(tmp_path_factory.mktemp("lexicon"), "names.tsv")
    path.write_text("ja\ten\ttype\taliases\n" + "".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    return Resolver(Lexicon.load(path), config=ResolverConfig(fuzzy=False, nil=False))


def found(resolver: Resolver, text: str) -> list[str]:
    return [m.surface for m in resolver.resolve(text).mentions]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "東京都庁に集まる",
            "インドネシアの島",
            "マリアナ諸島",
            "ロシアンルーレット",
            "中国地方の大雨",
            "中国電力の株",
            "中国新聞の記者",
        ),
        *("新米ロボット", "一平米の庭", "アインドホーフェン", "ソマリア沖", "マリファナ", "USBの端子"),
        *("us and them", "who are you", "MUSEUM", "キーウィの羽"),
    ],
)
def test_a_name_inside_a_longer_word_is_no_mention(resolver: Resolver, text: str) -> None:
    assert found(resolver, text) == []


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("京都の寺、古い京都、京都で", ["京都", "京都", "京都"]),
        ("インドとマリとロシア", ["インド", "マリ", "ロシア"]),
        ("ロシア軍とロシア側、ロシア語圏のロシア人", ["ロシア", "ロシア", "ロシア", "ロシア"]),
        ("「中国」（中国）の中国", ["中国", "中国", "中国"]),
        ("親ロシア派と対ロシア制裁", ["ロシア", "ロシア"]),
        ("WHOとUSA、US、ＷＨＯ", ["WHO", "USA", "US", "ＷＨＯ"]),
        ("Россияとロシア", ["Россия", "ロシア"]),
        ("フォン・デア・ライエン氏とフォンデアライエン氏", ["フォン・デア・ライエン", "フォンデアライエン"]),
        ("山添 博史氏と山添　博史氏", ["山添 博史", "山添　博史"]),
        ("ロシ\nアとロ\r\nシア", ["ロシ\nア", "ロ\r\nシア"]),
        ("ﾛｼｱのｲﾝﾄﾞ", ["ﾛｼｱ", "ｲﾝﾄﾞ"]),
        ("キーウ・ポスト紙はキーウで", ["キーウ・ポスト", "キーウ"]),
    ],
)
def test_a_name_that_is_a_word_is_found_as_it_stands(resolver: Resolver, text: str, surfaces: list[str]) -> None:
    assert found(resolver, text) == surfaces


def test_two_names_across_a_sentence_end_are_not_one(resolver: Resolver) -> None:
    assert found(resolver, "山添。博史") == []
    assert found(resolver, "中。国") == []


def test_a_short_word_is_not_put_together_over_a_line_break(resolver: Resolver) -> None:
    assert found(resolver, "会議の最中\n国の代表は") == []


def test_the_same_name_a_thousand_times_is_found_a_thousand_times(resolver: Resolver) -> None:
    assert found(resolver, "ロシアと" * 1000) == ["ロシア"] * 1000
