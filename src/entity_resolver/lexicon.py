"""The lexicon: entities and their forms, immutable, combinable with `|`, with a fingerprint. No matching."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path

from entity_resolver.errors import LexiconError, Problem
from entity_resolver.fold import fold_key
from entity_resolver.lexicon_flat import read_flat
from entity_resolver.lexicon_folder import check_folder, read_folder
from entity_resolver.model import REWRITTEN_KINDS, VARIANT_KINDS, Alias, Entity

_LATIN_ACRONYM = re.compile(r"[A-Z0-9.&]{2,5}")
_DIGIT = re.compile(r"[0-9]")


@dataclass(frozen=True, slots=True)
class Form:
    """One way an entity may be written, ready for matching.

    Attributes:
        text: the form as listed.
        target: the form that rewriting writes in its place, "" where it stays.
        exact_case: a Latin abbreviation that must be written in capitals (WHO, US).
        dominant: of all who share the form, news means this one (an alias whose note is "dominant").
    """

    text: str
    entity_id: str
    lang: str
    kind: str
    use: str
    target: str = ""
    exact_case: bool = False
    dominant: bool = False


def bundled_path() -> Path:
    """The folder of the bundled lexicon: inside the installed package, else beside the source tree.

    Raises LexiconError naming both places where there is none.
    """
    packaged = Path(str(files("entity_resolver"))) / "_lexicon"
    checkout = Path(__file__).resolve().parents[2] / "lexicon"
    for path in (packaged, checkout):
        if (path / "entities").is_dir():
            return path
    message = f"no bundled lexicon here, nor in {checkout}; reinstall entity-resolver"
    raise LexiconError([Problem(str(packaged), 1, 1, message)])


class Lexicon:
    """Entities with their forms.

    >>> lexicon = Lexicon.bundled()
    >>> lexicon["luhansk-oblast"].ja
    'ルハンスク州'
    """

    def __init__(
        self,
        entities: Iterable[Entity],
        *,
        redirects: dict[str, str] | None = None,
        version: str = "user",
        claimed: dict[str, frozenset[str]] | None = None,
    ) -> None:
        """`claimed`: key → the only entity ids that may use it (a later lexicon's forms belong to it alone)."""
        self._entities = tuple(entities)
        self._by_id = {entity.id: entity for entity in self._entities}
        self._redirects = dict(redirects or {})
        self._claimed = dict(claimed or {})
        self.version = version

    @classmethod
    def bundled(cls) -> Lexicon:
        """The lexicon that ships with the package (read once per process)."""
        return _bundled()

    @classmethod
    def load(cls, path: str | Path) -> Lexicon:
        """A lexicon folder (checked strictly) or a flat TSV/CSV file (read leniently).

        Raises LexiconError with file:line:column for every fault found.
        """
        path = Path(path)
        if not path.exists():
            raise LexiconError([Problem(str(path), 1, 1, "no such file or folder")])
        if not path.is_dir():
            return cls(read_flat(path), version=path.name)
        known = frozenset(_bundled()._by_id)
        if problems := check_folder(path, known):
            raise LexiconError(problems)
        entities, redirects = read_folder(path, _bundled()._by_id)
        return cls(entities, redirects=redirects, version=_version(path))

    @property
    def entities(self) -> tuple[Entity, ...]:
        """Every entity, in the order of the files."""
        return self._entities

    def __len__(self) -> int:
        return len(self._entities)

    def __iter__(self) -> Iterator[Entity]:
        return iter(self._entities)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._by_id or id_ in self._redirects

    def __getitem__(self, id_: str) -> Entity:
        """The entity of an id; a merged id leads to its successor. Raises KeyError."""
        return self._by_id[self._redirects.get(id_, id_)]

    def get(self, id_: str) -> Entity | None:
        return self._by_id.get(self._redirects.get(id_, id_))

    def forms_of(self, entity: Entity) -> Iterator[Form]:
        """Every form an entity may link through, canonical names first; `never` forms are left out."""
        # an alias row that repeats a canonical name says how far that name links: 北海, タイ only with context
        own = {alias.form: alias.use for alias in entity.aliases if alias.use != "link"}
        for name, lang in ((entity.ja, "ja"), (entity.en, "en")):
            use = own.get(name, "link")
            if use != "never" and (lang == "ja" or name != entity.ja):
                yield Form(name, entity.id, lang, "canonical", use, exact_case=_is_acronym(name))
        for alias in entity.aliases:
            if alias.use != "never":
                rewritten = alias.kind in REWRITTEN_KINDS and alias.lang == "ja"
                target = (alias.variant_of or entity.ja) if rewritten else ""
                yield Form(
                    alias.form,
                    entity.id,
                    alias.lang,
                    alias.kind,
                    alias.use,
                    target,
                    _is_acronym(alias.form),
                    alias.note == "dominant",
                )

    def claims(self, form: str) -> bool:
        """True where a lexicon that was added with `|` lists this form: its spelling goes before any style."""
        return fold_key(form) in self._claimed

    @cached_property
    def forms(self) -> dict[str, tuple[Form, ...]]:
        """Folded key → the forms it may be, one per entity."""
        found: dict[str, dict[str, Form]] = {}
        for entity in self._entities:
            for form in self.forms_of(entity):
                key = fold_key(form.text)
                owners = self._claimed.get(key)
                if key and (owners is None or entity.id in owners):
                    found.setdefault(key, {}).setdefault(entity.id, form)
        return {key: tuple(by_entity.values()) for key, by_entity in found.items()}

    @cached_property
    def fingerprint(self) -> str:
        """Twelve hex digits over every entity, alias and redirect."""
        digest = hashlib.sha256()
        for entity in self._entities:
            digest.update(repr(entity).encode())
        digest.update(repr(sorted(self._redirects.items())).encode())
        digest.update(repr(sorted((key, sorted(ids)) for key, ids in self._claimed.items())).encode())
        return digest.hexdigest()[:12]

    def __or__(self, other: Lexicon) -> Lexicon:
        """Both lexicons as one; where they disagree, `other` wins.

        Entities with the same id, or the same ja and en, are merged field by field; a form that `other` lists belongs
        to its entity alone; its ja is what rewriting writes.
        """
        if not isinstance(other, Lexicon):
            return NotImplemented
        by_names = {(entity.ja, entity.en): entity.id for entity in self._entities}
        merged = dict(self._by_id)
        claimed = dict(self._claimed)
        for entity in other._entities:
            id_ = entity.id if entity.id in merged else by_names.get((entity.ja, entity.en), entity.id)
            id_ = self._redirects.get(id_, id_)
            old = merged.get(id_)
            merged[id_] = replace(entity, id=id_) if old is None else _merge(old, entity)
        for key, forms in other.forms.items():
            owners = {form.entity_id for form in forms}
            ids = {
                entity_id if entity_id in merged else by_names.get((other[entity_id].ja, other[entity_id].en), entity_id)
                for entity_id in owners
            }
            claimed[key] = frozenset(ids)
        return Lexicon(
            merged.values(),
            redirects=self._redirects | other._redirects,
            version=f"{self.version}|{other.version}",
            claimed=claimed,
        )

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in self.__dict__.items() if name not in ("forms",)}


