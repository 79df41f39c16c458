"""The lexicon: entities and their forms, immutable, combinable with `|`, with a fingerprint. No matching.

What parses tables is imported when a table is read: the bundled lexicon is a compiled file.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

from entity_resolver.compiled import SUFFIX, CompiledFile, digest, write_compiled
from entity_resolver.compiled_forms import CompiledForms
from entity_resolver.errors import LexiconError, Problem
from entity_resolver.fold import fold_key
from entity_resolver.lexicon_cache import cache_folder, keep, read_kept
from entity_resolver.lexicon_entities import merged_entity
from entity_resolver.model import REWRITTEN_KINDS, Entity
from entity_resolver.patterns import late

_LATIN_ACRONYM = late(r"[A-Z0-9.&]{2,5}")
_DIGIT = late(r"[0-9]")


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


class Lexicon:
    """Entities with their forms.

    >>> lexicon = Lexicon.bundled()
    >>> lexicon["luhansk-oblast"].ja
    'ルハンスク州'
    """

    _made: Callable[[str], Entity | None]

    def __init__(
        self,
        entities: Iterable[Entity],
        *,
        redirects: dict[str, str] | None = None,
        version: str = "user",
        claimed: dict[str, frozenset[str]] | None = None,
    ) -> None:
        """`claimed`: key → the only entity ids that may use it (a later lexicon's forms belong to it alone)."""
        self._file: CompiledFile | None = None
        self._entities = tuple(entities)
        self._by_id = {entity.id: entity for entity in self._entities}
        self._redirects = dict(redirects or {})
        self._claimed = dict(claimed or {})
        self.version = version

    @classmethod
    def bundled(cls) -> Lexicon:
        """The lexicon that ships with the package (read once per process)."""
        from entity_resolver.lexicon_sources import bundled

        return bundled()

    @classmethod
    def load(cls, path: str | Path) -> Lexicon:
        """A lexicon folder (checked strictly), a flat TSV/CSV file (read leniently) or a compiled .erlex file.

        Raises LexiconError with file:line:column for every fault found.
        """
        path = Path(path)
        if not path.exists():
            raise LexiconError([Problem(str(path), 1, 1, "no such file or folder")])
        if path.suffix == SUFFIX:
            return cls.of_compiled(CompiledFile(path))
        if not path.is_dir():
            from entity_resolver.lexicon_flat import read_flat

            return cls(read_flat(path), version=path.name)
        from entity_resolver.lexicon_folder import check_folder, read_folder

        known = frozenset(Lexicon.bundled()._by_id)
        if problems := check_folder(path, known):
            raise LexiconError(problems)
        entities, redirects = read_folder(path, Lexicon.bundled()._by_id)
        return cls(entities, redirects=redirects, version=version_of(path))

    @classmethod
    def of_compiled(cls, file: CompiledFile) -> Lexicon:
        """The lexicon of a compiled file; its entities are made when they are asked for."""
        lexicon = cls.__new__(cls)
        meta = file.meta
        lexicon._file = file
        lexicon._made = lru_cache(maxsize=8192)(file.entity_of)
        lexicon._redirects = meta["redirects"]
        lexicon._claimed = {key: frozenset(ids) for key, ids in meta["claimed"].items()}
        lexicon.version = meta["version"]
        lexicon.fingerprint = meta["fingerprint"]
        lexicon.forms = CompiledForms(lexicon, file)
        return lexicon

    def compile(self, path: Path, derived: Mapping[str, bytes] | None = None, **notes: object) -> None:
        """Write this lexicon as one file that `load` opens at once. Raises OSError.

        `derived`: what was worked out from it and shall not be worked out again, by name (see `derived`).
        `notes`: what else the file shall say of itself, as JSON values.
        """
        refs: dict[str, dict[int, int]] = {}
        for key, entity, form, _ in self._listed():
            refs.setdefault(key, {}).setdefault(entity, form)
        meta = {
            **notes,
            "version": self.version,
            "fingerprint": self.fingerprint,
            "redirects": self._redirects,
            "short_keys": {key: sorted(self._marks(key)) for key in refs if len(key) == 1},
            "claimed": {key: sorted(ids) for key, ids in self._claimed.items()},
        }
        pairs = {key: list(found.items()) for key, found in refs.items()}
        write_compiled(path, self._entities, pairs, meta, derived or {})

    def derived(self, name: str, build: Callable[[], bytes]) -> memoryview:
        """What `build` works out from this lexicon, kept with it where it is a compiled one.

        `name` says what it is and in which format; it must change when the format does.
        """
        if self._file is None:
            return memoryview(build())
        if (found := self._file.derived(name)) is not None:
            return found
        beside = self._file.path.with_suffix(f".{name}")
        in_cache = beside.parent == cache_folder()
        data = read_kept(beside) if in_cache else None
        if data is None:
            data = build()
            if in_cache:
                keep(beside, data)
        return memoryview(data)

    @cached_property
    def _entities(self) -> tuple[Entity, ...]:
        file = self._file
        assert file is not None  # without a file, __init__ has set it
        return tuple(map(file.entity, range(len(file))))

    @cached_property
    def _by_id(self) -> dict[str, Entity]:
        return {entity.id: entity for entity in self._entities}

    @property
    def entities(self) -> tuple[Entity, ...]:
        """Every entity, in the order of the files."""
        return self._entities

    def __len__(self) -> int:
        return len(self._entities) if self._file is None else len(self._file)

    def __iter__(self) -> Iterator[Entity]:
        return iter(self._entities)

    def __contains__(self, id_: object) -> bool:
        return isinstance(id_, str) and (self.get(id_) is not None or id_ in self._redirects)

    def __getitem__(self, id_: str) -> Entity:
        """The entity of an id; a merged id leads to its successor. Raises KeyError."""
        found = self.get(id_)
        if found is None:
            raise KeyError(id_)
        return found

    def get(self, id_: str) -> Entity | None:
        id_ = self._redirects.get(id_, id_)
        if self._file is None:
            return self._by_id.get(id_)
        return self._made(id_)

    def type_of(self, form: Form) -> str:
        """The type of what a form stands for; "" where it stands for nothing that is listed."""
        entity = self.get(form.entity_id)
        return entity.type if entity else ""

    def is_country(self, form: Form) -> bool:
        """Does a form stand for a state that is part of nothing?"""
        entity = self.get(form.entity_id)
        return entity is not None and entity.type == "GPE" and not entity.part_of

    def names_country(self, word: str) -> bool:
        """Is a folded word a name of a country that needs no context?"""
        return any(form.use == "link" and self.is_country(form) for form in self.forms.get(word, ()))

    def forms_of(self, entity: Entity) -> Iterator[Form]:
        """Every form an entity may link through, canonical names first; `never` forms are left out."""
        # an alias row that repeats a canonical name says how far that name links: 北海, タイ only with context
        own = {alias.form: alias for alias in entity.aliases if alias.use != "link"}
        for name, lang in ((entity.ja, "ja"), (entity.en, "en")):
            use, usual = (own[name].use, own[name].note == "dominant") if name in own else ("link", False)
            if use != "never" and (lang == "ja" or name != entity.ja):
                yield Form(name, entity.id, lang, "canonical", use, "", _is_acronym(name), usual)
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
    def forms(self) -> Mapping[str, tuple[Form, ...]]:
        """Folded key → the forms it may be, one per entity."""
        found: dict[str, dict[int, Form]] = {}
        for key, entity, _, form in self._listed():
            found.setdefault(key, {}).setdefault(entity, form)
        return {key: tuple(by_entity.values()) for key, by_entity in found.items()}

    def regions(self, entity: Entity) -> list[str]:
        """The ids an entity is part of, nearest first.

        >>> Lexicon.bundled().regions(Lexicon.bundled()["luhansk"])
        ['luhansk-oblast', 'ukraine']
        """
        found: list[str] = []
        parent = entity.part_of
        while parent and parent not in found:
            found.append(parent)
            above = self.get(parent)
            parent = above.part_of if above else ""
        return found

    def short_keys(self) -> Mapping[str, Collection[str]]:
        """The keys of one character, which fire only beside others; each with the types and kinds of its forms."""
        if self._file is not None:
            marks: dict[str, list[str]] = self._file.meta["short_keys"]
            return marks
        return {key: self._marks(key) for key in self.forms if len(key) == 1}

    def _marks(self, key: str) -> set[str]:
        forms = self.forms[key]
        return {form.kind for form in forms} | {self[form.entity_id].type for form in forms}

    def _listed(self) -> Iterator[tuple[str, int, int, Form]]:
        """Every key with the number of its entity, the number of the form among the entity's, and the form."""
        for number, entity in enumerate(self._entities):
            for at, form in enumerate(self.forms_of(entity)):
                key = fold_key(form.text)
                owners = self._claimed.get(key)
                if key and (owners is None or entity.id in owners):
                    yield key, number, at, form

    @cached_property
    def fingerprint(self) -> str:
        """Twelve hex digits over every entity, alias and redirect."""
        import hashlib

        digest = hashlib.sha256()
        for entity in self._entities:
            digest.update(repr(entity).encode())
        digest.update(repr(sorted(self._redirects.items())).encode())
        digest.update(repr(sorted((key, sorted(ids)) for key, ids in self._claimed.items())).encode())
        return digest.hexdigest()[:12]

    def digests(self) -> dict[str, int]:
        """Id → 64 bits that tell whether an entity or its aliases have changed."""
        if self._file is not None:
            return self._file.digests()
        return {entity.id: digest(entity) for entity in self._entities}

    def parents(self) -> dict[str, str]:
        """Id → the id it is part of, for those that are part of something."""
        if self._file is not None:
            return self._file.parents()
        return {entity.id: entity.part_of for entity in self._entities if entity.part_of}

    @cached_property
    def wholes(self) -> frozenset[str]:
        """The ids that something is part of: countries, their states, and no town in them."""
        return frozenset(self.parents().values())

    def settled(self) -> dict[str, frozenset[str]]:
        """What the lexicon says beside its entities: id → the one it leads to, "\0" and key → the ids it belongs to alone."""
        redirects = {id_: frozenset((to,)) for id_, to in self._redirects.items()}
        return {**redirects, **{f"\0{key}": ids for key, ids in self._claimed.items()}}

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
            merged[id_] = replace(entity, id=id_) if old is None else merged_entity(old, entity)
        for key, forms in other.forms.items():
            owners = {form.entity_id for form in forms}
            ids = {
                entity_id
                if entity_id in merged
                else by_names.get((other[entity_id].ja, other[entity_id].en), entity_id)
                for entity_id in owners
            }
            claimed[key] = frozenset(ids)
        return Lexicon(
            merged.values(),
            redirects=self._redirects | other._redirects,
            version=f"{self.version}|{other.version}",
            claimed=claimed,
        )

    def __reduce__(self) -> tuple[object, ...]:
        if self._file is not None:
            return _reopened, (str(self._file.path), self.fingerprint)
        state = {name: value for name, value in self.__dict__.items() if name != "forms"}
        return object.__new__, (type(self),), state


def _reopened(path: str, fingerprint: str) -> Lexicon:
    """A compiled lexicon in another process; where its file is gone, the bundled one may still be the same."""
    with contextlib.suppress(LexiconError):
        file = CompiledFile(Path(path))
        if file.meta["fingerprint"] == fingerprint:
            return Lexicon.of_compiled(file)
    if (bundled := Lexicon.bundled()).fingerprint == fingerprint:
        return bundled
    message = "the compiled lexicon is no longer what it was; compile it again"
    raise LexiconError([Problem(path, 1, 1, message)])


def _is_acronym(form: str) -> bool:
    return bool(_LATIN_ACRONYM.fullmatch(form)) and not _DIGIT.search(form)


def version_of(path: Path) -> str:
    file = path / "VERSION"
    return file.read_text(encoding="utf-8").strip() if file.is_file() else path.name
