"""Every format read by a program that people use it with."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from entity_resolver import Entity, Lexicon, Resolver
from entity_resolver.export import render
from entity_resolver.glossary import Glossary
from entity_resolver.model import Alias
from tests.support import ROOT
from tests.unit.export.samples import LUHANSK, PUTIN, SERVER, documents, from_lexicon, from_texts, hostile

BOTH = [from_lexicon, from_texts, lambda: Glossary.of(hostile())]


@pytest.mark.parametrize("glossary", BOTH)
def test_translate_toolkit_reads_tbx2(glossary: Any, tmp_path: Path) -> None:
    from translate.storage.tbx import tbxfile

    path = tmp_path / "glossary.tbx"
    path.write_bytes(render(glossary(), "tbx2"))
    store = tbxfile(path.read_bytes(), sourcelanguage="ja", targetlanguage="en")
    pairs = {(unit.source, unit.target): unit.isobsolete() for unit in store.units}
    assert len(store.units) >= len(glossary().entries)
    assert all(source and target for source, target in pairs)
    if glossary().entries[0].entity == LUHANSK:
        assert pairs["ルハンスク州", "Luhansk Oblast"] is False
        # A translator meets ルガンスク州 and may translate it; he must not write Lugansk Oblast.
        assert pairs["ルガンスク州", "Luhansk Oblast"] is False
        assert pairs["ルハンスク州", "Lugansk Oblast"] is True
        assert pairs["プーチン", "Putin"] is False


def test_tbx2_the_other_way_forbids_japanese_variants(tmp_path: Path) -> None:
    from translate.storage.tbx import tbxfile

    store = tbxfile(render(from_lexicon(), "tbx2", direction="en-ja"), sourcelanguage="en", targetlanguage="ja")
    assert {unit.target: unit.isobsolete() for unit in store.units}["ルガンスク州"] is True


@pytest.mark.parametrize("glossary", BOTH)
@pytest.mark.parametrize("direction", ["ja-en", "en-ja"])
def test_deepl_client_takes_the_glossary(glossary: Any, direction: str) -> None:
    import deepl

    data = render(glossary(), "deepl", direction=direction).decode()
    entries = deepl.convert_tsv_to_dict(data)
    deepl.validate_glossary_term("ok")
    for term in (*entries, *entries.values()):
        deepl.validate_glossary_term(term)
        assert len(term.encode()) <= 1024
    assert len(entries) == data.count("\n")


def test_deepl_pairs_and_what_is_left_out() -> None:
    twin = Entity(
        "vladimir-putin-2",
        "PERSON",
        "ウラディミール・プーチン",
        "V. Putin II",
        aliases=(Alias("プーチン", "ja", "short"),),
    )
    sign = Entity("united-states", "GPE", "米国", "United States", aliases=(Alias("米", "ja", "abbreviation"),))
    lines = render(Glossary.of([LUHANSK, PUTIN, sign]), "deepl").decode().splitlines()
    assert "プーチン\tPutin" in lines
    assert "ルガンスク州\tLuhansk Oblast" in lines
    assert not [line for line in lines if line.startswith("米\t")]
    assert "プーチン" not in render(Glossary.of([PUTIN, twin]), "deepl").decode().replace("・プーチン", "")
    assert "Putin\tプーチン" in render(Glossary.of([PUTIN]), "deepl", direction="en-ja").decode()
    long = Entity("long", "ORG", "長" * 400, "Long")
    assert render(Glossary.of([long]), "deepl") == b""


def test_amazon_and_google_take_the_csv() -> None:
    data = render(from_lexicon(), "deepl", delimiter="comma", header=True).decode()
    rows = list(csv.reader(io.StringIO(data)))
    assert rows[0] == ["ja", "en"]
    assert all(len(row) == 2 and all(row) for row in rows)
    assert len({row[0] for row in rows}) == len(rows)


@pytest.mark.parametrize("glossary", BOTH)
def test_openpyxl_opens_the_workbook(glossary: Any) -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(render(glossary(), "xlsx")))
    assert book.sheetnames == ["Glossary", "Forms"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert not [cell.value for cell in cells if isinstance(cell.value, str) and cell.value[0] in "=+-@\t\r"]
    assert book["Glossary"].freeze_panes == "A2"


@pytest.mark.parametrize("format", ["tsv", "csv"])
def test_no_cell_of_a_table_runs(format: str) -> None:
    text = render(Glossary.of(hostile()), format).decode("utf-8-sig")
    rows = (
        list(csv.reader(io.StringIO(text, newline="")))
        if format == "csv"
        else [x.split("\t") for x in text.splitlines()]
    )
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "＝")]
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(rows) == len(hostile()) + 1


SUDACHI_USE = """
import sys
from sudachipy import Dictionary
from sudachipy.config import Config
dictionary = Dictionary(config=Config(user=[sys.argv[1]]))
tokenizer = (getattr(dictionary, "tokenizer", None) or dictionary.create)()
for m in tokenizer.tokenize(sys.argv[2]):
    print(m.surface(), m.normalized_form(), m.part_of_speech()[2], m.reading_form(), sep="\\t")
