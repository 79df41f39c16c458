"""Where a form comes from: the row of lexicon/SOURCES.tsv that an alias names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from entity_resolver.bundled import bundled_path
from entity_resolver.model import Alias, Entity
from entity_resolver.tables import read_rows


@dataclass(frozen=True, slots=True)
class Source:
    """A source of the lexicon: its id (several with ; between), what it is, and its date ("" where not known)."""

    id: str
    title: str = ""
    date: str = ""

    def __str__(self) -> str:
        named = " ".join(part for part in (self.id, self.title) if part)
        return f"{named} ({self.date})" if self.date else named


def source_of(row: Alias | None, entity: Entity) -> Source:
    """The source of a row, or of the entity where the form is its canonical name."""
    id_ = (row.source if row is not None else "") or entity.source or "general"
    known = (_sources()[each] for each in id_.split(";") if each in _sources())
    title, date = next(known, ("", ""))
    return Source(id_, title, date or (row.valid_from if row is not None else ""))


@lru_cache(maxsize=1)
def _sources() -> dict[str, tuple[str, str]]:
    file = bundled_path() / "SOURCES.tsv"
    return {row["id"]: (row["title"], row["date"]) for row in read_rows(file)} if file.is_file() else {}
