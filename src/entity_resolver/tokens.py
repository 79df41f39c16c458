"""Folded text → tokens. The only file that imports sudachipy.

Text is cut into sentences first, so that SudachiPy's two input limits (49,149 UTF-8 bytes, 65,535 after its own
normalization) are never met, and a sentence is tokenized only when somebody asks about an offset inside it.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sudachipy

MAX_SENTENCE = 4000
"""Characters; at 4 UTF-8 bytes each still a third of SudachiPy's smaller limit."""

_SENTENCE_END = re.compile(r"[。！？!?\n]+[」』）)\"”]*")
_SOFT_CUT = re.compile(r"(?<=[、,，;；:：\s・/|（）()「」『』])|(?<=[ぁ-ん])(?=[一-龠ァ-ヶ])")


@dataclass(frozen=True, slots=True)
class Token:
    """One morpheme of mode C.

    Attributes:
        start, end: offsets in the folded text.
        pos: Sudachi's six part-of-speech fields.
        oov: True where Sudachi does not know the word.
        splits: inner boundaries of mode A, as offsets in the folded text; () for an unsplittable word.
    """

    start: int
    end: int
    pos: tuple[str, ...]
    oov: bool
    splits: tuple[int, ...]

    @property
    def proper(self) -> bool:
        return self.pos[1] == "固有名詞"


class Tokenizer:
    """SudachiPy in mode C, made anew for each thread and each process; picklable because it holds nothing."""

    def __init__(self) -> None:
        self._local = threading.local()

    def __reduce__(self) -> tuple[type[Tokenizer], tuple[()]]:
        return (Tokenizer, ())

    def tokenize(self, text: str, offset: int = 0) -> list[Token]:
        """Tokens of one sentence (at most MAX_SENTENCE characters); `offset` is added to every position."""
        tokenizer = getattr(self._local, "tokenizer", None)
        if tokenizer is None:
            tokenizer = self._local.tokenizer = _make_tokenizer()
        tokens = []
        for morpheme in tokenizer.tokenize(text):
            start, end = morpheme.begin(), morpheme.end()
            if start == end:  # "…" yields empty tokens
                continue
            tokens.append(
                Token(
                    start + offset,
                    end + offset,
                    morpheme.part_of_speech(),
                    morpheme.is_oov(),
                    _splits(morpheme, offset) if end - start > 1 else (),
                )
            )
        return tokens

    def in_dictionary(self, word: str) -> bool:
        """True where the word is one proper noun that Sudachi knows."""
        tokens = self.tokenize(word[:MAX_SENTENCE])
        return len(tokens) == 1 and not tokens[0].oov and tokens[0].proper


def _splits(morpheme: Any, offset: int) -> tuple[int, ...]:
    # split() returns [] for unsplittable words in every SudachiPy so far (sudachi.rs issue 300)
    parts = morpheme.split(_mode_a(), add_single=False)
    return tuple(part.begin() + offset for part in parts)[1:]


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


class TokenView:
    """The tokens of one folded text, made sentence by sentence on demand."""

    def __init__(self, text: str, tokenizer: Tokenizer) -> None:
        self.text = text
        self._tokenizer = tokenizer
        self._bounds: list[int] | None = None
        self._sentences: dict[int, tuple[list[Token], list[int]]] = {}

    @property
    def bounds(self) -> list[int]:
        if self._bounds is None:
            self._bounds = sentence_bounds(self.text)
        return self._bounds

    def tokenize_all(self) -> None:
        for start in self.bounds[:-1]:
            self._sentence(start)

    def sentence(self, offset: int) -> tuple[int, int]:
        """The sentence that holds an offset, as a span."""
        at = max(bisect_right(self.bounds, offset, hi=max(len(self.bounds) - 1, 1)) - 1, 0)
        return self.bounds[at], self.bounds[min(at + 1, len(self.bounds) - 1)]

    def _sentence(self, offset: int) -> tuple[list[Token], list[int]]:
        start, end = self.sentence(offset)
        found = self._sentences.get(start)
        if found is None:
            tokens = self._tokenizer.tokenize(self.text[start:end], start)
            found = self._sentences[start] = (tokens, [token.start for token in tokens])
        return found

    def token(self, offset: int) -> Token | None:
        """The token that holds the character at `offset`."""
        if not 0 <= offset < len(self.text):
            return None
        tokens, starts = self._sentence(offset)
        at = bisect_right(starts, offset) - 1
        return tokens[at] if at >= 0 and offset < tokens[at].end else None

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
