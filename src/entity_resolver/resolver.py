"""The library's front door: text in, Resolution out; a name in, Candidates out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from entity_resolver.config import ResolverConfig
from entity_resolver.errors import ConfigError, InputError
from entity_resolver.fold import fold
from entity_resolver.lexicon import Lexicon
from entity_resolver.lookup import Lookup
from entity_resolver.model import Candidate, Entity, Explanation, Mention, Resolution
from entity_resolver.styles import PLAIN, Style

if TYPE_CHECKING:
    from entity_resolver.candidates import CandidateFinder
    from entity_resolver.reading import Reader
    from entity_resolver.runs import Runs
    from entity_resolver.scan import FormScanner
    from entity_resolver.scorer import Comparison
    from entity_resolver.screen import Screen
    from entity_resolver.tokens import Tokenizer
    from entity_resolver.unlisted import Spellings, UnlistedNames


class Resolver:
    """Finds names in Japanese text and says which entity each one is.

    Immutable, picklable, safe to share between threads.

    >>> resolver = Resolver()
    >>> [m.entity.id for m in resolver.resolve("ルガンスク州").mentions]
    ['luhansk-oblast']
    """

    def __init__(
        self,
        lexicon: Lexicon | None = None,
        *,
        config: ResolverConfig | None = None,
        style: str | PathLike[str] = PLAIN,
    ) -> None:
        """`lexicon`: what to look for, the bundled one where none is given; `style`: a house style or the path of one.

        Raises ConfigError for a style that does not exist, naming those that do.
        """
        self.lexicon = Lexicon.bundled() if lexicon is None else lexicon
        self.config = config or ResolverConfig()
        self._styling = Style.load(style).bind(self.lexicon)

    # What reads text is imported when a text comes: a look-up of a listed name needs none of it.

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from entity_resolver.tokens import Tokenizer

        return Tokenizer()

    @cached_property
    def _finder(self) -> CandidateFinder:
        from entity_resolver.candidates import CandidateFinder

        return CandidateFinder(self.lexicon)

    @cached_property
    def _scanner(self) -> FormScanner:
        from entity_resolver.rules import load_rules
        from entity_resolver.scan import FormScanner

        return FormScanner(self.lexicon, load_rules(), self._tokenizer)

    @cached_property
    def _runs(self) -> Runs:
        from entity_resolver.rules import load_rules
        from entity_resolver.runs import Runs

        return Runs(self.lexicon, load_rules(), self._tokenizer)

    @cached_property
    def _unlisted(self) -> UnlistedNames:
        from entity_resolver.rules import load_rules
        from entity_resolver.unlisted import UnlistedNames

        return UnlistedNames(self.lexicon, load_rules(), self.config, self._tokenizer, self._finder, self._runs)

    @cached_property
    def _reader(self) -> Reader:
        from entity_resolver.reading import Reader

        return Reader(self.lexicon, self.config, self._styling, self._tokenizer, self._unlisted, self._scanner)

    @cached_property
    def _screen(self) -> Screen:
        from entity_resolver.screen import Screen

        return Screen(
            self.lexicon,
            self.config,
            self._styling,
            self._tokenizer,
            self._scanner,
            self._runs,
            lambda: self._unlisted,
        )

    @cached_property
    def _lookup(self) -> Lookup:
        return Lookup(self.lexicon, self.config, lambda: self._finder, lambda: self._unlisted, self.resolve)

    def __getstate__(self) -> dict[str, object]:
        names = ("lexicon", "config", "_styling")
        return {name: getattr(self, name) for name in names}

    @cached_property
    def signature(self) -> str:
        """Everything that can change an answer: package, lexicon, tokenizer, dictionary, configuration."""
        lexicon = f"{self.lexicon.version}+{self.lexicon.fingerprint}"
        settings = f"mode:C|cfg:{self.config.fingerprint}{self._styling.style.signature}"
        return f"er:{_installed('entity-resolver')}|lex:{lexicon}|{tokenizer_versions()}|{settings}"

    def resolve(self, text: str) -> Resolution:
        """The mentions of a text of any length.

        Raises InputError for a lone surrogate (text that was decoded wrongly), TypeError for anything but str.
        """
        _require_text(text)
        if self.config.edits_only and not self._screen.passes(text):
            return Resolution(text, (), self.signature)
        return self._read(text)

    def _read(self, text: str) -> Resolution:
        from entity_resolver.stable import stable

        reader, signature = self._reader, self.signature
        reading = reader.read(text)

        def again(normalized: str) -> Resolution:
            return Resolution(normalized, reader.read(normalized, reading).mentions, signature)

        return stable(Resolution(text, reading.mentions, signature), again)

    def normalize(self, text: str) -> str:
        """The normalized text, as `resolve(text).normalized`: several times as fast where nothing is to be rewritten.

        Raises as `resolve`.

        >>> Resolver().normalize("ゼレンスキー大統領がルガンスク州を訪れた。")
        'ゼレンスキー大統領がルハンスク州を訪れた。'
        """
        _require_text(text)
        return self._read(text).normalized if self._screen.passes(text) else text

    def lookup(self, query: str, limit: int = 5) -> list[Candidate]:
        """The best entities for a name in any script, best first; `linked` marks what a lone mention would link to."""
        _require_text(query)
        return [self._styling.candidate(candidate) for candidate in self._lookup.candidates(query, limit)]

    def compare(self, name: str, form: str, types: Iterable[str] = (), *, in_text: bool = False) -> Comparison:
        """How a name compares with a listed form by sound: alignment, classes of edit, evidence, probability.

        `types`: entity types the context speaks for; `in_text`: as for a name in running text, which is compared with
        less. Raises ValueError where the lexicon has no form of that spelling.

        >>> Resolver().compare("ルガーンスク", "ルガンスク").edits[0].kind
        'length'
        """
        return self._finder.comparison(fold(name).text, form, types, in_text=in_text)

    def spellings(self, text: str, start: int, end: int) -> Spellings | None:
        """Names in a run of katakana, text[start:end] of a folded text, each with the type asked for ("" where none) and the
        listed forms it may be a spelling of, whatever the text says of them; None for a run of more than 240 characters.

        >>> [(name, near[0].form.text) for name, type, near in Resolver().spellings("ザハローヴァ報道官", 0, 6) if not type]
        [('ザハローヴァ', 'ザハロヴァ')]
        """
        return self._unlisted.spellings(text, start, end)

    def pipe(self, texts: Iterable[str], workers: int = 1) -> Iterator[Resolution]:
        """Resolutions in the order of the texts, lazily; memory does not grow with their number.

        `workers` above 1 resolves in that many processes (four a core at most); a script that does so on a platform without fork needs the
        usual `if __name__ == "__main__":`. Raises ConfigError for fewer than one.
        """
        if workers < 1:
            raise ConfigError(f"workers must be 1 or more, not {workers}")
        if workers == 1:
            return map(self.resolve, texts)
        from entity_resolver.pipeline import resolve_all

        return resolve_all(self, texts, workers)

    def entity(self, id_: str) -> Entity:
        """The entity of an id as this resolver's style shows it. Raises KeyError."""
        return self._styling.entity(self.lexicon[id_])

    def warm(self) -> None:
        """Make what resolving needs now, so that processes forked from this one share it."""
        self._reader.warm()
        if self.config.edits_only:
            self._screen.warm()

    def replay(self, explanation: Explanation, text: str) -> Mention:
        """Decide the explained mention anew from the text; equal to the mention where nothing changed."""
        start, end = explanation.mention.start, explanation.mention.end
        return next(m for m in self.resolve(text).mentions if (m.start, m.end) == (start, end))


def _require_text(text: str) -> None:
    if not isinstance(text, str):
        raise TypeError(f"text must be str, not {type(text).__name__}; decode bytes first")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        column = error.start - text.rfind("\n", 0, error.start)
        raise InputError(
            f"<text>:{line}:{column}: lone surrogate U+{ord(text[error.start]):04X}; "
            "the text was decoded wrongly: decode it again with its true encoding"
        ) from None


@lru_cache(maxsize=1)
def tokenizer_versions() -> str:
    """sudachipy and dictionary versions, as they stand in every signature."""
    return f"sudachi:{_installed('sudachipy')}|dict:core-{_installed('sudachidict-core')}"


@lru_cache(maxsize=8)
def _installed(package: str) -> str:
    """The version of an installed package, read off its folder: importlib.metadata brings a mail parser along."""
    name = f"{package.replace('-', '_')}-"
    for folder in sys.path:
        for found in Path(folder or ".").glob(f"{name}*.dist-info"):
            return found.name[len(name) : -len(".dist-info")]
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return "0+checkout"
