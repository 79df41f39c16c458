"""The command line: a skin over the library. click is imported nowhere else."""

from __future__ import annotations

import gc
import os
import sys
import warnings
from importlib import import_module
from typing import TextIO

import click

from entity_resolver.errors import EntityResolverError

COMMANDS: dict[str, tuple[str, str]] = {
    "normalize": ("normalize", "Rewrite every spelling variant to the canonical form of its kind."),
    "resolve": ("resolve", "Show the names in a text and the entity each one means."),
    "glossary": ("glossary", "Make a Japanese-English glossary of what occurs in the input."),
    "lint": ("lint", "Find misspelt and mixed names, with reason and suggestion."),
    "lookup": ("lookup", "Find the best entities for a name in any script."),
    "explain": ("explain", "Say why each name in a text was decided as it was."),
    "discover": ("discover", "List the names that the lexicon does not have, for review."),
    "lexicon": ("lexicon", "Check, look into and count the data."),
    "evaluate": ("evaluate", "Measure precision, recall, F1 and wrong rewrites on labelled text."),
}
"""Command → (module of this package, one line of help); a module is imported when its command is used."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"entity_resolver.cli.{COMMANDS[cmd_name][0]}"), "command", None)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


def _print_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from entity_resolver.resolver import Resolver

        click.echo(Resolver().signature)
        ctx.exit()


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: echo 'ルガンスク州をめぐる米ロ協議' | entity-resolver normalize",
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Show the signature."
)
def cli() -> None:
    """Japanese names in text: find them, unify their spelling, make a Japanese-English glossary."""


def main() -> None:
    """Run the command line; every expected failure is one line on stderr, never a traceback."""
    warnings.showwarning = _show_warning
    gc.set_threshold(
        50_000
    )  # a command makes a great many small values that stay; looking for cycles among them is in vain
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace" if stream is sys.stderr else "strict")
    try:
        code = cli.main(standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        _leave(130)
    except click.ClickException as error:
        error.show()
        _leave(error.exit_code)
    except EntityResolverError as error:
        click.echo(f"error: {error}", err=True)
        _leave(2)
    except BrokenPipeError:
        _leave(141)
    else:
        _leave(code if isinstance(code, int) else 0)


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Without the place in our code, which says nothing to the user."""
    click.echo(f"warning: {message}", err=True)


def _leave(code: int) -> None:
    """Exit without a complaint about a pipe that the reader has closed."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)
