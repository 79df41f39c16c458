"""Everything that can go wrong for a user, each with the place and the next step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class EntityResolverError(Exception):
    """Base of every error this package raises on purpose."""


class InputError(EntityResolverError):
    """A text or file that cannot be read as asked."""


class ConfigError(EntityResolverError):
    """An option or a configuration file that makes no sense."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in a data file; line and column are one-based, in code points."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class LexiconError(EntityResolverError):
    """A lexicon that breaks its contract: every problem found in one run."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[LexiconError], tuple[tuple[Problem, ...]]]:
        return (LexiconError, (self.problems,))


class MissingExtraError(EntityResolverError):
    """An optional part was asked for and its packages are not installed."""

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(f'{feature} needs an optional part: pip install "entity-resolver[{extra}]"')
