"""Lexicons from files, each compiled once: the bundled one, and it with files of one's own.

A wheel carries the bundled lexicon compiled. Everything else is compiled into the user's cache when it is first used,
under a name that tells what it was made from; where there is no cache, it is made from the tables each time.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, reduce
from operator import or_
from pathlib import Path

from entity_resolver.bundled import SHIPPED, bundled_path, sizes_of, tables_of
from entity_resolver.compiled import SUFFIX, CompiledFile
from entity_resolver.errors import LexiconError
from entity_resolver.lexicon import Lexicon, version_of
from entity_resolver.lexicon_cache import cache_folder, forget_old, stamp


@lru_cache(maxsize=1)
def bundled() -> Lexicon:
    """From the wheel's compiled file, else from the user's cache, else from the tables."""
    path = bundled_path()
    with contextlib.suppress(LexiconError, OSError):
        file = CompiledFile(path / SHIPPED)
        if file.meta["made_of"] == sizes_of(path):
            return Lexicon.of_compiled(file)
    return _kept("bundled", tables_of(path), lambda: _of_tables(path))


def combined(paths: Sequence[Path], *, with_bundled: bool = True) -> Lexicon:
    """The bundled lexicon and one's own files or folders as one, later ones winning.

    Raises LexiconError with file:line:column for every fault found.
    """
    if not paths or (len(paths) == 1 and not with_bundled and paths[0].suffix == SUFFIX):
        return Lexicon.load(paths[0]) if paths else bundled()

    def read() -> Lexicon:
        return reduce(or_, [*([bundled()] if with_bundled else []), *map(Lexicon.load, paths)])

    made_of = [file for path in paths for file in (sorted(path.rglob("*.tsv")) if path.is_dir() else [path])]
    if not all(path.exists() for path in paths):
        return read()  # which says what is not there
    return _kept(f"own-{bundled().fingerprint if with_bundled else 'alone'}", made_of, read)


def of_fingerprint(fingerprint: str, *known: Lexicon) -> Lexicon | None:
    """The lexicon of a fingerprint, where it is one of the `known`, the bundled one, or in the cache."""
    for lexicon in (*known, bundled()):
        if lexicon.fingerprint == fingerprint:
            return lexicon
    for path in cache_folder().glob(f"*{SUFFIX}"):
        file = _opened(path)
        if file is not None and file.meta["fingerprint"] == fingerprint:
            return Lexicon.of_compiled(file)
    return None


def _kept(name: str, made_of: Iterable[Path], read: Callable[[], Lexicon]) -> Lexicon:
    """What `read` makes, from the cache where it is there. A lexicon whose reading warns, warns again."""
    with contextlib.suppress(OSError, RuntimeError):  # no home, no right to write: then without a cache
        code = sorted(Path(__file__).parent.glob("*.py"))
        path = cache_folder() / f"{name}-{stamp([*made_of, *code])}{SUFFIX}"
        file = _opened(path)
        if file is None:
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                lexicon = read()
            lexicon.compile(path, warnings=[str(warning.message) for warning in caught])
            forget_old(path.parent, SUFFIX)
            file = CompiledFile(path)
        else:
            path.touch()  # what is not used any more is forgotten first
        for message in file.meta["warnings"]:
            warnings.warn(message, stacklevel=4)
        return Lexicon.of_compiled(file)
    return read()


def _opened(path: Path) -> CompiledFile | None:
    try:
        return CompiledFile(path) if path.is_file() else None
    except LexiconError:
        return None


def _of_tables(path: Path) -> Lexicon:
    from entity_resolver.lexicon_folder import read_folder

    entities, redirects = read_folder(path)
    return Lexicon(entities, redirects=redirects, version=version_of(path))
