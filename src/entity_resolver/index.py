"""Candidate generation: the few listed names that sound like a query, without looking at the others.

Every name is filed under some twenty *coarse keys* of its phonemes: the coarse string and its consonant skeleton
(each also with any one character left out), and the first and last characters of both. A query looks up its own keys,
takes the rarest buckets first until it holds enough names, and rapidfuzz ranks those. Coarse means: ハ/ガ/カ,
バ/ヴ/ワ/ファ, タ/ダ/チャ, サ/ザ/ジャ/シャ are one consonant each, イ = エ, ウ = オ, and ー ッ ャ are silent.

The index is one flat block of bytes, so a compiled lexicon can hold it and memory-map it; nothing is parsed when it
is opened. docs/decisions/0005-candidate-index.md has the figures.
"""

from __future__ import annotations

import re
import struct
import sys
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from operator import itemgetter
from zlib import crc32

from rapidfuzz import process
from rapidfuzz.distance import Indel, LCSseq

__all__ = ["FuzzyIndex"]

_MAGIC = b"ERFI"
_VERSION = 1
_HEADER = struct.Struct("<4sIIIIIII")  # magic, version, inputs, distinct, bytes of names, buckets, postings, reserved
_SCAN_BELOW = 3000  # ranking so few names costs less than a millisecond, and needs no keys
_BUDGET = 500  # names ranked per query
_FEW = 150  # the same where they hold one that is near beyond doubt
_SHORTEST_BONES = 4  # consonants; a skeleton of two is that of thousands of names
_LONGEST = 96  # phonemes used for keys: a megabyte of kana must not make a megabyte of keys

_VOWELS = {"a": "A", "i": "I", "e": "I", "u": "U", "o": "U"}
_CONSONANTS = {c: group[0].upper() for group in ("kgh", "pbvfw", "tdcT", "sSzj", "r", "m", "nN") for c in group}
_SILENT = "Q-"
_COARSE = str.maketrans({**_VOWELS, **_CONSONANTS, **dict.fromkeys(_SILENT + "y", "")})
_SKELETON = str.maketrans({**_CONSONANTS, **dict.fromkeys([*_VOWELS, *_SILENT, "y"], "")})
# What rapidfuzz compares: class letter + own letter, so that g/h costs half of g/m; u is often a mere filler (スク)
# and costs half of a vowel.
_WEIGHED = str.maketrans(
    {
        **{c: k + c for c, k in _CONSONANTS.items()},
        **{v: k + v for v, k in _VOWELS.items() if v != "u"},
        "u": "U",
        **dict.fromkeys(_SILENT + "\0", ""),
    }
)
_HEARD = str.maketrans("", "", _SILENT)
_UNWEIGHED = re.compile("U|[KPTSRMNAI](.)")
_NOT_KANA = re.compile("[^!-~]+")  # 州, 県, 市: written or not, and not what a name is found by
_GLIDE = re.compile("(?<=[^aiueoNQ-])w")  # クルィヴィー = クリヴィー
_VANISHING = re.compile("(?<=[aiueo])[fv]u(?![aiueoy])")  # ハルキフ = ハルキヴ = ハルキウ
_FINAL_R = re.compile("ru(?![aiueo])")  # エネルホダル = エネーホダー


def weighed(phonemes: str) -> str:
    """What rapidfuzz compares: the phonemes of a name, those of one class half alike."""
    return (_GLIDE.sub("", phonemes) if "w" in phonemes else phonemes).translate(_WEIGHED)


def distance(one: str, other: str) -> float:
    """How far two phoneme strings are, 0.0–1.0, as `FuzzyIndex` ranks them."""
    return float(Indel.normalized_distance(weighed(one), weighed(other)))


def begins_within(sound: str, listed: Sequence[str], reach: float) -> bool:
    """Is some beginning of a weighed string within `reach` (0.0–1.0, as in `FuzzyIndex.within`) of a listed one?"""
    least = (1 - reach) / (1 + reach)  # of a listed string that one within reach has in common with it
    fewest = int(least * len(min(listed, key=len)))
    for name, common, _ in process.extract_iter(sound, listed, scorer=LCSseq.similarity, score_cutoff=fewest):
        if common < least * len(name):
            continue
        sizes = range(int(len(name) * least), min(int(len(name) / least) + 1, len(sound)) + 1)
        if any(Indel.normalized_distance(sound[:size], name, score_cutoff=reach) <= reach for size in sizes):
            return True
    return False


