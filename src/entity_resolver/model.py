"""The values that flow through the resolver. Imports nothing of ours.

Offsets are code points of the original text, end exclusive; confidences are probabilities, 0.0–1.0.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

TYPES: tuple[str, ...] = (
    "PERSON",
    "GPE",
    "LOC",
    "FAC",
    "ORG",
    "EVENT",
    "LAW",
    "WORK_OF_ART",
    "PRODUCT",
    "NORP",
)
"""Entity types: the OntoNotes labels this project uses."""

CANONICAL_KINDS = frozenset({"short", "full", "abbreviation", "designation", "former", "native"})
"""Kinds of form that stand for themselves; rewriting leaves them alone."""

VARIANT_KINDS = frozenset({"transliteration", "russian", "ukrainian", "misspelling", "ocr", "kanji"})
"""Kinds of form that vary one canonical form (`variant_of`)."""

REWRITTEN_KINDS = VARIANT_KINDS - {"kanji"}
"""Kinds that the default style rewrites to the form they vary, in Japanese script."""

USES = frozenset({"link", "context", "never"})
"""What a form may do: link by itself, link only with supporting context, never link."""


class Decision(StrEnum):
    """What the resolver says of a mention."""

    LINKED = "LINKED"
    AMBIGUOUS = "AMBIGUOUS"
    NIL = "NIL"


@dataclass(frozen=True, slots=True)
class Alias:
    """One listed surface form of an entity.

    Attributes:
        form: the form as written in the lexicon.
        lang: ISO 639 code (ja, en, uk, ru, zh, ko …).
        kind: one of CANONICAL_KINDS or VARIANT_KINDS.
        variant_of: the canonical form it varies, or "" where it stands for itself.
        use: link, context or never.
        valid_from: YYYY, YYYY-MM or YYYY-MM-DD; "" = open. valid_to likewise.
        source: id in SOURCES.tsv, or "general".
    """

    form: str
    lang: str
    kind: str
    variant_of: str = ""
    use: str = "link"
    valid_from: str = ""
    valid_to: str = ""
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """A real-world thing with one permanent id and its canonical Japanese and English names."""

    id: str
    type: str
    ja: str
    en: str
    yomi: str = ""
    part_of: str = ""
    wikidata: str = ""
    source: str = ""
    note: str = ""
    aliases: tuple[Alias, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an explanation: a name from a closed list, a sentence, and the values to replay it."""

    name: str
    detail: str
    values: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}: {self.detail}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that a surface form may mean.

    Attributes:
        entity: the entity.
        form: the listed form that was matched.
        confidence: probability, 0.0–1.0, that the surface means this entity.
        method: alias, composition, compound, transliteration, glyph, kanji or latin.
        linked: True where the resolver would link the query to it (at most one of a query).
        steps: the evidence, in order.
    """

    entity: Entity
    form: str
    confidence: float
    method: str
    linked: bool = False
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement: text[start:end] (old) becomes new."""

    start: int
    end: int
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of the text that we claim names something, and what we decided about it."""

    start: int
    end: int
    surface: str
    decision: Decision
    confidence: float
    method: str
    entity: Entity | None = None
    type: str | None = None
    rewrite: str | None = None
    candidates: tuple[Candidate, ...] = ()
    steps: tuple[Step, ...] = ()

    def explain(self) -> Explanation:
        """The named steps that led to this decision, in order, with their values."""
        return Explanation(self, self.steps)

    @property
    def entity_id(self) -> str | None:
        return self.entity.id if self.entity else None

    @property
    def ja(self) -> str | None:
        return self.entity.ja if self.entity else None

    @property
    def en(self) -> str | None:
        return self.entity.en if self.entity else None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a mention was decided as it was: typed steps that `Resolver.replay` can run again."""

    mention: Mention
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        head = f"{self.mention.surface!r} → {self.mention.entity_id or self.mention.decision}"
        return "\n".join([head, *(f"  {n}. {step}" for n, step in enumerate(self.steps, 1))])


@dataclass(frozen=True)
class Resolution:
    """The mentions of one text, sorted and without overlap, and everything made of them."""

    text: str
    mentions: tuple[Mention, ...]
    signature: str
    meta: dict[str, object] = field(default_factory=dict, compare=False)

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """The replacements that turn `text` into `normalized`, in order."""
        return tuple(
            Edit(m.start, m.end, m.surface, m.rewrite)
            for m in self.mentions
            if m.rewrite is not None and m.rewrite != m.surface
        )

    @cached_property
    def normalized(self) -> str:
        """The text with every edit applied and nothing else changed."""
        parts, at = [], 0
        for edit in self.edits:
            parts += [self.text[at : edit.start], edit.new]
            at = edit.end
        return "".join([*parts, self.text[at:]])

    @cached_property
    def alignment(self) -> Alignment:
        """Two-way offsets between `text` and `normalized`."""
        return Alignment.of(self.edits)

    def slice(self, start: int, end: int) -> Resolution:
        """The same decisions for text[start:end], offsets within the chunk.

        A mention that the chunk cuts is left out. Raises ValueError unless 0 ≤ start ≤ end ≤ len(text).
        """
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"slice {start}:{end} is outside a text of {len(self.text)} characters")
        first = bisect_left(self.mentions, start, key=lambda m: m.start)
        inside = []
        for m in self.mentions[first:]:
            if m.start >= end:
                break
            if m.end <= end:
                inside.append(replace(m, start=m.start - start, end=m.end - start))
        return Resolution(self.text[start:end], tuple(inside), self.signature, self.meta)


@dataclass(frozen=True, slots=True)
class Alignment:
    """Maps offsets of the original text to the normalized text and back.

    An offset inside a replaced span maps to the start of its replacement, its end to the end.
    """

    original: tuple[tuple[int, int], ...]
    normalized: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, edits: Sequence[Edit]) -> Alignment:
        original, normalized, shift = [], [], 0
        for edit in edits:
            start = edit.start + shift
            original.append((edit.start, edit.end))
            normalized.append((start, start + len(edit.new)))
            shift += len(edit.new) - (edit.end - edit.start)
        return cls(tuple(original), tuple(normalized))

    def to_normalized(self, offset: int) -> int:
        """Offset in the original text → offset in the normalized text (code points)."""
        return _shift(offset, self.original, self.normalized)

    def to_original(self, offset: int) -> int:
        """Offset in the normalized text → offset in the original text (code points)."""
        return _shift(offset, self.normalized, self.original)


def _shift(offset: int, source: Sequence[tuple[int, int]], target: Sequence[tuple[int, int]]) -> int:
    at = bisect_right(source, offset, key=lambda span: span[0]) - 1
    if at < 0:
        return offset
    (_, end), (new_start, new_end) = source[at], target[at]
    return new_start if source[at][0] <= offset < end else new_end + offset - end
