"""Regular expressions that are compiled when they are first used, so that a start pays only for those it needs."""

from __future__ import annotations

import re
from typing import Any, cast

_NAMES = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "groupindex", "pattern", "flags")


class _Late:
    def __init__(self, source: str) -> None:
        self._source = source

    def __reduce__(self) -> tuple[type[_Late], tuple[str]]:
        return _Late, (self._source,)

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self._source)
        for each in _NAMES:
            setattr(self, each, getattr(compiled, each))
        if name not in _NAMES:
            raise AttributeError(name)
        return getattr(self, name)


def late(source: str) -> re.Pattern[str]:
    """A pattern that is compiled on use; for module level, in place of re.compile.

    >>> late("[ァ-ヺ]+").findall("キーウとドネツク")
    ['キ', 'ウ', 'ドネツク']
    """
    return cast("re.Pattern[str]", _Late(source))
