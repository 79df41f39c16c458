"""The compiled form of a lexicon: one file of flat arrays, mapped into memory, of which nothing is parsed at open.

    header      magic ERLX, format version, number of sections, CRC-32 of the directory, size of the file
    directory   name, offset, size and CRC-32 of each section
    sections    meta (JSON), each entity with its aliases as one text of cells, the keys and ids as hash tables, the forms
                of each key; `sounds` and whatever else is derived from these stands in sections of its own

Everything but derived sections is checked against its CRC-32 when the file is opened, those when they are first used.
"""

from __future__ import annotations

import json
import mmap
import struct
from array import array
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, chain
from operator import attrgetter
from pathlib import Path
from typing import Any
from zlib import crc32

from entity_resolver.errors import LexiconError, Problem
from entity_resolver.keytable import KeyTable, packed, unpacked
from entity_resolver.model import Alias, Entity

SUFFIX = ".erlex"
FORMAT = 5
_MAGIC = b"ERLX"
_HEADER = struct.Struct("<4sHHIQ")
_ENTRY = struct.Struct("<40sQQI4x")
_CELL = "\0"
"""What stands between two cells of an entity's text, and in no name."""
_COLUMNS = 9
"""Cells of an entity, and of each alias."""
_ENTITY = attrgetter(*list(Entity.__dataclass_fields__)[:_COLUMNS])
_ALIAS = attrgetter(*Alias.__dataclass_fields__)
_DERIVED = "derived."
_REMEMBERED = 8192
_PART_OF = 5

Refs = Mapping[str, Sequence[tuple[int, int]]]
"""Key → (entity number, number of the form among the forms of that entity)."""


class CompiledFile:
    """A compiled lexicon, open for reading; strings and entities are made when they are asked for."""

    def __init__(self, path: Path) -> None:
        """Raises LexiconError where the file is none of this version, cut short or damaged."""
        self.path = path
        try:
            with path.open("rb") as file:
                self._bytes = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except (OSError, ValueError) as error:
            raise self._bad(f"cannot be read: {error}") from None
        self._sections = self._directory()
        for name in self._sections:
            if not name.startswith(_DERIVED):
                self._check(name)
        self.meta: dict[str, Any] = json.loads(bytes(self._view("meta")))
        self._entities = self._view("entities")
        self._ends = unpacked(self._view("entities.ends"), "I")
        self._refs = unpacked(self._view("refs"), "I")
        self._ref_ends = unpacked(self._view("refs.ends"), "I")
        self.keys = KeyTable([self._view(f"keys.{name}") for name in KeyTable.NAMES])
        self.ids = KeyTable([self._view(f"ids.{name}") for name in KeyTable.NAMES])
        self.entity = lru_cache(maxsize=_REMEMBERED)(self._entity)

    def _bad(self, message: str) -> LexiconError:
        advice = "compile it again with: entity-resolver lexicon compile"
        return LexiconError([Problem(str(self.path), 1, 1, f"{message}; {advice}")])

    def _directory(self) -> dict[str, tuple[int, int, int]]:
        whole = self._bytes
        if len(whole) < _HEADER.size or bytes(whole[:4]) != _MAGIC:
            raise self._bad("is no compiled lexicon")
        _, version, count, crc, size = _HEADER.unpack_from(whole)
        if version != FORMAT:
            raise self._bad(f"is of format {version}, this version reads format {FORMAT}")
        rows = whole[_HEADER.size : _HEADER.size + count * _ENTRY.size]
        if size != len(whole) or crc32(rows) != crc:
            raise self._bad("is cut short or damaged")
        found = {}
        for name, start, length, check in _ENTRY.iter_unpack(rows):
            found[name.rstrip(b"\0").decode()] = (start, length, check)
        return found

    def _view(self, name: str) -> memoryview:
        start, length, _ = self._sections[name]
        return self._bytes[start : start + length]

    def _check(self, name: str) -> None:
        if crc32(self._view(name)) != self._sections[name][2]:
            raise self._bad(f"is damaged (section {name})")

    def derived(self, name: str) -> memoryview | None:
        """A derived section, or None where the file has none of this name or it is damaged: it can be made anew."""
        full = _DERIVED + name
        if full not in self._sections or crc32(self._view(full)) != self._sections[full][2]:
            return None
        return self._view(full)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def _cells(self, number: int) -> list[str]:
        start, end = self._ends[number], self._ends[number + 1]
        return str(self._entities[start:end], "utf-8", "surrogatepass").split(_CELL)

    def _entity(self, number: int) -> Entity:
        """The entity of this number, with its aliases."""
        cells = self._cells(number)
        aliases = tuple([Alias(*cells[at : at + _COLUMNS]) for at in range(_COLUMNS, len(cells), _COLUMNS)])
        id_, type_, ja, en, yomi, part_of, wikidata, source, note = cells[:_COLUMNS]
        return Entity(id_, type_, ja, en, yomi, part_of, wikidata, source, note, aliases)

    def entity_of(self, id_: str) -> Entity | None:
        """The entity of an id."""
        number = self.ids.find(id_)
        return self.entity(number) if number >= 0 else None

    def digests(self) -> dict[str, int]:
        """Id → what tells whether an entity or its aliases have changed."""
        return dict(zip(self.ids, unpacked(self._view("digests"), "Q"), strict=True))

    def parents(self) -> dict[str, str]:
        """Id → the id it is part of, for those that are part of something."""
        rows = map(self._cells, range(len(self)))
        return {cells[0]: cells[_PART_OF] for cells in rows if cells[_PART_OF]}

    def refs(self, number: int) -> list[tuple[int, int]]:
        """The forms of the key of this number: (entity number, form number)."""
        pairs = self._refs[self._ref_ends[number] * 2 : self._ref_ends[number + 1] * 2]
        return list(zip(pairs[::2], pairs[1::2], strict=True))

    def ref(self, number: int, at: int) -> tuple[int, int]:
        """One of them."""
        first = 2 * (self._ref_ends[number] + at)
        return self._refs[first], self._refs[first + 1]


