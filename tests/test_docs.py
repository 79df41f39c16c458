"""The docs say what is true: README examples are run, every command, format, rule and style is named."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from entity_resolver import Lexicon
from entity_resolver.cli import COMMANDS
from entity_resolver.export import FORMATS

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.ja.md")
_BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def blocks(name: str) -> list[tuple[str, str]]:
    return [(m[1], m[2]) for m in _BLOCK.finditer((ROOT / name).read_text(encoding="utf-8"))]


def run(command: list[str] | str) -> str:
    made = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, shell=isinstance(command, str), check=True)
    return made.stdout


@pytest.mark.parametrize("name", READMES)
def test_the_python_example_prints_what_the_readme_shows(name: str) -> None:
    (language, code), (shown_as, shown) = blocks(name)[:2]
    assert (language, shown_as) == ("python", "text")
    assert run([sys.executable, "-c", code]) == shown


@pytest.mark.parametrize("name", READMES)
def test_the_console_sessions_are_real(name: str) -> None:
    command = f"{sys.executable} -m entity_resolver"
    for language, session in blocks(name):
        if language == "console":
            for step in session.split("$ ")[1:]:
                line, _, shown = step.partition("\n")
                assert run(line.replace("entity-resolver", command)) == shown, line


def test_the_readme_counts_the_lexicon_as_it_is() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"<!-- stats -->\n(.*?)\n<!-- /stats -->", text, re.DOTALL)
    lexicon = Lexicon.bundled()
    rows = [e.source for e in lexicon] + [a.source for e in lexicon for a in e.aliases]
    share = sum(source != "general" for source in rows) / len(rows)
    assert shown is not None
    assert shown[1] == (
        f"{len(lexicon):,} entities, {len(lexicon.forms):,} distinct forms after folding, of which {share:.0%} of the rows "
        "carry a source other than general knowledge."
    ).replace("%", " %")


def test_every_command_is_in_the_cli_page() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert not [name for name in COMMANDS if f"`entity-resolver {name}" not in page and f"## {name}" not in page]


def test_every_format_is_in_the_formats_page() -> None:
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    assert not [name for name in FORMATS if f"`{name}`" not in page]


def test_every_rule_and_style_file_is_in_the_lexicon_readme() -> None:
    page = (ROOT / "lexicon" / "README.md").read_text(encoding="utf-8")
    files = [*(ROOT / "lexicon" / "rules").glob("*.tsv"), *(ROOT / "lexicon" / "styles").glob("*.tsv")]
    assert not sorted(file.stem for file in files if file.stem not in page)


def test_links_between_pages_lead_somewhere() -> None:
    pages = [ROOT / name for name in (*READMES, "CONTRIBUTING.md", "CHANGELOG.md")] + [*(ROOT / "docs").rglob("*.md")]
    broken = []
    for page in pages:
        prose = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\((?!https?://|#)([^)#\n]+)", prose):
            if not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert not broken


def test_the_readme_commands_are_in_the_makefile() -> None:
    targets = set(re.findall(r"^(\w[\w-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for name in READMES:
        assert set(re.findall(r"^    make (\w+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)) <= targets
    assert shutil.which("make")
