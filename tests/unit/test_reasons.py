"""Why a name was taken for a spelling of a listed one: the reasons are those of the decision."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from entity_resolver.cli import cli
from entity_resolver.model import Candidate, Mention
from entity_resolver.reasons import aligned_sounds, reasons, why_not
from entity_resolver.scorer import compare
from tests.golden_cases import load_all
from tests.support import bundled


def found_by_sound() -> list[Mention]:
    resolver = bundled()
    texts = [
        case.text
        for case in load_all()
        if "transliteration" in {m.method for m in resolver.resolve(case.text).mentions}
    ]
    return [m for text in texts for m in resolver.resolve(text).mentions if m.method == "transliteration"]


def test_a_decision_in_text_is_compared_anew_with_the_same_result() -> None:
    mentions = found_by_sound()
    assert len(mentions) > 10
    for mention in mentions:
        step = next(step for step in mention.steps if step.name == "transliteration")
        name, form, *types = step.values
        comparison = bundled().compare(name, form, types, in_text=True)
        assert f"probability {comparison.probability:.3f}" in step.detail or "last word" in step.detail
        assert mention.candidates or any(step.name == "in text" for step in mention.steps)


@pytest.mark.parametrize(
    "query", ["コンスタンチノフスカ", "ウィットコッフェ", "ルガンスクー", "ザポリッジヤ", "アゼルバイジヤン"]
)
def test_a_look_up_is_compared_anew_with_the_same_result(query: str) -> None:
    for candidate in bundled().lookup(query):
        if candidate.method == "transliteration" and candidate.confidence > 0.5:
            comparison = bundled().compare(*candidate.steps[-1].values[:2])
            assert comparison.probability == pytest.approx(candidate.confidence, abs=1e-5)


def test_a_form_found_by_what_else_it_is_called_can_be_compared(tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    path.write_text("id\tja\ten\nb\tバハムート\tBahamut\nc\tアルチョモーノフ\tArtyomov\n", encoding="utf-8")
    shown = CliRunner().invoke(cli, ["lookup", "--no-bundled", "--lexicon", str(path), "アルチョモフスク"])
    assert shown.exit_code == 0 and "バハムート like another of its names" in shown.output


def test_a_form_that_is_not_listed_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="ウィトコフモドキ"):
        bundled().compare("ウィットコフ", "ウィトコフモドキ")


def test_the_reasons_name_sounds_edits_and_both_sides() -> None:
    lines = reasons(compare("ヴォロネーシ", "ボロネジ"))
    assert lines[0] == "sounds: [v→b]orone[-→][S→j]i"
    assert any(line.startswith("v → b: ") and "b_v, cost" in line for line in lines)
    assert any(line.startswith("- → ∅: ー added or dropped") for line in lines)
    assert [line.split(":")[0] for line in lines[-3:]] == ["for", "against", "sum"]
    assert aligned_sounds(compare("キーウ", "キーウ")) == "ki-u"


def test_why_the_runner_up_lost() -> None:
    def lost(query: str) -> tuple[str, Candidate, Candidate]:
        first, second, *_ = bundled().lookup(query)
        return why_not(first, second, lambda step: bundled().compare(*step.values[:2])), first, second

    text, first, second = lost("コンスタンチノフスカ")
    assert second.form in text and first.form in text and "edits that cost" in text
    text, first, second = lost("フェドロフ")
    assert "as likely" in text
    for query in ("ルガンスク", "るはんすく"):
        text, first, second = lost(query)
        assert "is listed" in text and second.entity.ja in text


def test_the_commands_show_it() -> None:
    shown = CliRunner().invoke(cli, ["explain", "ウィットコッフェ特使が訪れた。"]).output
    for part in ("sounds: ", "gemination, cost ", "for: ", "against: ", "log-odds", "in text: ", "below"):
        assert part in shown
    shown = CliRunner().invoke(cli, ["lookup", "コンスタンチノフスカ"]).output
    assert " lost to " in shown.splitlines()[-1]