def _merge(old: Entity, new: Entity) -> Entity:
    """`old` with every field that `new` fills in, and the forms of both."""
    listed = {fold_key(form) for form in (new.ja, new.en, *(alias.form for alias in new.aliases))}
    kinds = {alias.form: alias.kind for alias in old.aliases}
    aliases = list(new.aliases)
    for alias in old.aliases:
        if fold_key(alias.form) not in listed:
            aliases.append(replace(alias, variant_of=new.ja) if alias.variant_of == old.ja else alias)
    if fold_key(old.ja) not in listed:
        aliases.append(_former_canonical(old.ja, new.ja, kinds))
    if fold_key(old.en) not in listed:
        aliases.append(Alias(old.en, "en", "designation", source=old.source))
    return Entity(
        old.id,
        new.type or old.type,
        new.ja,
        new.en,
        new.yomi or old.yomi,
        new.part_of or old.part_of,
        new.wikidata or old.wikidata,
        new.source or old.source,
        new.note or old.note,
        tuple(aliases),
    )


def _former_canonical(old: str, new: str, kinds: dict[str, str]) -> Alias:
    """The old canonical form as an alias of the new: a variant of it unless it is another designation."""
    contained = fold_key(old) in fold_key(new) or fold_key(new) in fold_key(old)
    if contained or kinds.get(new, "transliteration") not in VARIANT_KINDS:
        return Alias(old, "ja", "designation", source="merged")
    return Alias(old, "ja", "transliteration", new, source="merged")


def _is_acronym(form: str) -> bool:
    return bool(_LATIN_ACRONYM.fullmatch(form)) and not _DIGIT.search(form)


def _version(path: Path) -> str:
    file = path / "VERSION"
    return file.read_text(encoding="utf-8").strip() if file.is_file() else path.name


@lru_cache(maxsize=1)
def _bundled() -> Lexicon:
    path = bundled_path()
    entities, redirects = read_folder(path)
    return Lexicon(entities, redirects=redirects, version=_version(path))