def write_compiled(
    path: Path, entities: Sequence[Entity], refs: Refs, meta: Mapping[str, Any], derived: Mapping[str, bytes]
) -> None:
    """Write a compiled lexicon, atomically. The same lexicon gives the same bytes. Raises OSError."""
    from entity_resolver.atomic import write_bytes

    texts = [_CELL.join(_cells(entity)).encode("utf-8", "surrogatepass") for entity in entities]
    ref_ends = array("I", [0])
    pairs = array("I")
    for found in refs.values():
        pairs.extend(chain.from_iterable(found))
        ref_ends.append(len(pairs) // 2)
    sections = {
        "meta": json.dumps(meta, ensure_ascii=False, sort_keys=True).encode(),
        "entities": b"".join(texts),
        "entities.ends": packed(array("I", accumulate(map(len, texts), initial=0))),
        "refs": packed(pairs),
        "refs.ends": packed(ref_ends),
        "digests": packed(array("Q", map(digest, entities))),
        **_table("keys", list(refs)),
        **_table("ids", [entity.id for entity in entities]),
        **{_DERIVED + name: data for name, data in derived.items()},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(path, _file(sections))


def digest(entity: Entity) -> int:
    """64 bits over an entity and its aliases."""
    from hashlib import blake2b

    return int.from_bytes(blake2b(repr(entity).encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _cells(entity: Entity) -> Iterator[str]:
    for cell in chain(_ENTITY(entity), *map(_ALIAS, entity.aliases)):
        yield cell.replace(_CELL, "")


def _table(name: str, keys: Sequence[str]) -> dict[str, bytes]:
    return {f"{name}.{part}": data for part, data in zip(KeyTable.NAMES, KeyTable.build(keys), strict=True)}


def _file(sections: Mapping[str, bytes]) -> bytes:
    at = _HEADER.size + len(sections) * _ENTRY.size
    rows, body = [], []
    for name, data in sections.items():
        gap = -at % 8
        body += [bytes(gap), data]
        rows.append(_ENTRY.pack(name.encode(), at + gap, len(data), crc32(data)))
        at += gap + len(data)
    directory = b"".join(rows)
    return _HEADER.pack(_MAGIC, FORMAT, len(sections), crc32(directory), at) + directory + b"".join(body)
