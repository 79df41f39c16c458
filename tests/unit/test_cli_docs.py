"""docs/cli.md names every command and every option, because it is written from them."""

from __future__ import annotations

import runpy

import click
import pytest

from entity_resolver.cli import COMMANDS, cli
from tests.support import ROOT

SCRIPT = runpy.run_path(str(ROOT / "scripts" / "cli_docs.py"))


def test_the_reference_is_the_commands_themselves() -> None:
    _, marker, written = SCRIPT["PAGE"].read_text(encoding="utf-8").partition(SCRIPT["MARKER"])
    assert marker and written.strip() == SCRIPT["reference"]().strip(), "run: python scripts/cli_docs.py"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_help_has_an_example(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None and command.help
    if not isinstance(command, click.Group):
        assert command.epilog and f"entity-resolver {name}" in command.epilog
