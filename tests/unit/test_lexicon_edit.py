"""Adding, ordering, importing and exporting names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from entity_resolver import Lexicon, LexiconError, Resolver
from entity_resolver.atomic import write_bytes
from entity_resolver.cli import cli
from entity_resolver.errors import ConfigError
from entity_resolver.lexicon_check import check
from entity_resolver.lexicon_edit import NewName, add, alias_of_spec, flat_rows, format_folder


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, ["lexicon", *args], standalone_mode=False, catch_exceptions=True)


def name(**cells: str) -> NewName:
    return NewName.of({"type": "GPE", **cells}, cells.pop("alias", "").split() if "alias" in cells else ())


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*.tsv")}


def test_a_new_name_is_live_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "names"
    add(
        folder,
        [name(ja="ムゲニア", en="Mugenia", alias="ムギニア:russian むげにあ:transliteration")],
        Lexicon.bundled(),
    )
    own = Resolver(Lexicon.bundled() | Lexicon.load(folder))
    assert own.resolve("ムギニアの首都").normalized == "ムゲニアの首都"


def test_rows_are_written_sorted_and_the_file_is_sound(tmp_path: Path) -> None:
    for en in ("Zeta", "Alpha", "Mu"):
        add(tmp_path, [name(ja=f"{en}市", en=en, alias=f"{en}町:designation")], Lexicon.bundled())
    ids = [line.split("\t")[0] for line in (tmp_path / "entities/names.tsv").read_text().splitlines()]
    assert ids == ["id", "alpha", "mu", "zeta"]
    assert check(tmp_path, Lexicon.bundled()).errors == ()


def test_more_forms_for_an_entity_of_the_bundled_lexicon(tmp_path: Path) -> None:
    add(tmp_path, [NewName.of({"id": "luhansk-oblast"}, ["ルガンスカヤ州:russian"])], Lexicon.bundled())
    own = Resolver(Lexicon.bundled() | Lexicon.load(tmp_path))
    assert own.resolve("ルガンスカヤ州").normalized == "ルハンスク州"
    assert own.resolve("ルガンスク州").normalized == "ルハンスク州"


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"ja": "ムゲニア", "en": "Mugenia", "alias": "むげ:short ムゲ:russian>ムガ"}, "is no form of mugenia"),
        ({"ja": "ムゲニア", "en": "Mugenia", "alias": "ムゲニア:short"}, "after folding"),
        ({"ja": "ムゲニア", "en": "Mugenia", "source": "NOWHERE"}, "not in SOURCES"),
        ({"ja": "ムゲニア", "en": "Mugenia", "part_of": "nowhere"}, "is no entity id"),
        ({"ja": "別の名", "en": "Other", "alias": "ホゲホゲ:short"}, "links to"),
    ],
)
def test_what_the_check_refuses_is_not_written(tmp_path: Path, bad: dict[str, str], message: str) -> None:
    add(tmp_path, [name(ja="ホゲホゲ", en="Hogehoge")], Lexicon.bundled())
    before = files(tmp_path)
    with pytest.raises(LexiconError, match=message):
        add(tmp_path, [name(ja="良い名", en="Good"), name(**bad)], Lexicon.bundled())
    assert files(tmp_path) == before


def test_an_old_fault_elsewhere_does_not_block_a_new_name(tmp_path: Path) -> None:
    add(tmp_path, [name(ja="ホゲホゲ", en="Hogehoge")], Lexicon.bundled())
    file = tmp_path / "entities/names.tsv"
    file.write_text(file.read_text(encoding="utf-8").replace("general", "NOWHERE"), encoding="utf-8")
    add(tmp_path, [name(ja="ムゲニア", en="Mugenia")], Lexicon.bundled())
    assert "Mugenia" in file.read_text(encoding="utf-8")


def test_an_id_that_is_taken_is_not_overwritten(tmp_path: Path) -> None:
    add(tmp_path, [name(ja="ムゲニア", en="Mugenia")], Lexicon.bundled())
    with pytest.raises(ConfigError, match="id mugenia is taken by another entity; name this one with --id"):
        add(tmp_path, [name(ja="ムゲニア川", en="Mugenia")], Lexicon.bundled())


def test_a_read_only_folder_is_left_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(tmp_path, [name(ja="ホゲホゲ", en="Hogehoge", alias="ホギホギ:russian")], Lexicon.bundled())
    before = files(tmp_path)
    calls: list[Path] = []

    def failing(path: Path, data: bytes) -> None:
        calls.append(path)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        write_bytes(path, data)

    monkeypatch.setattr("entity_resolver.lexicon_edit.write_bytes", failing)
    with pytest.raises(ConfigError, match="nothing has changed"):
        add(tmp_path, [name(ja="ムゲニア", en="Mugenia", alias="ムギニア:russian")], Lexicon.bundled())
    assert files(tmp_path) == before


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("ルガンスク州:russian", ("ルガンスク州", "ja", "russian", "", "link")),
        ("ルガンスク:russian>ルハンスク!context", ("ルガンスク", "ja", "russian", "ルハンスク", "context")),
        ("Луганськ:native@uk", ("Луганськ", "uk", "native", "", "link")),
        ("Lugansk:russian", ("Lugansk", "en", "russian", "", "link")),
        ("J・D:short", ("J・D", "ja", "short", "", "link")),
    ],
)
def test_alias_specs(spec: str, expected: tuple[str, ...]) -> None:
    alias = alias_of_spec(spec, "general")
    assert (alias.form, alias.lang, alias.kind, alias.variant_of, alias.use) == expected


@pytest.mark.parametrize("spec", ["ルガンスク州", "ルガンスク州:nickname", ":short", "Луганськ:native"])
def test_bad_alias_specs_say_how(spec: str) -> None:
    with pytest.raises(ConfigError, match=r"FORM:KIND|@uk"):
        alias_of_spec(spec, "general")


def test_format_sorts_drops_and_is_done(tmp_path: Path) -> None:
    add(tmp_path, [name(ja="ホゲホゲ", en="Hogehoge", alias="ホギホギ:russian")], Lexicon.bundled())
    entities, aliases = tmp_path / "entities/names.tsv", tmp_path / "aliases/names.tsv"
    entities.write_text(entities.read_text() + "alpha\tGPE\tアルファ市 \tAlpha\t\t\t\t\tNOWHERE\t", encoding="utf-8")
    more = "hogehoge\tﾎｷﾞﾎｷﾞ\tja\tmisspelling\tホゲホゲ\tlink\t\t\tgeneral\t\n"
    more += "hogehoge\tHogehoge\ten\tshort\t\tlink\t\t\tgeneral\t\n"
    context = "hogehoge\tホゲホゲ\tja\tshort\t\tcontext\t\t\tgeneral\t\n"
    aliases.write_text(aliases.read_text() + more + context, encoding="utf-8")
    told = "\n".join(map(str, format_folder(tmp_path, unknown_sources=True)))
    assert "dropped ﾎｷﾞﾎｷﾞ" in told and "dropped Hogehoge" in told and "source NOWHERE is unknown; now general" in told
    assert "ホゲホゲ\tja\tshort\t\tcontext" in aliases.read_text()
    assert check(tmp_path, Lexicon.bundled()).errors == ()
    before = files(tmp_path)
    assert format_folder(tmp_path, unknown_sources=True) == [] and files(tmp_path) == before


def test_format_keeps_references_to_a_dropped_spelling(tmp_path: Path) -> None:
    add(tmp_path, [name(ja="ホゲ・ホゲ", en="Hogehoge")], Lexicon.bundled())
    variant = "hogehoge\tホギホギ\tja\trussian\tホゲホゲ\tlink\t\t\tgeneral\t\n"
    rows = variant + "hogehoge\tホゲホゲ\tja\tshort\t\tlink\t\t\tgeneral\t\n"
    columns = "entity_id\tform\tlang\tkind\tvariant_of\tuse\tvalid_from\tvalid_to\tsource\tnote\n"
    (tmp_path / "aliases").mkdir()
    (tmp_path / "aliases/names.tsv").write_text(columns + rows, encoding="utf-8")
    format_folder(tmp_path)
    assert "ホギホギ\tja\trussian\tホゲ・ホゲ" in (tmp_path / "aliases/names.tsv").read_text()
    assert check(tmp_path, Lexicon.bundled()).errors == ()


def test_add_from_a_table_reports_every_bad_row(tmp_path: Path) -> None:
    rows = tmp_path / "rows.tsv"
    rows.write_text(
        "ja\ten\ttype\taliases\nムゲニア\tMugenia\tGPE\tムギニア:russian\n\tX\tGPE\t\nア市\tA\tTOWN\t\n",
        encoding="utf-8",
    )
    result = run("add", "--from", str(rows), "--to", str(tmp_path / "own"))
    assert isinstance(result.exception, LexiconError)
    assert [problem.line for problem in result.exception.problems] == [3, 4]
    assert not (tmp_path / "own").exists()


def test_import_csv_with_a_mapping_and_use_it(tmp_path: Path) -> None:
    table, out = tmp_path / "terms.csv", tmp_path / "names.tsv"
    table.write_text('原語,訳語,別名\n"ムゲニア","Mugenia, Republic of","ムギニア|ムゲーニア"\n', encoding="utf-8")
    run("import", str(table), "--map", "ja=原語", "--map", "en=訳語", "--map", "aliases=別名", "--output", str(out))
    resolver = Resolver(Lexicon.load(out))
    assert resolver.resolve("ムギニア").normalized == "ムゲニア"
    assert resolver.resolve("ムゲニア").mentions[0].en == "Mugenia, Republic of"


def test_import_jsonl_with_lists(tmp_path: Path) -> None:
    file = tmp_path / "terms.jsonl"
    file.write_text(json.dumps({"name": "ムゲニア", "en": "Mugenia", "alt": ["ムギニア"]}) + "\n", encoding="utf-8")
    result = run("import", str(file), "--map", "ja=name", "--map", "aliases=alt")
    assert result.stdout.splitlines()[1].split("\t")[2:] == ["ムゲニア", "Mugenia", "ムギニア"]


def test_import_into_a_folder_is_checked(tmp_path: Path) -> None:
    file = tmp_path / "terms.tsv"
    file.write_text("ja\ten\nムゲニア\tMugenia\n", encoding="utf-8")
    refused = run("import", str(file), "--to", str(tmp_path / "own"))
    assert isinstance(refused.exception, LexiconError) and not (tmp_path / "own").exists()
    assert run("import", str(file), "--to", str(tmp_path / "own"), "--type", "GPE").exception is None
    assert Lexicon.load(tmp_path / "own")["mugenia"].ja == "ムゲニア"


@pytest.mark.parametrize("line", ["{", '{"x": 1}', "[1]"])
def test_bad_jsonl_names_its_line(tmp_path: Path, line: str) -> None:
    file = tmp_path / "terms.jsonl"
    file.write_text(line + "\n", encoding="utf-8")
    assert "terms.jsonl:1:" in str(run("import", str(file)).exception)


def test_export_is_read_back(tmp_path: Path) -> None:
    out = tmp_path / "all.tsv"
    out.write_bytes(flat_rows(Lexicon.bundled()))
    again = Lexicon.load(out)
    assert len(again) == len(Lexicon.bundled())
    assert (again["luhansk-oblast"].ja, again["luhansk-oblast"].en) == ("ルハンスク州", "Luhansk Oblast")
    assert "ルガンスク州" in {alias.form for alias in again["luhansk-oblast"].aliases}


def test_export_shows_a_style_and_other_formats(tmp_path: Path) -> None:
    run("export", "--style", "en-bbc", "--output", str(tmp_path / "all.tsv"))
    assert "\tVolodymyr Zelensky\t" in (tmp_path / "all.tsv").read_text(encoding="utf-8")
    run("export", "--output", str(tmp_path / "all.tbx"))
    assert "ルハンスク州" in (tmp_path / "all.tbx").read_text(encoding="utf-8")
