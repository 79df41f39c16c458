"""The forms of a compiled lexicon as a mapping, made when they are asked for."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from entity_resolver.compiled import CompiledFile
from entity_resolver.keytable import KeyTable

if TYPE_CHECKING:
    from entity_resolver.lexicon import Form, Lexicon


class CompiledForms(Mapping[str, "tuple[Form, ...]"]):
    """The forms of a compiled lexicon by their keys, made when they are asked for and not kept."""

    def __init__(self, lexicon: Lexicon, file: CompiledFile) -> None:
        self._lexicon = lexicon
        self._file = file
        self._of = lru_cache(maxsize=2048)(self._forms_of)

    @property
    def table(self) -> KeyTable:
        """The keys by number; the order of iteration is theirs."""
        return self._file.keys

    def __getitem__(self, key: str) -> tuple[Form, ...]:
        number = self._file.keys.find(key)
        if number < 0:
            raise KeyError(key)
        return self.at(number)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self._file.keys.find(key) >= 0

    def __len__(self) -> int:
        return len(self._file.keys)

    def __iter__(self) -> Iterator[str]:
        return iter(self._file.keys)

    def items(self) -> ItemsView[str, tuple[Form, ...]]:
        return _Items(self)

    def values(self) -> ValuesView[tuple[Form, ...]]:
        return _Values(self)

    def at(self, number: int) -> tuple[Form, ...]:
        """The forms of the key of this number."""
        return tuple(self._of(entity)[form] for entity, form in self._file.refs(number))

    def form(self, number: int, at: int) -> Form:
        """One form of the key of this number, without the others: a gazetteer has hundreds of some names."""
        entity, form = self._file.ref(number, at)
        return next(islice(self._lexicon.forms_of(self._file.entity(entity)), form, None))

    def _forms_of(self, entity: int) -> tuple[Form, ...]:
        return tuple(self._lexicon.forms_of(self._file.entity(entity)))


class _Items(ItemsView[str, "tuple[Form, ...]"]):
    def __init__(self, forms: CompiledForms) -> None:
        super().__init__(forms)
        self._forms = forms

    def __iter__(self) -> Iterator[tuple[str, tuple[Form, ...]]]:
        forms = self._forms
        return zip(forms, map(forms.at, range(len(forms))), strict=True)


class _Values(ValuesView["tuple[Form, ...]"]):
    def __init__(self, forms: CompiledForms) -> None:
        super().__init__(forms)
        self._forms = forms

    def __iter__(self) -> Iterator[tuple[Form, ...]]:
        return map(self._forms.at, range(len(self._forms)))
