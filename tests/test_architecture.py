"""The shape that CONTRIBUTING.md promises, read from the source: stage order, who imports what, sizes, no names in code."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.support import ROOT, bundled

PACKAGE = ROOT / "src" / "entity_resolver"
FILES = sorted(path for path in PACKAGE.rglob("*.py") if "_lexicon" not in path.parts)
MAX_LINES, MAX_FUNCTION = 400, 60

SPINE = (
    *("model", "errors", "tables", "fold", "tokens", "lexicon", "rules", "spans", "scan", "compounds", "index"),
    *("features", "scorer", "glyphs", "names", "candidates", "unlisted", "context", "decide", "coherence"),
    *("styles", "zones", "rewrite", "lookup", "stable", "resolver", "glossary", "export", "cli"),
)
"""A file may import files to its left, never one to its right; files not named here must only keep out of cycles."""

OUTSIDE = {
    "sudachipy": {"tokens.py"},
    "rapidfuzz": {"candidates.py", "features.py", "index.py", "scorer.py"},
    "click": {path.relative_to(PACKAGE).as_posix() for path in (PACKAGE / "cli").glob("*.py")},
}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def relative(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def imported(path: Path, *, at_load: bool = False) -> set[str]:
    """Dotted names of the modules a file imports; `at_load`: only those that importing the file runs."""
    found: set[str] = set()
    pending: list[ast.AST] = [tree(path)]
    while pending:
        node = pending.pop()
        if at_load and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if at_load and isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        pending += ast.iter_child_nodes(node)
    return found


def stage(dotted: str) -> str:
    """entity_resolver.export.tbx → export."""
    parts = dotted.split(".")
    return parts[1] if parts[0] == "entity_resolver" and len(parts) > 1 else ""


def stages_of(path: Path, *, at_load: bool) -> set[str]:
    known = {file.stem for file in PACKAGE.glob("*.py")} | {folder.name for folder in PACKAGE.iterdir()}
    return {stage(name) for name in imported(path, at_load=at_load)} & known


def own_stage(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_a_stage_never_imports_a_later_one() -> None:
    rank = {name: at for at, name in enumerate(SPINE)}
    wrong = [
        f"{relative(path)} imports {other}"
        for path in FILES
        if own_stage(path) in rank
        for other in stages_of(path, at_load=True)
        if rank.get(other, -1) > rank[own_stage(path)]
    ]
    assert wrong == []


def test_the_order_names_files_that_exist() -> None:
    there = {own_stage(path) for path in FILES} | {folder.name for folder in PACKAGE.iterdir()}
    assert [name for name in SPINE if name not in there] == []


def test_importing_goes_in_no_circle() -> None:
    needs: dict[str, set[str]] = {}
    for path in FILES:
        needs.setdefault(own_stage(path), set()).update(stages_of(path, at_load=True) - {own_stage(path)})
    needs.pop("__init__", None)
    needs.pop("__main__", None)
    while ready := [name for name, others in needs.items() if not others & needs.keys()]:
        for name in ready:
            del needs[name]
    assert needs == {}


def test_the_core_never_imports_the_command_line_or_an_adapter() -> None:
    wrong = [
        f"{relative(path)} imports {name}"
        for path in FILES
        if own_stage(path) not in ("cli", "adapters", "__main__")
        for name in imported(path)
        if stage(name) in ("cli", "adapters")
    ]
    assert wrong == []


@pytest.mark.parametrize("package", OUTSIDE)
def test_each_outside_package_has_its_one_place(package: str) -> None:
    users = {relative(path) for path in FILES if any(n.split(".")[0] == package for n in imported(path))}
    assert users
    assert users - OUTSIDE[package] == set()


def test_the_model_imports_nothing_of_ours() -> None:
    assert {name for name in imported(PACKAGE / "model.py") if name.startswith("entity_resolver")} == set()


def test_no_file_is_too_long_to_read() -> None:
    lengths = {relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {name: size for name, size in lengths.items() if size >= MAX_LINES} == {}


def test_no_function_is_too_long_to_read() -> None:
    long = [
        f"{relative(path)}:{node.lineno} {node.name}"
        for path in FILES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno + 1 > MAX_FUNCTION
    ]
    assert long == []


def test_the_library_never_prints() -> None:
    printing = [
        f"{relative(path)}:{node.lineno}"
        for path in FILES
        if own_stage(path) != "cli"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert printing == []


def test_no_file_is_a_drawer_for_everything() -> None:
    assert [relative(path) for path in FILES if re.search(r"util|helper|misc|common", path.stem)] == []


def test_no_environment_variable_changes_an_answer() -> None:
    reading = [
        f"{relative(path)}:{node.lineno}"
        for path in FILES
        if own_stage(path) not in ("cli", "lexicon_cache")  # where a cache lies is no answer
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    ]
    assert reading == []


def _literals(path: Path) -> list[tuple[int, str]]:
    """The string literals of a file that are no docstrings."""
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    prose = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, documented) or hasattr(node, "body"):
            for inner in getattr(node, "body", []) if isinstance(getattr(node, "body", None), list) else []:
                if isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Constant):
                    prose.add(id(inner.value))
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose
    ]


COMMON = {"日本語": "the language, as a column's label", "首都圏": "an ending of place names"}


def test_names_live_in_the_data_and_not_in_the_code() -> None:
    japanese = re.compile(r"[ァ-ヺー一-龠々・]{3,}")
    names = {entity.ja for entity in bundled().lexicon}
    names |= {alias.form for entity in bundled().lexicon for alias in entity.aliases if alias.lang == "ja"}
    found = [
        f"{relative(path)}:{line} {word}"
        for path in FILES
        if own_stage(path) != "cli"
        for line, literal in _literals(path)
        if "e.g. " not in literal  # a message may show a name to be understood
        for word in japanese.findall(literal)
        if word in names and word not in COMMON
    ]
    assert found == []
