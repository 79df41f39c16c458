"""`|`: two lexicons as one, the later one winning."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from entity_resolver import Lexicon, Resolver
from tests.support import bundled


def flat(tmp_path: Path, rows: str, name: str = "own.tsv") -> Lexicon:
    path = tmp_path / name
    path.write_text(rows, encoding="utf-8")
    return Lexicon.load(path)


def house(tmp_path: Path) -> Resolver:
    """A house that says ルガンスク."""
    own = flat(tmp_path, "id\tja\ten\nluhansk\tルガンスク\tLuhansk\nluhansk-oblast\tルガンスク州\tLuhansk Oblast\n")
    return Resolver(bundled().lexicon | own)


def test_a_house_that_says_lugansk_gets_lugansk(tmp_path: Path) -> None:
    text = "ルハンスク州の州都ルハンスク、キエフ、ﾙﾊﾝｽｸ"
    assert house(tmp_path).resolve(text).normalized == "ルガンスク州の州都ルガンスク、キーウ、ルガンスク"


def test_the_merged_entity_keeps_its_other_forms_and_facts(tmp_path: Path) -> None:
    before, after = bundled().lexicon["luhansk"], house(tmp_path).lexicon["luhansk"]
    assert (after.ja, after.type, after.wikidata, after.part_of) == (
        "ルガンスク",
        before.type,
        before.wikidata,
        before.part_of,
    )
    lost = {alias.form for alias in before.aliases} | {before.ja} - {alias.form for alias in after.aliases}
    assert lost - {alias.form for alias in after.aliases} <= {after.ja}


def test_rewriting_to_the_house_form_is_idempotent(tmp_path: Path) -> None:
    resolver = house(tmp_path)
    once = resolver.resolve("ルハンスク、ルガンスク、ルハーンシク").normalized
    assert resolver.resolve(once).normalized == once


def test_the_same_names_under_another_id_are_the_same_entity(tmp_path: Path) -> None:
    own = flat(tmp_path, "id\tja\ten\taliases\nmy-42\tルハンスク州\tLuhansk Oblast\tルハ州別名\n")
    merged = bundled().lexicon | own
    assert len(merged) == len(bundled().lexicon)
    (mention,) = Resolver(merged).resolve("ルハ州別名で").mentions
    assert mention.entity_id == "luhansk-oblast"


def test_a_new_entity_is_added(tmp_path: Path) -> None:
    merged = bundled().lexicon | flat(tmp_path, "ja\ten\nアバカンタ\tAbakanta\n")
    assert len(merged) == len(bundled().lexicon) + 1
    found = Resolver(merged).resolve("アバカンタとキエフ").mentions
    assert [m.entity_id for m in found] == ["abakanta", "kyiv"]


def test_a_form_that_the_later_one_lists_belongs_to_its_entity_alone(tmp_path: Path) -> None:
    own = flat(tmp_path, "id\tja\ten\ttype\nmy-fedorov\tフェドロフ\tMy Fedorov\tPERSON\n")
    (mention,) = Resolver(bundled().lexicon | own).resolve("フェドロフ氏は投稿した。").mentions
    assert mention.entity_id == "my-fedorov"


def test_the_order_decides_who_wins(tmp_path: Path) -> None:
    one = flat(tmp_path, "id\tja\ten\nx\tアバカンタ\tAbakanta\n", "one.tsv")
    two = flat(tmp_path, "id\tja\ten\nx\tアヴァカンタ\tAbakanta\n", "two.tsv")
    assert ((one | two)["x"].ja, (two | one)["x"].ja) == ("アヴァカンタ", "アバカンタ")
    assert Resolver(one | two).resolve("アバカンタ").normalized == "アヴァカンタ"
    assert Resolver(two | one).resolve("アヴァカンタ").normalized == "アバカンタ"


def test_merging_three_is_the_same_in_either_grouping(tmp_path: Path) -> None:
    parts = [flat(tmp_path, f"id\tja\ten\nx\tアバカン{n}号\tA\ny{n}\t甲乙{n}\tB{n}\n", f"{n}.tsv") for n in range(3)]
    left, right = (parts[0] | parts[1]) | parts[2], parts[0] | (parts[1] | parts[2])
    assert {e.id: (e.ja, e.en) for e in left} == {e.id: (e.ja, e.en) for e in right}


def test_neither_side_is_changed(tmp_path: Path) -> None:
    own = flat(tmp_path, "id\tja\ten\nluhansk\tルガンスク\tLuhansk\n")
    before = (bundled().lexicon.fingerprint, own.fingerprint)
    merged = bundled().lexicon | own
    assert (bundled().lexicon.fingerprint, own.fingerprint) == before
    assert merged.fingerprint not in before
    assert bundled().resolve("ルガンスク").normalized == "ルハンスク"


def test_only_lexicons_merge() -> None:
    with pytest.raises(TypeError):
        bundled().lexicon | {"x": "y"}  # type: ignore[operator]


def test_a_merged_id_leads_to_its_successor_and_an_unknown_one_to_nothing() -> None:
    lexicon = bundled().lexicon
    assert lexicon.get("no-such-entity") is None and "no-such-entity" not in lexicon
    with pytest.raises(KeyError):
        lexicon["no-such-entity"]
    assert lexicon["luhansk"] in lexicon.entities and "luhansk" in lexicon


def test_a_lexicon_pickles_with_the_same_fingerprint(tmp_path: Path) -> None:
    merged = house(tmp_path).lexicon
    again = pickle.loads(pickle.dumps(merged))
    assert again.fingerprint == merged.fingerprint
    assert Resolver(again).resolve("ルハンスク").normalized == "ルガンスク"
