"""Changing a lexicon folder: adding names, putting rows in order, importing. Never leaves half a change."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

from entity_resolver.atomic import write_bytes
from entity_resolver.errors import ConfigError, InputError, LexiconError, Problem
from entity_resolver.fold import fold_key
from entity_resolver.lexicon import Lexicon
from entity_resolver.lexicon_check import check
from entity_resolver.lexicon_flat import slug
from entity_resolver.lexicon_folder import ALIAS_COLUMNS, ENTITY_COLUMNS, SOURCE_COLUMNS
from entity_resolver.model import CANONICAL_KINDS, TYPES, VARIANT_KINDS, Alias, Entity
from entity_resolver.styles import STYLE_COLUMNS
from entity_resolver.tables import Row, read_rows, read_text

_SPEC = re.compile(r"(?P<form>.+?):(?P<kind>[a-z]+)(?:>(?P<of>[^@!]+))?(?:@(?P<lang>[a-z]{2,3}))?(?:!(?P<use>[a-z]+))?")
_JAPANESE = re.compile(r"[ぁ-んァ-ヺー一-龠々・]")
_DOMAIN = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
_STRICTEST = {"never": 0, "context": 1, "link": 2}
DEFAULT_DOMAIN = "names"
NEW_NAME_COLUMNS = (*ENTITY_COLUMNS[:7], *ENTITY_COLUMNS[8:], "domain", "aliases")
"""Columns of `lexicon add --from`: those of an entity row, the domain, and alias specs joined by |."""


@dataclass(frozen=True, slots=True)
class NewName:
    """One entity to add, or an entity that is there and gets more aliases.

    Attributes:
        domain: the file it goes to (entities/<domain>.tsv); "" = where the entity is already, else `names`.
    """

    entity: Entity
    domain: str = ""

    @classmethod
    def of(cls, cells: Mapping[str, str], aliases: Sequence[str] = ()) -> NewName:
        """From cells by column name (NEW_NAME_COLUMNS; at least id, or ja and en) and alias specs.

        Raises ConfigError naming what is missing or misspelt.

        >>> NewName.of({"ja": "ルハンスク州", "en": "Luhansk Oblast", "type": "gpe"}).entity.id
        'luhansk-oblast'
        """
        cells = {name: cells.get(name, "").strip() for name in NEW_NAME_COLUMNS}
        ja, en, type_ = cells["ja"], cells["en"], cells["type"].upper()
        if not cells["id"] and not (ja and en):
            raise ConfigError("a new name needs ja and en; more forms for an entity that is there need its id")
        if type_ and type_ not in TYPES:
            raise ConfigError(f"type {type_!r} is none of {' '.join(TYPES)}")
        if cells["domain"] and not _DOMAIN.fullmatch(cells["domain"]):
            raise ConfigError(f"domain {cells['domain']!r} is a file name like people_europe (a-z, 0-9, _)")
        source = cells["source"] or "general"
        specs = [*aliases, *filter(None, map(str.strip, cells["aliases"].split("|")))]
        forms = tuple(alias_of_spec(spec, source) for spec in specs)
        id_ = cells["id"] or slug(en)
        more = {name: cells[name] for name in ("yomi", "part_of", "wikidata", "note")}
        return cls(Entity(id_, type_, ja, en, source=source, aliases=forms, **more), cells["domain"])


def alias_of_spec(spec: str, source: str) -> Alias:
    """`FORM:KIND[>VARIANT_OF][@LANG][!USE]` as an alias; `add` lets a variant that says no more vary ja (or en).

    Raises ConfigError with the pattern and an example.

    >>> alias = alias_of_spec("ルガンスク:russian>ルハンスク!context", "general")
    >>> alias.lang, alias.variant_of, alias.use
    ('ja', 'ルハンスク', 'context')
    """
    match = _SPEC.fullmatch(spec)
    if match is None or match["kind"] not in CANONICAL_KINDS | VARIANT_KINDS:
        kinds = " ".join(sorted(CANONICAL_KINDS | VARIANT_KINDS))
        raise ConfigError(
            f"alias {spec!r} is not FORM:KIND[>VARIANT_OF][@LANG][!USE], e.g. ルガンスク州:russian>ルハンスク州; "
            f"kinds: {kinds}"
        )
    form = unicodedata.normalize("NFC", match["form"].strip())
    lang = match["lang"] or _language(form)
    if not lang:
        raise ConfigError(f"alias {spec!r}: name the language of {form}, e.g. {form}:{match['kind']}@uk")
    return Alias(form, lang, match["kind"], match["of"] or "", match["use"] or "link", source=source)


def _language(form: str) -> str:
    if _JAPANESE.search(form):
        return "ja"
    return "en" if all(char < "ɐ" or not char.isalpha() for char in form) else ""


def add(folder: Path, names: Sequence[NewName], base: Lexicon | None = None) -> list[Path]:
    """Add names to a lexicon folder, which is made where there is none; the rows are written in order.

    `base`: the lexicon that the folder is added to; None for one that stands alone.
    Returns the changed files. Raises LexiconError with everything that the check would refuse; then none has changed.
    """
    if folder.exists() and not folder.is_dir():
        raise ConfigError(f"{folder} is a file; names are added to a folder")
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "lexicon"
        if folder.is_dir():
            shutil.copytree(folder, copy, symlinks=False)
        for part in ("entities", "aliases"):
            (copy / part).mkdir(parents=True, exist_ok=True)
        changed = [file.relative_to(copy) for file in _insert(copy, names, base)]
        _refuse(folder, copy, base)
        contents = {file: (copy / file).read_bytes() for file in changed}
    return _write_all(folder, contents)


def _refuse(folder: Path, copy: Path, base: Lexicon | None) -> None:
    """Raise for what the change would break; faults that were there before are not its business."""

    def named(path: Path, root: Path) -> dict[tuple[str, str], Problem]:
        errors = check(path, base).errors if (path / "entities").is_dir() else ()
        moved = (
            replace(e, file=e.file.replace(str(path), str(root)), message=e.message.replace(str(path), str(root)))
            for e in errors
        )
        return {(e.file, re.sub(r":\d+", "", e.message)): e for e in moved}

    if after := named(copy, folder):
        before = named(folder, folder)
        if new := [problem for key, problem in after.items() if key not in before]:
            raise LexiconError(new)


def _insert(folder: Path, names: Sequence[NewName], base: Lexicon | None) -> list[Path]:
    """Put the rows where they belong; the files that changed."""
    homes = {row["id"]: file for file in sorted((folder / "entities").glob("*.tsv")) for row in read_rows(file)}
    entities: dict[Path, list[tuple[str, ...]]] = {}
    aliases: dict[Path, list[tuple[str, ...]]] = {}
    for name in names:
        entity, listed = name.entity, base.get(name.entity.id) if base else None
        home = homes.get(entity.id)
        if home is None:
            if not entity.ja and listed is None:
                raise ConfigError(f"no entity {entity.id!r} to add to; a new one needs ja, en and type")
            home = folder / "entities" / f"{name.domain or DEFAULT_DOMAIN}.tsv"
            homes[entity.id] = home
            entities.setdefault(home, []).append(_entity_row(entity, listed))
        elif entity.ja and not _same_names(home, entity):
            raise ConfigError(f"id {entity.id} is taken by another entity; name this one with --id")
        target = folder / "aliases" / home.name
        ja, en = (entity.ja, entity.en) if entity.ja else _names_of(home, entity.id, listed)
        aliases.setdefault(target, []).extend((entity.id, *_alias_row(alias, ja, en)) for alias in entity.aliases)
    written = []
    for files, columns, keys in ((entities, ENTITY_COLUMNS, (0,)), (aliases, ALIAS_COLUMNS, (0, 1, 2))):
        for file, rows in files.items():
            if rows:
                old = [tuple(row[name] for name in columns) for row in read_rows(file)] if file.is_file() else []
                file.write_bytes(_table(columns, sorted([*old, *rows], key=lambda row: tuple(row[k] for k in keys))))
                written.append(file)
    return written


def _entity_row(entity: Entity, listed: Entity | None) -> tuple[str, ...]:
    if listed is not None and not entity.ja:
        entity = replace(listed, source=entity.source, part_of="")
    row = {name: getattr(entity, name, "") for name in ENTITY_COLUMNS}
    return tuple(unicodedata.normalize("NFC", row[name]) for name in ENTITY_COLUMNS)


def _names_of(home: Path, id_: str, listed: Entity | None) -> tuple[str, str]:
    rows = read_rows(home) if home.is_file() else ()
    found = next(((row["ja"], row["en"]) for row in rows if row["id"] == id_), None)
    return found or ((listed.ja, listed.en) if listed else ("", ""))


def _alias_row(alias: Alias, ja: str, en: str) -> tuple[str, ...]:
    """A variant that says nothing else varies the canonical name of its language."""
    if alias.kind in VARIANT_KINDS and not alias.variant_of:
        alias = replace(alias, variant_of={"ja": ja, "en": en}.get(alias.lang, ""))
    row: tuple[str, ...] = astuple(alias)
    return row


def _same_names(home: Path, entity: Entity) -> bool:
    row = next(row for row in read_rows(home) if row["id"] == entity.id)
    return row["ja"] == entity.ja and entity.en in ("", row["en"])


def _write_all(folder: Path, contents: Mapping[Path, bytes]) -> list[Path]:
    """Write every file, or put back those already written."""
    done: list[tuple[Path, bytes | None]] = []
    try:
        for file, data in contents.items():
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            done.append((path, path.read_bytes() if path.is_file() else None))
            write_bytes(path, data)
    except OSError as error:
        for path, old in reversed(done):
            if old is None:
                path.unlink(missing_ok=True)
            else:
                write_bytes(path, old)
        raise ConfigError(
            f"{done[-1][0] if done else folder}: cannot be written: {error.strerror}; nothing has changed"
        ) from None
    return [path for path, _ in done]


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    return "".join("\t".join(cells) + "\n" for cells in (columns, *rows)).encode()


def format_folder(folder: Path, *, unknown_sources: bool = False) -> list[Problem]:
    """Put a lexicon folder in order: rows sorted, cells trimmed and NFC, repeated and redundant rows dropped.

    `unknown_sources`: also drop source ids that SOURCES.tsv does not have (`general` where none is left).
    Returns what was dropped or changed in meaning, by the place it had; sorting is not reported. Running it again
    changes nothing.
    """
    told: list[Problem] = []
    tables = {file: _clean(file, columns) for file, columns in _files(folder)}
    names = {
        row["id"]: (row["ja"], row["en"])
        for file, rows in tables.items()
        if file.parent.name == "entities"
        for row in rows
    }
    aliases = [row for file, rows in tables.items() if file.parent.name == "aliases" for row in rows]
    dropped = _redundant(aliases, names, told)
    sources = {row["id"] for row in tables.get(folder / "SOURCES.tsv", ())} | {"general"}
    contents: dict[Path, bytes] = {}
    for file, columns in _files(folder):
        rows = {tuple(row[name] for name in columns): row for row in tables[file] if id(row) not in dropped}
        if unknown_sources and columns in (ENTITY_COLUMNS, ALIAS_COLUMNS):
            for row in rows.values():
                _mend_source(row, sources, told)
        cells = {tuple(row[name] for name in columns) for row in rows.values()}
        data = _table(columns, sorted(cells, key=_order(columns)))
        if data != file.read_bytes():
            contents[file.relative_to(folder)] = data
    _write_all(folder, contents)
    return sorted(told)


def _files(folder: Path) -> list[tuple[Path, tuple[str, ...]]]:
    kinds: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("entities/*.tsv", ENTITY_COLUMNS),
        ("aliases/*.tsv", ALIAS_COLUMNS),
        ("styles/*.tsv", STYLE_COLUMNS),
    )
    found = [(file, columns) for pattern, columns in kinds for file in sorted(folder.glob(pattern))]
    sources = folder / "SOURCES.tsv"
    return [*found, (sources, SOURCE_COLUMNS)] if sources.is_file() else found


def _order(columns: tuple[str, ...]) -> Callable[[Sequence[str]], tuple[tuple[str, ...], tuple[str, ...]]]:
    size = {ALIAS_COLUMNS: 3, STYLE_COLUMNS: 2}.get(columns, 1)
    return lambda row: (tuple(row[:size]), tuple(row))


def _clean(file: Path, columns: tuple[str, ...]) -> list[Row]:
    """The rows of a file with trimmed NFC cells. Raises LexiconError for a header that is not the one of its kind."""
    rows = list(read_rows(file))
    if rows and not set(columns) >= set(rows[0].cells):
        raise LexiconError([Problem(str(file), 1, 1, f"the header must be {' '.join(columns)} (tab-separated)")])
    for row in rows:
        for name in columns:
            row.cells[name] = unicodedata.normalize("NFC", row[name]).strip().replace("\ufeff", "")
    return [row for row in rows if any(row.cells.values())]


def _redundant(aliases: list[Row], names: Mapping[str, tuple[str, str]], told: list[Problem]) -> set[int]:
    """Rows (by identity) whose form another row or the entity itself gives already; the strictest use stays."""
    dropped: set[int] = set()
    kept: dict[tuple[str, str, str], Row] = {}
    spelling: dict[tuple[str, str], str] = {}
    ordered = sorted(
        aliases, key=lambda row: (_STRICTEST.get(row["use"], 2), row["entity_id"], row["form"], row["lang"])
    )
    for row in ordered:
        if row["kind"] in CANONICAL_KINDS and row["variant_of"]:
            told.append(
                row.problem(
                    "variant_of", f"variant_of {row['variant_of']} cleared: a {row['kind']} form stands for itself"
                )
            )
            row.cells["variant_of"] = ""
        own = names.get(row["entity_id"], ("", ""))
        key = (row["entity_id"], fold_key(row["form"]), row["lang"])
        mine = {"ja": own[0], "en": own[1]}.get(row["lang"], "")
        canonical = mine if mine and fold_key(mine) == key[1] else ""
        restricting = row["use"] != "link" and row["form"] in own
        other = kept.get(key)
        if row["kind"] == "kanji" or ((not canonical or restricting) and other is None):
            kept.setdefault(key, row)
            continue
        stays = canonical or (other["form"] if other else "")
        told.append(
            row.problem("form", f"dropped {row['form']}: {row['entity_id']} has {stays}, the same after folding")
        )
        dropped.add(id(row))
        spelling[row["entity_id"], row["form"]] = stays
    for row in aliases:
        row.cells["variant_of"] = spelling.get((row["entity_id"], row["variant_of"]), row["variant_of"])
    return dropped


def _mend_source(row: Row, sources: set[str], told: list[Problem]) -> None:
    ids = [source for source in row["source"].split(";") if source]
    known = [source for source in ids if source in sources]
    if known != ids:
        row.cells["source"] = ";".join(known) or "general"
        told.append(
            row.problem(
                "source", f"source {';'.join(s for s in ids if s not in sources)} is unknown; now {row['source']}"
            )
        )


def import_file(path: Path, format: str | None, columns: Mapping[str, str]) -> list[Entity]:
    """The entities of a CSV, TSV or JSONL file, or of any format of `entity_resolver.imports`.

    `columns`: our column → its name in the file. Raises InputError with the place, ConfigError for an unknown format.
    """
    from entity_resolver.imports import read

    if (format or path.suffix.lstrip(".").lower()) in ("jsonl", "ndjson"):
        return _import_jsonl(path, columns)
    return read(path, format, columns)


def _import_jsonl(path: Path, columns: Mapping[str, str]) -> list[Entity]:
    from entity_resolver.imports.tables import entities_of

    theirs = {column: columns.get(column, column) for column in ("id", "type", "ja", "en", "aliases", "yomi", "note")}
    rows = []
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(
                f"{path}:{number}:{error.colno}: not JSON: {error.msg}; one object a line is expected"
            ) from None
        if not isinstance(record, dict) or not any(record.get(theirs[name]) for name in ("ja", "en")):
            raise InputError(
                f"{path}:{number}:1: no field {theirs['ja']} or {theirs['en']}; name them with --map ja=FIELD"
            )
        rows.append((number, {name: _joined(record.get(field, "")) for name, field in theirs.items()}))
    return entities_of(rows, str(path))


def _joined(value: object) -> str:
    return "|".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def flat_rows(lexicon: Iterable[Entity], *, context: bool = False) -> bytes:
    """A lexicon as one flat TSV (id type ja en aliases), which `Lexicon.load` reads back.

    The forms that link by themselves; with `context` also those that need it, which the flat file cannot say.
    """
    rows = []
    for entity in lexicon:
        uses = ("link", "context") if context else ("link",)
        forms = [alias.form for alias in entity.aliases if alias.use in uses and "|" not in alias.form]
        cells = (entity.id, entity.type, entity.ja, entity.en, "|".join(dict.fromkeys(forms)))
        rows.append(tuple(" ".join(cell.split()) for cell in cells))
    return _table(("id", "type", "ja", "en", "aliases"), rows)
