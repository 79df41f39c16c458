"""A text that the screen lets through unread is one that reading would leave as it is."""

from __future__ import annotations

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from entity_resolver import Resolver
from tests.support import bundled

NAMES = (
    "ルガンスク ボクロウスク プ一チン ヴォロディミル・ゼレンスキー ウィトコフ リヴィウ ハリコフ シルスキー ドミトリー・ペシコフ バイデン "
    "ササカシュヴィリ ヴェネツィア キエフ シャルル・ミッシェル グルジヤ テネシ・ ギリシア ロ米 ミラーノ ｷｴﾌ サービス システム ガスパイプライン"
)
CONTEXTS = (
    "米 ロ の と は 、 。 ・ = （ ） 「 」 州 市 氏 大統領 外相 エネルギー相 コーチ 空軍基地 市長 社 2世 ウクライナ トルコ ジョン・ "
    "在 対 元 新 は4日、 \n バンド・ （せんだい） 1 タレント"
)
PARTS = st.sampled_from(NAMES.split(" ")) | st.sampled_from(CONTEXTS.split(" "))
TEXTS = st.lists(PARTS, max_size=10).map("".join)
STYLES = st.sampled_from(["plain", "nhk", "mofa", "kyodo"])


@cache
def styled(style: str) -> Resolver:
    return Resolver(style=style)


@settings(max_examples=300, deadline=None)
@given(TEXTS, STYLES)
def test_normalize_is_the_normalized_text_of_resolve(text: str, style: str) -> None:
    resolver = styled(style)
    assert resolver.normalize(text) == resolver.resolve(text).normalized


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="アイウカキクスツトハヘロヴァィェンー・一八口卜米露州市氏の、ｷ＝", max_size=24))
def test_the_same_for_any_letters(text: str) -> None:
    assert bundled().normalize(text) == bundled().resolve(text).normalized
