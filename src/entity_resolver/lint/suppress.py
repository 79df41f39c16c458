"""Marks in a file that silence findings: whatever the comment syntax around them, `entity-resolver-disable` counts.

    entity-resolver-disable-file [codes]         the whole file
    entity-resolver-disable [codes]              from this line on …
    entity-resolver-enable [codes]               … to this line
    entity-resolver-disable-line [codes]         this line
    entity-resolver-disable-next-line [codes]    the line below

Without codes every code is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from entity_resolver.lint.findings import CODES, Code

_NAMES = {str(code): code for code in Code} | {name: code for code, (name, _) in CODES.items()}
_CODE = "|".join(_NAMES)
_MARK = re.compile(
    r"entity-resolver-(?P<what>disable-file|disable-next-line|disable-line|disable|enable)(?![\w-])"
    rf"(?P<codes>(?:[ \t:=、,]*(?:{_CODE})\b)*)",
    re.IGNORECASE,
)
_EVERY = frozenset(Code)


@dataclass(frozen=True, slots=True)
class Suppressions:
    """What the marks of one file silence.

    >>> marks = Suppressions.of("キエフ <!-- entity-resolver-disable-line 揺れ -->")
    >>> marks.covers(1, Code.MIX), marks.covers(1, Code.SLIP), marks.covers(2, Code.MIX)
    (True, False, False)
    """

    ranges: tuple[tuple[int, int, frozenset[Code]], ...] = ()

    @classmethod
    def of(cls, text: str) -> Suppressions:
        """Read the marks of a file's text."""
        return cls(tuple(_ranges(text))) if "entity-resolver-" in text else cls()

    def covers(self, line: int, code: Code) -> bool:
        """Is a finding of this code on this line (one-based) silenced?"""
        return any(first <= line <= last and code in codes for first, last, codes in self.ranges)


def _ranges(text: str) -> Iterator[tuple[int, int, frozenset[Code]]]:
    last_line = text.count("\n") + 1
    off: dict[Code, int] = {}
    line, at = 1, 0
    for match in _MARK.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        codes = frozenset(_NAMES[name.lower()] for name in re.findall(_CODE, match["codes"], re.IGNORECASE)) or _EVERY
        what = match["what"].lower()
        if what == "disable-file":
            yield 1, last_line, codes
        elif what == "disable-line":
            yield line, line, codes
        elif what == "disable-next-line":
            yield line + 1, line + 1, codes
        elif what == "disable":
            off = dict.fromkeys(codes, line) | off
        else:
            for code in codes & off.keys():
                yield off.pop(code), line, frozenset((code,))
    for code, first in off.items():
        yield first, last_line, frozenset((code,))
