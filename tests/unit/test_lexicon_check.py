"""`lexicon check`: every kind of fault is found at its place, and what is right is let through."""

from __future__ import annotations

from pathlib import Path

import pytest

from entity_resolver import Lexicon
from entity_resolver.lexicon_check import check, one_letter_apart
from entity_resolver.lexicon_folder import ALIAS_COLUMNS, ENTITY_COLUMNS, SOURCE_COLUMNS

ENTITY = {"source": "general"}
ALIAS = {"lang": "ja", "kind": "short", "use": "link", "source": "general"}


def table(path: Path, columns: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ["\t".join(columns), *("\t".join(row.get(name, "") for name in columns) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    table(tmp_path / "SOURCES.tsv", SOURCE_COLUMNS, [{"id": "HOUSE", "title": "our handbook"}])
    entities(tmp_path)
    aliases(tmp_path)
    return tmp_path


def entities(folder: Path, *more: dict[str, str]) -> None:
    rows = [
        {"id": "hogehoge", "type": "GPE", "ja": "ホゲホゲ", "en": "Hogehoge"},
        {"id": "hogehoge-oblast", "type": "GPE", "ja": "ホゲホゲ州", "en": "Hogehoge Oblast", "part_of": "mugenia"},
        {"id": "mugenia", "type": "GPE", "ja": "ムゲニア", "en": "Mugenia"},
    ]
    found = {row["id"]: ENTITY | row for row in [*rows, *more]}
    table(folder / "entities/test.tsv", ENTITY_COLUMNS, [found[id_] for id_ in sorted(found)])


def aliases(folder: Path, *more: dict[str, str]) -> None:
    rows = [{"entity_id": "hogehoge", "form": "ホギホギ", "kind": "russian", "variant_of": "ホゲホゲ"}]
    found = sorted(
        (ALIAS | row for row in [*rows, *more]), key=lambda row: (row["entity_id"], row["form"], row["lang"])
    )
    table(folder / "aliases/test.tsv", ALIAS_COLUMNS, found)


def errors(folder: Path) -> str:
    return "\n".join(map(str, check(folder).errors))


def test_a_sound_folder_has_no_errors(folder: Path) -> None:
    assert errors(folder) == ""


def test_a_collision_names_both_places_and_the_way_out(folder: Path) -> None:
    aliases(folder, {"entity_id": "mugenia", "form": "ホギホギ"})
    assert "aliases/test.tsv:3:9: ホギホギ links to mugenia here and to hogehoge at" in errors(folder)
    assert "use=context" in errors(folder)


def test_a_collision_that_context_settles_is_none(folder: Path) -> None:
    aliases(folder, {"entity_id": "mugenia", "form": "ホギホギ", "use": "context"})
    assert errors(folder) == ""


def test_a_row_that_repeats_the_canonical_name_is_redundant(folder: Path) -> None:
    aliases(folder, {"entity_id": "mugenia", "form": "ムゲニア"})
    assert "ムゲニア is ムゲニア of mugenia after folding; delete the row" in errors(folder)


@pytest.mark.parametrize("use", ["context", "never"])
def test_unless_it_says_how_far_the_canonical_name_links(folder: Path, use: str) -> None:
    aliases(folder, {"entity_id": "mugenia", "form": "ムゲニア", "use": use})
    assert errors(folder) == ""
    forms = Lexicon.load(folder).forms.get("ムゲニア", ())
    assert [form.use for form in forms] == ([] if use == "never" else ["context"])


def test_a_canonical_name_with_a_context_row_collides_no_more(folder: Path) -> None:
    entities(folder, {"id": "mugenia-city", "type": "GPE", "ja": "ムゲニア", "en": "Mugenia City"})
    assert "ムゲニア links to mugenia-city here and to mugenia" in errors(folder)
    aliases(folder, {"entity_id": "mugenia-city", "form": "ムゲニア", "use": "context"})
    assert errors(folder) == ""


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"id": "ムゲ", "type": "GPE", "ja": "ムゲ", "en": "Muge"}, "id 'ムゲ' is not an ASCII slug"),
        ({"id": "a", "type": "TOWN", "ja": "ア市", "en": "A"}, "type 'TOWN' is none of"),
        ({"id": "a", "type": "GPE", "ja": "ア市", "en": "A", "part_of": "b"}, "part_of 'b' is no entity id"),
        ({"id": "a", "type": "GPE", "ja": "ア市", "en": "A", "part_of": "a"}, "a is part of itself"),
        ({"id": "a", "type": "GPE", "ja": "ムゲニア", "en": "Mugenia"}, "already; merge the two or set them apart"),
        (
            {"id": "a", "type": "GPE", "ja": "ア市", "en": "A", "source": "NOWHERE"},
            "source 'NOWHERE' is not in SOURCES",
        ),
        ({"id": "a", "type": "GPE", "ja": "ア市 ", "en": "A"}, "white space around ja"),
        ({"id": "a", "type": "GPE", "ja": "", "en": "A"}, "ja is missing"),
        ({"id": "a", "type": "GPE", "ja": "カ\u3099市", "en": "A"}, "is not NFC"),
    ],
)
def test_faults_of_an_entity_row(folder: Path, row: dict[str, str], message: str) -> None:
    entities(folder, row)
    assert message in errors(folder)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"entity_id": "nobody", "form": "ダレカ"}, "entity_id 'nobody' is no entity id"),
        ({"entity_id": "mugenia", "form": "ムゲ", "kind": "nickname"}, "kind 'nickname' is none of"),
        ({"entity_id": "mugenia", "form": "ムゲ", "use": "maybe"}, "use 'maybe' is none of"),
        ({"entity_id": "mugenia", "form": "ムギニア", "kind": "russian"}, "must name the form it varies"),
        (
            {"entity_id": "mugenia", "form": "ムギニア", "kind": "russian", "variant_of": "ムゲ"},
            "is no form of mugenia",
        ),
        ({"entity_id": "mugenia", "form": "ムゲ", "variant_of": "ムゲニア"}, "stands for itself"),
        ({"entity_id": "mugenia", "form": "ムゲ", "valid_from": "March"}, "is not YYYY"),
        ({"entity_id": "mugenia", "form": "ム"}, "one character links as a country sign only"),
        ({"entity_id": "mugenia", "form": "・・"}, "has no letter"),
    ],
)
def test_faults_of_an_alias_row(folder: Path, row: dict[str, str], message: str) -> None:
    aliases(folder, row)
    assert message in errors(folder)


