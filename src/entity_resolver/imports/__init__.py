"""Term bases and tables → entities: what export/ writes, and the same formats from other tools."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from entity_resolver.errors import ConfigError, InputError
from entity_resolver.model import Entity

FORMATS: dict[str, str] = {
    "tsv": "tables",
    "csv": "tables",
    "xlsx": "xlsx",
    "tbx": "tbx",
    "tbx2": "tbx",
    "omegat": "omegat",
}
"""Format name → module of this package; each has `read(data, name, columns) -> list[Entity]`."""

EXTENSIONS: dict[str, str] = {"utf8": "omegat", "xml": "tbx", "martif": "tbx2", "tab": "tsv"}
"""File extensions that are not the name of their format."""


def format_of(path: str | Path) -> str:
    """The format that a file name says. Raises ConfigError where its extension says nothing."""
    extension = Path(path).suffix.lstrip(".").lower()
    name = EXTENSIONS.get(extension, extension)
    if name not in FORMATS:
        raise ConfigError(f"{path}: cannot tell the format; name one of {' '.join(FORMATS)}")
    return name


def read(path: str | Path, format: str | None = None, columns: Mapping[str, str] | None = None) -> list[Entity]:
    """The entities of a file, in its order, aliases sorted by form and language.

    `format`: one of FORMATS, else the extension decides. `columns`: for tables, our column → its name in the file,
    e.g. {"ja": "原語", "en": "訳語"}; ja or en is needed, id, type, aliases and the rest are optional.
    Raises InputError with file and place, ConfigError for an unknown format, MissingExtraError without openpyxl.
    """
    name = format or format_of(path)
    if name not in FORMATS:
        raise ConfigError(f"unknown import format {name!r}; one of {' '.join(FORMATS)}")
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    made: list[Entity] = import_module(f"entity_resolver.imports.{FORMATS[name]}").read(data, str(path), columns or {})
    return made
