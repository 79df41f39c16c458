"""Folding: text → comparable text, without any knowledge of entities.

The steps, in this order (the one place where the order is fixed):

1. drop what has no width (variation selectors, zero-width characters, soft hyphens), and how a name is read, in brackets
   between kanji (川内(せんだい)原発, 菅(すが)首相);
2. NFKC, taken per character together with the marks that follow it (ｶﾞ → ガ, ㍿ → 株式会社, ト+U+3099 → ド);
3. one look for each family: hyphens and dashes → "-", middle dots → "・", double hyphens → "=", quotes → "'";
4. lower case, Latin letters without their marks (Chișinău → chisinau; Cyrillic й keeps its own), and one glyph for
   each kanji with variants (髙 → 高, 齋 → 斎; rules/kanji_variants.tsv).

That gives `Folded.text`, which tokenizing and boundaries are read from. Matching uses `Folded.key`:

5. drop the separators *inside* a run of word characters: ・ = - ' spaces and line breaks
   (フォン・デア・ライエン, 山添 博史, a name broken by a page break).

Both views map back to offsets of the original text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from entity_resolver.bundled import rules_path
from entity_resolver.patterns import late
from entity_resolver.tables import read_rows

_FAMILIES = {
    "-": "‐‑‒–—―−﹣－˗⁃",
    "・": "･·•∙⋅",
    "=": "゠＝",
    "'": "’‘ʼ`´′ʹ",
}
_LOOKS = {char: look for look, chars in _FAMILIES.items() for char in chars}
_INVISIBLE = "\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"
_MARKS = "\u0300-\u036f\u3099\u309a\uff9e\uff9f"
# Only these lengths change: an invisible, or a character with marks after it. Everything else is one translate().
_CLUSTER = late(f"[{_INVISIBLE}]+|[^{_MARKS}{_INVISIBLE}\\n][{_MARKS}{_INVISIBLE}]*[{_MARKS}][{_INVISIBLE}]*")
_SPECIAL = late(f"[{_MARKS}{_INVISIBLE}]")
# What folds to itself, and most of what Japanese is written with: only the rest is looked at (tests/unit/test_fold.py).
_PLAIN = " -&(-@\\[-_a-~\n\t、。々〆〇〈-】〔〕ぁ-ゖゝゞァ-ヺ・ーヽヾ㐀-䶿一-鿿"
_ODD = re.compile(f"[^{_PLAIN}]{{1,12}}")
# The charset stands first and the look-behind after it, so that `re` skips to the next separator in C.
_LONG_VOWEL = late("-・(?<=[ァ-ヺ]-・)")
"""Dashes for the long vowel that a part of a name ends in: アントニ―・ブリンケン."""
_SEPARATORS = re.compile(r"[ \t\r\n・=\-'](?<=\w[ \t\r\n・=\-'])[ \t\r\n・=\-']{0,7}(?=\w)")
READING = re.compile(
    r"[（(](?<=[㐀-䶿一-鿿々ヶケ][（(])(?!(?:または|あるいは|もしくは|ないし|および|ならびに|いずれも|ともに|すべて|うち|のち|など|ほか|まで|から|より)[）)])"
    r"[ぁ-ゖー]{1,9}[）)](?=[㐀-䶿一-鿿])"
)
"""How a name is read, in brackets in the middle of it or before a title: 川内(せんだい)原発, 菅(すが)首相."""
_FIRST_KANJI = "㐀"
_SHORT = 32  # characters: a name is looked at by hand, a text with a pattern that takes ten milliseconds to compile
# NFKC would write dots, a swung dash and a number before a name (①ベネズエラ), none of which is ever part of one.
_KEEP_AS_IS = frozenset("…‥～①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")


@lru_cache(maxsize=8192)
def _fold_cluster(cluster: str) -> str:
    if cluster in _KEEP_AS_IS:
        return cluster
    bare = re.sub(f"[{_INVISIBLE}]", "", cluster)
    out: list[str] = []
    for char in unicodedata.normalize("NFKC", _LOOKS.get(bare, bare)):
        char = _LOOKS.get(char, char).lower()
        parts = unicodedata.normalize("NFD", char)
        if len(parts) > 1 and "a" <= parts[0] <= "z":
            char = parts[0]
        elif "\u0300" <= char <= "\u036f" and out and "a" <= out[-1] <= "z":
            continue
        out.append(char)
    return "".join(out)


class _Table(dict[int, str]):
    """Character → folded character(s), filled as characters are met (an import costs nothing)."""

    def __missing__(self, code: int) -> str:
        value = _fold_cluster(chr(code)) if not 0xD800 <= code <= 0xDFFF else chr(code)
        self[code] = value
        return value


_TABLE = _Table()


@lru_cache(maxsize=1)
def _variants() -> tuple[frozenset[str], re.Pattern[str], dict[int, str]]:
    """The variant glyphs, and what each is read as; every one is a single character, so no offset moves."""
    table = {}
    for row in read_rows(rules_path() / "kanji_variants.tsv"):
        table[ord(row["a"])] = row["b"]
    for code, glyph in table.items():
        for _ in range(3):  # 邉 → 邊 → 辺
            glyph = table.get(ord(glyph), glyph)
        table[code] = glyph
    glyphs = "".join(map(chr, table))
    return frozenset(glyphs), late(f"[{re.escape(glyphs)}]"), table


def _one_glyph(text: str) -> str:
    if len(text) < _SHORT and max(text, default="") < _FIRST_KANJI:
        return text
    glyphs, pattern, table = _variants()
    found = not glyphs.isdisjoint(text) if len(text) < _SHORT else pattern.search(text)
    return text.translate(table) if found else text


class OffsetMap:
    """Piecewise map from offsets of a derived text to offsets of its source (code points)."""

    __slots__ = ("_derived", "_source", "_spans")

    def __init__(self, pieces: Iterable[tuple[int, int, int, int]]) -> None:
        """`pieces` are the places where lengths differ: (derived start, derived end, source start, source end)."""
        self._spans = tuple(pieces)
        self._derived = [piece[0] for piece in self._spans]
        self._source = [piece[2] for piece in self._spans]

    def shifted(self, derived: int, source: int) -> Iterator[tuple[int, int, int, int]]:
        """The pieces of a text that begins at these offsets of a longer one."""
        for a, b, c, d in self._spans:
            yield a + derived, b + derived, c + source, d + source

    def start(self, offset: int) -> int:
        """Source offset of the character at derived `offset`."""
        if not self._spans:
            return offset
        at = bisect_right(self._derived, offset) - 1
        if at < 0:
            return offset
        _, derived_end, source, source_end = self._spans[at]
        return source if offset < derived_end else source_end + offset - derived_end

    def end(self, offset: int) -> int:
        """Source offset just behind the character before derived `offset`."""
        if not self._spans or offset <= 0:
            return offset
        at = bisect_right(self._derived, offset - 1) - 1
        if at < 0:
            return offset
        _, derived_end, _, source_end = self._spans[at]
        return source_end if offset <= derived_end else source_end + offset - derived_end

    def derived(self, offset: int) -> int:
        """Derived offset of the character at source `offset` (a dropped character: the next one kept)."""
        at = bisect_right(self._source, offset) - 1
        if at < 0:
            return offset
        start, derived_end, _, source_end = self._spans[at]
        return start if offset < source_end else derived_end + offset - source_end


class LateOffsets(OffsetMap):
    """An offset map that is made when it is first asked."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[], OffsetMap]) -> None:
        self._make = make

    def __getattr__(self, name: str) -> Any:
        if name not in OffsetMap.__slots__:
            raise AttributeError(name)
        super().__init__(self._make().shifted(0, 0))
        return getattr(self, name)


