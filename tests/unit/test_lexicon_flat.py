"""A list of one's own: what is forgiven, and what is told with file and line."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from entity_resolver import Decision, Lexicon, LexiconError, Resolver


def load(tmp_path: Path, text: str, name: str = "names.tsv") -> Lexicon:
    path = tmp_path / name
    path.write_bytes(text.encode())
    return Lexicon.load(path)


def test_ja_and_en_are_enough(tmp_path: Path) -> None:
    (entity,) = load(tmp_path, "ja\ten\nアバカンタ\tAbakanta City\n").entities
    assert (entity.ja, entity.en, entity.id) == ("アバカンタ", "Abakanta City", "abakanta-city")


def test_columns_may_stand_in_any_order_and_case_behind_a_mark_with_any_line_end(tmp_path: Path) -> None:
    (entity,) = load(
        tmp_path, "\ufeffEN\tAliases\tID\tJA\tType\r\nX City\tアバカン|アバカーン\tQ1:x\tアバカンタ\tgpe\r\n\r\n"
    ).entities
    assert (entity.id, entity.type, entity.ja) == ("Q1:x", "GPE", "アバカンタ")
    assert {alias.form for alias in entity.aliases} == {"アバカン", "アバカーン"}


def test_other_columns_are_ignored_with_one_warning(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="note, 担当") as told:
        assert len(load(tmp_path, "ja\ten\tnote\t担当\n甲乙丙\tA\tx\ty\n丁戊己\tB\tx\ty\n")) == 2
    assert len(told) == 1


def test_a_tsv_has_no_quoting_and_a_csv_has(tmp_path: Path) -> None:
    (entity,) = load(tmp_path, 'ja\ten\n"甲乙丙"\tThe "A"\n').entities
    assert (entity.ja, entity.en) == ('"甲乙丙"', 'The "A"')
    (entity,) = load(tmp_path, 'ja,en\n"甲,乙丙","The ""A"""\n', "names.csv").entities
    assert (entity.ja, entity.en) == ("甲,乙丙", 'The "A"')


@pytest.mark.parametrize("line", ['"丁戊己,B\n庚辛壬,C\n', '"丁戊己"庚,B\n'])
def test_a_quote_never_closed_is_a_fault_at_the_line_it_opens_on(tmp_path: Path, line: str) -> None:
    with pytest.raises(LexiconError, match=r"names\.csv:3:1: not CSV"):
        load(tmp_path, "ja,en\n甲乙丙,A\n" + line, "names.csv")


def test_it_is_read_whole_before_load_returns(tmp_path: Path) -> None:
    lexicon = load(tmp_path, "ja\ten\nアバカンタ\tAbakanta\n")
    (tmp_path / "names.tsv").unlink()
    assert [m.entity_id for m in Resolver(lexicon).resolve("アバカンタの朝").mentions] == ["abakanta"]


def test_homographs_are_two_entities_and_ambiguous_alone(tmp_path: Path) -> None:
    lexicon = load(tmp_path, "id\tja\ten\na\tアバカンタ\tAbakanta (town)\nb\tアバカンタ\tAbakanta (river)\n")
    (mention,) = Resolver(lexicon).resolve("アバカンタの朝").mentions
    assert mention.decision == Decision.AMBIGUOUS
    assert {candidate.entity.id for candidate in mention.candidates} == {"a", "b"}


def test_aliases_are_rewritten_unless_they_are_another_kind_of_name(tmp_path: Path) -> None:
    rows = "ja\ten\taliases\nアバカンタ\tAbakanta\tアヴァカンタ|Abakantskaya|アバカンタ市|アバカ\n"
    resolver = Resolver(load(tmp_path, rows))
    for written in ("Abakantskaya", "アバカンタ市", "アバカ"):
        (mention,) = resolver.resolve(f"{written}。").mentions
        assert (mention.surface, mention.entity_id, mention.rewrite) == (written, "abakanta", None)
    assert resolver.resolve("アヴァカンタの朝").normalized == "アバカンタの朝"


def test_a_sign_of_a_country_fires_only_in_the_grammar_of_compounds(tmp_path: Path) -> None:
    rows = "ja\ten\ttype\taliases\n米国\tUnited States\tGPE\t米\nロシア\tRussia\tGPE\tロ\n"
    resolver = Resolver(load(tmp_path, rows))
    assert [m.surface for m in resolver.resolve("米ロ首脳会談と新米ロボット、米の値段").mentions] == ["米", "ロ"]


def test_the_same_id_again_adds_a_form(tmp_path: Path) -> None:
    (entity,) = load(tmp_path, "id\tja\ten\nx\tアバカンタ\tAbakanta\nx\tアヴァカンタ\tAbakanta\n").entities
    assert entity.ja == "アバカンタ"
    assert "アヴァカンタ" in {alias.form for alias in entity.aliases}


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("", 1, "empty"),
        ("name\ten\nx\ty\n", 1, "ja"),
        ("ja\taliases\nx\ty\n", 1, "en"),
        ("ja\ten\tid\nア\tA\ttwo words\n", 2, "white space"),
        ("ja\ten\ttype\n甲\tA\tGPE\n乙\tB\tPLANET\n", 3, "PLANET"),
        ("ja\ten\tid\n甲\tA\ta\n\t\tb\n", 3, "neither"),
        ("ja\ten\n甲\tA\n乙\tB\tヲツ\n", 3, "the header has 2"),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_to_do(tmp_path: Path, text: str, line: int, word: str) -> None:
    with pytest.raises(LexiconError) as told:
        load(tmp_path, text)
    assert f"names.tsv:{line}:" in str(told.value)
    assert word in str(told.value)


def test_every_fault_is_told_in_one_run(tmp_path: Path) -> None:
    with pytest.raises(LexiconError) as told:
        load(tmp_path, "ja\ten\ttype\n甲\tA\tX\n乙\tB\tGPE\n丙\tC\tY\n")
    assert [problem.line for problem in told.value.problems] == [2, 4]


def test_bytes_that_are_not_utf8_are_told_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "names.tsv"
    path.write_bytes("ja\ten\nア\tA\n".encode() + "名前\tB\n".encode("cp932"))
    with pytest.raises(LexiconError, match=r"names\.tsv:3:.*UTF-8"):
        Lexicon.load(path)


def test_a_path_to_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="nowhere"):
        Lexicon.load(tmp_path / "nowhere.tsv")


def test_no_warning_for_the_columns_it_knows(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        load(tmp_path, "id\ttype\tja\ten\taliases\nx\tGPE\t甲乙\tA\t\n")


def test_a_list_of_a_hundred_thousand_loads_in_seconds(tmp_path: Path) -> None:
    rows = "".join(f"x{n}\tアバカン{n}号\tAbakan {n}\n" for n in range(100_000))
    assert len(load(tmp_path, "id\tja\ten\n" + rows)) == 100_000
