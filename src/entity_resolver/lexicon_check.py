"""The whole check of a lexicon folder: its contract, its collisions, dead rows, risky words, rules and styles.

Imported by `lexicon check` and `lexicon add` only, so that loading a lexicon costs nothing of this.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from entity_resolver.errors import LexiconError, Problem
from entity_resolver.fold import fold, fold_key
from entity_resolver.lexicon import Lexicon
from entity_resolver.lexicon_folder import Contents, alias_of, entity_of, key_of, read_contents
from entity_resolver.model import Alias
from entity_resolver.rules import load_rules
from entity_resolver.scan import FormScanner
from entity_resolver.spans import script
from entity_resolver.styles import PLAIN, STYLE_COLUMNS, Style, StyleLine, group_of, line_problems, listing
from entity_resolver.tables import Row, read_rows, read_strict
from entity_resolver.tokens import Tokenizer, TokenView

LOOKALIKES = "lookalikes"
_JAPANESE = re.compile(r"[ぁ-んァ-ヺー一-龠々]+")
_KATAKANA = re.compile(r"[ァ-ヺー]{3,}")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_FRAME = "。\n"


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found; both lists are sorted by place.

    Attributes:
        errors: breaches; a lexicon that has one is refused.
        notes: what a person should look at: common words that link by themselves, unlisted look-alikes.
    """

    errors: tuple[Problem, ...]
    notes: tuple[Problem, ...]


@dataclass
class Folder:
    """A lexicon folder under check.

    Attributes:
        base: the lexicon that this one is added to; None where it stands alone.
    """

    path: Path
    base: Lexicon | None = None
    contents: Contents = field(init=False)

    def __post_init__(self) -> None:
        self.contents = read_contents(self.path, frozenset(entity.id for entity in self.base or ()))

    def knows(self, id_: str) -> bool:
        return id_ in self.lexicon or (self.base is not None and id_ in self.base)

    @cached_property
    def lexicon(self) -> Lexicon:
        """The folder as a Lexicon."""
        aliases: dict[str, list[Alias]] = {}
        for row in self.contents.aliases:
            aliases.setdefault(row["entity_id"], []).append(alias_of(row))
        rows = self.contents.entities
        entities = [entity_of(row, aliases.get(row["id"], ())) for row in rows if not row["replaced_by"]]
        return Lexicon(entities, redirects={row["id"]: row["replaced_by"] for row in rows if row["replaced_by"]})

    @cached_property
    def listings(self) -> list[Listing]:
        """Every form that may link, with the row it stands in; an alias row that restricts ja or en comes first."""
        found = []
        redirected = {row["id"] for row in self.contents.entities if row["replaced_by"]}
        own: dict[tuple[str, str], str] = {}
        for row in self.contents.aliases:
            own.setdefault((row["entity_id"], row["form"]), row["use"])
            found.append(Listing(row["entity_id"], row["form"], row["use"], row, "form"))
        for row in self.contents.entities:
            for column in ("ja", "en") if row["id"] not in redirected else ():
                if (row["id"], row[column]) not in own:
                    found.append(Listing(row["id"], row[column], "link", row, column))
        return [listing for listing in found if listing.use != "never"]

    @cached_property
    def by_key(self) -> dict[str, list[Listing]]:
        found: dict[str, list[Listing]] = {}
        for listed in self.listings:
            found.setdefault(listed.key, []).append(listed)
        return found


@dataclass(frozen=True)
class Listing:
    """One form of one entity, with its place."""

    entity_id: str
    form: str
    use: str
    row: Row
    column: str

    @cached_property
    def key(self) -> str:
        return key_of(self.form)

    @property
    def where(self) -> str:
        return f"{self.row.file}:{self.row.line}"

    def problem(self, message: str) -> Problem:
        return self.row.problem(self.column, message)


