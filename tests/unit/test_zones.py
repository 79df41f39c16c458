"""Where names are read and not rewritten."""

from __future__ import annotations

import time

import pytest

from entity_resolver import Resolver, ResolverConfig
from entity_resolver.config import ResolverConfig as Config
from entity_resolver.zones import Zones, find_zones
from tests.support import bundled

READ_NOT_REWRITTEN = [
    "キエフ（現キーウ）に着いた。",
    "「ルガンスク」（ウクライナ語でルハンスク）と書く。",
    "ルハンスク（ロシア語名ルガンスク）に着いた。",
    "「キエフ」と呼ばれた町。",
    "「キエフ」から「キーウ」に変更した。",
    "『キエフの月』を読んだ。",
    "https://example.jp/キエフ/index.html を開く。",
    "`キエフ` という値。",
    '<img alt="キエフの朝">',
    "[記事](https://example.jp/キエフ)",
    "@キエフ通信 が投稿した。",
]


@pytest.mark.parametrize("text", READ_NOT_REWRITTEN)
def test_nothing_is_rewritten_inside(text: str) -> None:
    assert bundled().resolve(text).normalized == text


@pytest.mark.parametrize("text", READ_NOT_REWRITTEN)
def test_the_same_name_outside_still_is(text: str) -> None:
    assert bundled().resolve(f"{text}\n\nハリコフの駅。").normalized == f"{text}\n\nハルキウの駅。"


@pytest.mark.parametrize(
    "text",
    [
        "「キエフに行く」と語った。",
        "（キエフ発）",
        "『月』とキエフ",
        "現在のキエフ",
        "<キエフ",
        "`キエフ",
        "旧知のキエフ市民",
    ],
)
def test_plain_speech_and_half_marks_are_no_zone(text: str) -> None:
    assert bundled().resolve(text).normalized == text.replace("キエフ", "キーウ")


def test_zones_can_be_switched_off() -> None:
    resolver = Resolver(bundled().lexicon, config=ResolverConfig(zones=()))
    assert resolver.resolve("『キエフの月』").normalized == "『キーウの月』"


def test_the_explanation_names_the_zone() -> None:
    (mention,) = bundled().resolve("『キエフの月』").mentions
    assert mention.entity_id == "kyiv"
    assert "work" in str(mention.explain())


def test_overlapping_zones_answer_for_every_character_of_either() -> None:
    zones = Zones([(5, 9, "b"), (0, 6, "a"), (20, 21, "c")])
    inside = [at for at in range(25) if zones.over(at, at + 1)]
    assert inside == [*range(9), 20]
    assert zones.over(9, 20) is None and zones.over(8, 10)


@pytest.mark.parametrize("unit", ["「", "（現", "<", "`", "『", "](", "@", "https://", "```", "<a ", "旧称「", "<!--"])
def test_a_hundred_thousand_openings_take_linear_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    start = time.perf_counter()
    find_zones(text, Config().zones).over(0, len(text))
    assert time.perf_counter() - start < 10
