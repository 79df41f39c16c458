"""What holds of any text whatever, with the bundled lexicon and the real tokenizer."""

from __future__ import annotations

from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entity_resolver import Resolver, ResolverConfig
from tests.property.strategies import japanese
from tests.support import broken_promises, bundled

SLOW = settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@cache
def _eager() -> Resolver:
    return Resolver(bundled().lexicon, config=ResolverConfig(tokenize="all"))


@given(japanese())
@SLOW
def test_spans_are_sound_and_nothing_else_changes(text: str) -> None:
    assert broken_promises(bundled().resolve(text)) == []


@given(japanese())
@SLOW
def test_normalizing_twice_is_normalizing_once(text: str) -> None:
    once = bundled().resolve(text).normalized
    assert bundled().resolve(once).normalized == once


@given(japanese())
@SLOW
def test_asking_why_changes_nothing_and_the_answer_replays(text: str) -> None:
    result = bundled().resolve(text)
    explanations = [mention.explain() for mention in result.mentions]
    assert bundled().resolve(text) == result
    assert [bundled().replay(explanation, text) for explanation in explanations] == list(result.mentions)


@given(japanese())
@SLOW
def test_offsets_go_to_the_normalized_text_and_back(text: str) -> None:
    result = bundled().resolve(text)
    there, back = result.alignment.to_normalized, result.alignment.to_original
    edited = {at for edit in result.edits for at in range(edit.start, edit.end)}
    for at, char in enumerate(text):
        if at not in edited:
            assert result.normalized[there(at)] == char
            assert back(there(at)) == at
    for edit in result.edits:
        assert result.normalized[there(edit.start) : there(edit.end)] == edit.new
        assert text[back(there(edit.start)) : back(there(edit.end))] == edit.old
    assert [there(at) for at in range(len(text) + 1)] == sorted(there(at) for at in range(len(text) + 1))
    assert (there(len(text)), back(len(result.normalized))) == (len(result.normalized), len(text))


@given(japanese(), st.data())
@SLOW
def test_a_slice_has_the_decisions_of_the_whole(text: str, data: st.DataObject) -> None:
    result = bundled().resolve(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    part = result.slice(start, end)
    assert part.text == text[start:end]
    assert broken_promises(part) == []
    whole = {(m.start, m.end, m.entity_id, m.rewrite) for m in result.mentions if start <= m.start and m.end <= end}
    assert {(m.start + start, m.end + start, m.entity_id, m.rewrite) for m in part.mentions} == whole


@given(japanese())
@settings(SLOW, max_examples=100)
def test_tokenizing_late_or_all_at_once_gives_the_same_answer(text: str) -> None:
    assert _eager().resolve(text).mentions == bundled().resolve(text).mentions


@given(japanese(max_size=8), japanese(max_size=8))
@settings(SLOW, max_examples=100)
def test_a_text_before_a_full_stop_and_a_blank_line_moves_offsets_and_loses_nothing(first: str, second: str) -> None:
    joined = bundled().resolve(f"{first}。\n\n{second}")
    assert broken_promises(joined) == []
    assert joined.text == f"{first}。\n\n{second}"


@given(st.text(max_size=60))
@settings(SLOW, max_examples=200)
def test_any_unicode_text_at_all_keeps_the_promises(text: str) -> None:
    result = bundled().resolve(text)
    assert broken_promises(result) == []
    assert bundled().resolve(result.normalized).normalized == result.normalized
