"""Labelled text → precision, recall, F1, wrong rewrites and NIL, per type, with every miss.

A document is `{"id", "text", "mentions": [{"start", "end", "surface", "key", "canonical_ja", "canonical_en", "type"?,
"canonical_ja_alt"?, "optional"?, "scope"?}], "ignore"?: [{"start", "end"}], "traps"?: [{"start", "end", "must_not"}],
"normalized"?, "replacements"?: [[from, to], …], "rewrite_ok"?: [[from, to], …]}`.

Offsets are code points, end exclusive. Mentions that are optional or not of scope core, and ignored spans, neither help
nor hurt. In a text whose `domain` starts with "unrelated" every rewrite is wrong.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from entity_resolver.encoding import decode
from entity_resolver.errors import InputError
from entity_resolver.model import Entity, Mention
from entity_resolver.resolver import Resolver

Labels = dict[str, Any]
"""One labelled document, or one of its mentions, as read from JSON."""

_NEEDED = ("start", "end", "surface", "key", "canonical_ja", "canonical_en")


@dataclass(frozen=True, slots=True)
class Miss:
    """One thing that went wrong.

    Attributes:
        kind: extra (a link that is not labelled), missed (a label that was not found), rewrite (a wrong rewrite) or
            trap (a link that the labels forbid by name).
        document: id of the text; start is the offset in it.
        got: what was linked or written, "" for nothing. wanted likewise.
    """

    kind: str
    document: str
    start: int
    surface: str
    got: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Score:
    """Right, extra and missed mentions of one type or of all."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.extra) if self.right + self.extra else 0.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def record(self) -> dict[str, float]:
        figures = {"precision": self.precision, "recall": self.recall, "f1": self.f1}
        return {name: round(value, 4) for name, value in figures.items()} | {
            "right": self.right,
            "extra": self.extra,
            "missed": self.missed,
        }


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What `evaluate` measured.

    Attributes:
        by_type: entity type → score; a wrong link counts for the type that was linked.
        counts: texts, characters, edits, wrong_rewrites, labelled_edits and how many of them were made,
            normalized_texts and how many came out exactly, not_idempotent, unlisted labels and how many of them are
            reported as NIL, nil_extra, traps and traps_hit.
    """

    total: Score
    by_type: dict[str, Score]
    counts: dict[str, int]
    misses: tuple[Miss, ...]
    signature: str

    def record(self) -> dict[str, object]:
        """Everything as JSON values."""
        misses = [{name: getattr(miss, name) for name in Miss.__dataclass_fields__} for miss in self.misses]
        by_type = {type_: score.record() for type_, score in self.by_type.items()}
        return self.total.record() | self.counts | {"types": by_type, "misses": misses, "signature": self.signature}


def read_gold(path: str | Path) -> Iterator[Labels]:
    """The documents of a JSONL file of labels. Raises InputError with file:line for what is not one."""
    for number, line in enumerate(decode(Path(path).read_bytes(), str(path)).text.split("\n"), 1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            document = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"{where}:{error.colno}: not JSON: {error.msg}; one object a line is expected") from None
        _require(document, where)
        document.setdefault("id", where)
        yield document


def _require(document: object, where: str) -> None:
    if not isinstance(document, dict) or not isinstance(document.get("text"), str):
        raise InputError(f"{where}:1: labelled text needs a field text")
    mentions = document.get("mentions")
    if not isinstance(mentions, list):
        raise InputError(f"{where}:1: labelled text needs a list mentions (empty where nothing is named)")
    for name in ("traps", "replacements", "rewrite_ok"):
        if not isinstance(document.get(name) or [], list):
            raise InputError(f"{where}:1: {name} must be a list")
    for mention in mentions:
        if not isinstance(mention, dict):
            raise InputError(f"{where}:1: a mention must be an object")
        if missing := [name for name in _NEEDED if name not in mention]:
            raise InputError(f"{where}:1: mention {mention.get('surface', '')!r} lacks {', '.join(missing)}")
        if not all(isinstance(mention[name], int) for name in ("start", "end")):
            raise InputError(f"{where}:1: start and end of a mention must be numbers")
        if document["text"][mention["start"] : mention["end"]] != mention["surface"]:
            raise InputError(f"{where}:1: text[{mention['start']}:{mention['end']}] is not {mention['surface']!r}")


def evaluate(documents: Iterable[Labels], resolver: Resolver) -> Evaluation:
    """Resolve labelled documents and compare: a mention is right if its span and its entity are.

    >>> gold = {"id": "1", "text": "キエフで", "mentions": [{"start": 0, "end": 3, "surface": "キエフ", "key": "kyiv",
    ...     "canonical_ja": "キーウ", "canonical_en": "Kyiv", "type": "GPE"}]}
    >>> evaluate([gold], Resolver()).total.f1
    1.0
    """
    listed = {name for entity in resolver.lexicon.entities for name in _names_of(entity)}
    tally = _Tally(resolver, listed)
    for document in documents:
        tally.add(document)
    by_type = {type_: _score(tally.types, type_) for type_ in sorted({type_ for type_, _ in tally.types})}
    total = Score(*(sum(getattr(score, name) for score in by_type.values()) for name in ("right", "extra", "missed")))
    counts = {name: tally.counts[name] for name in _COUNTS}
    return Evaluation(total, by_type, counts, tuple(tally.misses), resolver.signature)


_COUNTS = (
    *("texts", "characters", "edits", "wrong_rewrites", "labelled_edits", "labelled_edits_made"),
    *("normalized_texts", "normalized_exactly", "not_idempotent"),
    *("unlisted", "nil_found", "nil_extra", "traps", "traps_hit"),
)


def _score(types: Counter[tuple[str, str]], type_: str) -> Score:
    return Score(types[type_, "right"], types[type_, "extra"], types[type_, "missed"])


@dataclass(slots=True)
class _Tally:
    resolver: Resolver
    listed: set[str]
    types: Counter[tuple[str, str]] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    misses: list[Miss] = field(default_factory=list)

    def add(self, gold: Labels) -> None:
        result = self.resolver.resolve(gold["text"])
        self.counts["texts"] += 1
        self.counts["characters"] += len(gold["text"])
        self._mentions(gold, result.mentions)
        self._traps(gold, result.mentions)
        self.counts["not_idempotent"] += self.resolver.resolve(result.normalized).normalized != result.normalized
        self._rewrites(gold, result.mentions, result.normalized)

    def _mentions(self, gold: Labels, mentions: Sequence[Mention]) -> None:
        ignored = list(gold.get("ignore") or [])
        required = [label for label in gold["mentions"] if _is_required(label)]
        soft = [label for label in gold["mentions"] if not _is_required(label)] + ignored
        hit: set[int] = set()
        for mention in mentions:
            if mention.entity is None:
                continue
            right = _label_of(mention, required, hit)
            if right is not None:
                hit.add(right)
                self.types[_type_of(required[right], mention), "right"] += 1
            elif not _overlaps(mention.start, mention.end, soft):
                self.types[mention.entity.type, "extra"] += 1
                self._miss("extra", gold, mention.start, mention.surface, mention.entity.id, "")
        nil = {(mention.start, mention.end) for mention in mentions if mention.entity is None}
        for at, label in enumerate(required):
            if at not in hit:
                self._missed(gold, label, mentions, nil)
        anything = [*gold["mentions"], *ignored]
        self.counts["nil_extra"] += sum(not _overlaps(start, end, anything) for start, end in nil)

    def _missed(self, gold: Labels, label: Labels, mentions: Sequence[Mention], nil: set[tuple[int, int]]) -> None:
        self.types[label.get("type", ""), "missed"] += 1
        instead = [m for m in mentions if m.start < label["end"] and label["start"] < m.end]
        got = "|".join(f"{m.surface}={m.entity_id or m.decision}" for m in instead)
        self._miss("missed", gold, label["start"], label["surface"], got, label["key"])
        if not {_fold(label[name]) for name in ("key", "canonical_en", "canonical_ja")} & self.listed:
            self.counts["unlisted"] += 1
            self.counts["nil_found"] += (label["start"], label["end"]) in nil

    def _traps(self, gold: Labels, mentions: Sequence[Mention]) -> None:
        for trap in gold.get("traps") or []:
            self.counts["traps"] += 1
            forbidden = {_fold(name) for name in trap["must_not"].split("|")}
            for m in mentions:
                touches = m.start < trap["end"] and trap["start"] < m.end
                if m.entity is not None and touches and forbidden & _names_of(m.entity):
                    self.counts["traps_hit"] += 1
                    self._miss("trap", gold, m.start, m.surface, m.entity.id, f"not {trap['must_not']}")
                    break

    def _rewrites(self, gold: Labels, mentions: Sequence[Mention], normalized: str) -> None:
        made = [(m.start, m.end, m.rewrite) for m in mentions if m.rewrite is not None and m.rewrite != m.surface]
        self.counts["edits"] += len(made)
        if "normalized" not in gold:
            if str(gold.get("domain", "")).startswith("unrelated"):
                self.counts["wrong_rewrites"] += len(made)
            return
        self.counts["normalized_texts"] += 1
        self.counts["normalized_exactly"] += normalized == gold["normalized"]
        edits = _labelled_edits(gold)
        allowed = {tuple(pair) for pair in gold.get("rewrite_ok") or []}
        for start, end, new in made:
            old, wanted = gold["text"][start:end], _labelled_text(gold["text"], edits, start, end)
            if new != wanted and (old, new) not in allowed:
                self.counts["wrong_rewrites"] += 1
                self._miss("rewrite", gold, start, old, new, wanted)
        self.counts["labelled_edits"] += len(edits)
        self.counts["labelled_edits_made"] += sum(
            any(start <= s and e <= end for start, end, _ in made) for s, e, _ in edits
        )

    def _miss(self, kind: str, gold: Labels, start: int, surface: str, got: str, wanted: str) -> None:
        self.misses.append(Miss(kind, str(gold["id"]), start, " ".join(surface.split()), got, wanted))


def same_entity(label: Labels, entity: Entity) -> bool:
    """The label's key or a canonical name is the entity's id or canonical name, or both are among its names."""
    alternatives = label.get("canonical_ja_alt") or []
    names = [alternatives] if isinstance(alternatives, str) else alternatives
    wanted = {_fold(name) for name in (label["key"], label["canonical_en"], label["canonical_ja"], *names)}
    if wanted & {_fold(name) for name in (entity.id, entity.ja, entity.en)}:
        return True
    return {_fold(label["canonical_en"]), _fold(label["canonical_ja"])} <= _names_of(entity)


def _label_of(mention: Mention, required: Sequence[Labels], hit: set[int]) -> int | None:
    for at, label in enumerate(required):
        here = (label["start"], label["end"]) == (mention.start, mention.end)
        if here and at not in hit and mention.entity is not None and same_entity(label, mention.entity):
            return at
    return None


def _type_of(label: Labels, mention: Mention) -> str:
    return str(label.get("type") or mention.type or "")


def _is_required(label: Labels) -> bool:
    return not label.get("optional") and label.get("scope", "core") == "core"


def _overlaps(start: int, end: int, spans: Iterable[Labels]) -> bool:
    return any(start < span["end"] and span["start"] < end for span in spans)


def _fold(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold()
    return plain.translate({ord(char): None for char in " ・=-"})


def _names_of(entity: Entity) -> set[str]:
    return {_fold(name) for name in (entity.id, entity.ja, entity.en, *(a.form for a in entity.aliases)) if name}


def _labelled_edits(gold: Labels) -> list[tuple[int, int, str]]:
    """The labelled rewrites as the smallest edits, so that the span a resolver gives its mention does not matter."""
    edits: list[tuple[int, int, str]] = []
    taken: list[tuple[int, int]] = []
    for old, new in sorted(gold.get("replacements") or [], key=lambda pair: -len(pair[0])):
        at = gold["text"].find(old)
        while at >= 0:
            end = at + len(old)
            if not any(at < stop and start < end for start, stop in taken):
                taken.append((at, end))
                head, tail = _common_ends(old, new)
                edits.append((at + head, end - tail, new[head : len(new) - tail]))
            at = gold["text"].find(old, at + 1)
    return sorted(edits)


def _common_ends(old: str, new: str) -> tuple[int, int]:
    shorter = min(len(old), len(new))
    head = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    tail = next((at for at in range(shorter - head) if old[-1 - at] != new[-1 - at]), shorter - head)
    return head, tail


def _labelled_text(text: str, edits: Sequence[tuple[int, int, str]], start: int, end: int) -> str:
    """What the labels have in place of text[start:end]."""
    parts, at = [], start
    for edit_start, edit_end, new in edits:
        if start <= edit_start and edit_end <= end:
            parts += [text[at:edit_start], new]
            at = edit_end
    return "".join([*parts, text[at:end]])