def check(path: Path, base: Lexicon | None = None, *, notes: bool = False, strict: bool = False) -> Report:
    """Everything that is wrong in a lexicon folder, and with `notes` what is doubtful.

    `base`: the lexicon that the folder is added to; its rows may refer to entities of that one.
    `strict` makes errors of the words that Sudachi knows as common and that no row marks.
    """
    collecting = gc.isenabled()
    gc.disable()  # 100,000 rows that all stay alive: looking for garbage among them is a third of the time
    try:
        return _check(Folder(path, base), notes, strict)
    finally:
        if collecting:
            gc.enable()


def _check(folder: Folder, notes: bool, strict: bool) -> Report:
    errors = [*folder.contents.problems]
    for part in ERRORS:
        errors += part(folder)
    if strict:
        errors += common_words(folder)
    doubts = [note for part in NOTES for note in part(folder)] if notes else []
    return Report(tuple(sorted(set(errors))), tuple(sorted(set(doubts) - set(errors))))


def collisions(folder: Folder) -> Iterator[Problem]:
    """One folded form that links by itself to two entities."""
    settled = {fold_key(row["sign"]) for row in _rule_rows(folder.path / "rules" / "country_signs.tsv")}
    for key, listed in folder.by_key.items():
        linking = {one.entity_id: one for one in listed if one.use == "link"}
        if len(linking) > 1 and key not in settled:
            first, *others = linking.values()
            for other in others:
                yield other.problem(
                    f"{other.form} links to {other.entity_id} here and to {first.entity_id} at {first.where}; "
                    "write use=context in all but one of the rows (for a canonical name: add a row for it)"
                )


def dead_forms(folder: Folder) -> Iterator[Problem]:
    """Alias rows that no input can produce: the scanner does not find them even where they stand alone."""
    scanned = [one for one in folder.listings if len(one.key) > 1 and _may_be_missed(one)]
    found = _scan(folder.lexicon, scanned)
    signs = {fold_key(row["sign"]) for row in _rule_rows(folder.path / "rules" / "country_signs.tsv")}
    for listed, ids in zip(scanned, found, strict=True):
        if listed.entity_id not in ids and listed.entity_id in folder.lexicon:
            yield listed.problem(
                f"{listed.form} is found in no text, not even standing alone; delete the row or mend it"
            )
    for listed in folder.listings:
        if len(listed.key) == 1 and listed.column == "form" and listed.key not in signs:
            kind = listed.row["kind"]
            surname = listed.use == "context" and kind in ("short", "kanji")  # 李氏, 王外相
            if not surname and (kind != "abbreviation" or script(listed.key) == "latin"):
                yield listed.problem(
                    f"one character links as a country sign only, and a {kind} is none; delete the row"
                )


class _Some(Lexicon):
    """The entities of a lexicon with some of its forms."""

    def __init__(self, lexicon: Lexicon, keys: Container[str]) -> None:
        super().__init__(lexicon.entities)
        self.forms = {key: forms for key, forms in lexicon.forms.items() if key in keys}


class _NoTokens(TokenView):
    """A whole line has sound edges whatever the tokens, and what is found inside it is not asked for."""

    def token(self, offset: int) -> None:
        return None

    def piece_around(self, start: int, end: int) -> None:
        return None


def _may_be_missed(listed: Listing) -> bool:
    """False where the automaton is bound to find the form: it is written as its key."""
    return listed.form.lower() != listed.key


def _scan(lexicon: Lexicon, listings: list[Listing]) -> list[set[str]]:
    """For each form, the entities found on exactly its characters in a line of its own."""
    starts, at = {}, 0
    for number, one in enumerate(listings):
        starts[at, at + len(one.form)] = number
        at += len(one.form) + len(_FRAME)
    folded = fold("".join(one.form + _FRAME for one in listings))
    found: list[set[str]] = [set() for _ in listings]
    some = _Some(lexicon, {one.key for one in listings})
    tokenizer = Tokenizer()
    for span in FormScanner(some, load_rules(), tokenizer).spans(folded, _NoTokens(folded.text, tokenizer)):
        number = starts.get(folded.text_to_original(span.start, span.end), -1)
        if number >= 0:
            found[number].update(form.entity_id for form in span.forms)
    return found


