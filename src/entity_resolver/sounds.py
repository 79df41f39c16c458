"""The listed forms that have a sound, and the fuzzy index over them; kept with a compiled lexicon, made anew for any other."""

from __future__ import annotations

import re
import struct
from array import array
from collections.abc import Iterator

from entity_resolver.compiled_forms import CompiledForms
from entity_resolver.index import FuzzyIndex
from entity_resolver.keytable import packed, unpacked
from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.phonemes import phonemes

DERIVED = "sounds1"
"""Name and format of what a compiled lexicon keeps of this."""

_HEADER = struct.Struct("<II")  # forms, bytes of their phonemes
_KANA = re.compile(r"[ぁ-ゖァ-ヺｦ-ﾟー・]")


class SoundIndex:
    """Forms by sound. `strings` and `index` run parallel to the forms."""

    def __init__(self, lexicon: Lexicon, data: memoryview) -> None:
        """`data` is what `pack` made of this lexicon."""
        count, size = _HEADER.unpack_from(data)
        at = _HEADER.size + 8 * count
        self._places = unpacked(data[_HEADER.size : at], "I")
        self._forms = lexicon.forms
        self._values: list[tuple[Form, ...]] | None = None
        self.strings = str(data[at : at + size], "utf-8").split("\n") if count else []
        self.index = FuzzyIndex.from_buffer(data[at + size + -size % 8 :])

    @classmethod
    def of(cls, lexicon: Lexicon) -> SoundIndex:
        """The index of a lexicon: opened where it was kept, else made."""
        return cls(lexicon, lexicon.derived(DERIVED, lambda: pack(lexicon)))

    def form(self, position: int) -> Form:
        """The form at this position of `strings`."""
        key, at = self._places[2 * position], self._places[2 * position + 1]
        if isinstance(self._forms, CompiledForms):
            return self._forms.at(key)[at]
        if self._values is None:
            self._values = list(self._forms.values())
        return self._values[key][at]


def pack(lexicon: Lexicon) -> bytes:
    """The sounds of a lexicon as bytes."""
    places = array("I")
    strings = []
    for key, at, form in _sounding(lexicon):
        places.extend((key, at))
        strings.append(phonemes(form.text).replace("\n", ""))
    text = "\n".join(strings).encode()
    head = _HEADER.pack(len(strings), len(text))
    return b"".join([head, packed(places), text, bytes(-len(text) % 8), FuzzyIndex.build(strings).to_bytes()])


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
