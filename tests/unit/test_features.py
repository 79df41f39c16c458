"""The scorer: what it sees, that every number is explained, and that it keeps apart what must not be merged."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entity_resolver.alignment import align, contexts, edit_meanings, kinds
from entity_resolver.features import FEATURES
from entity_resolver.pairs import Pair, prepare
from entity_resolver.phonemes import phonemes
from entity_resolver.quick import values_of
from entity_resolver.scorer import FARTHEST, Evidence, compare, margin, probability, weights

NAMES = st.text(
    alphabet="アイウエオカキクケコサシスタチツテトナニラリルレロガギグバビブパヴァィェォャュョッンー・州", max_size=10
)


def chance(query: str, form: str, evidence: Evidence | None = None) -> float:
    return probability(prepare(query), prepare(form), evidence or Evidence())


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("ルガンスク", "ルハンスク"),
        ("ウィットコフ", "ウィトコフ"),
        ("ワイトコフ", "ウィトコフ"),
        ("ヴォロディミル・ゼレンスキー", "ウォロディミル・ゼレンスキー"),
        ("ゼレンスキイ", "ゼレンスキー"),
        ("ティモシェンコ", "チモシェンコ"),
        ("シビガ", "シビハ"),
        ("ポクロウシク", "ポクロウスク"),
        ("ザポリッジャ", "ザポリージャ"),
    ],
)
def test_spellings_of_one_name(query: str, form: str) -> None:
    assert chance(query, form) > 0.85


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("イラン", "イラク"),
        ("パリ", "バリ"),
        ("スロバキア", "スロベニア"),
        ("ニジェール", "ナイジェリア"),
        ("プーチン", "プーシキン"),
        ("ハリコフ", "ハリス"),
        ("モンテネグロ", "モンテビデオ"),
        ("ドネツク", "ドニプロ"),
        ("クルスク", "ルハンスク"),
    ],
)
def test_different_names(query: str, form: str) -> None:
    assert chance(query, form) < 0.6


def test_known_names_decide_where_sound_cannot() -> None:
    other = Evidence(query_known_other=True)
    assert chance("オーストラリア", "オーストリア", other) < chance("オーストラリア", "オーストリア")
    assert chance("キエフ", "キーウ", Evidence(query_known_same=True)) > chance("キエフ", "キーウ")
    assert chance("パリ", "バリ", Evidence(same_type=False)) < chance("パリ", "バリ")


@pytest.mark.parametrize(
    ("query", "form", "kind"),
    [
        ("ルガンスク", "ルハンスク", "g_h"),
        ("ヴァレンシア", "バレンシア", "b_v"),
        ("ティモシェンコ", "チモシェンコ", "t_c"),
        ("スームイ", "スムイ", "length"),
        ("ウィットコフ", "ウィトコフ", "gemination"),
        ("ルクセンブルグ", "ルクセンブルク", "voicing"),
        ("イェルサレム", "エルサレム", "glide"),
        ("チュムポン", "チュンポン", "nasal"),
        ("オレゴン", "オビゴン", "cons_other"),
    ],
)
def test_edit_classes(query: str, form: str, kind: str) -> None:
    assert kind in {edit.kind for edit in compare(query, form).edits}


@given(NAMES, NAMES)
def test_alignment_is_symmetric_in_cost_and_accounts_for_every_phoneme(a: str, b: str) -> None:
    x, y = phonemes(a), phonemes(b)
    cost, edits, _, _ = align(x, y)
    assert cost == pytest.approx(align(y, x)[0])
    assert (cost == 0) == (x == y)
    assert len(x) - sum(bool(e.query) for e in edits) == len(y) - sum(bool(e.form) for e in edits)
    assert {k.kind for k in kinds(x, y, edits)} <= set(edit_meanings())


@given(NAMES, NAMES)
def test_an_edit_is_worth_the_same_from_either_side(a: str, b: str) -> None:
    x, y = phonemes(a), phonemes(b)
    _, edits, _, _ = align(x, y)
    mirrored = [type(e)(e.form_at, e.at, e.form, e.query) for e in edits]
    assert contexts(x, y, edits) == contexts(y, x, mirrored)
    pair = Pair(prepare(a), prepare(b))
    assert len(pair.learnt) == len(pair.edits)


def test_learnt_edits_know_spellings_from_other_names() -> None:
    def worth(query: str, form: str) -> float:
        return sum(Pair(prepare(query), prepare(form)).learnt)

    assert worth("キナ", "チナ") > 0 > worth("ナミ", "ラミ")  # ck: Latin c or ch; nr: never one letter
    assert worth("ルガンスク", "ルガンスク") == 0


@given(NAMES, NAMES)
def test_fast_path_and_explanation_agree(a: str, b: str) -> None:
    comparison = compare(a, b)
    assert 0.0 <= comparison.probability <= 1.0
    assert probability(prepare(a), prepare(b)) == pytest.approx(comparison.probability)
    points = comparison.intercept + sum(term.points for term in comparison.features)
    assert points == pytest.approx(comparison.log_odds)
    assert all(term.meaning for term in comparison.features)


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_text_can_be_compared(a: str, b: str) -> None:
    assert 0.0 <= probability(prepare(a), prepare(b)) <= 1.0


def test_every_feature_has_a_meaning_and_a_weight() -> None:
    data = json.loads(files("entity_resolver").joinpath("weights", "scorer.json").read_text(encoding="utf-8"))
    assert set(data["features"]) == {feature.name for feature in FEATURES}
    assert set(data["evidence"]) >= {"query_known_other", "query_known_same", "same_type", "other_type"}
    assert set(data["rates"]) <= set(edit_meanings())
    assert all(feature.meaning for feature in FEATURES)
    assert weights().figures["cross_validated"]["variants_geo"]["recall@1"] > 0.85


def test_features_see_what_their_names_say() -> None:
    pair = Pair(prepare("ルガンスク州"), prepare("ルハンスク"))
    value = {feature.name: feature.function(pair) for feature in FEATURES}
    assert (value["suffix_query"], value["suffix_form"], value["suffix_shared"]) == (1.0, 0.0, 0.0)
    assert value["single_edit"] == value["same_start"] == 1.0


def test_what_one_side_has_more_is_told_from_the_rest() -> None:
    pair = Pair(prepare("アルバイダ"), prepare("バイダー"))
    assert (pair.head, pair.tail, round(pair.core_cost, 2)) == (3, 1, 0.0)
    value = {f.name: f.function(Pair(prepare("トゥクマン"), prepare("サン・ミゲル・デ・トゥクマン"))) for f in FEATURES}
    assert value["whole_words_more"] == 1.0
    assert Pair(prepare("キーウ"), prepare("")).head == 4


def test_a_name_is_believed_more_the_farther_the_next_one_is() -> None:
    query, form = prepare("ワイトコフ"), prepare("ウィトコフ")
    chances = [probability(query, form, following=following) for following in (0.0, 0.1, 0.2, 0.3, FARTHEST, 1.0)]
    assert chances == sorted(chances) and chances[0] < chances[-2] == chances[-1]
    assert margin(0.1, 0.1) == 0.0 > margin(0.2, 0.1)


@given(NAMES, NAMES)
def test_the_fast_path_sees_what_the_table_sees(query: str, form: str) -> None:
    a, b = prepare(query), prepare(form)
    pair, quick = Pair(a, b), values_of(a, b)
    assert quick.kinds == [kind.kind for kind in pair.kinds]
    assert list(quick.features) == pytest.approx([feature.function(pair) for feature in FEATURES])
