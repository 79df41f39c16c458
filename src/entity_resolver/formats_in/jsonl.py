"""JSON Lines → the text field of each record, as a stretch of the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial

from entity_resolver.errors import InputError
from entity_resolver.fold import LateOffsets, OffsetMap
from entity_resolver.formats_in.segments import Builder, Segment, take_with

_SPACE = re.compile(r"[ \t\r\n]*")
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\.")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED = {rf"\{char}": json.loads(rf'"\{char}"') for char in '"\\/bfnrt'}
_DECODER = json.JSONDecoder()


def segments(text: str, field: str, first_line: int = 1) -> Iterator[Segment | InputError]:
    """One segment per record, or the error of its line (its place as ":line:column: message").

    `first_line` is the number of the first line.

    >>> [segment.text for segment in segments('{"id": 1, "text": "キエフ\\\\n"}', "text")]
    ['キエフ\\n']
    """
    at, number = 0, first_line - 1
    while at < len(text):
        stop = text.find("\n", at) + 1 or len(text)
        number += 1
        if text[at:stop].strip("\ufeff \t\r\n"):
            try:
                yield _record(text, at, stop, field, number)
            except InputError as error:
                yield error
        at = stop


def _record(text: str, start: int, end: int, field: str, number: int) -> Segment:
    line = text[start:end].rstrip("\r\n")
    lead = len(line) - len(line.lstrip("\ufeff"))
    try:
        record = json.loads(line[lead:])
    except json.JSONDecodeError as error:
        place = f":{number}:{error.colno + lead}"
        raise InputError(f"{place}: not JSON: {error.msg}; one object a line is expected") from None
    except (RecursionError, ValueError) as error:  # nested a thousand deep, a number of ten thousand digits
        raise InputError(f":{number}:1: not read: {error}") from None
    if not isinstance(record, dict) or not isinstance(record.get(field), str):
        raise InputError(f":{number}:1: no text field {field!r}; name the field with --text-field")
    if "\\u" in line and _SURROGATE.search(json.dumps(record, ensure_ascii=False)):
        raise InputError(f":{number}:1: a field holds half of a surrogate pair; write the character whole")
    value = record.pop(field)
    id_ = record.pop("id", None)
    return Segment(
        source=text,
        text=value,
        start=start,
        end=start + len(line),
        offsets=LateOffsets(partial(_offsets, text, start, line, field, lead)),
        escape=_ascii if "\\u" in line and line[lead:].isascii() else _plain,
        id="" if id_ is None else str(id_),
        meta=record,
    )


def _offsets(text: str, start: int, line: str, field: str, lead: int) -> OffsetMap:
    """Where in the file each character of the field stands."""
    first, last = _literal(line, field, lead)
    builder = Builder(text, start + first)
    escapes = [
        (start + m.start(), start + m.end(), _ESCAPED.get(m[0]) or json.loads(f'"{m[0]}"'))
        for m in _ESCAPE.finditer(line, first, last)
    ]
    take_with(builder, start + first, start + last, escapes)
    return builder.build().offsets


def _plain(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _ascii(text: str) -> str:
    return json.dumps(text)[1:-1]


def _literal(line: str, field: str, at: int) -> tuple[int, int]:
    """Inside of the string that is the field's value in a valid line: the last one, as JSON readers take it."""
    found = (0, 0)
    at = _skip(line, _skip(line, at) + 1)
    while line[at] != "}":
        key, at = _DECODER.raw_decode(line, at)
        value = _skip(line, _skip(line, at) + 1)
        _, at = _DECODER.raw_decode(line, value)
        if key == field:
            found = (value + 1, at - 1)
        at = _skip(line, at)
        if line[at] == ",":
            at = _skip(line, at + 1)
    return found


def _skip(line: str, at: int) -> int:
    match = _SPACE.match(line, at)
    return match.end() if match else at