def one_character_names(folder: Folder) -> Iterator[Problem]:
    """Canonical names of one character, which no text can produce."""
    for listed in folder.listings:
        if len(listed.key) == 1 and listed.column == "ja" and listed.use == "link":
            yield listed.problem(f"{listed.form} is one character and never links; give the entity a longer ja")


def taken_forms(folder: Folder) -> Iterator[Problem]:
    """Forms that the lexicon below gives to another entity: from now on they mean this one alone."""
    for listed in folder.listings if folder.base else ():
        for form in folder.base.forms.get(listed.key, ()) if folder.base else ():
            if form.entity_id != listed.entity_id:
                yield listed.problem(
                    f"{listed.form} meant {form.entity_id} so far and means {listed.entity_id} alone from now on; "
                    f"if they are the same, give it the id {form.entity_id}"
                )


def common_words(folder: Folder) -> Iterator[Problem]:
    """Forms that Sudachi reads as one ordinary word and that link without context."""
    tokenizer = Tokenizer()
    for listed in folder.listings:
        if listed.use != "link" or not 1 < len(listed.form) <= 12 or not _JAPANESE.fullmatch(listed.form):
            continue
        tokens = tokenizer.tokenize(listed.form)
        if len(tokens) == 1 and not tokens[0].oov and not tokens[0].proper:
            word = "・".join(part for part in tokens[0].pos[:3] if part != "*")
            yield listed.problem(
                f"{listed.form} is an ordinary word ({word}) and links to {listed.entity_id}; use=context?"
            )


def near_forms(folder: Folder) -> Iterator[Problem]:
    """Katakana forms one letter apart that name different entities and are not listed as look-alikes."""
    listed_pairs = {frozenset(map(fold_key, (row["a"], row["b"]))) for row in _rule_rows(_lookalikes(folder))}
    katakana = {key: rows for key, rows in folder.by_key.items() if _KATAKANA.fullmatch(key)}
    for one, other in sorted(one_letter_apart(katakana)):
        mine, theirs = ({row.entity_id for row in katakana[key]} for key in (one, other))
        if mine & theirs or frozenset((one, other)) in listed_pairs:
            continue
        a, b = katakana[one][0], katakana[other][0]
        yield a.problem(
            f"{a.form} ({a.entity_id}) is one letter from {b.form} ({b.entity_id}, {b.where}): a look-alike?"
        )


def one_letter_apart(keys: Iterable[str]) -> set[tuple[str, str]]:
    """Pairs of strings that one insertion, deletion or replacement turns into each other.

    >>> sorted(one_letter_apart(["イラン", "イラク", "オーストリア", "オーストラリア", "パリ"]))
    [('イラク', 'イラン'), ('オーストラリア', 'オーストリア')]
    """
    filed: dict[tuple[str, int], list[str]] = {}
    pairs: set[tuple[str, str]] = set()
    names = set(keys)
    for key in sorted(names):
        for at in range(len(key)):
            shorter = key[:at] + key[at + 1 :]
            if shorter in names and shorter != key:
                pairs.add((min(key, shorter), max(key, shorter)))
            for other in filed.setdefault((shorter, at), []):
                pairs.add((other, key))
            filed[shorter, at].append(key)
    return {(a, b) for a, b in pairs if a != b}


def _lookalikes(folder: Folder) -> Path:
    return folder.path / "rules" / f"{LOOKALIKES}.tsv"


def _rule_rows(path: Path) -> list[Row]:
    return list(read_rows(path)) if path.is_file() else []


