"""resolve --update: only what a changed lexicon can touch is resolved anew, and the output is that of a full run."""

from __future__ import annotations

import json
import random
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
        at = chance.randrange(len(name))
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
    touch, first, second = Touch(old, new), Resolver(old), Resolver(new)
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


def test_other_settings_keep_nothing(desk: Path) -> None:
    result = run("resolve", "--update", "old.jsonl", "--lexicon", "new.tsv", "--style", "asahi", *FILES)
    assert "made with other settings" in result.stderr and ", 0 documents kept" in result.stderr


def test_what_is_no_output_is_refused(desk: Path) -> None:
    with pytest.raises(UsageError, match=r"b\.txt:1: was not written by resolve"):
        run("resolve", "--update", "b.txt", "b.txt")
    with pytest.raises(UsageError, match="name another"):
        run("resolve", "--update", "old.jsonl", "--output", "old.jsonl", "b.txt")
    with pytest.raises(UsageError, match="JSON Lines"):
        run("resolve", "--update", "old.jsonl", "--format", "html", "b.txt")