SAME = OffsetMap(())
"""The map of a text that did not change its offsets."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text with its two folded views and the way back.

    Attributes:
        original: the text as it came.
        text: after steps 1–4; same reading order, separators kept.
        key: after step 5; what lexicon keys are compared with.
    """

    original: str
    text: str
    key: str
    _text_map: OffsetMap
    _dropped: tuple[Sequence[int], Sequence[int]] = ((), (0,))
    """Offsets of `key` at which separators were dropped, and how many characters up to the first, second … of them."""

    def key_to_text(self, start: int, end: int) -> tuple[int, int]:
        """Span of `key` → span of `text`."""
        places, sums = self._dropped
        return start + sums[bisect_right(places, start)], end + sums[bisect_left(places, end)]

    def text_to_original(self, start: int, end: int) -> tuple[int, int]:
        """Span of `text` → span of `original`."""
        return self._text_map.start(start), self._text_map.end(end)

    def original_to_text(self, offset: int) -> int:
        """Offset of `original` → offset of `text`."""
        return self._text_map.derived(offset)


def fold(text: str) -> Folded:
    """Fold a text of any length, in time linear in it.

    >>> folded = fold("ﾙｶﾞﾝｽｸ州とフォン・デア・ライエン氏")
    >>> folded.text, folded.key
    ('ルガンスク州とフォン・デア・ライエン氏', 'ルガンスク州とフォンデアライエン氏')
    >>> folded.text_to_original(0, 6)
    (0, 7)
    >>> fold("川内（せんだい）原発").text
    '川内原発'
    """
    folded, text_map = _reading_view(text)
    places, sums, parts, at, dropped = [], [0], [], 0, 0
    for match in _SEPARATORS.finditer(folded):
        start, end = match.span()
        parts.append(folded[at:start])
        places.append(start - dropped)
        dropped += end - start
        sums.append(dropped)
        at = end
    if not at:
        return Folded(text, folded, folded, text_map)
    parts.append(folded[at:])
    return Folded(text, folded, "".join(parts), text_map, (places, sums))


