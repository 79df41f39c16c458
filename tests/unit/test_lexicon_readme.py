"""lexicon/README.md keeps its promise: its commands, run as they stand, make a new name live."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from entity_resolver.bundled import bundled_path
from entity_resolver.cli import cli

README = bundled_path() / "README.md"


@pytest.mark.parametrize(
    "heading", ["### 新しい名前を二分で使えるようにする", "### From a new name to a live one in two minutes"]
)
def test_the_commands_of_the_readme_make_a_name_live(
    heading: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    section = README.read_text(encoding="utf-8").split(heading)[1].split("\n##")[0]
    lines = re.findall(r"^    (.*entity-resolver .*)$", section, re.MULTILINE)
    assert len(lines) == 4
    printed = []
    for line in lines:
        before, _, command = line.rpartition("| ")
        given = shlex.split(before)[1] if before else ""
        result = CliRunner().invoke(cli, shlex.split(command)[1:], input=given, standalone_mode=False)
        assert result.exception is None, (line, result.output)
        printed.append(result.stdout)
    assert printed[2].strip() == "ムゲニアの首都"
    assert "luhansk-oblast\tルガンスカヤ州\tja\trussian\tルハンスク州" in (
        tmp_path / "my-names/aliases/names.tsv"
    ).read_text(encoding="utf-8")
