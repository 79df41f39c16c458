"""Results as values: spans, normalized text, alignment, slices."""

from __future__ import annotations

import pickle

import pytest

from entity_resolver import Decision, Mention, Resolution
from entity_resolver.model import Alignment, Edit
from tests.support import broken_promises, bundled

TEXT = "ルガンスク州とキエフを訪れた。ゼレンスキー氏も。"


@pytest.fixture
def result() -> Resolution:
    return bundled().resolve(TEXT)


def test_edits_are_the_rewrites_in_order_and_make_the_normalized_text(result: Resolution) -> None:
    assert [(edit.old, edit.new) for edit in result.edits] == [("ルガンスク州", "ルハンスク州"), ("キエフ", "キーウ")]
    text = TEXT
    for edit in reversed(result.edits):
        assert text[edit.start : edit.end] == edit.old
        text = text[: edit.start] + edit.new + text[edit.end :]
    assert text == result.normalized == "ルハンスク州とキーウを訪れた。ゼレンスキー氏も。"


def test_alignment_maps_the_edges_of_edits_of_any_length_both_ways() -> None:
    old, edits = "0ABC4DE", [Edit(1, 4, "ABC", "x"), Edit(5, 7, "DE", "yyyy")]
    alignment = Alignment.of(edits)
    new = "0x4yyyy"
    assert [alignment.to_normalized(at) for at in (0, 1, 4, 5, 7)] == [0, 1, 2, 3, 7]
    assert [alignment.to_original(at) for at in (0, 1, 2, 3, 7)] == [0, 1, 4, 5, 7]
    assert alignment.to_normalized(len(old)) == len(new)
    assert alignment.to_normalized(2) == 1  # inside what was replaced: its start


def test_alignment_without_edits_is_the_identity() -> None:
    alignment = Alignment.of([])
    assert [alignment.to_original(alignment.to_normalized(at)) for at in range(5)] == list(range(5))


def test_a_slice_keeps_the_person_that_only_the_whole_text_tells() -> None:
    text = "小泉進次郎防衛相は視察を終えた。小泉氏は記者団に語った。"
    start = text.index("。") + 1
    part = bundled().resolve(text).slice(start, len(text))
    assert [(m.start, m.surface, m.entity_id) for m in part.mentions] == [(0, "小泉", "shinjiro-koizumi")]
    alone = bundled().resolve(text[start:]).mentions
    assert [m.decision for m in alone] == [Decision.AMBIGUOUS]


def test_a_slice_leaves_out_what_it_cuts_and_normalizes_the_rest(result: Resolution) -> None:
    part = result.slice(2, TEXT.index("。"))
    assert [m.surface for m in part.mentions] == ["キエフ"]
    assert part.normalized == "ンスク州とキーウを訪れた"
    assert broken_promises(part) == []
    assert result.slice(0, len(TEXT)) == result
    assert result.slice(3, 3).mentions == ()


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2), (0, 10_000)])
def test_a_slice_outside_the_text_is_refused(result: Resolution, start: int, end: int) -> None:
    with pytest.raises(ValueError, match=f"{start}:{end}"):
        result.slice(start, end)


def test_mentions_have_the_names_that_tables_need(result: Resolution) -> None:
    first = result.mentions[0]
    assert (first.entity_id, first.ja, first.en, first.type) == (
        "luhansk-oblast",
        "ルハンスク州",
        "Luhansk Oblast",
        "GPE",
    )
    assert first.entity is not None
    assert {"ルガンスク州", "Lugansk Oblast"} <= {alias.form for alias in first.entity.aliases}


def test_an_explanation_tells_the_form_and_reads_as_text(result: Resolution) -> None:
    explanation = result.mentions[0].explain()
    assert explanation.mention == result.mentions[0]
    assert "luhansk-oblast" in str(explanation) and "ルハンスク州" in str(explanation)
    assert len({step.name for step in explanation.steps}) > 1


def test_results_are_values(result: Resolution) -> None:
    assert pickle.loads(pickle.dumps(result)) == result
    with pytest.raises(AttributeError):
        result.mentions[0].rewrite = "x"  # type: ignore[misc]
    assert isinstance(result.mentions[0], Mention)
    assert len({*result.mentions, *bundled().resolve(TEXT).mentions}) == len(result.mentions)