def rule_files(folder: Folder) -> Iterator[Problem]:
    """rules/*.tsv: a source and an example in every row, and the example shows what the row is about."""
    for file in sorted((folder.path / "rules").glob("*.tsv")):
        header = file.read_text(encoding="utf-8").split("\n", 1)[0].split("\t")
        missing = [name for name in ("source", "example") if name not in header]
        if missing:
            yield Problem(str(file), 1, 1, f"no column {' and '.join(missing)}; a rule has a source and an example")
            continue
        required = [name for name in header if name in ("a", "b", "source", "example", header[0])]
        problems: list[Problem] = []
        rows = read_strict(file, header, required, problems)
        yield from problems
        seen: dict[tuple[str, ...], int] = {}
        for row in rows:
            yield from _rule_problems(row, header, folder)
            same = seen.setdefault(
                tuple(v for k, v in row.cells.items() if k not in ("source", "example", "note")), row.line
            )
            if same != row.line:
                yield row.problem(header[0], f"the same rule stands in line {same}")


def _rule_problems(row: Row, header: list[str], folder: Folder) -> Iterator[Problem]:
    yield from _source_problems(row, folder)
    if row["entity_id"] and not folder.knows(row["entity_id"]):
        yield row.problem("entity_id", f"entity_id {row['entity_id']!r} is no entity id")
    example = row["example"]
    if "pattern" in header:
        try:
            shown = bool(re.search(row["pattern"], example))
        except re.error as error:
            yield row.problem("pattern", f"not a regular expression: {error}")
            return
    elif header[0] == "entity_id":
        shown = row["entity_id"] in {listed.entity_id for listed in folder.by_key.get(key_of(example), ())}
    else:
        columns = ("a", "b") if {"a", "b"} <= set(header) else header[:1]
        shown = all(row[name] in example or fold_key(row[name]) in fold(example).key for name in columns)
    if not shown and example:
        yield row.problem("example", f"the example {example!r} does not show {row[header[0]]!r}")


def _source_problems(row: Row, folder: Folder, *, general: bool = True) -> Iterator[Problem]:
    for source in filter(None, row["source"].split(";")):
        if source not in folder.contents.sources:
            yield row.problem("source", f"source {source!r} is not in SOURCES.tsv")
        elif source == "general" and not general:
            yield row.problem("source", "a style is somebody's choice: name where it was seen, not general")


def style_files(folder: Folder) -> Iterator[Problem]:
    """styles/*.tsv: columns, a real source and a date in every line, and only listed forms."""
    for file in sorted((folder.path / "styles").glob("*.tsv")):
        problems: list[Problem] = []
        rows = read_strict(file, STYLE_COLUMNS, STYLE_COLUMNS[:5], problems)
        lines = []
        for row in rows:
            problems += line_problems(row)
            problems += _source_problems(row, folder, general=False)
            if row["date"] and not _DATE.fullmatch(row["date"]):
                problems.append(row.problem("date", f"date {row['date']!r} is not YYYY, YYYY-MM or YYYY-MM-DD"))
            line = StyleLine(row["scope"], row["key"], row["prefer"], row.file, row.line)
            problems += _kind_problems(line, folder.lexicon)
            lines.append(line)
        if not problems:
            try:
                Style(file.stem, tuple(lines), own=file.stem != PLAIN).bind(folder.lexicon)
            except LexiconError as error:
                problems += error.problems
        yield from problems


def _kind_problems(line: StyleLine, lexicon: Lexicon) -> Iterator[Problem]:
    """A form line by entity id must keep the kind: it never writes a full name for a short one."""
    entity = lexicon.get(line.key)
    if line.scope != "form" or entity is None:
        return
    row = listing(entity, line.prefer)
    if row is not None and row.form != entity.ja and row.form != entity.en and group_of(line, entity) == row.form:
        own = ", ".join((entity.ja, entity.en))
        yield line.problem(
            f"{line.prefer} is a {row.kind} form of its own, no other spelling of {own}; name the form as key"
        )


ERRORS: tuple[Callable[[Folder], Iterable[Problem]], ...] = (collisions, dead_forms, rule_files, style_files)
"""The parts of the check beyond the contract of rows; each takes a Folder and yields what it refuses."""

NOTES: tuple[Callable[[Folder], Iterable[Problem]], ...] = (
    taken_forms,
    common_words,
    near_forms,
    one_character_names,
)
"""What a person should look at; asked for with `--report`, since much of it is right as it is."""
