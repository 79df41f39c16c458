"""A person's own name list: one TSV or CSV with a header, read leniently."""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Iterable
from pathlib import Path

from entity_resolver.errors import LexiconError, Problem
from entity_resolver.fold import fold_key
from entity_resolver.model import TYPES, Alias, Entity
from entity_resolver.patterns import late
from entity_resolver.tables import numbered_rows, read_text

_KNOWN = ("id", "type", "ja", "en", "aliases")
_JAPANESE = late(r"[ぁ-んァ-ヺー一-龠々〆ヶ]")
SOURCE = "user"


def read_flat(path: Path) -> list[Entity]:
    """The entities of a flat file, read whole before this returns.

    Columns `ja` and `en` are needed; `id`, `type`, `aliases` (separated by |) are optional; others are ignored with
    one warning. `.csv` files are read with CSV quoting, all others as tab-separated without quoting.
    Raises LexiconError with file:line:column.
    """
    text = read_text(path).removeprefix("\ufeff")
    lines = numbered_rows(text, str(path))
    first = next(lines, None)
    if first is None:
        raise LexiconError([Problem(str(path), 1, 1, "the file is empty; it needs a header with ja and en")])
    header = [name.strip().lower() for name in first[1]]
    if missing := [name for name in ("ja", "en") if name not in header]:
        message = f"no column {' and '.join(missing)}; the header must have at least ja and en, tab-separated in a TSV"
        raise LexiconError([Problem(str(path), first[0], 1, message)])
    if extra := [name for name in header if name not in _KNOWN]:
        warnings.warn(f"{path}: columns {', '.join(extra)} are ignored", stacklevel=3)
    return _entities(lines, header, path)


def _entities(lines: Iterable[tuple[int, list[str]]], header: list[str], path: Path) -> list[Entity]:
    found: dict[str, Entity] = {}
    problems: list[Problem] = []
    for number, cells in lines:
        if any(map(str.strip, cells[len(header) :])):
            message = f"{len(cells)} cells, and the header has {len(header)}; aliases are separated by |, not by tabs"
            column = sum(len(cell) + 1 for cell in cells[: len(header)]) + 1
            problems.append(Problem(str(path), number, column, message))
        row = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
        ja, en = row.get("ja", ""), row.get("en", "")
        if not ja and not en:
            problems.append(Problem(str(path), number, 1, "neither ja nor en; fill one in or delete the line"))
            continue
        id_ = row.get("id") or slug(en or ja)
        if re.search(r"\s", id_):
            problems.append(Problem(str(path), number, 1, f"id {id_!r} has white space in it"))
        type_ = row.get("type", "").upper()
        if type_ and type_ not in TYPES:
            problems.append(Problem(str(path), number, 1, f"type {type_!r} is none of {' '.join(TYPES)}"))
        ja, en = ja or en, en or ja
        aliases = _aliases(ja, en, row.get("aliases", "").split("|"))
        if "id" not in header or not row.get("id"):
            id_ = _unused(id_, ja, en, found)
        old = found.get(id_)
        if old is not None:
            more = [] if old.ja == ja else [Alias(ja, "ja", "transliteration", old.ja, source=SOURCE)]
            aliases = tuple({alias.form: alias for alias in (*old.aliases, *more, *aliases)}.values())
            ja, en, type_ = old.ja, old.en, old.type
        found[id_] = Entity(id_, type_, ja, en, source=SOURCE, aliases=tuple(aliases))
    if problems:
        raise LexiconError(problems)
    return list(found.values())


def _unused(id_: str, ja: str, en: str, found: dict[str, Entity]) -> str:
    """The same slug for the same names, a numbered one for a homograph."""
    number, candidate = 1, id_
    while candidate in found and (found[candidate].ja, found[candidate].en) != (ja, en):
        number += 1
        candidate = f"{id_}-{number}"
    return candidate


def _aliases(ja: str, en: str, forms: Iterable[str]) -> tuple[Alias, ...]:
    key = fold_key(ja)
    made: dict[str, Alias] = {}
    for form in map(str.strip, forms):
        own = fold_key(form)
        if not own or own in (key, fold_key(en)) or own in made:
            continue
        if len(form) == 1:
            made[own] = Alias(form, "ja", "abbreviation", source=SOURCE)
        elif not _JAPANESE.search(form):
            made[own] = Alias(form, "en", "designation", source=SOURCE)
        elif own in key or key in own:
            made[own] = Alias(form, "ja", "short" if own in key else "full", source=SOURCE)
        else:
            made[own] = Alias(form, "ja", "transliteration", ja, source=SOURCE)
    return tuple(made.values())


def slug(name: str) -> str:
    """A permanent-looking ASCII id for a name.

    >>> slug("Luhansk Oblast"), slug("Chișinău")
    ('luhansk-oblast', 'chisinau')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"['’.]", "", plain)
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "x" + "".join(f"{ord(c):x}" for c in name if not c.isspace())
