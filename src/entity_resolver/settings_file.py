"""A project's settings: [tool.entity-resolver] of pyproject.toml, or entity-resolver.toml beside it (which wins).

The keys are the names of the command-line options; `exclude-paths`, `per-file-ignores` and `zones` exist only here.
Paths are relative to the file. What the command line says wins; lists are added to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path, PurePath

from entity_resolver.errors import ConfigError

OWN_FILE = "entity-resolver.toml"
PROJECT_FILE = "pyproject.toml"

_KEYS: dict[str, str] = {
    "lexicon": "strings",
    "no-bundled": "flag",
    "style": "string",
    "min-confidence": "number",
    "link-threshold": "number",
    "types": "strings",
    "keep": "strings",
    "exclude": "strings",
    "zones": "strings",
    "exclude-paths": "strings",
    "select": "strings",
    "ignore": "strings",
    "per-file-ignores": "table",
    "designations": "flag",
    "lang": "string",
    "encoding": "string",
    "text-field": "string",
    "column": "strings",
    "workers": "count",
}
"""Key → what it takes."""


@dataclass(frozen=True)
class ProjectSettings:
    """What a settings file says.

    Attributes:
        path: the file, None where there is none.
        values: key (with "_" for "-") → value; strings come as tuples.

    >>> ProjectSettings.parse('style = "plain"\\nkeep = ["キエフ"]', Path("entity-resolver.toml")).values
    {'style': 'plain', 'keep': ('キエフ',)}
    """

    path: Path | None = None
    values: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def find(cls, start: Path) -> ProjectSettings:
        """The settings of the nearest folder that has some, from `start` upwards; empty where none has.

        Raises ConfigError for a file that cannot be read as settings.
        """
        start = start.resolve()
        for folder in (start, *start.parents):
            for name in (OWN_FILE, PROJECT_FILE):
                file = folder / name
                if file.is_file() and (found := cls.load(file)).path is not None:
                    return found
        return cls()

    @classmethod
    def load(cls, path: Path) -> ProjectSettings:
        """The settings of a file; without a path where a pyproject.toml has no [tool.entity-resolver].

        Raises ConfigError naming the file, the key and what it takes.
        """
        try:
            text = path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise ConfigError(f"{path}: is not UTF-8; save the file as UTF-8") from None
        return cls.parse(text, path)

    @classmethod
    def parse(cls, text: str, path: Path) -> ProjectSettings:
        """The settings in a text; `path` says which of the two files it is."""
        import tomllib  # most runs find no such file

        try:
            table: object = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"{path}: not TOML: {error}") from None
        if path.name == PROJECT_FILE:
            tool = table.get("tool") if isinstance(table, dict) else None
            table = tool.get("entity-resolver") if isinstance(tool, dict) else None
            if table is None:
                return cls()
        if not isinstance(table, dict):
            raise ConfigError(f"{path}: tool.entity-resolver must be a table")
        values = {key.replace("-", "_"): _value(path, key, value) for key, value in table.items()}
        if "lexicon" in values:
            values["lexicon"] = tuple(str(path.parent / name) for name in _strings(path, "lexicon", table["lexicon"]))
        return cls(path, values)

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of the settings, () where it is not set."""
        value = self.values.get(key.replace("-", "_"), ())
        return value if isinstance(value, tuple) else ()

    def excludes(self, path: PurePath) -> bool:
        """Is the file left out by `exclude-paths`?"""
        return any(self._matches(path, pattern) for pattern in self.strings("exclude-paths"))

    def ignored_in(self, path: PurePath) -> tuple[str, ...]:
        """The codes that `per-file-ignores` switches off for a file."""
        table = self.values.get("per_file_ignores")
        if not isinstance(table, dict):
            return ()
        return tuple(code for pattern, codes in table.items() if self._matches(path, pattern) for code in codes)

    def _matches(self, path: PurePath, pattern: str) -> bool:
        """Glob against the path from the settings file's folder, any folder above it, or the bare name."""
        whole = Path(path).resolve()
        folder = self.path.parent.resolve() if self.path else Path.cwd()
        try:
            parts = whole.relative_to(folder).parts
        except ValueError:
            parts = whole.parts
        tries = {"/".join(parts[:size]) for size in range(1, len(parts) + 1)} | set(parts)
        return any(fnmatchcase(each, pattern.rstrip("/")) for each in tries)


def _value(path: Path, key: str, value: object) -> object:
    kind = _KEYS.get(key)
    if kind is None:
        raise ConfigError(f"{path}: unknown key {key!r}; one of {', '.join(_KEYS)}")
    if kind == "strings":
        return _strings(path, key, value)
    if kind == "table":
        if not isinstance(value, dict):
            raise ConfigError(f"{path}: {key} takes a table: pattern = [codes]")
        return {pattern: _strings(path, key, codes) for pattern, codes in value.items()}
    wanted: tuple[type, ...] = {"flag": (bool,), "string": (str,), "number": (int, float), "count": (int,)}[kind]
    if not isinstance(value, wanted) or (kind != "flag" and isinstance(value, bool)):
        what = {"flag": "true or false", "string": "a string", "number": "a number", "count": "a whole number"}[kind]
        raise ConfigError(f"{path}: {key} takes {what}, not {value!r}")
    return value


def _strings(path: Path, key: str, value: object) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise ConfigError(f'{path}: {key} takes a list of strings, e.g. {key} = ["…"]')
    return tuple(values)
