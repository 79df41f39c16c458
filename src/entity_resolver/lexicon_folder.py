"""The folder format of a lexicon (lexicon/README.md): fast reading, and the strict check of its contract."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from entity_resolver.errors import LexiconError, Problem
from entity_resolver.fold import fold_key
from entity_resolver.model import CANONICAL_KINDS, TYPES, USES, VARIANT_KINDS, Alias, Entity
from entity_resolver.tables import Row, read_rows, read_strict

ENTITY_COLUMNS = ("id", "type", "ja", "en", "yomi", "part_of", "wikidata", "replaced_by", "source", "note")
ALIAS_COLUMNS = (
    "entity_id",
    "form",
    "lang",
    "kind",
    "variant_of",
    "use",
    "valid_from",
    "valid_to",
    "source",
    "note",
)
SOURCE_COLUMNS = ("id", "title", "url", "date", "note")
key_of = lru_cache(maxsize=200_000)(fold_key)
"""`fold_key`, remembered: a check asks for the key of each form several times."""
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_LANG = re.compile(r"[a-z]{2,3}")
_WORD = re.compile(r"\w")
_QID = re.compile(r"Q\d+")


def read_folder(path: Path, base: Mapping[str, Entity] | None = None) -> tuple[list[Entity], dict[str, str]]:
    """The entities of a folder and its redirects (old id → id). Raises LexiconError where it is no lexicon folder.

    Trusts the contents: `check_folder` is what judges them. Aliases of an entity of `base` bring that entity along.
    """
    files = sorted((path / "entities").glob("*.tsv"))
    if not files:
        message = "no entities/*.tsv here; a lexicon is such a folder, or one TSV/CSV file with columns ja and en"
        raise LexiconError([Problem(str(path), 1, 1, message)])
    aliases: dict[str, list[Alias]] = {}
    for file in sorted((path / "aliases").glob("*.tsv")):
        for row in read_rows(file):
            aliases.setdefault(row["entity_id"], []).append(alias_of(row))
    entities, redirects = [], {}
    for file in files:
        for row in read_rows(file):
            if row["replaced_by"]:
                redirects[row["id"]] = row["replaced_by"]
            else:
                entities.append(entity_of(row, aliases.get(row["id"], ())))
    if base:
        own = {entity.id for entity in entities} | redirects.keys()
        entities += [
            replace(base[id_], aliases=tuple(more)) for id_, more in aliases.items() if id_ in base.keys() - own
        ]
    return entities, redirects


def entity_of(row: Row, aliases: Iterable[Alias] = ()) -> Entity:
    """The entity of one row of entities/*.tsv."""
    return Entity(
        row["id"],
        row["type"],
        row["ja"],
        row["en"],
        row["yomi"],
        row["part_of"],
        row["wikidata"],
        row["source"],
        row["note"],
        tuple(aliases),
    )


def alias_of(row: Row) -> Alias:
    """The alias of one row of aliases/*.tsv."""
    return Alias(
        row["form"],
        row["lang"],
        row["kind"],
        row["variant_of"],
        row["use"],
        row["valid_from"],
        row["valid_to"],
        row["source"],
        row["note"],
    )


@dataclass(slots=True)
class Contents:
    """The rows of a lexicon folder with their places, and every breach of the contract found while reading them."""

    sources: set[str]
    entities: list[Row] = field(default_factory=list)
    aliases: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def check_folder(path: Path, known_ids: frozenset[str] = frozenset()) -> list[Problem]:
    """Every breach of the contract in a lexicon folder, with file:line:column; [] where there is none.

    `known_ids` are ids of the lexicons this one is added to: its rows may refer to them.
    """
    return sorted(set(read_contents(path, known_ids).problems))


def read_contents(path: Path, known_ids: frozenset[str] = frozenset()) -> Contents:
    """The rows of a lexicon folder, judged one by one and against each other."""
    problems: list[Problem] = []
    contents = Contents(_check_sources(path, problems), problems=problems)
    sources, entities, aliases = contents.sources, contents.entities, contents.aliases
    for file in sorted((path / "entities").glob("*.tsv")):
        rows = read_strict(file, ENTITY_COLUMNS, ("id", "type", "ja", "en", "source"), problems)
        problems += _sorted_problems(rows, ("id",))
        entities += rows
    for file in sorted((path / "aliases").glob("*.tsv")):
        rows = read_strict(file, ALIAS_COLUMNS, ("entity_id", "form", "lang", "kind", "use", "source"), problems)
        problems += _sorted_problems(rows, ("entity_id", "form", "lang"))
        aliases += rows
    if not entities and not problems:
        problems.append(Problem(str(path), 1, 1, "no entities/*.tsv in this folder"))
    by_id = _check_entities(entities, sources, known_ids, problems)
    _check_aliases(aliases, by_id, sources, known_ids, problems)
    return contents


def _check_sources(path: Path, problems: list[Problem]) -> set[str]:
    file = path / "SOURCES.tsv"
    if not file.is_file():
        return {"general"}
    rows = read_strict(file, SOURCE_COLUMNS, ("id", "title"), problems)
    seen: set[str] = set()
    for row in rows:
        if row["id"] in seen:
            problems.append(row.problem("id", f"source {row['id']} is listed twice"))
        seen.add(row["id"])
    return seen | {"general"}


def _sorted_problems(rows: list[Row], keys: tuple[str, ...]) -> Iterable[Problem]:
    last: tuple[str, ...] = ()
    for row in rows:
        here = tuple(row[key] for key in keys)
        if here < last:
            yield row.problem(keys[0], f"rows must be sorted by {', '.join(keys)}: {here[0]} stands after {last[0]}")
            return
        last = here


def _check_source_cell(row: Row, sources: set[str], problems: list[Problem]) -> None:
    for source in filter(None, row["source"].split(";")):
        if source not in sources:
            problems.append(row.problem("source", f"source {source!r} is not in SOURCES.tsv (or write general)"))


def _check_entities(
    rows: list[Row], sources: set[str], known_ids: frozenset[str], problems: list[Problem]
) -> dict[str, Row]:
    by_id: dict[str, Row] = {}
    for row in rows:
        if not _ID.fullmatch(row["id"]):
            problems.append(row.problem("id", f"id {row['id']!r} is not an ASCII slug like luhansk-oblast"))
        if row["id"] in by_id:
            other = by_id[row["id"]]
            problems.append(row.problem("id", f"id {row['id']} is already taken at {other.file}:{other.line}"))
        by_id.setdefault(row["id"], row)
        if row["type"] and row["type"] not in TYPES:
            problems.append(row.problem("type", f"type {row['type']!r} is none of {' '.join(TYPES)}"))
        if row["wikidata"] and not _QID.fullmatch(row["wikidata"]):
            problems.append(row.problem("wikidata", f"{row['wikidata']!r} is not a Wikidata id like Q1899"))
        _check_source_cell(row, sources, problems)
    problems += _duplicates(rows)
    for row in rows:
        problems += _cycle(row, by_id)
        for column in ("part_of", "replaced_by"):
            if row[column] and row[column] not in by_id and row[column] not in known_ids:
                problems.append(row.problem(column, f"{column} {row[column]!r} is no entity id"))
        if row["replaced_by"] and by_id.get(row["replaced_by"], row)["replaced_by"]:
            problems.append(row.problem("replaced_by", f"{row['replaced_by']} is itself replaced; name the last one"))
    return by_id


def _duplicates(rows: list[Row]) -> Iterable[Problem]:
    """One thing under two ids: the same Wikidata id, or the same two names and type."""
    seen: dict[tuple[str, ...], Row] = {}
    for row in rows:
        names = (row["ja"], row["en"], row["type"])
        for column, key in (("wikidata", (row["wikidata"],)), ("en", names)):
            if not row[column] or row["replaced_by"]:
                continue
            other = seen.setdefault(key, row)
            if other is not row and other["id"] != row["id"]:
                where = f"{other.file}:{other.line}"
                yield row.problem(
                    column, f"{' '.join(key)} is {other['id']} at {where} already; merge the two or set them apart"
                )


def _cycle(row: Row, by_id: dict[str, Row]) -> Iterable[Problem]:
    seen, at = {row["id"]}, row["part_of"]
    while at and at in by_id:
        if at in seen:
            if at == row["id"]:
                yield row.problem("part_of", f"{row['id']} is part of itself: {' → '.join(sorted(seen))}")
            return
        seen.add(at)
        at = by_id[at]["part_of"]


def _check_aliases(
    rows: list[Row], by_id: dict[str, Row], sources: set[str], known_ids: frozenset[str], problems: list[Problem]
) -> None:
    names = {id_: {row["ja"], row["en"]} for id_, row in by_id.items()}
    for row in rows:
        names.setdefault(row["entity_id"], set()).add(row["form"])
    # the same letters in another language are a fact of their own: 長春 is written 长春 in Chinese
    keys = {id_: {(key_of(row[lang]), lang): row[lang] for lang in ("ja", "en")} for id_, row in by_id.items()}
    for row in rows:
        if row["entity_id"] not in by_id and row["entity_id"] not in known_ids:
            problems.append(row.problem("entity_id", f"entity_id {row['entity_id']!r} is no entity id"))
        elif row["entity_id"] in by_id and by_id[row["entity_id"]]["replaced_by"]:
            problems.append(row.problem("entity_id", f"{row['entity_id']} is replaced; move the row to its successor"))
        problems += _alias_values(row)
        _check_source_cell(row, sources, problems)
        if row["variant_of"] and row["entity_id"] in by_id and row["variant_of"] not in names[row["entity_id"]]:
            problems.append(
                row.problem("variant_of", f"variant_of {row['variant_of']!r} is no form of {row['entity_id']}")
            )
        mine = keys.setdefault(row["entity_id"], {})
        key = key_of(row["form"])
        if not _WORD.search(key):
            problems.append(row.problem("form", f"{row['form']!r} has no letter: no text can match it"))
        elif (key, row["lang"]) in mine and row["kind"] != "kanji" and not restricts(row, by_id):
            problems.append(
                row.problem(
                    "form",
                    f"{row['form']} is {mine[key, row['lang']]} of {row['entity_id']} after folding; delete the row",
                )
            )
        mine.setdefault((key, row["lang"]), row["form"])


def restricts(row: Row, by_id: dict[str, Row]) -> bool:
    """True for a row that repeats the entity's own ja or en to say that it links only with context, or never."""
    entity = by_id.get(row["entity_id"])
    return entity is not None and row["use"] != "link" and row["form"] in (entity["ja"], entity["en"])


def _alias_values(row: Row) -> Iterable[Problem]:
    kind, use = row["kind"], row["use"]
    if kind and kind not in CANONICAL_KINDS | VARIANT_KINDS:
        yield row.problem("kind", f"kind {kind!r} is none of {' '.join(sorted(CANONICAL_KINDS | VARIANT_KINDS))}")
    if use and use not in USES:
        yield row.problem("use", f"use {use!r} is none of {' '.join(sorted(USES))}")
    if row["lang"] and not _LANG.fullmatch(row["lang"]):
        yield row.problem("lang", f"lang {row['lang']!r} is not a language code like ja")
    if kind in VARIANT_KINDS and not row["variant_of"] and row["lang"] in ("ja", "en"):
        yield row.problem("variant_of", f"a {kind} form must name the form it varies")
    if kind in CANONICAL_KINDS and row["variant_of"]:
        yield row.problem("variant_of", f"a {kind} form stands for itself; leave variant_of empty")
    for column in ("valid_from", "valid_to"):
        if row[column] and not _DATE.fullmatch(row[column]):
            yield row.problem(column, f"{column} {row[column]!r} is not YYYY, YYYY-MM or YYYY-MM-DD")
    if row["valid_from"] and row["valid_to"] and row["valid_from"] > row["valid_to"]:
        yield row.problem("valid_to", "valid_to is before valid_from")
