"""Entries as terms: every form of an entity with its language, kind and status, and which form translates which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from entity_resolver.fold import fold_key
from entity_resolver.glossary import GlossaryEntry
from entity_resolver.model import REWRITTEN_KINDS, VARIANT_KINDS, Alias, Entity

CANONICAL = "canonical"
"""Kind of the two canonical names of an entity."""

FOUND = "found"
"""Source of a form that the text has and the lexicon does not."""

PREFERRED, ADMITTED, DEPRECATED, SUPERSEDED = "preferred", "admitted", "deprecated", "superseded"
_PAIRED_KINDS = frozenset({"short", "full", "abbreviation", "former"})


@dataclass(frozen=True, slots=True)
class Term:
    """One form of an entity, as a term base has it.

    Attributes:
        kind: a kind of the lexicon, or "canonical".
        status: preferred, admitted, deprecated or superseded.
        variant_of: the form to write in its place, "" where it stands for itself.
        count: how often it occurred (0 in an export of a lexicon).
    """

    form: str
    lang: str
    kind: str
    status: str
    variant_of: str = ""
    use: str = "link"
    valid_from: str = ""
    valid_to: str = ""
    source: str = ""
    note: str = ""
    count: int = 0


def status_of(alias: Alias) -> str:
    """The status a term base gives a listed form: a rewritten or misspelt one is forbidden, a former one superseded."""
    if alias.use == "never" or alias.kind in ("misspelling", "ocr"):
        return DEPRECATED
    if alias.kind == "former":
        return SUPERSEDED
    if alias.lang == "ja":
        return DEPRECATED if alias.kind in REWRITTEN_KINDS else ADMITTED
    return DEPRECATED if alias.kind in VARIANT_KINDS and alias.variant_of else ADMITTED


def terms_of(entry: GlossaryEntry) -> list[Term]:
    """Every form of an entry: the canonical names first, then the listed forms, then what the text alone has."""
    entity = entry.entity
    counts: dict[str, int] = {}
    for form, number in entry.forms:
        counts[fold_key(form)] = counts.get(fold_key(form), 0) + number
    terms = [
        Term(entity.ja, "ja", CANONICAL, PREFERRED, source=entity.source, count=counts.get(fold_key(entity.ja), 0))
    ]
    if entity.en:
        count = 0 if entity.en == entity.ja else counts.get(fold_key(entity.en), 0)
        terms.append(Term(entity.en, "en", CANONICAL, PREFERRED, source=entity.source, count=count))
    terms += [_listed(alias, counts.get(fold_key(alias.form), 0)) for alias in entity.aliases]
    listed = {fold_key(term.form) for term in terms}
    return [*terms, *_found(entry, counts, listed)]


def _listed(alias: Alias, count: int) -> Term:
    return Term(
        alias.form,
        alias.lang,
        alias.kind,
        status_of(alias),
        alias.variant_of,
        alias.use,
        alias.valid_from,
        alias.valid_to,
        alias.source,
        alias.note,
        count,
    )


def _found(entry: GlossaryEntry, counts: dict[str, int], listed: set[str]) -> Iterable[Term]:
    rewrites = dict(entry.rewrites)
    for form, _ in entry.forms:
        key = fold_key(form)
        if not key or key in listed:
            continue
        listed.add(key)
        if target := rewrites.get(form):
            yield Term(form, "ja", "transliteration", DEPRECATED, target, source=FOUND, count=counts[key])
        else:
            yield Term(form, "ja", "designation", ADMITTED, source=FOUND, count=counts[key])


def aliases_of(entry: GlossaryEntry) -> list[Term]:
    """The terms of an entry without its two canonical names."""
    return [term for term in terms_of(entry) if term.kind != CANONICAL]


def rewritten_terms(entry: GlossaryEntry) -> list[Term]:
    """The Japanese forms that are replaced by another form wherever they stand."""
    return [
        term
        for term in terms_of(entry)
        if term.lang == "ja" and term.kind in REWRITTEN_KINDS and term.use == "link" and term.variant_of
    ]


def translation_of(entity: Entity, term: Term) -> str:
    """The name in the other language (ja ↔ en) that says the same: short for short, full for full, else the canonical.

    >>> from entity_resolver import Lexicon
    >>> putin = Lexicon.bundled()["vladimir-putin"]
    >>> translation_of(putin, Term("プーチン", "ja", "short", "admitted"))
    'Putin'
    """
    other = "en" if term.lang == "ja" else "ja"
    canonical = entity.en if other == "en" else entity.ja
    kind = term.kind
    if term.variant_of:
        kind = next((a.kind for a in entity.aliases if a.form == term.variant_of and a.lang == term.lang), CANONICAL)
    if kind not in _PAIRED_KINDS:
        return canonical
    names = [a.form for a in entity.aliases if a.lang == other and a.kind == kind and a.use != "never"]
    # Several names of one kind do not say which one is meant; a sign like 米 is no translation.
    return names[0] if len(names) == 1 and len(names[0]) > 1 else canonical


def pairs_of(entry: GlossaryEntry, source: str) -> list[tuple[Term, str]]:
    """(term in the source language, its name in the other) for every form that may link, canonical name first."""
    terms = [term for term in terms_of(entry) if term.lang == source and term.use != "never" and term.form]
    seen: set[str] = set()
    pairs = []
    for term in terms:
        target = translation_of(entry.entity, term)
        if target and term.form not in seen:
            seen.add(term.form)
            pairs.append((term, target))
    return pairs
