"""Write the reference part of docs/cli.md from the commands themselves: every command, every option.

python scripts/cli_docs.py          rewrites everything below the marker
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import click

from entity_resolver.cli import COMMANDS, cli
from entity_resolver.cli.options import text_options

PAGE = Path(__file__).resolve().parents[1] / "docs" / "cli.md"
MARKER = "<!-- Everything below is written by scripts/cli_docs.py -->\n"


def reference() -> str:
    """The reference part as Markdown."""
    context = click.Context(cli)
    parts = ["## Shared options\n\n", *_table(list(_shared().values()))]
    for name in COMMANDS:
        command = cli.get_command(context, name)
        if command is not None:
            parts += _section(name, command, 2)
    return "".join(parts)


def _shared() -> dict[str, click.Option]:
    command = click.command("x")(text_options(lambda: None))
    return {option.opts[0]: option for option in command.params if isinstance(option, click.Option)}


def _section(name: str, command: click.Command, level: int) -> Iterator[str]:
    arguments = [_metavar(p) for p in command.params if isinstance(p, click.Argument)]
    options = [p for p in command.params if isinstance(p, click.Option) and not p.hidden]
    shared = _shared()
    own = [p for p in options if p.opts[0] not in shared]
    also = [p.opts[0] for p in options if p.opts[0] in shared]
    yield f"\n{'#' * level} `{' '.join(['entity-resolver', name, *arguments])}`\n\n{_prose(command.help)}\n"
    if own:
        yield "\n"
        yield from _table(own)
    if also:
        every = len(also) == len(shared)
        yield "\nAlso all shared options.\n" if every else f"\nAlso {', '.join(f'`{option}`' for option in also)}.\n"
    if isinstance(command, click.Group):
        for inner in sorted(command.commands):
            yield from _section(f"{name} {inner}", command.commands[inner], level + 1)


def _metavar(argument: click.Argument) -> str:
    if argument.metavar:
        return argument.metavar
    name = (argument.name or "").upper() + ("..." if argument.nargs != 1 else "")
    return name if argument.required else f"[{name}]"


def _prose(text: str | None) -> str:
    return inspect.cleandoc(text or "").replace("\b\n", "")


def _table(options: list[click.Option]) -> Iterator[str]:
    yield "| option | what it does |\n|---|---|\n"
    for option in options:
        names = ", ".join(f"`{name}`" for name in [*option.opts, *option.secondary_opts])
        value = "" if option.is_flag else f" `{_value(option)}`"
        yield f"| {names}{value} | {_cell(option)} |\n"


def _value(option: click.Option) -> str:
    if option.metavar:
        return option.metavar
    kind = option.type
    return " ".join(map(str, kind.choices)) if isinstance(kind, click.Choice) else kind.name.partition(" ")[0].upper()


def _cell(option: click.Option) -> str:
    said = [(option.help or "").replace("|", "\\|").strip()]
    if option.show_default and option.default is not None:
        said.append(f"Default: `{option.default}`.")
    if option.multiple and "repeatable" not in said[0]:
        said.append("Repeatable.")
    return " ".join(part for part in said if part)


def main() -> None:
    head, marker, _ = PAGE.read_text(encoding="utf-8").partition(MARKER)
    PAGE.write_text(head + (marker or MARKER) + "\n" + reference(), encoding="utf-8")


if __name__ == "__main__":
    main()
