"""The golden sentences, by category: each is replayed with and without asking why."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.golden_cases import FOLDER, KNOWN_FAILURES, Case, faults, load, load_all
from tests.support import broken_promises, bundled

CASES = load_all()


def _params() -> list[object]:
    failing = pytest.mark.xfail(reason="known failure: move it with python -m tests.golden_cases", strict=True)
    return [pytest.param(c, id=c.id, marks=[failing] if c.file == KNOWN_FAILURES else []) for c in CASES]


@pytest.mark.parametrize("case", _params())
def test_reads_the_sentence_as_labelled(case: Case) -> None:
    assert faults(case, bundled().resolve(case.text)) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_keeps_every_promise_and_explaining_changes_nothing(case: Case) -> None:
    resolver = bundled()
    result = resolver.resolve(case.text)
    assert broken_promises(result) == []
    assert resolver.resolve(result.normalized).normalized == result.normalized
    explanations = [mention.explain() for mention in result.mentions]
    assert all(str(explanation) and explanation.steps for explanation in explanations)
    assert resolver.resolve(case.text) == result
    for mention, explanation in zip(result.mentions, explanations, strict=True):
        assert resolver.replay(explanation, case.text) == mention


def test_every_labelled_entity_is_one_the_lexicon_has() -> None:
    wanted = {e.id for c in CASES if c.file != KNOWN_FAILURES for e in (*c.mentions, *c.must_not)} - {"*"}
    assert sorted(id_ for id_ in wanted if id_ not in bundled().lexicon) == []


def test_the_files_hold_enough_of_each_kind_and_no_case_twice() -> None:
    by_file = Counter(case.category for case in CASES)
    traps = [case for case in CASES if case.category == "traps"]
    assert len(CASES) >= 280 and len(traps) >= 110
    assert set(by_file) == {path.stem for path in FOLDER.glob("*.jsonl")} - {KNOWN_FAILURES}
    assert [key for key, count in Counter(case.id for case in CASES).items() if count > 1] == []
    assert [key for key, count in Counter(case.text for case in CASES).items() if count > 1] == []


def test_every_case_stands_in_the_file_of_its_category() -> None:
    misplaced = [case.id for case in CASES if case.file not in (case.category, KNOWN_FAILURES)]
    assert misplaced == []


def test_a_wrong_label_is_told_by_file_and_line(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("golden") / "bad.jsonl"
    path.write_text('{"id": "bad-001", "text": "雨", "mentions": [{"surface": "雪", "id": "x"}]}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"bad\.jsonl:1: .*雪"):
        load(path)
