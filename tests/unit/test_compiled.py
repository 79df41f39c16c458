"""The compiled form: the same lexicon as its source, quick to open, and never trusted blindly."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from entity_resolver import Lexicon, LexiconError, Resolver
from entity_resolver.derived import derived_parts
from entity_resolver.keytable import KeyTable, WordScanner
from entity_resolver.lexicon_cache import forget_old, keep, read_kept
from entity_resolver.lexicon_sources import combined

ROWS = "ja\ten\ttype\taliases\nルビノヴァ\tRubinova\tGPE\tルビノワ|Рубинова\nアルマリク川\tAlmaryk\tLOC\t\nルビノヴァ\tRubinova East\tGPE\t\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "names.tsv"
    file.write_text(ROWS, encoding="utf-8")
    return file


@pytest.fixture
def compiled(source: Path) -> Path:
    file = source.with_suffix(".erlex")
    Lexicon.load(source).compile(file)
    return file


def test_it_equals_its_source(source: Path, compiled: Path) -> None:
    a, b = Lexicon.load(source), Lexicon.load(compiled)
    assert (a.entities, a.fingerprint, a.version, len(a)) == (b.entities, b.fingerprint, b.version, len(b))
    assert dict(a.forms) == dict(b.forms.items()) == {key: b.forms[key] for key in b.forms}
    assert list(a.forms.values()) == list(b.forms.values())
    assert [a.get(entity.id) for entity in a] == [b[entity.id] for entity in b]
    assert "no-such-entity" not in b and b.get("no-such-entity") is None and "ルビノヴァー" not in b.forms


def test_the_same_lexicon_gives_the_same_bytes(source: Path, compiled: Path) -> None:
    again = compiled.with_name("again.erlex")
    Lexicon.load(compiled).compile(again)
    assert again.read_bytes() == compiled.read_bytes()


def test_it_combines_and_pickles(source: Path, compiled: Path) -> None:
    a, b = Lexicon.load(source), Lexicon.load(compiled)
    assert (Lexicon.bundled() | a).fingerprint == (Lexicon.bundled() | b).fingerprint
    copy = pickle.loads(pickle.dumps(b))
    assert copy.fingerprint == b.fingerprint and len(pickle.dumps(b)) < 1000


def test_a_resolver_answers_the_same(source: Path, compiled: Path) -> None:
    text = "ルビノワ市長はアルマリク川を渡り、ルビノヴァーへ。"
    found = [Resolver(Lexicon.load(file)).resolve(text) for file in (source, compiled)]
    assert found[0] == found[1] and found[0].mentions


@pytest.mark.parametrize("at", [0, 4, 40, -20, -1])
def test_damage_is_found(compiled: Path, at: int) -> None:
    data = bytearray(compiled.read_bytes())
    data[at] ^= 0x55
    compiled.write_bytes(data)
    with pytest.raises(LexiconError, match="lexicon compile"):
        Lexicon.load(compiled)


@pytest.mark.parametrize("kept", [0, 3, 100, -1])
def test_a_cut_file_is_found(compiled: Path, kept: int) -> None:
    compiled.write_bytes(compiled.read_bytes()[:kept])
    with pytest.raises(LexiconError):
        Lexicon.load(compiled)


def test_the_bundled_lexicon_is_rebuilt_where_its_cache_is_damaged(tmp_path: Path) -> None:
    script = "from entity_resolver import Lexicon; x = Lexicon.bundled(); print(x.fingerprint, x['kyiv'].ja)"
    env = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}

    def run() -> str:
        return subprocess.run(
            [sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True, encoding="utf-8"
        ).stdout

    first = run()
    (file,) = tmp_path.rglob("*.erlex")
    file.write_bytes(file.read_bytes()[:-9])
    assert run() == first
    assert len(file.read_bytes()) > 1_000_000
    locked = tmp_path / "not-a-folder"
    locked.write_text("")
    env["XDG_CACHE_HOME"] = str(locked)
    assert run() == first


def test_only_what_was_used_last_stays(tmp_path: Path) -> None:
    for at in range(20):
        (tmp_path / f"b-{at:02}.erlex").write_bytes(b"x")
        (tmp_path / f"b-{at:02}.sounds").write_bytes(b"x")
        os.utime(tmp_path / f"b-{at:02}.erlex", (at, at))
    (tmp_path / "gone.sounds").write_bytes(b"x")
    forget_old(tmp_path, ".erlex")
    stems = sorted(file.stem for file in tmp_path.iterdir())
    assert 0 < len(stems) < 40 and stems == sorted([f"b-{at:02}" for at in range(20 - len(stems) // 2, 20)] * 2)


def test_what_is_kept_is_checked(tmp_path: Path) -> None:
    file = tmp_path / "x.sounds"
    keep(file, b"abc")
    assert read_kept(file) == b"abc"
    file.write_bytes(file.read_bytes() + b"!")
    assert read_kept(file) is None and read_kept(tmp_path / "none") is None


def test_probing_finds_what_an_automaton_finds() -> None:
    keys = ["米国", "米国防総省", "国防", "ロシア", "シア", "ア", "アア", "アアア", "x" * 70, "𠮷野家"]
    table = KeyTable([memoryview(part) for part in KeyTable.build(keys)])
    assert list(table) == keys and [table.find(key) for key in keys] == list(range(len(keys)))
    assert table.find("米") == table.find("") == -1
    scanner = WordScanner(keys, ["防総"], table)
    texts = ["米国防総省とロシア", "アアアア", "", "あ", "x" * 72, "𠮷野家の米国", "米"]
    probed = [list(scanner.find(text)) for text in texts]
    scanner.warm()
    assert probed == [list(scanner.find(text)) for text in texts]


def test_own_names_are_compiled_once_and_again_when_they_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    one, two = tmp_path / "one.tsv", tmp_path / "two.tsv"
    one.write_text("ja\ten\tcountry\nテストグラード\tTestgrad\tX\n", encoding="utf-8")
    two.write_text("id\tja\ten\ntestgrad\tテストグラート\tTestgrad\n", encoding="utf-8")

    def kept() -> int:
        return len(list(tmp_path.rglob("own-*.erlex")))

    for _ in range(2):
        with pytest.warns(UserWarning, match="country"):  # also where it comes from the cache
            lexicon = combined([one, two])
        assert kept() == 1 and lexicon["testgrad"].ja == "テストグラート"
    with pytest.warns(UserWarning, match="country"):
        assert combined([two, one])["testgrad"].ja == "テストグラード"  # the later one wins
    one.write_text("ja\ten\nテストグラード\tTestville\n", encoding="utf-8")
    assert combined([one, two])["testville"].ja == "テストグラード"
    assert kept() == 3


def test_what_a_compiled_file_carries_is_not_worked_out_anew(compiled: Path) -> None:
    lexicon = Lexicon.load(compiled)
    parts = derived_parts(lexicon)
    lexicon.compile(compiled, parts)
    again = Lexicon.load(compiled)

    def never() -> bytes:
        raise AssertionError("worked out anew")

    assert {name: bytes(again.derived(name, never)) for name in parts} == parts
