"""resolve --update: only what a changed lexicon can touch is resolved anew, and the output is that of a full run."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from click import UsageError
from click.testing import CliRunner, Result

from entity_resolver import Decision, Lexicon, Resolver
from entity_resolver.cli import cli
from entity_resolver.model import Alias, Entity
from entity_resolver.update import Touch
from tests.golden_cases import load_all
from tests.support import bundled

TEXTS = [case.text for case in load_all()]
KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモラリルレロンーガギグゲゴザジズダデドバビブベボパピプペポ"
HEADER = "ja\ten\ttype\n"


def near(chance: random.Random, name: str) -> str:
    """The name, or one that is written a little differently."""
    for _ in range(chance.randint(0, 2)):
        at = chance.randrange(max(1, len(name)))
        name = name[:at] + chance.choice([chance.choice(KANA), ""]) + name[at + chance.randint(0, 1) :]
    return name or "ア"


def rows(chance: random.Random, names: list[str]) -> list[Entity]:
    """Names near to what texts hold, as new entities and as new forms, types and places of listed ones."""
    listed = list(Lexicon.bundled())
    made = []
    for number in range(20):
        ja = near(chance, chance.choice(names))
        if chance.random() < 0.6:
            type_ = chance.choice(["GPE", "PERSON", "ORG", "LOC"])
            made.append(Entity(f"new-{number}-{chance.random()}", type_, ja, f"New {chance.random()}"))
        else:
            old = chance.choice(listed)
            alias = Alias(ja, "ja", "transliteration", variant_of=old.ja)
            part_of = chance.choice(["japan", old.part_of])
            made.append(Entity(old.id, old.type, old.ja, old.en, part_of=part_of, aliases=(alias,)))
    return made


@pytest.mark.parametrize("seed", range(2))
def test_what_is_not_touched_reads_as_before(seed: int) -> None:
    chance = random.Random(seed)
    names = sorted(
        {m.surface for text in TEXTS for m in bundled().resolve(text).mentions if m.decision is not Decision.LINKED}
    )
    before = rows(chance, names)
    after = before[chance.randint(1, 5) :] + rows(chance, names)[: chance.randint(3, 20)]
    old, new = (Lexicon.bundled() | Lexicon(part) for part in (before, after))
    first, second = Resolver(old), Resolver(new)
    touch = Touch(first, second)
    touched = {text for text in TEXTS if touch(text)}
    changed = {text for text in TEXTS if first.resolve(text).mentions != second.resolve(text).mentions}
    assert changed and changed <= touched
    assert len(touched) < len(TEXTS) / 2


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(arg) for arg in args], standalone_mode=False, catch_exceptions=False)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with texts in several formats, two lexicons and what the first makes of the texts; a cache of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    texts = [{"id": n, "text": text, "day": n % 7} for n, text in enumerate(TEXTS[:150])]
    texts += [
        {"id": "dup", "text": "テストグラード州とキエフ"},
        {"id": "dup", "text": "キエフ"},
        {"text": "アルマリック川"},
    ]
    Path("many.jsonl").write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in texts), encoding="utf-8"
    )
    Path("a.html").write_text("<p>ルガンス<b>ク</b>州とテストグラード", encoding="utf-8")
    Path("b.txt").write_text("ルガンスク州\n", encoding="utf-8")
    Path("old.tsv").write_text(f"{HEADER}アルマリク川\tAlmaryk\tLOC\n", encoding="utf-8")
    Path("new.tsv").write_text(f"{HEADER}テストグラード\tTestgrad\tGPE\n", encoding="utf-8")
    run("resolve", "--lexicon", "old.tsv", "--output", "old.jsonl", "many.jsonl", "a.html", "b.txt")
    return tmp_path


FILES = ("many.jsonl", "a.html", "b.txt")


def test_a_university_touches_the_texts_that_have_the_short_word_for_it() -> None:
    old = Lexicon.bundled()
    new = old | Lexicon([Entity("rubino-university", "ORG", "ルビノ大学", "Rubino University")])
    text = "ルビノ大の教授が話した。"
    assert Resolver(old).resolve(text).mentions != Resolver(new).resolve(text).mentions
    assert Touch(Resolver(old), Resolver(new))(text)


def test_a_province_touches_the_texts_that_name_it_in_a_list() -> None:
    old = Lexicon.bundled() | Lexicon([Entity("rubino", "GPE", "ルビノ", "Rubino", part_of="italy")])
    new = old | Lexicon([Entity("rubino-state", "GPE", "ルビノ州", "Rubino State", part_of="italy")])
    text = "ルビノ、ヘルソン両州で会見した。"
    assert Resolver(old).resolve(text).mentions != Resolver(new).resolve(text).mentions
    assert Touch(Resolver(old), Resolver(new))(text)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_output_is_that_of_a_full_run(desk: Path, workers: str) -> None:
    Path("b.txt").write_text("ルガンスク市\n", encoding="utf-8")  # its line is not of this text any more
    options = ("--lexicon", "new.tsv", "--workers", workers)
    result = run("resolve", "--update", "old.jsonl", "--output", "new.jsonl", *options, *FILES)
    run("resolve", *options, "--output", "full.jsonl", *FILES)
    assert Path("new.jsonl").read_bytes() == Path("full.jsonl").read_bytes()
    assert Path("new.jsonl").read_bytes() != Path("old.jsonl").read_bytes()
    kept = int(result.stderr.rsplit(", ", 1)[1].split()[0])
    assert 140 <= kept <= 151 and "155 " not in result.stderr
    assert run("resolve", "--update", "old.jsonl", *options, *FILES).stdout.encode() == Path("full.jsonl").read_bytes()


def test_a_lexicon_that_is_not_known_any_more_can_be_named(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(desk / "other"))
    options = ("resolve", "--update", "old.jsonl", "--lexicon", "new.tsv")
    assert "not in the cache any more (name it with --was)" in run(*options, *FILES).stderr
    known = run(*options, "--was", "old.tsv", *FILES)
    assert "anew" not in known.stderr and "0 documents kept" not in known.stderr
    with pytest.raises(UsageError, match="not made with the lexicon of --was"):
        run(*options, "--was", "new.tsv", *FILES)


def test_a_style_that_one_s_own_name_goes_before(desk: Path) -> None:
    text = "英露関係は冷え込んでいる。"
    country = Lexicon.bundled()["russia"]
    with_it = Lexicon.bundled() | Lexicon([replace(country, aliases=())])
    old, new = Resolver(with_it, style="kyodo"), Resolver(style="kyodo")
    assert old.resolve(text).normalized != new.resolve(text).normalized
    assert Touch(old, new)(text) and Touch(new, old)(text)


@pytest.mark.parametrize(
    "after",
    ['{"id": 1, "text": "ロシア", "y": 2, "x": 1}', '{"id": 1, "text": "ロシア", "x": true, "y": 2}'],
    ids=["order", "type"],
)
def test_the_other_fields_of_a_record_are_those_of_now(desk: Path, after: str) -> None:
    signed = json.loads(Path("old.jsonl").read_text(encoding="utf-8").split("\n")[0])["signature"]
    rest = json.dumps({"id": 2, "text": "ロシア", "signature": signed}) + "\n"
    Path("in.jsonl").write_text('{"id": 1, "text": "ロシア", "x": 1, "y": 2}\n' + rest, encoding="utf-8")
    run("resolve", "--lexicon", "old.tsv", "--output", "was.jsonl", "in.jsonl")
    Path("in.jsonl").write_text(after + "\n" + rest, encoding="utf-8")
    options = ("resolve", "--lexicon", "new.tsv", "--format", "jsonl", "in.jsonl")
    updated = run(*options, "--update", "was.jsonl")
    assert updated.stdout == run(*options).stdout and "1 document kept" in updated.stderr


def test_files_that_were_read_as_another_format_are_read_anew(desk: Path) -> None:
    Path("f.md").write_text("`ロシア` モスクワ", encoding="utf-8")
    run("resolve", "--lexicon", "old.tsv", "--input-format", "text", "--output", "was.jsonl", "f.md")
    options = ("resolve", "--lexicon", "new.tsv", "--format", "jsonl", "f.md")
    assert run(*options, "--update", "was.jsonl").stdout == run(*options).stdout


def test_a_damaged_line_is_resolved_anew(desk: Path) -> None:
    lines = Path("old.jsonl").read_text(encoding="utf-8").split("\n")
    lines[3] = lines[3][:60] + "[garbage"
    lines[4] = '{"id": "4", "mentions": [5], "normalized": "", "signature": ' + lines[4].rpartition('"signature": ')[2]
    holed = next(n for n in range(5, 150) if '"rewrite": null}, {' in lines[n] and '"rewrite": "' not in lines[n])
    lines[holed] = lines[holed].replace('"rewrite": null}, {', '"rewr{', 1)
    Path("old.jsonl").write_text("\n".join(lines), encoding="utf-8")
    options = ("resolve", "--lexicon", "new.tsv", "--format", "jsonl", *FILES)
    assert run(*options, "--update", "old.jsonl").stdout == run(*options).stdout
    for broken, message in (("", "holds no whole line"), ('{"id": "x", "mentions": [garbage\n', "was not written")):
        Path("broken.jsonl").write_text(broken, encoding="utf-8")
        if broken:
            with pytest.raises(UsageError, match=message):
                run(*options, "--update", "broken.jsonl")
        else:
            assert message in run(*options, "--update", "broken.jsonl").stderr


def test_other_settings_keep_nothing(desk: Path) -> None:
    result = run("resolve", "--update", "old.jsonl", "--lexicon", "new.tsv", "--style", "asahi", *FILES)
    assert "made with other settings" in result.stderr and ", 0 documents kept" in result.stderr


def test_what_is_no_output_is_refused(desk: Path) -> None:
    with pytest.raises(UsageError, match=r"b\.txt:1: was not written by resolve"):
        run("resolve", "--update", "b.txt", "b.txt")
    with pytest.raises(UsageError, match="name another"):
        run("resolve", "--update", "old.jsonl", "--output", "old.jsonl", "b.txt")
    with pytest.raises(UsageError, match="goes with --update"):
        run("resolve", "--was", "old.tsv", "b.txt")
    with pytest.raises(UsageError, match="JSON Lines"):
        run("resolve", "--update", "old.jsonl", "--format", "html", "b.txt")


@pytest.mark.parametrize("written", ["line ends", "escapes", "blanks"])
def test_lines_that_no_run_writes_are_made_anew(desk: Path, written: str) -> None:
    lines = Path("old.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    if written == "line ends":
        lines = [f"{line}\r" for line in lines]
    elif written == "escapes":
        lines = [json.dumps(json.loads(line)) for line in lines]
    else:
        lines = [line.replace('{"start": ', '{"start":') for line in lines]
    Path("other.jsonl").write_bytes("".join(f"{line}\n" for line in lines).encode())
    options = ("resolve", "--lexicon", "new.tsv", "--format", "jsonl", *FILES)
    assert run(*options, "--update", "other.jsonl").stdout == run(*options).stdout


def test_an_update_of_a_file_that_is_not_there(desk: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.jsonl: No such file"):
        run("resolve", "--update", "none.jsonl", "--output", "old.jsonl", "b.txt")
