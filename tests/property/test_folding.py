"""What holds of folding and of cutting into tokens, for any text."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from entity_resolver.fold import fold, fold_key
from entity_resolver.tokens import MAX_SENTENCE, Tokenizer, TokenView, sentence_bounds
from tests.property.strategies import japanese

QUICK = settings(max_examples=120, deadline=None, derandomize=True)
TOKENIZER = Tokenizer()


@given(st.one_of(japanese(), st.text(max_size=40)))
@QUICK
def test_the_maps_cover_the_original_in_order(text: str) -> None:
    folded = fold(text)
    assert folded.original == text
    at = 0
    for offset in range(len(folded.text)):
        start, end = folded.text_to_original(offset, offset + 1)
        assert at <= start <= end <= len(text)
        at = start
    assert folded.text_to_original(0, len(folded.text))[1] <= len(text)


@given(st.one_of(japanese(), st.text(max_size=40)))
@QUICK
def test_a_character_maps_to_the_characters_it_came_from(text: str) -> None:
    folded = fold(text)
    for offset, char in enumerate(folded.text):
        start, end = folded.text_to_original(offset, offset + 1)
        assert char in fold(text[start:end]).text


@given(st.one_of(japanese(), st.text(max_size=40)))
@QUICK
def test_the_key_is_the_text_without_separators(text: str) -> None:
    folded = fold(text)
    for offset, char in enumerate(folded.key):
        start, end = folded.key_to_text(offset, offset + 1)
        assert end == start + 1
        assert folded.text[start:end] == char


@given(st.one_of(japanese(), st.text(max_size=40)))
@QUICK
def test_offsets_of_the_original_come_back(text: str) -> None:
    folded = fold(text)
    for offset in range(len(folded.text)):
        start, end = folded.text_to_original(offset, offset + 1)
        if end - start == 1 and len(fold(text[start:end]).text) == 1:
            assert folded.original_to_text(start) == offset


@given(st.one_of(japanese(), st.text(max_size=40)))
@QUICK
def test_folding_a_folded_key_changes_nothing(text: str) -> None:
    once = fold_key(text)
    assert fold_key(once) == once


@given(japanese())
@QUICK
def test_width_and_composition_make_no_difference(text: str) -> None:
    assert fold_key(unicodedata.normalize("NFC", text)) == fold_key(unicodedata.normalize("NFD", text))


@given(st.one_of(japanese(max_size=40), st.text(max_size=80)))
@QUICK
def test_sentences_cover_the_text_without_gap_or_overlap(text: str) -> None:
    bounds = sentence_bounds(text)
    assert bounds[0] == 0
    assert bounds[-1] == len(text)
    assert bounds == sorted(set(bounds)) or text == ""


@given(st.one_of(japanese(), st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)))
@settings(QUICK, max_examples=60)
def test_tokens_never_overlap_and_never_skip_a_letter(text: str) -> None:
    folded = fold(text).text
    view = TokenView(folded, TOKENIZER)
    at = 0
    for token in view.tokens(0, len(folded)):
        assert at <= token.start < token.end <= len(folded)
        assert not any(char.isalnum() for char in folded[at : token.start])
        assert all(token.start < split < token.end for split in token.splits)
        at = token.end
    assert not any(char.isalnum() for char in folded[at:])


@given(japanese(max_size=30), st.integers(2, 5))
@settings(QUICK, max_examples=15)
def test_a_sentence_too_long_for_the_tokenizer_is_cut_and_nothing_lost(text: str, times: int) -> None:
    long = (text.replace("。", "、") or "ア") * (MAX_SENTENCE * times // max(len(text), 1))
    folded = fold(long).text
    bounds = sentence_bounds(folded)
    assert "".join(folded[start:end] for start, end in pairwise(bounds)) == folded
    assert max((end - start for start, end in pairwise(bounds)), default=0) <= MAX_SENTENCE
