"""Mentions → findings: 誤り (a slip), 揺れ (two forms of one name in one document), 表記 (not the form of the style).

誤り comes from forms that the lexicon lists as misspellings, from glyph slips, from unlisted spellings that are sure
enough to be rewritten, and from kanji that look or sound like those of a listed name. 揺れ needs two forms *of the
same kind* in one document, of which one would be rewritten; a document that says one variant throughout is consistent.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from entity_resolver.errors import ConfigError
from entity_resolver.fold import fold_key
from entity_resolver.formats_in.segments import Segment
from entity_resolver.lint.sources import Source, source_of
from entity_resolver.model import Alias, Candidate, Decision, Edit, Entity, Mention, Resolution

_JAPANESE = re.compile(r"[ァ-ヺーｦ-ﾟぁ-ゖ一-龠々]")
_SLIPS = frozenset({"misspelling", "ocr"})
_GUESSED = frozenset({"transliteration", "glyph", "kanji"})
_ONE_NAME = frozenset({"canonical", "designation", "short"})
_SHORTEST_STEM = 3
_V_SOUNDS = (("ヴァ", "バ"), ("ヴィ", "ビ"), ("ヴェ", "ベ"), ("ヴォ", "ボ"), ("ヴュ", "ビュ"), ("ヴ", "ブ"))
_LOOSE = str.maketrans("ァィゥェォ", "アイウエオ", "ー・＝ ッ")
SURE_SPELLING = 0.97
"""An unlisted spelling is called wrong from this confidence on; below it, it may be somebody else's name."""


class Code(StrEnum):
    """What a finding is about, and how grave: a slip, two forms in one document, not the form of the style."""

    SLIP = "誤り"
    MIX = "揺れ"
    STYLE = "表記"


CODES: dict[Code, tuple[str, str]] = {
    Code.SLIP: ("misspelling", "error"),
    Code.MIX: ("variation", "warning"),
    Code.STYLE: ("style", "note"),
}
"""Code → its ASCII name and its level."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One place that somebody should look at.

    Attributes:
        start, end: code points of the text (of the file, after `in_file`).
        surface: the name as it reads, without the markup that a file may have inside it.
        suggestion: the form to write instead.
        rewrite: what `--fix` puts in place of the surface, None where a person has to decide.
        kind: what the surface is (a kind of form of the lexicon, or glyph, kanji, unlisted): the key of the reason.
        detail: the values of the reason.
        beside: the other form that stands in the document, for 揺れ.
        beside_at: its first offset.
    """

    code: Code
    start: int
    end: int
    surface: str
    suggestion: str
    rewrite: str | None
    entity: Entity
    confidence: float
    kind: str
    source: Source
    detail: tuple[str, ...] = ()
    beside: str = ""
    beside_at: int = 0
    style: str = ""

    @property
    def level(self) -> str:
        """error, warning or note; a suspicion is never an error."""
        return "warning" if self.kind.startswith("kanji") else CODES[self.code][1]

    def in_file(self, segment: Segment) -> Finding:
        """The same finding with the offsets and the replacement that the file of the segment needs."""
        start, end = segment.span_in_file(self.start, self.end)
        rewrite = None
        if self.rewrite is not None:
            edit = segment.edit_in_file(Edit(self.start, self.end, self.surface, self.rewrite))
            rewrite = edit.new if edit else None
        return replace(
            self,
            start=start,
            end=end,
            rewrite=rewrite,
            beside_at=segment.span_in_file(self.beside_at, self.beside_at + 1)[0] if self.beside else 0,
        )


def parse_codes(names: Iterable[str]) -> frozenset[Code]:
    """Codes by their Japanese or ASCII names, several in one string separated by commas.

    Raises ConfigError for a name that is none.

    >>> sorted(parse_codes(["misspelling,揺れ"]))
    [<Code.MIX: '揺れ'>, <Code.SLIP: '誤り'>]
    """
    known = {str(code): code for code in Code} | {name: code for code, (name, _) in CODES.items()}
    found = set()
    for name in (part.strip() for text in names for part in re.split(r"[,、\s]+", text)):
        if not name:
            continue
        if name.lower() not in known:
            raise ConfigError(f"unknown code {name!r}; one of {', '.join(known)}")
        found.add(known[name.lower()])
    return frozenset(found)


