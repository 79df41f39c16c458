"""The listed names that have a sound, and the fuzzy index over them; kept with a compiled lexicon, made anew for any other."""

from __future__ import annotations

import re
import struct
from array import array
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate

from entity_resolver.compiled_forms import CompiledForms
from entity_resolver.index import FuzzyIndex
from entity_resolver.keytable import packed, unpacked
from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.phonemes import phonemes

DERIVED = "sounds2"
"""Name and format of what a compiled lexicon keeps of this."""

_HEADER = struct.Struct("<8Q")  # bytes of each part; the index comes after them
_KANA = re.compile(r"[ぁ-ゖァ-ヺｦ-ﾟー・]")


class SoundIndex:
    """Names by sound. `strings` (phonemes) and `index` run parallel to the distinct names.

    A gazetteer has hundreds of forms of one name, so a form is made for what is asked for only. The forms of a name
    stand at consecutive *slots*, in the order of their entities' ids.
    """

    def __init__(self, lexicon: Lexicon, data: memoryview) -> None:
        """`data` is what `pack` made of this lexicon."""
        sizes = _HEADER.unpack_from(data)
        starts = list(accumulate((size + -size % 8 for size in sizes), initial=_HEADER.size))
        parts = [data[start : start + size] for start, size in zip(starts, sizes, strict=False)]
        self._text_ends, self._slots, self._places, self.owners, self._types = (unpacked(p, "I") for p in parts[:5])
        self._type_names = str(parts[5], "utf-8", "surrogatepass").split("\n")
        self._texts, self._sounds = parts[6:]
        self._forms = lexicon.forms
        self.index = FuzzyIndex.from_buffer(data[starts[-1] :])

    @classmethod
    def of(cls, lexicon: Lexicon) -> SoundIndex:
        """The index of a lexicon: opened where it was kept, else made."""
        return cls(lexicon, lexicon.derived(DERIVED, lambda: pack(lexicon)))

    @cached_property
    def strings(self) -> list[str]:
        """The phonemes of each name."""
        return str(self._sounds, "utf-8", "surrogatepass").split("\n") if len(self._slots) > 1 else []

    def text(self, position: int) -> str:
        """The name at this position of `strings`."""
        return str(self._texts[self._text_ends[position] : self._text_ends[position + 1]], "utf-8", "surrogatepass")

    def slots(self, position: int) -> range:
        """Where its forms stand; `owners` holds the rank of the entity of each among all ids."""
        return range(self._slots[position], self._slots[position + 1])

    def entities(self, position: int) -> set[int]:
        """The ranks of the entities of this name."""
        return set(self.owners[self._slots[position] : self._slots[position + 1]])

    def type(self, slot: int) -> str:
        """The type of the entity of a form."""
        return self._type_names[self._types[slot]]

    def form(self, slot: int) -> Form:
        key, at = self._places[2 * slot], self._places[2 * slot + 1]
        forms = self._forms
        return forms.form(key, at) if isinstance(forms, CompiledForms) else self._values[key][at]

    @cached_property
    def _values(self) -> list[tuple[Form, ...]]:
        return list(self._forms.values())


def pack(lexicon: Lexicon) -> bytes:
    """The sounds of a lexicon as bytes."""
    by_name: dict[str, list[tuple[str, int, int]]] = {}
    for key, at, form in _sounding(lexicon):
        by_name.setdefault(form.text, []).append((form.entity_id, key, at))
    ids = sorted({owner for found in by_name.values() for owner, _, _ in found})
    types_of = {id_: entity.type if (entity := lexicon.get(id_)) else "" for id_ in ids}
    types = sorted(set(types_of.values()))
    rank, type_number = {id_: at for at, id_ in enumerate(ids)}, {name: at for at, name in enumerate(types)}
    places, owners, own_types = array("I"), array("I"), array("I")
    for found in by_name.values():
        for owner, key, at in sorted(found):
            places.extend((key, at))
            owners.append(rank[owner])
            own_types.append(type_number[types_of[owner]])
    texts = [name.encode("utf-8", "surrogatepass") for name in by_name]
    strings = [phonemes(name).replace("\n", "") for name in by_name]
    text_ends = array("I", accumulate(map(len, texts), initial=0))
    slots = array("I", accumulate(map(len, by_name.values()), initial=0))
    parts = [
        *map(packed, (text_ends, slots, places, owners, own_types)),
        _joined(types),
        b"".join(texts),
        _joined(strings),
    ]
    head = _HEADER.pack(*map(len, parts))
    return b"".join([head, *(p + bytes(-len(p) % 8) for p in parts), FuzzyIndex.build(strings).to_bytes()])


def _joined(lines: list[str]) -> bytes:
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _sounding(lexicon: Lexicon) -> Iterator[tuple[int, int, Form]]:
    seen: set[tuple[str, str]] = set()
    for key, forms in enumerate(lexicon.forms.values()):
        for at, form in enumerate(forms):
            own = (form.text, form.entity_id)
            if own not in seen and has_sound(form):
                seen.add(own)
                yield key, at, form


def has_sound(form: Form) -> bool:
    """True for a Japanese form that is mostly kana."""
    kana = len(_KANA.findall(form.text))
    return form.lang == "ja" and kana >= 2 and kana * 2 > len(form.text)