def fold_views(text: str) -> tuple[str, str]:
    """`text` and `key` of a folded text, where no way back is wanted.

    >>> fold_views("ﾙｶﾞﾝｽｸ州とフォン・デア・ライエン氏")
    ('ルガンスク州とフォン・デア・ライエン氏', 'ルガンスク州とフォンデアライエン氏')
    """
    folded, _ = _reading_view(text)
    return folded, _SEPARATORS.sub("", folded)


def fold_key(form: str) -> str:
    """The key a form is looked up by.

    >>> fold_key("フォン・デア・ライエン") == fold_key("ﾌｫﾝﾃﾞｱﾗｲｴﾝ")
    True
    """
    return _SEPARATORS.sub("", _one_glyph(_fold_text(form)[0]).strip())


def _reading_view(text: str) -> tuple[str, OffsetMap]:
    readings = list(READING.finditer(text))
    folded, text_map = _without_readings(text, readings) if readings else _fold_text(text)
    return _LONG_VOWEL.sub("ー・", _one_glyph(folded)) if "-・" in folded else _one_glyph(folded), text_map


def _without_readings(text: str, readings: Sequence[re.Match[str]]) -> tuple[str, OffsetMap]:
    """Folding of a text that says how names are read."""
    parts: list[str] = []
    pieces: list[tuple[int, int, int, int]] = []
    size = at = 0
    for start, end in (*(reading.span() for reading in readings), (len(text), len(text))):
        part, part_map = _fold_text(text[at:start])
        pieces += part_map.shifted(size, at)
        parts.append(part)
        size += len(part)
        if end > start:
            pieces.append((size, size, start, end))
        at = end
    return "".join(parts), OffsetMap(pieces)


def _fold_text(text: str) -> tuple[str, OffsetMap]:
    parts: list[str] = []
    pieces: list[tuple[int, int, int, int]] = []
    at = shift = 0
    for match in _ODD.finditer(text):
        start, end = match.span()
        run = _fold_run(match[0])
        if run is None:
            return _fold_clusters(text)
        new, changes = run
        parts += (text[at:start], new)
        at = end
        if changes:
            here = start + shift
            pieces += [(here + a, here + b, start + c, start + d) for a, b, c, d in changes]
            shift += len(new) - (end - start)
    if not at:
        return text, SAME
    parts.append(text[at:])
    return "".join(parts), OffsetMap(pieces) if pieces else SAME


@lru_cache(maxsize=8192)
def _fold_run(run: str) -> tuple[str, tuple[tuple[int, int, int, int], ...]] | None:
    """A run of characters, folded, and where its length changes (offsets in the run); None where it has marks."""
    if _SPECIAL.search(run):
        return None
    parts: list[str] = []
    pieces = []
    size = 0
    for at, char in enumerate(run):
        new = _TABLE[ord(char)]
        if len(new) != 1:
            pieces.append((size, size + len(new), at, at + 1))
        size += len(new)
        parts.append(new)
    return "".join(parts), tuple(pieces)


def _fold_clusters(text: str) -> tuple[str, OffsetMap]:
    """Folding of a text in which characters carry marks or have no width."""
    pieces: list[tuple[int, int, int, int]] = []
    parts: list[str] = []
    at = size = 0
    for match in _CLUSTER.finditer(text):
        start, end = match.span()
        size = _plain(text, at, start, parts, size, pieces)
        new = _fold_cluster(match[0])
        if len(new) != end - start:
            pieces.append((size, size + len(new), start, end))
        parts.append(new)
        size += len(new)
        at = end
    _plain(text, at, len(text), parts, size, pieces)
    return "".join(parts), OffsetMap(pieces)


def _plain(
    text: str, start: int, end: int, parts: list[str], size: int, pieces: list[tuple[int, int, int, int]]
) -> int:
    """Fold a stretch without clusters; only lines with a length change are walked by character."""
    if start == end:
        return size
    chunk = text[start:end]
    odd = "".join(char for char in set(chunk) if len(_TABLE[ord(char)]) != 1)
    at = 0
    if odd:
        for match in re.finditer(f"[{re.escape(odd)}]", chunk):
            here = match.start()
            parts.append(chunk[at:here].translate(_TABLE))
            size += here - at
            new = _TABLE[ord(chunk[here])]
            pieces.append((size, size + len(new), start + here, start + here + 1))
            parts.append(new)
            size += len(new)
            at = here + 1
    parts.append(chunk[at:].translate(_TABLE))
    return size + len(chunk) - at
