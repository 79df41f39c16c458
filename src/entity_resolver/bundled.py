"""Where the bundled data is: inside the installed package, else beside the source tree."""

from __future__ import annotations

from pathlib import Path
from zlib import crc32

from entity_resolver.errors import LexiconError, Problem

SHIPPED = "bundled.erlex"
"""The compiled lexicon that a wheel carries beside the tables; a checkout has none."""


def bundled_path() -> Path:
    """The folder of the bundled lexicon. Raises LexiconError naming both places where there is none."""
    packaged = Path(__file__).resolve().parent / "_lexicon"
    checkout = Path(__file__).resolve().parents[2] / "lexicon"
    for path in (packaged, checkout):
        if (path / "entities").is_dir():
            return path
    message = f"no bundled lexicon here, nor in {checkout}; reinstall entity-resolver"
    raise LexiconError([Problem(str(packaged), 1, 1, message)])


def tables_of(path: Path) -> list[Path]:
    """The files that the bundled lexicon and its rules are read from."""
    return sorted([*path.glob("*/*.tsv"), path / "VERSION"])


def sizes_of(path: Path) -> str:
    """Eight hex digits over the names and sizes of the tables: what a wheel's compiled file was made from."""
    told = [f"{file.relative_to(path).as_posix()}\0{file.stat().st_size}\n" for file in tables_of(path)]
    return f"{crc32(''.join(told).encode()):08x}"


def rules_path() -> Path:
    """The folder of the rules that serve every lexicon."""
    return bundled_path() / "rules"