def test_a_surname_of_one_character_is_fine_with_context(folder: Path) -> None:
    entities(folder, {"id": "li", "type": "PERSON", "ja": "李某", "en": "Li Mou"})
    aliases(folder, {"entity_id": "li", "form": "李", "use": "context"})
    assert errors(folder) == ""


def test_rows_out_of_order_and_a_missing_line_end(folder: Path) -> None:
    file = folder / "entities/test.tsv"
    header, *rows = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([header, *reversed(rows)]), encoding="utf-8")
    assert "rows must be sorted by id" in errors(folder)
    assert "must end with a line feed" in errors(folder)


def test_rules_need_sources_and_examples_that_show_them(folder: Path) -> None:
    (folder / "rules").mkdir()
    (folder / "rules/heads.tsv").write_text("form\tclass\n大統領\toffice\n", encoding="utf-8")
    (folder / "rules/words.tsv").write_text("form\tsource\texample\n新米\tgeneral\t古米が残る\n", encoding="utf-8")
    (folder / "rules/zones.tsv").write_text("zone\tpattern\tsource\texample\nx\t(\tgeneral\tx\n", encoding="utf-8")
    assert "heads.tsv:1:1: no column source and example" in errors(folder)
    assert "words.tsv:2:12: the example '古米が残る' does not show '新米'" in errors(folder)
    assert "zones.tsv:2:3: not a regular expression" in errors(folder)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("form\thogehoge\tホギホギ\tHOUSE\t2026-01\t", ""),
        ("form\thogehoge\tホギホギ\tgeneral\t2026-01\t", "not general"),
        ("form\thogehoge\tホギホギ\tHOUSE\t\t", "date is missing"),
        ("form\thogehoge\tホギホギ\tHOUSE\tspring\t", "is not YYYY"),
        ("form\thogehoge\tホグホグ\tHOUSE\t2026\t", "'ホグホグ' is no listed form of hogehoge"),
        ("form\tnobody\tホギホギ\tHOUSE\t2026\t", "neither an entity id nor a listed form"),
        ("sound\tヴ\tkeep\tHOUSE\t2026\t", "scope 'sound' is none of"),
    ],
)
def test_styles_have_a_real_source_a_date_and_listed_forms(folder: Path, line: str, message: str) -> None:
    (folder / "styles").mkdir()
    text = f"scope\tkey\tprefer\tsource\tdate\tnote\n{line}\n"
    (folder / "styles/house.tsv").write_text(text, encoding="utf-8")
    assert (message in errors(folder)) and bool(errors(folder)) == bool(message)


def test_common_words_are_notes_and_errors_when_strict(folder: Path) -> None:
    entities(folder, {"id": "crow", "type": "PERSON", "ja": "カーヤ・カラス", "en": "Kaja Kallas"})
    aliases(folder, {"entity_id": "crow", "form": "カラス"})
    assert errors(folder) == ""
    assert any("カラス is an ordinary word" in str(note) for note in check(folder, notes=True).notes)
    assert any("カラス is an ordinary word" in str(error) for error in check(folder, strict=True).errors)


def test_near_forms_are_notes_unless_listed_as_lookalikes(folder: Path) -> None:
    entities(folder, {"id": "mugelia", "type": "GPE", "ja": "ムゲリア", "en": "Mugelia"})
    assert any(
        "ムゲニア (mugenia) is one letter from ムゲリア" in str(note) for note in check(folder, notes=True).notes
    )
    (folder / "rules").mkdir()
    rule = "a\tb\tsource\tnote\texample\nムゲニア\tムゲリア\tgeneral\t\tムゲニアとムゲリア\n"
    (folder / "rules/lookalikes.tsv").write_text(rule, encoding="utf-8")
    assert not any("one letter" in str(note) for note in check(folder, notes=True).notes)
    assert errors(folder) == ""


def test_a_form_taken_from_the_lexicon_below_is_noted(folder: Path) -> None:
    aliases(folder, {"entity_id": "mugenia", "form": "キーウ"})
    notes = check(folder, Lexicon.bundled(), notes=True).notes
    assert any("キーウ meant kyiv so far" in str(note) for note in notes)


def test_one_letter_apart() -> None:
    assert one_letter_apart(["アイウ", "アイエ", "アイ", "カキク"]) == {
        ("アイウ", "アイエ"),
        ("アイ", "アイウ"),
        ("アイ", "アイエ"),
    }