"""


def test_sudachi_builds_and_knows_the_names(tmp_path: Path) -> None:
    spec = find_spec("sudachidict_core")
    assert spec is not None and spec.origin is not None
    system = Path(spec.origin).parent / "resources" / "system.dic"
    names = (
        LUHANSK,
        SERVER,
        Entity("q", "ORG", '鈎"括弧,公社', "Quoted, Inc."),
        Entity("n", "ORG", "ＮＡＴＯ新機関", "NATO X"),
    )
    (tmp_path / "names.csv").write_bytes(render(Glossary.of([*names, *hostile()]), "sudachi"))
    run(["-m", "sudachipy.command_line", "ubuild", "-s", str(system), "-o", "user.dic", "names.csv"], tmp_path)
    text = 'ルガンスク州とNATO新機関と鈎"括弧,公社'
    rows = [
        line.split("\t") for line in run(["-c", SUDACHI_USE, str(tmp_path / "user.dic"), text], tmp_path).splitlines()
    ]
    assert rows[0] == ["ルガンスク州", "ルハンスク州", "地名", ""] or rows[0][:3] == [
        "ルガンスク州",
        "ルハンスク州",
        "地名",
    ]
    assert [row[0] for row in rows] == ["ルガンスク州", "と", "NATO新機関", "と", '鈎"括弧,公社']


def run(arguments: list[str], folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONUTF8": "1"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def textlint() -> Path:
    """The command that `make consumers` installs, or one on the PATH."""
    local = ROOT / ".venv" / "node_modules" / ".bin" / "textlint"
    found = local if local.exists() else Path(shutil.which("textlint") or "")
    if not found.is_file():
        pytest.skip("textlint is not installed: make consumers")
    return found


def textlinted(rules: bytes, text: str, folder: Path) -> tuple[list[str], str]:
    """(messages, fixed text) of textlint with prh and these rules."""
    command = textlint()
    (folder / "prh.yml").write_bytes(rules)
    (folder / ".textlintrc.json").write_text(
        json.dumps({"rules": {"prh": {"rulePaths": ["prh.yml"]}}}), encoding="utf-8"
    )
    (folder / "text.txt").write_text(text, encoding="utf-8")
    # textlint looks for its rules beside the package.json it is started from.
    modules = command.parents[1]
    if not (folder / "node_modules").exists():
        (folder / "node_modules").symlink_to(modules)
    done = subprocess.run([str(command), "-f", "json", "text.txt"], cwd=folder, capture_output=True, encoding="utf-8")
    assert done.stdout.startswith("["), done.stderr + done.stdout
    messages = json.loads(done.stdout)[0]["messages"]
    fixed, shift = text, 0
    for message in messages:
        start, end = message["fix"]["range"]
        fixed = fixed[: start + shift] + message["fix"]["text"] + fixed[end + shift :]
        shift += len(message["fix"]["text"]) - (end - start)
    return [message["message"] for message in messages], fixed


def test_textlint_rewrites_variants_and_nothing_else(tmp_path: Path) -> None:
    text = "ルガンスク州のサーバとサーバー商会。サーバーとサーバルと、ルハンスク州のルガンスク州立大。"
    messages, fixed = textlinted(render(from_lexicon(), "prh"), text, tmp_path)
    assert fixed == "ルハンスク州のサーバーとサーバー商会。サーバーとサーバルと、ルハンスク州のルハンスク州立大。"
    assert len(messages) == 3


def test_textlint_guards_names_that_hold_a_variant(tmp_path: Path) -> None:
    inside = Entity("x", "ORG", "東邦大", "Toho", aliases=(Alias("邦大", "ja", "misspelling", "東邦大"),))
    other = Entity("y", "ORG", "大邦大学", "Daiho", aliases=())
    _, fixed = textlinted(render(Glossary.of([inside, other]), "prh"), "邦大と東邦大と大邦大学と邦大", tmp_path)
    assert fixed == "東邦大と東邦大と大邦大学と東邦大"


def test_textlint_loads_hostile_names_and_the_whole_lexicon(tmp_path: Path) -> None:
    _, fixed = textlinted(
        render(Glossary.of(hostile()), "prh"), "=HYPERLINK(1)別と$1 \\n /regex/別とa-b¥c/d別", tmp_path
    )
    assert fixed == "=HYPERLINK(1)本と$1 \\n /regex/本とa-b¥c/d本"
    bundled = render(Glossary.of(Lexicon.bundled().entities), "prh")
    messages, fixed = textlinted(bundled, "ルガンスク州、キエフ。オーストラリア、オーストリア。", tmp_path)
    assert fixed == "ルハンスク州、キーウ。オーストラリア、オーストリア。"
    assert len(messages) == 2


@pytest.mark.parametrize("glossary", BOTH)
def test_prh_is_yaml_with_specs_that_hold(glossary: Any) -> None:
    import yaml

    rules = yaml.safe_load(render(glossary(), "prh"))
    assert rules["version"] == 1
    for rule in rules["rules"]:
        assert [p for p in rule["patterns"] if not (p.startswith("/") and p.endswith("/"))] == []
        pattern = re.compile("|".join(p[1:-1].replace("\\/", "/") for p in rule["patterns"]))
        for spec in rule.get("specs", []):
            expected = rule["expected"].replace("\\", "\\\\")
            assert pattern.sub(expected, spec["from"]) == spec["to"]


def synonyms_of(data: bytes) -> list[list[str]]:
    """What Lucene's SolrSynonymParser reads: # lines are comments, a backslash takes the next character as it is."""
    lines = [line for line in data.decode().splitlines() if line and not line.startswith("#")]
    assert not [line for line in lines if re.search(r"(?<!\\)=>", line)]
    cells = [re.findall(r"(?:[^\\,]|\\.)+", line) for line in lines]
    return [[re.sub(r"\\(.)", r"\1", cell).strip() for cell in row] for row in cells]


