"""The resolver as a whole: bad and huge input, threads, processes, configuration, signature."""

from __future__ import annotations

import pickle
import time
import tracemalloc
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import pytest

from entity_resolver import Decision, EntityResolverError, Resolution, Resolver, ResolverConfig
from entity_resolver.errors import ConfigError
from tests.support import broken_promises, bundled

TEXT = "米ロ首脳会談でルガンスク州とキエフが議題となり、ゼレンスキー氏は反発した。"


# ── bad and huge input ──


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\r\n　\t",
        "\x00",
        "\x00キエフ\x00",
        "😀🇺🇦👨‍👩‍👧",
        "葛\U000e0100飾区",
        "ホ\u309aクロウスク",
        "\ufeffキエフ",
        "a\rb\r\nc\n\rd",
    ],
    ids=repr,
)
def test_odd_input_is_handled_and_nothing_is_lost(text: str) -> None:
    result = bundled().resolve(text)
    assert broken_promises(result) == []
    assert result.normalized == text.replace("キエフ", "キーウ")


def test_a_lone_surrogate_is_told_with_its_place() -> None:
    for ask in (bundled().resolve, bundled().lookup):
        with pytest.raises(EntityResolverError, match=r"2:3.*U\+D800"):
            ask("一行目\n二行\ud800目")


def test_bytes_are_refused_with_the_next_step() -> None:
    with pytest.raises(TypeError, match="decode"):
        bundled().resolve(TEXT.encode())  # type: ignore[arg-type]


HUGE = {
    "one line of 5 MB": "ルガンスク州とキエフの、" * (5_000_000 // 36),
    "a million katakana": "ア" * 1_000_000,
    "a million mixed katakana": "ロシアンルー" * (1_000_000 // 6),
    "open brackets": "（「" * 50_000,
    "just above the byte limit": "あ" * (49_149 // 3 + 1) + "キエフ",
    "grows when normalized": "㍿" * 16_000 + "の本社がキエフ",
    "no full stop": "雨" * 100_000 + "キエフ",
    "joined by dots": "ア・" * 100_000,
    "line breaks": "キ\n" * 100_000,
    "digits": "1" * 300_000,
    "signs": "米ロ" * 30_000,
}


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
def test_any_length_is_read_in_time_and_nothing_is_lost(text: str) -> None:
    start = time.perf_counter()
    result = bundled().resolve(text)
    took = time.perf_counter() - start
    assert broken_promises(result) == []
    assert result.normalized.count("キーウ") == text.count("キエフ")
    assert took < 150, f"{len(text) / took:,.0f} characters a second"


@pytest.mark.parametrize(
    "unit", ["ア・", "（「", "米ロ", "ルガンスク州、", "アイウエオ", "ヴォロディミル・", "キエフ（現"]
)
def test_twice_the_text_takes_about_twice_the_time(unit: str) -> None:
    def seconds(size: int) -> float:
        start = time.perf_counter()
        bundled().resolve(unit * (size // len(unit)))
        return time.perf_counter() - start

    seconds(2_000)
    small = min(seconds(20_000) for _ in range(2))
    assert min(seconds(80_000) for _ in range(2)) < 4 * 4 * max(small, 0.05)


# ── the same answer everywhere ──


def test_threads_share_one_resolver() -> None:
    texts = [f"{n}日、{TEXT}" * 3 for n in range(40)]
    alone = [bundled().resolve(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(bundled().resolve, texts)) == alone


def test_a_resolver_goes_to_another_process() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(bundled().resolve, TEXT).result() == bundled().resolve(TEXT)


def test_it_pickles_small_and_answers_the_same() -> None:
    data = pickle.dumps(bundled())
    again = pickle.loads(data)
    assert again.resolve(TEXT) == bundled().resolve(TEXT)
    assert again.signature == bundled().signature
    assert len(data) < 60_000_000


def test_a_result_does_not_depend_on_what_was_asked_before() -> None:
    fresh = Resolver()
    other = Resolver()
    for text in ("プーチン", "小泉進次郎と小泉悠", "フェドロフ" * 50, TEXT[::-1]):
        other.resolve(text)
    assert fresh.resolve(TEXT) == other.resolve(TEXT)


@pytest.mark.parametrize("workers", [1, 2])
def test_pipe_keeps_the_order_and_is_lazy(workers: int) -> None:
    texts = [f"{n}日、{TEXT}" for n in range(12)]
    assert list(bundled().pipe(iter(texts), workers=workers)) == [bundled().resolve(text) for text in texts]

    def endless() -> object:
        while True:
            yield TEXT

    first: Resolution = next(iter(bundled().pipe(endless(), workers=workers)))  # type: ignore[arg-type]
    assert first == bundled().resolve(TEXT)


def test_memory_does_not_grow_with_the_number_of_texts() -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        for _ in bundled().pipe(f"{n}日の{TEXT}" for n in range(count)):
            pass
        _, top = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return top

    peak(50)
    assert peak(600) < peak(100) + 3_000_000


# ── deciding ──


def test_the_signature_names_everything_that_can_change_an_answer() -> None:
    signature = bundled().signature
    for part in ("er:", f"+{bundled().lexicon.fingerprint}", "sudachi:0", "dict:core-", "cfg:default"):
        assert part in signature
    assert bundled().resolve(TEXT).signature == signature
    assert Resolver(bundled().lexicon, config=ResolverConfig(nil=False)).signature != signature


def test_types_leave_the_others_out_and_change_nothing_else() -> None:
    places = Resolver(bundled().lexicon, config=ResolverConfig(types=("GPE",))).resolve(TEXT).mentions
    assert [m for m in bundled().resolve(TEXT).mentions if m.type == "GPE"] == list(places)
    assert len(places) < len(bundled().resolve(TEXT).mentions)


def test_without_nil_only_listed_names_are_told() -> None:
    text = "ハンネス・リンドクバル氏とプーチン大統領"
    assert {m.decision for m in bundled().resolve(text).mentions} == {Decision.LINKED, Decision.NIL}
    quiet = Resolver(bundled().lexicon, config=ResolverConfig(nil=False))
    assert [m.surface for m in quiet.resolve(text).mentions] == ["プーチン"]


def test_a_higher_link_threshold_finds_less_and_nothing_else() -> None:
    text = "ヘグゼズ国防長官とゼレンスキイ大統領、フェドロフ氏、プーチン氏"
    strict = Resolver(bundled().lexicon, config=ResolverConfig(link_threshold=0.99, rewrite_threshold=0.99))
    linked = {(m.start, m.end, m.entity_id) for m in strict.resolve(text).mentions if m.entity}
    assert linked <= {(m.start, m.end, m.entity_id) for m in bundled().resolve(text).mentions if m.entity}


@pytest.mark.parametrize(
    "wrong", [{"link_threshold": 1.5}, {"rewrite_threshold": -0.1}, {"types": ("PLANET",)}, {"tokenize": "never"}]
)
def test_a_setting_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match=next(iter(wrong)).split("_")[-1].rstrip("s")):
        ResolverConfig(**wrong)  # type: ignore[arg-type]


def test_an_ambiguous_mention_lists_its_candidates_and_guesses_nothing() -> None:
    (mention,) = bundled().resolve("フェドロフ氏は投稿で感謝した。").mentions
    assert (mention.decision, mention.entity, mention.rewrite) == (Decision.AMBIGUOUS, None, None)
    assert {c.entity.id for c in mention.candidates} == {"ivan-fedorov", "mykhailo-fedorov"}
    assert not any(c.linked for c in mention.candidates)