def lint(
    result: Resolution,
    *,
    style: str = "plain",
    codes: Collection[Code] | None = None,
    designations: bool = False,
) -> tuple[Finding, ...]:
    """The findings of one document, in order.

    `style` is the house style that the resolution was made with; `codes` are the codes wanted (default: 誤り and 揺れ,
    and 表記 under a named style); `designations` also reports two names of one thing (アメリカ beside 米国).

    >>> from entity_resolver import Resolver
    >>> found = lint(Resolver().resolve("ルハンスク州で戦闘。ルガンスク州の知事は"))
    >>> [(f.code.value, f.surface, f.suggestion) for f in found]
    [('揺れ', 'ルガンスク州', 'ルハンスク州')]
    """
    if codes is None:
        codes = {Code.SLIP, Code.MIX} if style == "plain" else set(Code)
    found: dict[int, Finding] = {}
    if Code.SLIP in codes:
        found = {finding.start: finding for finding in _slips(result.mentions)}
    if Code.MIX in codes:
        mixed = [*_mixed(result.mentions), *(_named_twice(result.mentions) if designations else ())]
        found = {finding.start: finding for finding in mixed} | found
    if Code.STYLE in codes and style != "plain":
        found = {finding.start: finding for finding in _unstyled(result.mentions, style)} | found
    return tuple(found[start] for start in sorted(found))


# ── 誤り ──


def _slips(mentions: Sequence[Mention]) -> Iterator[Finding]:
    named = {m.entity.id for m in mentions if m.entity is not None and m.method not in _GUESSED}
    for mention in mentions:
        if mention.entity is not None and _is_slip(mention) and (mention.rewrite is not None or _broken(mention)):
            yield _finding(Code.SLIP, mention, mention.entity)
        elif mention.decision is not Decision.LINKED:
            for candidate in mention.candidates[:1]:
                if any(step.name == "kanji" for step in candidate.steps) and not _in_zone(mention):
                    yield _suspicion(mention, candidate, candidate.entity.id in named)


def _is_slip(mention: Mention) -> bool:
    if mention.method == "glyph":
        return True
    if mention.method == "transliteration":
        listed = next((step.values[1] for step in mention.steps if step.name == "transliteration"), mention.surface)
        return mention.confidence >= SURE_SPELLING and _loosely(mention.surface) != _loosely(listed)
    row = listed_row(mention)
    return row is not None and row.kind in _SLIPS and row.lang == "ja"


def _suspicion(mention: Mention, candidate: Candidate, known: bool) -> Finding:
    """`known`: the document names that very entity elsewhere."""
    step = next(step for step in candidate.steps if step.name == "kanji")
    source = source_of(_row(candidate.entity, candidate.form), candidate.entity)
    return Finding(
        Code.SLIP,
        mention.start,
        mention.end,
        mention.surface,
        candidate.form,
        None,
        candidate.entity,
        candidate.confidence,
        "kanji beside" if known else "kanji",
        source,
        step.values[2:],
    )


# ── 表記 ──


def _unstyled(mentions: Sequence[Mention], style: str) -> Iterator[Finding]:
    for mention in mentions:
        if mention.rewrite is not None and mention.entity is not None and not _is_slip(mention):
            yield _finding(Code.STYLE, mention, mention.entity, style=style)


# ── 揺れ ──


def _mixed(mentions: Sequence[Mention]) -> Iterator[Finding]:
    """Variants that stand beside another form of the same name."""
    plain = [m for m in mentions if _is_plain(m)]
    firsts: dict[tuple[str, str], Mention] = {}
    groups: dict[tuple[str, str], dict[str, Mention]] = {}
    for mention in plain:
        key = _key(mention.surface)
        if firsts.setdefault((mention.entity_id or "", key), mention) is mention:
            groups.setdefault(_group(mention), {})[key] = mention
    beside = {key: _beside(first, groups[_group(first)], firsts.values()) for key, first in firsts.items()}
    for mention in plain:
        other = beside[mention.entity_id or "", _key(mention.surface)]
        if other is not None and mention.entity is not None:
            yield _finding(Code.MIX, mention, mention.entity, _target(mention), other)


def _beside(mention: Mention, same_name: Mapping[str, Mention], all_names: Iterable[Mention]) -> Mention | None:
    """Another form of this name in the document, where this one is a variant; None where it stands alone."""
    target, here = _target(mention), _key(mention.surface)
    if not target or _key(target) == here:
        return None
    other = same_name.get(_key(target)) or next((m for key, m in same_name.items() if key != here), None)
    return other or next((m for m in all_names if _shares_stem(mention, target, m)), None)