def test_solr_synonyms() -> None:
    (first, *_) = synonyms_of(render(from_lexicon(), "solr"))
    assert first == ["ルハンスク州", "Luhansk Oblast", "Lugansk Oblast", "Луганська область", "ルガンスク州"]
    rows = synonyms_of(render(Glossary.of(hostile()), "solr"))
    for entity, row in zip(hostile(), rows, strict=True):
        assert row[0] == " ".join(entity.ja.split())
        assert len(row) == 4


def annotated(markup: str) -> tuple[str, list[tuple[int, int, str]]]:
    """What Elasticsearch's AnnotatedText.parse does."""
    plain, found, at = "", [], 0
    for match in re.finditer(r"\[([^]\[]*)\]\(([^)(]*)\)", markup):
        plain += markup[at : match.start()]
        for value in filter(None, match[2].split("&")):
            assert "=" not in value
            found.append((len(plain), len(plain) + len(match[1]), unquote(value)))
        plain += match[1]
        at = match.end()
    return plain + markup[at:], found


def test_elasticsearch_gets_the_text_back_with_ids_beside_it() -> None:
    evil = "[ルガンスク州](x) と ](](a)[b](c&d=e) [[プーチン](ルハンスク州)]"
    resolver = Resolver(Lexicon([LUHANSK, PUTIN]))
    texts = [*documents(), ("evil", resolver.resolve(evil))]
    glossary = Glossary.collect(result for _, result in texts)
    lines = render(glossary, "es-annotated", documents=texts).decode().splitlines()
    for line, (id_, result) in zip(lines, texts, strict=True):
        record = json.loads(line)
        text, found = annotated(record["annotated"])
        assert (record["id"], record["text"], text) == (id_, result.text, result.text)
        assert found == [(m.start, m.end, m.entity.id) for m in result.mentions if m.entity]


def test_json_and_jsonl() -> None:
    whole = json.loads(render(from_texts(), "json"))
    lines = [json.loads(line) for line in render(from_texts(), "jsonl").decode().splitlines()]
    assert whole["entries"] == lines
    assert lines[0]["forms"] == {"ルガンスク州": 2, "ルハンスク州": 2}
    terms = {term["form"]: term["status"] for term in lines[0]["terms"]}
    assert (terms["ルハンスク州"], terms["ルガンスク州"], terms["ルハンスク"]) == (
        "preferred",
        "deprecated",
        "admitted",
    )


def test_markdown_is_one_table_whatever_the_names() -> None:
    lines = render(Glossary.of(hostile()), "md").decode().splitlines()
    assert len(lines) == len(hostile()) + 2
    for line in lines[2:]:
        assert len(re.findall(r"(?<!\\)\|", re.sub(r"\\\\", "", line))) == 7
        assert not re.search(r"(?<!\\)[<\[`*_]", re.sub(r"\\\\", "", line))


def test_omegat_lines() -> None:
    lines = render(Glossary.of([*hostile(), LUHANSK]), "omegat").decode().splitlines()
    assert lines[0].startswith("# entity-resolver ja-en")
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert {len(row) for row in rows} == {3}
    assert [row[:2] for row in rows if row[0] == "ルガンスク"] == [["ルガンスク", "Luhansk"]]
