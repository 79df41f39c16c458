"""Tokenizing late and tokenizing everything first give the same mentions."""

from __future__ import annotations

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from entity_resolver import Resolver, ResolverConfig

WORDS = (
    "米 ロ 露 日 中 英 対 訪 米国 ロシア ロシアン ルーレット ルガンスク ボクロウスク 州 市 大統領 氏 東京都 庁 新米 露出 プーチン "
    "プ一チン ウィトコフ ワイトコフ の と は 、 。 ・ （ ） 「 」 さいたま市 思い出 日本人 いわき 国防総省 習近平 習金平 NATO nato "
    "ｷｰｳ \n １ 2 パリ 協定 アンナ・ ベル 研究所 です"
)
PARTS = st.sampled_from(WORDS.split(" "))
TEXTS = st.lists(PARTS, max_size=14).map("".join)


@cache
def both() -> tuple[Resolver, Resolver]:
    return Resolver(), Resolver(config=ResolverConfig(tokenize="all"))


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_the_mentions_are_the_same(text: str) -> None:
    late, everything = (resolver.resolve(text) for resolver in both())
    assert late.mentions == everything.mentions