def _kana(phonemes: str) -> str:
    if not phonemes.isascii():
        phonemes = _NOT_KANA.sub("", phonemes) or phonemes
    phonemes = phonemes.translate(_HEARD)
    if "w" in phonemes:
        phonemes = _GLIDE.sub("", phonemes)
    return _VANISHING.sub("u", phonemes[:_LONGEST])


def _unweighed(sound: str) -> str:
    """The phonemes of a weighed string, ー and ッ aside: enough for its keys."""
    return _UNWEIGHED.sub(lambda match: match[1] or "u", sound)


def _close_keys(phonemes: str, shortest: int = 0) -> set[str]:
    """The keys that say most, marked by kind so that a skeleton never meets a full string.

    `shortest`: consonants from which a skeleton may lack one.
    """
    kana = _kana(phonemes)
    full, bones = kana.translate(_COARSE), kana.translate(_SKELETON)
    keys = {full, "+" + bones, _FINAL_R.sub("", kana).translate(_COARSE)}
    keys.update([full[:i] + full[i + 1 :] for i in range(len(full))])
    if len(bones) >= shortest:
        keys.update(["+" + bones[:i] + bones[i + 1 :] for i in range(len(bones))])
    return keys


def _keys(phonemes: str) -> set[str]:
    """The coarse keys a name is filed under: the close ones, and how it begins and ends."""
    kana = _kana(phonemes)
    full, bones = kana.translate(_COARSE), kana.translate(_SKELETON)
    keys = _close_keys(kana)
    for size in (4, 5, 6):
        if len(full) >= size:
            keys.update(("<" + full[:size], ">" + full[-size:]))
    for size in (3, 4):
        if len(bones) >= size:
            keys.update(("(" + bones[:size], ")" + bones[-size:]))
    return keys


def _hashes(keys: Iterable[str]) -> list[int]:
    return [crc32(key) for key in "\n".join(keys).encode("utf-8", "surrogatepass").split(b"\n")]


