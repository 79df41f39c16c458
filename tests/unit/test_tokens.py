"""Tokens: SudachiPy's limits are never met, its positions are ours, threads and processes may share it."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from entity_resolver.tokens import MAX_SENTENCE, Tokenizer, TokenView, sentence_bounds
from tests.support import bundled

SUDACHI_LIMIT = 49_149
TOKENIZER = Tokenizer()


def pieces(text: str) -> list[str]:
    view = TokenView(text, TOKENIZER)
    return [text[token.start : token.end] for token in view.tokens(0, len(text))]


def test_words_come_with_their_places_across_sentences() -> None:
    text = "新米を炊く。中国地方で大雨。\n東京都庁へ"
    assert "".join(pieces(text)) == text
    view = TokenView(text, TOKENIZER)
    first = view.token(0)
    assert first is not None and text[first.start : first.end] == "新米"
    assert not view.is_edge(1)
    assert view.is_edge(2) and view.is_edge(0) and view.is_edge(len(text))


def test_a_sentence_is_the_one_that_holds_the_offset() -> None:
    text = "一つ目。二つ目！\n三つ目"
    view = TokenView(text, TOKENIZER)
    for at in range(len(text)):
        start, end = view.sentence(at)
        assert start <= at < end
    assert text[slice(*view.sentence(text.index("二")))] == "二つ目！\n"


@pytest.mark.parametrize("unit", ["ア", "米", "あ", "（", "a", "𠮟", "。", "㍿", "ルガンスク、", "！？"])
def test_no_stretch_is_ever_too_long_for_the_tokenizer(unit: str) -> None:
    text = unit * (2 * SUDACHI_LIMIT // len(unit.encode()) + 1)
    bounds = sentence_bounds(text)
    lengths = [b - a for a, b in pairwise(bounds)]
    assert sum(lengths) == len(text)
    assert max(lengths) <= MAX_SENTENCE
    assert MAX_SENTENCE * 4 < SUDACHI_LIMIT
    assert "".join(pieces(text[: 3 * MAX_SENTENCE])) == text[: 3 * MAX_SENTENCE]


def test_a_name_is_found_wherever_a_long_sentence_is_cut() -> None:
    name = "ヴォロディミル・ゼレンスキー"
    for lead in (MAX_SENTENCE - 2 * len(name), *range(MAX_SENTENCE - len(name) - 1, MAX_SENTENCE + 2)):
        text = "雨、" * (lead // 2) + "の" * (lead % 2) + name + "氏が語った、" + "雨、" * 200
        found = bundled().resolve(text).mentions
        assert [(m.surface, m.entity_id) for m in found] == [(name, "volodymyr-zelenskyy")]


def test_dots_that_sudachi_makes_empty_tokens_of_do_no_harm() -> None:
    text = "…そして……終わり"
    view = TokenView(text, TOKENIZER)
    assert all(token.start < token.end for token in view.tokens(0, len(text)))
    assert view.token(text.index("終")) is not None


def test_a_place_outside_the_text_has_no_token() -> None:
    view = TokenView("雨", TOKENIZER)
    assert view.token(-1) is None and view.token(1) is None
    assert TokenView("", TOKENIZER).tokens(0, 0) == []


def test_one_tokenizer_serves_many_threads() -> None:
    texts = [f"東京都庁と中国電力の{n}回目の会見。" * 5 for n in range(40)]
    alone = [pieces(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(pieces, texts)) == alone


def test_it_pickles_as_nothing() -> None:
    again = pickle.loads(pickle.dumps(TOKENIZER))
    assert [token.pos for token in again.tokenize("新米を炊く")] == [t.pos for t in TOKENIZER.tokenize("新米を炊く")]


@pytest.mark.parametrize(
    ("word", "known"), [("東京", True), ("ルハンスク", False), ("新米", False), ("東京と大阪", False)]
)
def test_it_knows_the_proper_nouns_of_the_dictionary(word: str, known: bool) -> None:
    assert TOKENIZER.in_dictionary(word) is known


def test_an_unknown_katakana_word_is_unknown_in_both_generations() -> None:
    for word in ("ベルトランスキー", "アラカワスキ", "ジュンペル"):
        assert [token.oov for token in Tokenizer().tokenize(word)] == [True]
