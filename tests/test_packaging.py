"""What a person installs: the wheel's contents, a clean environment, an editable install, a plain checkout. Slow."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from entity_resolver.bundled import SHIPPED, bundled_path
from entity_resolver.lexicon import Lexicon
from tests.support import ROOT, bundled

QUERY, ANSWER = "ルガンスク州", "luhansk-oblast"


def ran(*command: str | Path, cwd: Path, **variables: str) -> str:
    """Runs a command away from the checkout; what it printed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | variables
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


@pytest.fixture(scope="session")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a fresh clone would hold, with the rubbish of daily work added to it."""
    target = tmp_path_factory.mktemp("build") / "project"
    target.mkdir()
    for name in ("src", "lexicon"):
        shutil.copytree(ROOT / name, target / name)
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "README.ja.md", "CHANGELOG.md", "LICENSE"):
        if (ROOT / name).is_file():
            shutil.copy(ROOT / name, target / name)
        elif name.startswith("README"):
            (target / name).write_text("", encoding="utf-8")
    return target


@pytest.fixture(scope="session")
def wheel(copy: Path) -> Path:
    ran(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", copy / "dist", copy, cwd=copy.parent)
    (built,) = (copy / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="session")
def clean(wheel: Path) -> Path:
    """The Python of a new environment with the wheel; the packages it needs come from this one, offline."""
    folder = wheel.parents[2] / "venv"
    ran(sys.executable, "-m", "venv", folder, cwd=wheel.parent)
    python = folder / "bin" / "python"
    ran(python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel, cwd=wheel.parent)
    (site,) = (folder / "lib").glob("python*/site-packages")
    outside = [path for path in sys.path if path.endswith("site-packages")]
    (site / "zz-borrowed.pth").write_text("\n".join(outside) + "\n", encoding="utf-8")
    return python


def test_the_wheel_ships_the_whole_lexicon_and_nothing_stray(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = {name for name in names if name.startswith("entity_resolver/_lexicon/")}
    data = {
        f"entity_resolver/_lexicon/{path.relative_to(ROOT / 'lexicon').as_posix()}"
        for path in (ROOT / "lexicon").rglob("*")
        if path.is_file()
    }
    assert shipped == data | {f"entity_resolver/_lexicon/{SHIPPED}"}
    allowed = {".py", ".typed", ".tsv", ".json", ".md", ".css", ".js", ".html", ".txt", ".erlex", ""}
    assert {Path(name).suffix for name in names if "dist-info" not in name} <= allowed
    assert not [name for name in names if "__pycache__" in name or Path(name).name.startswith(".")]
    assert not [name for name in names if not name.startswith("entity_resolver")]
    assert "entity_resolver/py.typed" in names


def test_the_wheel_names_its_licences_and_its_command(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (metadata,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
    (points,) = (name for name in archive.namelist() if name.endswith("/entry_points.txt"))
    assert b"License-Expression: " in archive.read(metadata)
    assert b"entity-resolver = entity_resolver.cli:main" in archive.read(points)
    assert len([name for name in archive.namelist() if name.endswith("LICENSE")]) >= 2


def test_it_runs_in_a_clean_environment_away_from_the_checkout(clean: Path, tmp_path: Path) -> None:
    found = ran(clean.with_name("entity-resolver"), "lookup", "--json", QUERY, cwd=tmp_path)
    assert ANSWER in found
    where = ran(
        clean, "-c", "from entity_resolver.bundled import SHIPPED, bundled_path; print(bundled_path())", cwd=tmp_path
    )
    assert str(clean.parents[1]) in where


def test_the_installed_lexicon_is_the_one_of_the_checkout(clean: Path, tmp_path: Path) -> None:
    ask = "from entity_resolver import Lexicon; print(Lexicon.bundled().fingerprint)"
    assert ran(clean, "-c", ask, cwd=tmp_path).strip() == bundled().lexicon.fingerprint


def test_the_installed_lexicon_is_ready_and_a_stale_one_is_not_used(clean: Path, tmp_path: Path) -> None:
    ask = "from entity_resolver import Resolver; r = Resolver(); print(r.lookup('ルガンクス')[0].entity.id, len(r.lexicon))"
    used = {"XDG_CACHE_HOME": str(tmp_path)}
    known = ran(clean, "-c", ask, cwd=tmp_path, **used)
    assert not list(tmp_path.iterdir())  # neither compiled nor worked out anew
    where = "from entity_resolver.bundled import bundled_path; print(bundled_path() / 'entities' / 'facilities.tsv')"
    table = Path(ran(clean, "-c", where, cwd=tmp_path).strip())
    whole = table.read_bytes()
    try:
        last = whole.splitlines(keepends=True)[-1]
        table.write_bytes(whole + b"zz-" + last)
        assert int(ran(clean, "-c", ask, cwd=tmp_path, **used).split()[1]) == int(known.split()[1]) + 1
        assert list(tmp_path.rglob("*.erlex"))
    finally:
        table.write_bytes(whole)


def test_a_plain_checkout_finds_its_lexicon(copy: Path, tmp_path: Path) -> None:
    borrowed = os.pathsep.join([str(copy / "src"), *(path for path in sys.path if path.endswith("site-packages"))])
    command = (
        "import sys; sys.argv[1:] = ['lookup', '--json', 'ルガンスク州']; from entity_resolver.cli import main; main()"
    )
    assert ANSWER in ran(sys.executable, "-c", command, cwd=tmp_path, PYTHONPATH=borrowed)


def test_an_editable_install_finds_the_lexicon_of_its_checkout(copy: Path, tmp_path: Path) -> None:
    # What hatchling leaves of an editable install is this one line; making it needs packages from the network.
    folder = tmp_path / "venv"
    ran(sys.executable, "-m", "venv", "--without-pip", folder, cwd=tmp_path)
    python = folder / "bin" / "python"
    (site,) = (folder / "lib").glob("python*/site-packages")
    outside = [path for path in sys.path if path.endswith("site-packages")]
    (site / "_entity_resolver.pth").write_text(f"{copy / 'src'}\n", encoding="utf-8")
    (site / "zz-borrowed.pth").write_text("\n".join(outside) + "\n", encoding="utf-8")
    where = ran(
        python, "-c", "from entity_resolver.bundled import SHIPPED, bundled_path; print(bundled_path())", cwd=tmp_path
    )
    assert where.strip() == str(copy / "lexicon")
    assert ANSWER in ran(python, "-m", "entity_resolver", "lookup", "--json", QUERY, cwd=tmp_path)


def test_the_tests_read_the_lexicon_of_this_checkout() -> None:
    assert bundled_path() == ROOT / "lexicon"
    assert len(Lexicon.bundled()) > 0
