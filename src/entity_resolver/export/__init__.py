"""Glossary → file formats: one module each, found by name in one table."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from entity_resolver.errors import ConfigError

if TYPE_CHECKING:
    from entity_resolver.glossary import Glossary

FORMATS: dict[str, str] = {
    "tsv": "tabular",
    "csv": "tabular",
    "json": "records",
    "jsonl": "records",
    "md": "markdown",
}
"""Format name → module of this package; each module has `render(glossary, format, **options) -> bytes`."""


def render(glossary: Glossary, format: str, **options: Any) -> bytes:
    """A glossary in a format, as the bytes of its file.

    Raises ConfigError for a name that is not in FORMATS, MissingExtraError where an optional package is missing.
    """
    module = FORMATS.get(format)
    if module is None:
        raise ConfigError(f"unknown glossary format {format!r}; one of {' '.join(FORMATS)}")
    made: bytes = import_module(f"entity_resolver.export.{module}").render(glossary, format, **options)
    return made
