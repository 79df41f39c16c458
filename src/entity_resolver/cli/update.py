"""`resolve --update`: what an earlier output says of documents that a changed lexicon cannot touch."""

from __future__ import annotations

import json
import mmap
import re
from collections import deque
from pathlib import Path
from typing import Any, NamedTuple

import click

from entity_resolver.cli.inputs import Document
from entity_resolver.cli.records import closing
from entity_resolver.lexicon import Lexicon
from entity_resolver.lexicon_sources import combined, of_fingerprint
from entity_resolver.resolver import Resolver
from entity_resolver.update import Touch

_LEXICON = re.compile(r"\|lex:(?P<lexicon>[^|]*(?:\|[^|:]*)*)\+(?P<fingerprint>[0-9a-f]{12})(?=\|sudachi:)")
_NOT_OURS = "was not written by resolve --format jsonl; run without --update"
_EMPTY = '""'
_json = json.JSONEncoder(ensure_ascii=False).encode
_HEAD, _BEHIND = b'{"id": ', b', "mentions": ['


class Kept(NamedTuple):
    """A line that still holds, and what it counts."""

    line: str
    mentions: int
    rewrites: int
    nil: int


class Update:
    """An output of `resolve --format jsonl`, line by line, and whether a line still holds.

    Raises click.UsageError where it is none.
    """

    def __init__(
        self, path: str, resolver: Resolver, signature: str, was: tuple[str, ...], *, with_bundled: bool
    ) -> None:
        """`signature`: what the new lines are signed with."""
        self._path = path
        self._places: dict[str, deque[tuple[int, int]]] = {}
        self._signature = ""
        self._new = signature
        self._data = _mapped(path)
        self._index()
        self.why_all = ""
        self._touch = self._touched(resolver, was, with_bundled)
        self.kept = 0

    def _index(self) -> None:
        at = number = 0
        while (end := self._data.find(b"\n", at) + 1) > 0:
            number += 1
            self._places.setdefault(self._id(at, end, number), deque()).append((at, end))
            if number == 1:
                self._signature = self._signed(at, end)
            at = end

    def _id(self, at: int, end: int, number: int) -> str:
        try:
            if self._data[at : at + len(_HEAD)] == _HEAD:
                stop = self._data.find(_BEHIND, at, end)
                written = self._data[at + len(_HEAD) : max(stop, at)]
                plain = written[:1] == b'"' == written[-1:] and b"\\" not in written
                return written[1:-1].decode() if plain else str(json.loads(written))
        except ValueError:
            pass
        raise click.UsageError(f"{self._path}:{number}: {_NOT_OURS}")

    def _signed(self, at: int, end: int) -> str:
        try:
            return str(json.loads(self._data[at:end])["signature"])
        except (ValueError, TypeError, KeyError):
            raise click.UsageError(f"{self._path}:1: {_NOT_OURS}") from None

    def _touched(self, new: Resolver, was: tuple[str, ...], with_bundled: bool) -> Touch | None:
        """What tells a touched document, None (and why) where nothing can be kept."""
        if not self._places:
            self.why_all = "holds no whole line"
            return None
        before, after = _LEXICON.search(self._signature), _LEXICON.search(self._new)
        if before is None or after is None or _LEXICON.sub("", self._signature) != _LEXICON.sub("", self._new):
            self.why_all = "was made with other settings or versions"
            return None
        old: Lexicon | None = None
        if was:
            old = combined([Path(name) for name in was], with_bundled=with_bundled)
            if old.fingerprint != before["fingerprint"]:
                raise click.UsageError(f"{self._path}: was not made with the lexicon of --was")
        elif with_bundled:
            old = of_fingerprint(before["fingerprint"], new.lexicon)
        if old is None:
            self.why_all = "the lexicon it was made with is not in the cache any more (name it with --was)"
            if not with_bundled:
                self.why_all = "without the bundled lexicon its own has to be named with --was"
            return None
        return Touch(Resolver(old, config=new.config), new)

    def line(self, document: Document) -> Kept | None:
        """The line of an untouched document as a run would write it now; None where it has to be resolved."""
        places = self._places.get(document.id)
        if not places:
            return None
        at, end = places.popleft()
        if self._touch is None or self._touch(document.text):
            return None
        try:
            line = self._data[at:end].decode()
            kept = self._as_it_was(line, document) or self._rewritten(line, document)
        except (ValueError, TypeError, KeyError):  # a damaged line is no line
            return None
        self.kept += kept is not None
        return kept

    def _as_it_was(self, line: str, document: Document) -> Kept | None:
        """The line of a text in which nothing was rewritten: what follows its mentions is known, and they need no parsing."""
        normalized = _json(_source(document))
        ending = _ending(normalized, self._signature, document.meta)
        if not line.endswith(ending):
            return None
        head = line[: -len(ending)]
        mentions = head.count('{"start": ')
        if head.count('"rewrite": null') != mentions or "\0" in head:
            return None
        signed = _ending(normalized, self._new, document.meta)
        return Kept(head + signed, mentions, 0, head.count('"decision": "NIL"'))

    def _rewritten(self, line: str, document: Document) -> Kept | None:
        """The line of any text."""
        found = json.loads(line)
        same = found["signature"] == self._signature and json.dumps(found.get("meta", {})) == json.dumps(document.meta)
        if not same or not _is_of(found, _source(document)) or _json(found) + "\n" != line:
            return None
        mentions = found["mentions"]
        rewrites = sum(mention["rewrite"] not in (None, mention["surface"]) for mention in mentions)
        nil = sum(mention["decision"] == "NIL" for mention in mentions)
        old, new = (f'"signature": {json.dumps(name, ensure_ascii=False)}' for name in (self._signature, self._new))
        return Kept(line.replace(old, new, 1), len(mentions), rewrites, nil)


def _ending(normalized: str, signature: str, meta: dict[str, object]) -> str:
    """How the line of a document ends with this normalized text (as JSON)."""
    return f"], {_json(closing('', signature, meta))[1:].replace(_EMPTY, normalized, 1)}\n"


def _mapped(path: str) -> mmap.mmap | bytes:
    try:
        with Path(path).open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if Path(path).stat().st_size else b""
    except OSError as error:
        raise click.UsageError(f"{path}: {error.strerror}") from None


def _source(document: Document) -> str:
    """The text that the offsets of a document's mentions count in."""
    whole = document.records or document.segment is None or document.segment.is_whole
    return document.text if whole or document.segment is None else document.segment.source


def _is_of(found: dict[str, Any], text: str) -> bool:
    """Was this the record of this very text? Its rewrites, put into the text, give what it says is the normalized text."""
    parts, at = [], 0
    for mention in found["mentions"]:
        if mention["rewrite"] is not None:
            if text[mention["start"] : mention["end"]] != mention["surface"]:
                return False
            parts += [text[at : mention["start"]], mention["rewrite"]]
            at = mention["end"]
    return bool("".join([*parts, text[at:]]) == found["normalized"])