@dataclass(frozen=True)
class FuzzyIndex:
    """Finds the listed phoneme strings nearest to a query in well under a millisecond, also among 100,000s.

    Immutable; queries from several threads at once are safe (the lazily split name list is idempotent).

    >>> from entity_resolver.phonemes import phonemes
    >>> names = ["ルハンスク", "ドネツク", "ポクロウスク", "ハルキウ"]
    >>> index = FuzzyIndex.build([phonemes(n) for n in names])
    >>> [names[i] for i in index.shortlist(phonemes("ルガンスク"), limit=1)]
    ['ルハンスク']
    """

    buffer: memoryview = field(repr=False)
    size: int
    _first: memoryview = field(repr=False)
    _positions: memoryview = field(repr=False)
    _names: memoryview = field(repr=False)
    _starts: memoryview = field(repr=False)
    _postings: memoryview = field(repr=False)
    _lazy: dict[str, list[str]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def build(cls, strings: Sequence[str]) -> FuzzyIndex:
        """The index of phoneme strings (as of `phonemes.phonemes`); positions in `strings` are what `shortlist`
        returns.

        Takes about 3 s and 45 MB for 136,000 names. Any string is allowed, empty ones and equal ones included.
        """
        groups: dict[str, list[int]] = {}
        for position, phonemes in enumerate(strings):
            groups.setdefault(weighed(phonemes), []).append(position)
        order = sorted(groups)
        first = array("I", accumulate((len(groups[name]) for name in order), initial=0))
        positions = array("I", (p for name in order for p in groups[name]))
        names = "\0".join(order).encode("utf-8", "surrogatepass")
        starts, postings = array("I"), array("I")
        if len(order) >= _SCAN_BELOW:
            starts, postings = _filed([strings[groups[name][0]] for name in order])
        head = _HEADER.pack(
            _MAGIC, _VERSION, len(strings), len(order), len(names), max(len(starts) - 1, 0), len(postings), 0
        )
        padded = names + bytes(-len(names) % 4)
        return cls.from_buffer(
            memoryview(b"".join([head, *map(_little, (first, positions)), padded, *map(_little, (starts, postings))]))
        )

    @classmethod
    def from_buffer(cls, buffer: memoryview) -> FuzzyIndex:
        """The index stored in a buffer by `to_bytes`; the buffer (for example a memory-mapped file) is used in place
        and must stay open.

        The buffer may be longer than the index. Raises ValueError if it holds no index of this version or is cut
        short. Only the header is checked: a checksum over the bytes is the business of the file that contains them.
        """
        buffer = buffer.cast("B") if buffer.format != "B" or buffer.ndim != 1 else buffer
        if len(buffer) < _HEADER.size:
            raise ValueError(f"not a fuzzy index: {len(buffer)} bytes are less than its header")
        magic, version, inputs, distinct, name_bytes, buckets, postings, _ = _HEADER.unpack_from(buffer)
        if magic != _MAGIC or version != _VERSION:
            raise ValueError(f"not a fuzzy index of version {_VERSION}: it starts with {bytes(buffer[:8])!r}")
        sizes = [
            4 * (distinct + 1),
            4 * inputs,
            name_bytes + -name_bytes % 4,
            4 * (buckets + 1) if buckets else 0,
            4 * postings,
        ]
        ends = list(accumulate(sizes, initial=_HEADER.size))
        if len(buffer) < ends[-1]:
            raise ValueError(f"fuzzy index cut short: {len(buffer)} of {ends[-1]} bytes")
        first, positions, names, starts, filed = (buffer[a:z] for a, z in pairwise(ends))
        return cls(
            buffer[: ends[-1]],
            inputs,
            _native(first),
            _native(positions),
            names[:name_bytes],
            _native(starts),
            _native(filed),
        )

    def to_bytes(self) -> bytes:
        """The whole index as bytes (little-endian, about 130 bytes a name): `FuzzyIndex.from_buffer(memoryview(...))`
        opens them.
        """
        return bytes(self.buffer)

    def __reduce__(self) -> tuple[object, tuple[bytes]]:
        return _opened, (self.to_bytes(),)

    def shortlist(self, query: str, limit: int = 40) -> list[int]:
        """Positions of the names most like a query (a phoneme string), best first: `nearest` without the distances."""
        return [position for _, position in self.nearest(query, limit)]

    def nearest(self, query: str, limit: int = 40, reach: float = 1.0) -> list[tuple[float, int]]:
        """Distance (0.0–1.0, rapidfuzz Indel) and position of the names most like a query (a phoneme string), best first.

        `limit` counts distinct names: all positions of equal-sounding names (ー and ッ aside) come together, in input
        order, so the list may be longer. What is farther than `reach` may be left out where the nearest name is no farther
        than half of it; and where a few names hold one within a third of it, no others are looked at. Never raises; an
        empty query or index gives an empty list.
        """
        if limit < 1 or not self.size:
            return []
        names, sound, buckets = self._split(), weighed(query), self._buckets(query)
        near = 1.0
        if buckets and reach < 1.0:
            ranked = self._ranked(sound, names, self._near(buckets, _FEW), limit, reach)
            near = ranked[0][0] if ranked else 1.0
            if near * 3 <= reach:
                return self._positioned(ranked)
        ids = self._near(buckets, _BUDGET) if len(self._starts) else range(len(names))
        return self._positioned(self._ranked(sound, names, ids, limit, reach if near * 2 <= reach else 1.0))

    def within(self, query: str, reach: float, limit: int = 8) -> list[tuple[float, int]]:
        """The names that share a close key with the query and are no farther than `reach`, best first, as `nearest`
        gives them.

        Whether a name is found depends on the query and that name alone, not on what else is listed.
        """
        if not self.size:
            return []
        names = self._split()
        ids: Sequence[int] = self._close(query) if len(self._starts) else range(len(names))
        ranked = self._ranked(weighed(query), names, ids, None, reach)
        if ranked:
            own = _close_keys(query, _SHORTEST_BONES)  # a bucket holds names of other keys too
            ranked = [found for found in ranked if not own.isdisjoint(_close_keys(_unweighed(names[found[1]])))]
        return self._positioned(ranked[: max(limit, 0)])

    def _ranked(
        self, sound: str, names: Sequence[str], ids: Sequence[int], limit: int | None, reach: float
    ) -> list[tuple[float, int]]:
        """(Distance, number) of the names with these numbers that come nearest."""
        if not sound or not ids:
            return []
        listed = [names[ids[0]]] if len(ids) == 1 else itemgetter(*ids)(names)
        ranked = process.extract(sound, listed, scorer=Indel.normalized_distance, limit=limit, score_cutoff=reach)
        return [(distance, ids[at]) for _, distance, at in ranked]

    def _positioned(self, ranked: Iterable[tuple[float, int]]) -> list[tuple[float, int]]:
        first, positions = self._first, self._positions
        return [(far, positions[at]) for far, number in ranked for at in range(first[number], first[number + 1])]

    def _buckets(self, query: str) -> list[tuple[int, int, int]]:
        """Size, start and end of the postings of the query's keys, rarest first; none where no keys were made."""
        starts, found = self._starts, []
        mask = len(starts) - 2
        for value in _hashes(_keys(query)) if len(starts) else ():
            begin, end = starts[value & mask], starts[(value & mask) + 1]
            if begin < end:
                found.append((end - begin, begin, end))
        found.sort()
        return found

    def _near(self, buckets: Sequence[tuple[int, int, int]], budget: int) -> list[int]:
        """Distinct names in these buckets, up to the budget."""
        near: set[int] = set()
        postings = self._postings
        for count, begin, end in buckets:
            if near and len(near) + count > budget:
                break
            near.update(postings[begin : end if count <= 4 * budget else begin + 4 * budget].tolist())
        return list(near)

    def _close(self, query: str) -> list[int]:
        """Distinct names that share a close key with the query, in order."""
        starts, postings = self._starts, self._postings
        mask = len(starts) - 2
        near: set[int] = set()
        for value in _hashes(_close_keys(query, _SHORTEST_BONES)):
            near.update(postings[starts[value & mask] : starts[(value & mask) + 1]].tolist())
        return sorted(near)

    def _split(self) -> list[str]:
        """The names as strings, which rapidfuzz wants; made on the first query, since opening must cost
        nothing.
        """
        names = self._lazy.get("names")
        if names is None:
            names = self._lazy["names"] = str(self._names, "utf-8", "surrogatepass").split("\0")
        return names


def _opened(data: bytes) -> FuzzyIndex:
    return FuzzyIndex.from_buffer(memoryview(data))


def _little(values: array[int]) -> bytes:
    if sys.byteorder == "big":
        values = values[:]
        values.byteswap()
    return values.tobytes()


def _native(view: memoryview) -> memoryview:
    if sys.byteorder == "little":
        return view.cast("I")
    swapped = array("I", bytes(view))
    swapped.byteswap()
    return memoryview(swapped)


def _filed(strings: Sequence[str]) -> tuple[array[int], array[int]]:
    """Bucket starts and postings: names sorted by bucket (counting sort in flat arrays, which keeps the build small
    in memory).
    """
    hashes, owners = array("I"), array("I")
    for i, phonemes in enumerate(strings):
        values = _hashes(_keys(phonemes))
        hashes.extend(values)
        owners.extend([i] * len(values))
    buckets = 1 << max(len(hashes) - 1, 1).bit_length() - 1
    counts = array("I", bytes(4 * (buckets + 1)))
    mask = buckets - 1
    for value in hashes:
        counts[(value & mask) + 1] += 1
    starts = array("I", accumulate(counts))
    following = starts[:]
    postings = array("I", bytes(4 * len(hashes)))
    for value, owner in zip(hashes, owners, strict=True):
        bucket = value & mask
        postings[following[bucket]] = owner
        following[bucket] += 1
    return starts, postings
