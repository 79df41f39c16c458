"""Glossary → file formats: one module each, found by name in one table.

Facts, losses and consumers of every format: docs/formats.md.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from entity_resolver.errors import ConfigError
from entity_resolver.export.options import ExportOptions

if TYPE_CHECKING:
    from entity_resolver.glossary import Glossary

FORMATS: dict[str, str] = {
    "tsv": "tabular",
    "csv": "tabular",
    "json": "records",
    "jsonl": "records",
    "md": "markdown",
    "html": "html",
    "tbx": "tbx",
    "tbx2": "tbx2",
    "omegat": "omegat",
    "deepl": "deepl",
    "prh": "prh",
    "solr": "solr",
    "sudachi": "sudachi",
    "xlsx": "xlsx",
    "es-annotated": "annotated",
}
"""Format name → module of this package; each has `render(glossary, format, options: ExportOptions) -> bytes`."""

EXTENSIONS: dict[str, str] = {"htm": "html", "utf8": "omegat", "yml": "prh", "yaml": "prh", "ndjson": "es-annotated"}
"""File extensions that are not the name of their format."""


def format_of(path: str | Path) -> str:
    """The format that a file name asks for. Raises ConfigError where its extension says nothing.

    >>> format_of("用語.tbx"), format_of("glossary.utf8"), format_of("prh.yml")
    ('tbx', 'omegat', 'prh')
    """
    extension = Path(path).suffix.lstrip(".").lower()
    name = EXTENSIONS.get(extension, extension)
    if name not in FORMATS:
        raise ConfigError(f"{path}: no format has this extension; name one with --format: {' '.join(FORMATS)}")
    return name


def render(glossary: Glossary, format: str, **options: Any) -> bytes:
    """A glossary in a format, as the bytes of its file.

    `options` are the fields of ExportOptions; a format ignores those it has no use for. A lexicon is exported as
    `render(Glossary.of(lexicon.entities), "tbx")`.
    Raises ConfigError for a name that is not in FORMATS, MissingExtraError where an optional package is missing.
    """
    module = FORMATS.get(format)
    if module is None:
        raise ConfigError(f"unknown glossary format {format!r}; one of {' '.join(FORMATS)}")
    made: bytes = import_module(f"entity_resolver.export.{module}").render(glossary, format, ExportOptions(**options))
    return made
