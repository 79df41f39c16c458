"""DeepL's glossary: source TAB target, unique sources. As CSV also for Google Translation and Amazon Translate."""

from __future__ import annotations

import csv
import io

from entity_resolver.export.options import ExportOptions
from entity_resolver.export.terms import CANONICAL, Term, pairs_of
from entity_resolver.glossary import Glossary

MAX_BYTES = 1024
"""DeepL's limit of a term, in UTF-8 bytes."""


def render(glossary: Glossary, format: str, options: ExportOptions) -> bytes:
    """One line per source form. Left out: terms that DeepL refuses, signs like 米 that would replace parts of words,
    and forms that two entities share with different translations."""
    rows = [list(options.languages)] if options.header else []
    rows += [[source, target] for source, target in sorted_pairs(glossary, options.languages[0])]
    if options.delimiter == "tab":
        return "".join(f"{source}\t{target}\n" for source, target in rows).encode()
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue().encode()


def sorted_pairs(glossary: Glossary, language: str) -> list[tuple[str, str]]:
    """Unique source → target, in the order of the glossary."""
    best: dict[str, tuple[int, set[str]]] = {}
    for entry in glossary.entries:
        for term, target in pairs_of(entry, language):
            source, translated = _line(term.form), _line(target)
            if len(source) < 2 or not _fits(source) or not _fits(translated):
                continue
            rank = _rank(term)
            known, targets = best.get(source, (rank, set()))
            if rank < known:
                best[source] = (rank, {translated})
            elif rank == known:
                best[source] = (rank, {*targets, translated})
    return [(source, next(iter(targets))) for source, (_, targets) in best.items() if len(targets) == 1]


def _rank(term: Term) -> int:
    """A canonical name claims a form before a listed one, that before one which needs context."""
    return 0 if term.kind == CANONICAL else 1 if term.use == "link" else 2


def _line(text: str) -> str:
    return " ".join(text.split())


def _fits(text: str) -> bool:
    printable = not any(ord(char) < 32 or 128 <= ord(char) <= 159 or char in "\u2028\u2029" for char in text)
    return bool(text) and printable and len(text.encode("utf-8", "replace")) <= MAX_BYTES
