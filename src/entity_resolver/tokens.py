"""Folded text → tokens. The only file that imports sudachipy.

Text is cut into *pieces* of some six characters, where a Japanese word hardly ever crosses: at punctuation, and before
kanji, katakana or Latin that follows hiragana. A piece is tokenized only when somebody asks about a character inside it,
so the two input limits of SudachiPy (49,149 UTF-8 bytes, 65,535 after its own normalization) are never met, a text
without an open question is never tokenized, and a question costs a few characters. The cuts depend on nothing but the
text: asking early, late or for everything gives the same tokens (docs/decisions/0040-speed.md has the figures).
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from entity_resolver.patterns import late

if TYPE_CHECKING:
    import sudachipy

MAX_SENTENCE = 4000
MAX_PIECE = 400
"""Characters; at 4 UTF-8 bytes each, far below SudachiPy's smaller limit."""

_REMEMBERED_PIECES = 16_384

_JOINED_UNKNOWN = 0x0FFFFFFF
"""SudachiPy 0.6 puts unknown katakana together (ベルト|ランスキー), gives the word this id, and calls it known; 0.7 does not."""

_SENTENCE_END = late(r"[。！？!?\n]+[」』）)\"”]*")
_SOFT_CUT = late(r"(?<=[、,，;；:：\s/|（）()「」『』])|(?<=[ぁ-ん])(?=[一-龠ァ-ヶ])")
_MARKS = r"\n、，。！？!?「」『』（）()【】"
_PIECE = late(rf"[^ぁ-ん{_MARKS}]*(?:[ぁ-ん][ぁ-んー]*)?[{_MARKS}]*")


@dataclass(frozen=True, slots=True)
class Token:
    """One morpheme of mode C.

    Attributes:
        start, end: offsets in the folded text.
        pos: Sudachi's six part-of-speech fields.
        oov: True where Sudachi does not know the word.
    """

    start: int
    end: int
    pos: tuple[str, ...]
    oov: bool
    _inside: Callable[[], tuple[int, ...]] = field(repr=False, compare=False)

    @property
    def splits(self) -> tuple[int, ...]:
        """Inner boundaries of mode A, as offsets in the folded text; () for an unsplittable word. Read when asked for."""
        return self._inside() if self.end - self.start > 1 else ()

    @property
    def proper(self) -> bool:
        return self.pos[1] == "固有名詞"


class Piece(NamedTuple):
    """The morphemes of a short text, offsets within it. SudachiPy's own objects would take 10 kB a piece."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    pos: tuple[tuple[str, ...], ...]
    oov: tuple[bool, ...]


class Tokenizer:
    """SudachiPy in mode C, made anew for each thread and each process; picklable because it holds nothing."""

    def __init__(self) -> None:
        self._local = threading.local()

    def __reduce__(self) -> tuple[type[Tokenizer], tuple[()]]:
        return (Tokenizer, ())

    def tokenize(self, text: str, offset: int = 0) -> list[Token]:
        """Tokens of one sentence (at most MAX_SENTENCE characters); `offset` is added to every position."""
        piece = self.piece(text)
        return [self.token(text, piece, at, offset) for at in range(len(piece.starts))]

    def token(self, text: str, piece: Piece, at: int, offset: int) -> Token:
        """The morpheme number `at` of a piece that stands at `offset`."""
        starts, ends, pos, oov = piece
        inside = partial(self._splits, text, starts[at], offset)
        return Token(starts[at] + offset, ends[at] + offset, pos[at], oov[at], inside)

    def piece(self, text: str) -> Piece:
        """The morphemes of a short text; pieces that come again are remembered (東京都, した。)."""
        try:
            read: Callable[[str], Piece] = self._local.read
        except AttributeError:
            read = self._local.read = lru_cache(maxsize=_REMEMBERED_PIECES)(self._read)
        return read(text[:MAX_SENTENCE])

    def in_dictionary(self, word: str) -> bool:
        """True where the word is one proper noun that Sudachi knows."""
        piece = self.piece(word[:MAX_SENTENCE])
        return len(piece.oov) == 1 and not piece.oov[0] and piece.pos[0][1] == "固有名詞"

    def is_noun(self, word: str) -> bool:
        """True where the word is one common noun that Sudachi knows."""
        piece = self.piece(word[:MAX_SENTENCE])
        return len(piece.oov) == 1 and not piece.oov[0] and piece.pos[0][1] == "普通名詞"

    def _morphemes(self, text: str) -> Iterable[Any]:
        try:
            tokenize = self._local.tokenize
        except AttributeError:
            tokenize = self._local.tokenize = _make_tokenizer().tokenize
        found: Iterable[Any] = tokenize(text)
        return found

    def _read(self, text: str) -> Piece:
        starts, ends, pos, oov = [], [], [], []
        for morpheme in self._morphemes(text):
            start, end = morpheme.begin(), morpheme.end()
            if start != end:  # "…" yields empty tokens
                starts.append(start)
                ends.append(end)
                pos.append(_shared(morpheme.part_of_speech()))
                joined = end - start > 2 and morpheme.word_id() == _JOINED_UNKNOWN
                oov.append(joined or morpheme.is_oov())
        return Piece(tuple(starts), tuple(ends), tuple(pos), tuple(oov))

    def _splits(self, text: str, start: int, offset: int) -> tuple[int, ...]:
        """Inner boundaries of the morpheme that starts at `start`; `offset` is added to each."""
        try:
            read: Callable[[str], dict[int, tuple[int, ...]]] = self._local.read_splits
        except AttributeError:
            read = self._local.read_splits = lru_cache(maxsize=1024)(self._read_splits)
        return tuple(split + offset for split in read(text).get(start, ()))

    def _read_splits(self, text: str) -> dict[int, tuple[int, ...]]:
        """Start → inner boundaries of every morpheme of a piece that has some."""
        found = {}
        for morpheme in self._morphemes(text):
            start = morpheme.begin()
            if morpheme.end() - start > 1:
                # split() returns [] for unsplittable words in every SudachiPy so far (sudachi.rs issue 300)
                parts = morpheme.split(_mode_a(), add_single=False)
                if inner := tuple(part.begin() for part in parts)[1:]:
                    found[start] = inner
        return found


_POS: dict[tuple[str, ...], tuple[str, ...]] = {}


def _shared(pos: tuple[str, ...]) -> tuple[str, ...]:
    """One object for each of Sudachi's thousand parts of speech."""
    return _POS.setdefault(pos, pos)


