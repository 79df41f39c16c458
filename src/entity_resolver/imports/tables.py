"""TSV and CSV with a header: our own glossary, or anybody's list with a Japanese and an English column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from entity_resolver.encoding import decode
from entity_resolver.errors import InputError
from entity_resolver.export.facts import unpack_terms
from entity_resolver.export.tabular import plain_cell
from entity_resolver.export.terms import DEPRECATED, PREFERRED
from entity_resolver.imports.build import Builder, Facts, language_of
from entity_resolver.model import Entity
from entity_resolver.tables import numbered_rows

NAMES = {
    "ja": ("日本語", "japanese", "jpn", "ja-jp"),
    "en": ("英語", "english", "eng", "en-us", "en-gb"),
}
"""Headers that are understood without a mapping."""

_FACTS = {"id": "id", "type": "type", "yomi": "yomi", "part_of": "part of", "wikidata": "wikidata"} | {
    "source": "source",
    "note": "note",
}


def read(data: bytes, name: str, columns: Mapping[str, str]) -> list[Entity]:
    """A .csv has CSV quoting, everything else is tab-separated without quoting.

    Raises InputError, and LexiconError for what is not CSV.
    """
    text = decode(data, name).text.removeprefix("\ufeff")
    return entities_of(rows_of(numbered_rows(text, name), name, columns), name)


def rows_of(
    lines: Iterable[tuple[int, list[str]]], name: str, columns: Mapping[str, str]
) -> Iterator[tuple[int, Facts]]:
    """(line, cells by our column names), formula guards taken off. Raises InputError for a header without names."""
    rows = iter(lines)
    number, header = next(rows, (1, []))
    ours = _our_names([cell.strip() for cell in header], columns)
    if not {"ja", "en"} & set(ours):
        wanted = ", ".join(columns.get(key, key) for key in ("ja", "en"))
        raise InputError(
            f"{name}:{number}:1: no column {wanted}; the header has: {', '.join(header) or 'nothing'}; "
            "say which column is which, e.g. ja=原語,en=訳語"
        )
    for line, cells in rows:
        yield line, {key: plain_cell(cell.strip(" ")) for key, cell in zip(ours, cells, strict=False) if key}


def _our_names(header: list[str], columns: Mapping[str, str]) -> list[str]:
    """Our name of each column, "" for those of no use."""
    by_theirs = {theirs.casefold(): ours for ours, names in NAMES.items() for theirs in (ours, *names)}
    by_theirs |= {theirs.casefold(): ours for ours, theirs in columns.items()}
    return [by_theirs.get(cell.casefold(), cell.casefold()) for cell in header]


def entities_of(rows: Iterable[tuple[int, Facts]], name: str) -> list[Entity]:
    """One entity per row; rows with the same id, or without ids the same names, are one."""
    builder = Builder()
    for line, row in rows:
        ja, en = row.get("ja", ""), row.get("en", "")
        if not ja and not en:
            raise InputError(f"{name}:{line}:1: neither ja nor en; fill one in or delete the line")
        facts = {ours: row[column] for column, ours in _FACTS.items() if row.get(column)}
        terms = [{"form": form, "lang": lang, "status": PREFERRED} for form, lang in ((ja, "ja"), (en, "en")) if form]
        builder.add(row.get("id") or f"{ja}\t{en}", facts, [*terms, *_more(row)])
    return builder.entities()


def _more(row: Facts) -> list[Facts]:
    """The other forms: from `terms`, where everything is known of them, else from `aliases`."""
    known = unpack_terms(row.get("terms", ""))
    if known:
        return [{"lang": "ja"} | term for term in known]
    forms = [form.strip() for form in row.get("aliases", "").split("|")]
    return [
        {"form": form, "lang": lang, "status": DEPRECATED if lang == "ja" else ""}
        for form in forms
        if form and form not in (row.get("ja"), row.get("en"))
        for lang in [language_of("", form)]
    ]
