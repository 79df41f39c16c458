"""The options that commands share, and the Resolver they ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from entity_resolver.config import ResolverConfig
from entity_resolver.model import TYPES
from entity_resolver.settings_file import ProjectSettings

if TYPE_CHECKING:
    from entity_resolver.lexicon import Lexicon
    from entity_resolver.resolver import Resolver

F = TypeVar("F", bound=Callable[..., Any])

FILES = click.argument("files", nargs=-1, metavar="[FILES]...")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the shared options say."""

    lexicon: tuple[str, ...] = ()
    no_bundled: bool = False
    min_confidence: float | None = None
    types: str | None = None
    style: str = "plain"
    zones: str | None = None
    keep: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    encoding: str | None = None
    input_format: str = "auto"
    text_field: str = "text"
    column: tuple[str, ...] = ()
    workers: int = 1
    quiet: bool = False
    project: ProjectSettings = field(default_factory=ProjectSettings)

    def build_lexicon(self) -> Lexicon:
        """The bundled lexicon and every --lexicon, later ones winning."""
        from entity_resolver.lexicon_sources import combined

        if self.no_bundled and not self.lexicon:
            raise click.UsageError("--no-bundled leaves no lexicon; add one with --lexicon PATH")
        return combined([Path(path) for path in self.lexicon], with_bundled=not self.no_bundled)

    def _zones(self) -> tuple[str, ...]:
        known = ResolverConfig().zones
        if self.zones is None:
            return self.project.strings("zones") if "zones" in self.project.values else known
        chosen = tuple(zone.strip() for zone in self.zones.split(",") if zone.strip() not in ("", "none"))
        if unknown := set(chosen) - set(known):
            raise click.UsageError(f"unknown zone {', '.join(sorted(unknown))}; one of {', '.join(known)}, or none")
        return chosen

    def build_resolver(self, *, edits_only: bool = False) -> Resolver:
        from entity_resolver.resolver import Resolver

        types = tuple(t.strip().upper() for t in (self.types or "").split(",") if t.strip())
        default = ResolverConfig()
        rewrite = default.rewrite_threshold if self.min_confidence is None else self.min_confidence
        link = self.project.values.get("link_threshold", default.link_threshold)
        config = ResolverConfig(
            link_threshold=float(str(link)),
            rewrite_threshold=rewrite,
            types=types,
            keep=self.keep,
            exclude=self.exclude,
            edits_only=edits_only,
            zones=self._zones(),
        )
        return Resolver(self.build_lexicon(), config=config, style=self.style)


_LEXICON = (
    click.option("--lexicon", multiple=True, metavar="PATH", help="Add a lexicon folder or a TSV/CSV (repeatable)."),
    click.option("--no-bundled", is_flag=True, help="Leave the bundled lexicon out."),
)
STYLE = click.option(
    "--style",
    default="plain",
    show_default=True,
    metavar="NAME",
    help="House style: plain, mofa, kyodo, asahi, sankei, en-ap … or the path of your own TSV.",
)
_DECIDING = (
    STYLE,
    click.option(
        "--min-confidence",
        type=click.FloatRange(0, 1),
        help="Rewrite only from this confidence on.  [default: 0.985]",
    ),
    click.option("--types", metavar="T,...", help=f"Only these entity types: {' '.join(TYPES)}."),
    click.option(
        "--zones",
        metavar="Z,...",
        help=f"Zones where nothing is rewritten, or none.  [default: {','.join(ResolverConfig().zones)}]",
    ),
    click.option("--keep", multiple=True, metavar="FORM", help="Never rewrite this form (repeatable)."),
    click.option("--exclude", multiple=True, metavar="ENTITY_ID", help="Never rewrite this entity (repeatable)."),
)


def _reading() -> tuple[Callable[[F], F], ...]:
    from entity_resolver.formats_in import FORMATS  # a look-up reads no file

    return (
        click.option("--encoding", metavar="NAME", help="Encoding of the input (cp932, euc_jp …).  [default: auto]"),
        click.option(
            "--input-format",
            type=click.Choice(["auto", *FORMATS]),
            default="auto",
            show_default=True,
            help="Kind of file; auto goes by the extension, and takes what it does not know as text.",
        ),
        click.option(
            "--text-field", default="text", show_default=True, metavar="NAME", help="JSONL field of the text."
        ),
        click.option(
            "--column", multiple=True, metavar="NAME", help="CSV/TSV column of the text, or its number (repeatable)."
        ),
        click.option(
            "--workers",
            type=click.IntRange(1),
            default=1,
            show_default=True,
            help="Worker processes, four a core at most.",
        ),
        click.option("--quiet", "-q", is_flag=True, help="Nothing on stderr but errors."),
        click.option(
            "--config",
            metavar="FILE",
            help="Settings file.  [default: the nearest entity-resolver.toml or pyproject.toml]",
        ),
        click.option("--no-config", is_flag=True, help="Read no settings file."),
    )


def lexicon_options(function: F) -> F:
    return _decorate(function, _LEXICON)


def text_options(function: F) -> F:
    """Everything a command that reads texts understands; the options arrive as one Settings argument."""
    return _decorate(function, (*_LEXICON, *_DECIDING, *_reading()))


def _decorate(function: F, options: tuple[Callable[[F], F], ...]) -> F:
    for option in reversed(options):
        function = option(function)
    return function


def settings_from(values: dict[str, Any]) -> Settings:
    """Takes the shared options out of a command's keyword arguments; a settings file fills what was not given.

    Raises ConfigError for a settings file that makes no sense.
    """
    config, no_config = values.pop("config", None), values.pop("no_config", True)
    if config:
        values["project"] = ProjectSettings.load(Path(config))
    elif not no_config:
        values["project"] = ProjectSettings.find(Path.cwd())
    names = [name for name in Settings.__dataclass_fields__ if name in values]
    given = {name: values.pop(name) for name in names}
    return Settings(**given | _from_project(given))


def _from_project(given: dict[str, Any]) -> dict[str, Any]:
    project = given.get("project", ProjectSettings())
    context = click.get_current_context(silent=True)
    found: dict[str, Any] = {}
    for name in given:
        if name not in project.values:
            continue
        value = project.values[name]
        if isinstance(given[name], tuple):
            found[name] = (*project.strings(name), *given[name])
        elif context is not None and context.get_parameter_source(name) is ParameterSource.DEFAULT:
            found[name] = ",".join(value) if isinstance(value, tuple) else value
    return found
