"""What a change of the data does: two lexicons side by side, by entity and form, and by what texts become."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from entity_resolver.errors import LexiconError, Problem
from entity_resolver.lexicon import Lexicon
from entity_resolver.lexicon_flat import read_flat
from entity_resolver.lexicon_folder import read_folder
from entity_resolver.model import Alias, Entity, Mention
from entity_resolver.resolver import Resolver

_NAMES = tuple(field.name for field in fields(Entity) if field.name not in ("id", "aliases"))
_ALIAS = tuple(field.name for field in fields(Alias) if field.name not in ("form", "lang"))
CONTEXT = 12
"""Characters shown on each side of a mention that differs."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two lexicons.

    Attributes:
        sign: + added, - removed, ~ changed.
        entity_id: the entity it belongs to.
        what: "entity", or the form in question.
        detail: the names of an entity, or field: old → new.
    """

    sign: str
    entity_id: str
    what: str
    detail: str

    def __str__(self) -> str:
        return f"{self.sign} {self.entity_id}  {self.what}  {self.detail}".rstrip()


@dataclass(frozen=True, slots=True)
class MentionChange:
    """One place of a text where the two lexicons differ.

    Attributes:
        document: the id of the text. start: offset of the place (code points).
        context: the place in 【】 with its surroundings.
        old, new: what each of them makes of it, "" where it sees no name.
    """

    document: str
    start: int
    context: str
    old: str
    new: str

    def __str__(self) -> str:
        old, new = self.old or "(no name)", self.new or "(no name)"
        return f"{self.document}@{self.start}  {self.context}\n  - {old}\n  + {new}"


def open_lexicon(path: str | Path) -> Lexicon:
    """A lexicon to compare: `bundled`, a folder or a flat file; a folder may have faults, unlike for `Lexicon.load`.

    Raises LexiconError where there is nothing to read.
    """
    if str(path) == "bundled":
        return Lexicon.bundled()
    path = Path(path)
    if not path.exists():
        raise LexiconError([Problem(str(path), 1, 1, "no such file or folder (or write: bundled)")])
    if not path.is_dir():
        return Lexicon(read_flat(path), version=path.name)
    bundled = {entity.id: entity for entity in Lexicon.bundled()}
    entities, redirects = read_folder(path, bundled)
    return Lexicon(entities, redirects=redirects, version=path.name)


def diff(old: Lexicon, new: Lexicon) -> Iterator[Change]:
    """Every entity and form that was added, removed or changed, in the order of the ids.

    >>> from dataclasses import replace
    >>> one = Entity("luhansk", "GPE", "ルガンスク", "Luhansk")
    >>> [str(change) for change in diff(Lexicon([one]), Lexicon([replace(one, ja="ルハンスク")]))]
    ['~ luhansk  entity  ja: ルガンスク → ルハンスク']
    """
    olds, news = ({entity.id: entity for entity in lexicon} for lexicon in (old, new))
    for id_ in sorted(olds.keys() | news.keys()):
        before, after = olds.get(id_), news.get(id_)
        if before is None or after is None:
            sign, entity = ("+", after) if before is None else ("-", before)
            assert entity is not None
            yield Change(sign, id_, "entity", f"{entity.type} {entity.ja} {entity.en}".strip())
        elif before != after:
            yield from _entity_changes(before, after)


def _entity_changes(before: Entity, after: Entity) -> Iterator[Change]:
    changed = [
        f"{n}: {getattr(before, n)} → {getattr(after, n)}" for n in _NAMES if getattr(before, n) != getattr(after, n)
    ]
    if changed:
        yield Change("~", before.id, "entity", "; ".join(changed))
    olds, news = ({(alias.form, alias.lang): alias for alias in entity.aliases} for entity in (before, after))
    for key in sorted(olds.keys() | news.keys()):
        one, other = olds.get(key), news.get(key)
        if one is None or other is None:
            sign, alias = ("+", other) if one is None else ("-", one)
            assert alias is not None
            of = f" of {alias.variant_of}" if alias.variant_of else ""
            yield Change(sign, before.id, alias.form, f"{alias.lang} {alias.kind}{of} {alias.use}")
        elif one != other:
            parts = [
                f"{n}: {getattr(one, n)} → {getattr(other, n)}" for n in _ALIAS if getattr(one, n) != getattr(other, n)
            ]
            yield Change("~", before.id, one.form, "; ".join(parts))


def diff_on(old: Resolver, new: Resolver, texts: Iterable[tuple[str, str]]) -> Iterator[MentionChange]:
    """What becomes different in (id, text) pairs: links and rewrites, in the order of the texts.

    `old` and `new` differ in their lexicon, or in anything else (a style).
    """
    for document, text in texts:
        befores, afters = ({(m.start, m.end): m for m in each.resolve(text).mentions} for each in (old, new))
        for place in sorted(befores.keys() | afters.keys()):
            before, after = (_said(mentions.get(place)) for mentions in (befores, afters))
            if before != after:
                start, end = place
                around = f"{text[max(0, start - CONTEXT) : start]}【{text[start:end]}】{text[end : end + CONTEXT]}"
                yield MentionChange(document, start, " ".join(around.split()), before, after)


def _said(mention: Mention | None) -> str:
    if mention is None:
        return ""
    if mention.entity is None:
        return f"{mention.decision} {' '.join(sorted(c.entity.id for c in mention.candidates))}".strip()
    return f"{mention.entity.id} ({mention.ja} / {mention.en})" + (
        f", written {mention.rewrite}" if mention.rewrite else ""
    )