@lru_cache(maxsize=1)
def _mode_a() -> Any:
    from sudachipy import SplitMode

    return SplitMode.A


@lru_cache(maxsize=1)
def _dictionary() -> sudachipy.Dictionary:
    import sudachipy

    return sudachipy.Dictionary()


_dictionary_lock = threading.Lock()


def _make_tokenizer() -> Any:
    from sudachipy import SplitMode

    with _dictionary_lock:
        dictionary = _dictionary()
    # Dictionary.create() is deprecated in 0.7 and the only way in 0.6
    make = getattr(dictionary, "tokenizer", None) or dictionary.create
    return make(mode=SplitMode.C)


def sentence_bounds(text: str) -> list[int]:
    """Starts of the sentences of a text, then its length: cuts after 。！？ and line breaks, and inside what is too long.

    A sentence above MAX_SENTENCE characters is cut at a comma, a bracket or a change from hiragana where there is one.
    """
    bounds = [0]
    for match in _SENTENCE_END.finditer(text):
        _cut_long(text, bounds, match.end())
    _cut_long(text, bounds, len(text))
    return bounds


def _cut_long(text: str, bounds: list[int], end: int) -> None:
    while end - bounds[-1] > MAX_SENTENCE:
        start = bounds[-1]
        cut = start + MAX_SENTENCE
        for match in _SOFT_CUT.finditer(text, cut - MAX_SENTENCE // 4, cut):
            cut = match.start()
        bounds.append(max(cut, start + 1))
    if end > bounds[-1]:
        bounds.append(end)


def piece_bounds(text: str) -> list[int]:
    """Starts of the pieces of a text, then its length.

    >>> piece_bounds("米国と、ルハンスク州の知事")
    [0, 4, 11, 13]
    """
    bounds = [0]
    for match in _PIECE.finditer(text):
        end = match.end()
        while end - bounds[-1] > MAX_PIECE:
            bounds.append(bounds[-1] + MAX_PIECE)
        if end > bounds[-1]:
            bounds.append(end)
    return bounds


class TokenView:
    """The tokens of one folded text, made piece by piece on demand."""

    __slots__ = ("_bounds", "_read", "_sentences", "_tokenizer", "text")

    def __init__(self, text: str, tokenizer: Tokenizer) -> None:
        self.text = text
        self._tokenizer = tokenizer
        self._bounds: list[int] | None = None
        self._sentences: list[int] | None = None
        self._read: dict[int, Piece] = {}

    def tokenize_all(self) -> None:
        for start in piece_bounds(self.text)[:-1]:
            self._piece(start)

    def sentence(self, offset: int) -> tuple[int, int]:
        """The sentence that holds an offset, as a span."""
        if self._sentences is None:
            self._sentences = sentence_bounds(self.text)
        bounds = self._sentences
        at = max(bisect_right(bounds, offset, hi=max(len(bounds) - 1, 1)) - 1, 0)
        return bounds[at], bounds[min(at + 1, len(bounds) - 1)]

    def _piece(self, offset: int) -> tuple[int, int, Piece]:
        """The piece that holds an offset: where it starts and ends, and its morphemes."""
        if self._bounds is None:
            self._bounds = piece_bounds(self.text)
        bounds = self._bounds
        at = bisect_right(bounds, offset) - 1
        start, end = bounds[at], bounds[at + 1]
        found = self._read.get(start)
        if found is None:
            found = self._read[start] = self._tokenizer.piece(self.text[start:end])
        return start, end, found

    def piece_around(self, start: int, end: int) -> tuple[str, int] | None:
        """The text of the piece that holds text[start:end] and where it begins; None where the span crosses pieces."""
        if self._bounds is None:
            self._bounds = piece_bounds(self.text)
        at = bisect_right(self._bounds, start)
        begin, stop = self._bounds[at - 1], self._bounds[at]
        return (self.text[begin:stop], begin) if end <= stop else None

    def token(self, offset: int) -> Token | None:
        """The token that holds the character at `offset`."""
        if not 0 <= offset < len(self.text):
            return None
        base, end, piece = self._piece(offset)
        at = bisect_right(piece.starts, offset - base) - 1
        if at < 0 or offset - base >= piece.ends[at]:
            return None
        return self._tokenizer.token(self.text[base:end], piece, at, base)

    def tokens(self, start: int, end: int) -> list[Token]:
        """The tokens that overlap text[start:end]."""
        found = []
        at = start
        while at < end:
            token = self.token(at)
            if token is None:
                at += 1
                continue
            found.append(token)
            at = token.end
        return found

    def is_edge(self, offset: int) -> bool:
        """True where a mode C token starts or ends at `offset`."""
        if offset <= 0 or offset >= len(self.text):
            return True
        token = self.token(offset)
        return token is None or token.start == offset
