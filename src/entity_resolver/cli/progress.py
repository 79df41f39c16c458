"""What a long run shows on stderr: a bar on a terminal, and one line at the end."""

from __future__ import annotations

import os
import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Protocol

import click

from entity_resolver.model import Decision, Resolution


class Terminal(Protocol):
    """A stream that knows whether it is a terminal."""

    def isatty(self) -> bool: ...


def colours(stream: Terminal) -> bool:
    """Colours only on a terminal, and not where NO_COLOR is set (https://no-color.org)."""
    return not os.environ.get("NO_COLOR") and stream.isatty()


def counted(number: int, what: str) -> str:
    """A number with its noun: 1 mention, 2 mentions."""
    return f"{number} {what}{'' if number == 1 else 's'}"


@dataclass(slots=True)
class Tally:
    """Counts what a run saw and did."""

    files: int = 0
    mentions: int = 0
    rewrites: int = 0
    nil: int = 0
    rewrite: str = "rewrite"
    """What a rewrite is called: a suggestion where nothing is written."""
    edits_only: bool = False
    """Not every text was read for its mentions: they are not counted."""

    def add(self, result: Resolution) -> None:
        self.mentions += len(result.mentions)
        self.rewrites += len(result.edits)
        self.nil += sum(mention.decision is Decision.NIL for mention in result.mentions)

    def add_counts(self, mentions: int, rewrites: int, nil: int) -> None:
        """The same for what was counted before."""
        self.mentions += mentions
        self.rewrites += rewrites
        self.nil += nil

    def show(self, quiet: bool, *more: str) -> None:
        """The summary line, on stderr unless --quiet."""
        if quiet:
            return
        parts = [counted(self.files, "file"), counted(self.rewrites, self.rewrite)]
        if not self.edits_only:
            parts = [parts[0], counted(self.mentions, "mention"), parts[1], f"{self.nil} NIL"]
        click.echo(", ".join([*parts, *more]), err=True)


class Progress:
    """A bar over the bytes of the input; does nothing unless stderr is a terminal that results do not go to."""

    def __init__(self, total: int, quiet: bool, to_file: bool = False) -> None:
        busy = sys.stdout.isatty() and not to_file
        self._on = total > 0 and not quiet and sys.stderr.isatty() and not busy
        self._total = total
        self._bar: Any = None
        self._context: AbstractContextManager[Any] = nullcontext()

    def __enter__(self) -> Progress:
        if self._on:
            self._context = click.progressbar(
                length=self._total,
                label="entity-resolver",
                file=sys.stderr,
                update_min_steps=max(1, self._total // 200),
            )
        self._bar = self._context.__enter__()
        return self

    def __exit__(self, *failure: Any) -> None:
        self._context.__exit__(*failure)

    def advance(self, size: int) -> None:
        """So many bytes more are done."""
        if self._bar is not None:
            self._bar.update(size)