def _is_plain(mention: Mention) -> bool:
    """A linked name in Japanese script that is nothing else: no slip, no country sign, not in a zone."""
    if mention.entity is None or mention.method in ("compound", "latin") or _is_slip(mention) or _in_zone(mention):
        return False
    return bool(_JAPANESE.search(mention.surface))


def _target(mention: Mention) -> str:
    """The form that this one varies, "" where it stands for itself."""
    if mention.rewrite is not None:
        return mention.rewrite
    row = listed_row(mention)
    return row.variant_of if row is not None and row.kind == "kanji" else ""


def _group(mention: Mention) -> tuple[str, str]:
    return (mention.entity_id or "", _key(_target(mention) or mention.surface))


def _shares_stem(mention: Mention, target: str, other: Mention) -> bool:
    """Does `other` (a canonical form) write the stem as the target does and not as the mention does?

    ルガンスク州 beside ルハンスク, ゼレンシキー beside ウォロディミル・ゼレンスキー.
    """
    if other.entity is None or mention.entity is None or _target(other):
        return False
    kin = {mention.entity.id, mention.entity.part_of}
    if other.entity.id not in kin and other.entity.part_of != mention.entity.id:
        return False
    here, there, stem = _key(mention.surface), _key(target), _key(other.surface)
    if len(stem) < _SHORTEST_STEM:
        return False
    return (stem in there and stem not in here) or there in stem


def _named_twice(mentions: Sequence[Mention]) -> Iterator[Finding]:
    """Two names of one thing, neither a spelling of the other: the one used less is reported, never fixed."""
    names: dict[str, dict[str, list[Mention]]] = {}
    for mention in mentions:
        if _is_plain(mention) and not _target(mention):
            row = listed_row(mention)
            if (row.kind if row else "canonical") in _ONE_NAME:
                names.setdefault(mention.entity_id or "", {}).setdefault(_key(mention.surface), []).append(mention)
    for forms in names.values():
        usual = max(forms.values(), key=lambda found: (len(found), -found[0].start))
        for found in forms.values():
            # a name inside the other is its short form, which news uses from the second mention on
            if found is not usual and not _contained(found[0].surface, usual[0].surface):
                for mention in found:
                    if mention.entity is not None:
                        finding = _finding(Code.MIX, mention, mention.entity, usual[0].surface, usual[0])
                        yield replace(finding, rewrite=None, kind="designation")


def _contained(one: str, other: str) -> bool:
    return _key(one) in _key(other) or _key(other) in _key(one)


# ── what they share ──


def _finding(
    code: Code, mention: Mention, entity: Entity, target: str = "", other: Mention | None = None, style: str = ""
) -> Finding:
    row = listed_row(mention)
    suggestion = target or mention.rewrite or (row.variant_of if row else "") or entity.ja
    kind = mention.method if mention.method in _GUESSED else row.kind if row else "variant"
    return Finding(
        code,
        mention.start,
        mention.end,
        mention.surface,
        "".join(suggestion.splitlines()),
        mention.rewrite,
        entity,
        mention.confidence,
        "unlisted" if kind == "transliteration" and mention.method == "transliteration" else kind,
        source_of(row, entity),
        (),
        other.surface if other else "",
        other.start if other else 0,
        style,
    )


def listed_row(mention: Mention) -> Alias | None:
    """The row of the lexicon that the mention was matched by, or was found close to; None for a canonical name."""
    if mention.entity is None:
        return None
    for step in mention.steps:
        if step.name in ("alias", "compound") and step.values:
            return _row(mention.entity, step.values[0])
        if step.name in ("glyph", "transliteration") and len(step.values) > 1:
            return _row(mention.entity, step.values[1])
    return _row(mention.entity, mention.surface)


def _row(entity: Entity, form: str) -> Alias | None:
    exact = next((alias for alias in entity.aliases if alias.form == form), None)
    return exact or next((alias for alias in entity.aliases if _key(alias.form) == _key(form)), None)


def _broken(mention: Mention) -> bool:
    """A line break inside kept the rewrite from being placed."""
    last = mention.steps[-1] if mention.steps else None
    return last is not None and last.name == "keep" and "line break" in last.detail


def _in_zone(mention: Mention) -> bool:
    return any(step.name == "zone" for step in mention.steps)


def _loosely(text: str) -> str:
    """Without what is a matter of habit, not right or wrong: ー, ッ, ・, ヴ, small vowels."""
    for v_sound, plain in _V_SOUNDS:
        text = text.replace(v_sound, plain)
    return text.translate(_LOOSE)


@lru_cache(maxsize=16_384)
def _key(text: str) -> str:
    return fold_key(text)
