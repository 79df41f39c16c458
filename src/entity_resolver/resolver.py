"""The one place that knows the order of the stages: text in, Resolution out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property, lru_cache
from os import PathLike
from typing import TYPE_CHECKING

from entity_resolver.candidates import CandidateFinder
from entity_resolver.coherence import glossed, taught_spans
from entity_resolver.config import ResolverConfig
from entity_resolver.context import Document
from entity_resolver.decide import Decided, decide
from entity_resolver.errors import ConfigError, InputError
from entity_resolver.fold import Folded, fold
from entity_resolver.lexicon import Lexicon
from entity_resolver.lookup import Lookup
from entity_resolver.model import Candidate, Entity, Explanation, Mention, Resolution, Step
from entity_resolver.rewrite import rewriting
from entity_resolver.rules import load_rules
from entity_resolver.spans import Span
from entity_resolver.stable import stable
from entity_resolver.styles import PLAIN, Style
from entity_resolver.tokens import Tokenizer, TokenView
from entity_resolver.zones import Zones, find_zones

if TYPE_CHECKING:
    from entity_resolver.compounds import CompoundGrammar
    from entity_resolver.longer import LongerNames
    from entity_resolver.names import NameShapes
    from entity_resolver.neighbours import Neighbours
    from entity_resolver.scan import FormScanner
    from entity_resolver.unlisted import UnlistedNames


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
        self._rules = load_rules()
        self._tokenizer = Tokenizer()
        self._styling = Style.load(style).bind(self.lexicon)

    # Each stage is made, and imported, when it is first needed: a look-up needs none that reads text.

    @cached_property
    def _scanner(self) -> FormScanner:
        from entity_resolver.scan import FormScanner

        return FormScanner(self.lexicon, self._rules)

    @cached_property
    def _compounds(self) -> CompoundGrammar:
        from entity_resolver.compounds import CompoundGrammar

        return CompoundGrammar(self.lexicon, self._rules)

    @cached_property
    def _shapes(self) -> NameShapes:
        from entity_resolver.names import NameShapes

        return NameShapes(self.lexicon, self._rules, self._tokenizer)

    @cached_property
    def _neighbours(self) -> Neighbours:
        from entity_resolver.neighbours import Neighbours

        return Neighbours(self.lexicon, self._rules)

    @cached_property
    def _longer(self) -> LongerNames:
        from entity_resolver.longer import LongerNames

        return LongerNames(self.lexicon, self._rules)

    @cached_property
    def _finder(self) -> CandidateFinder:
        return CandidateFinder(self.lexicon, self._tokenizer)

    @cached_property
    def _unlisted(self) -> UnlistedNames:
        from entity_resolver.unlisted import UnlistedNames

        return UnlistedNames(self.lexicon, self._rules, self.config, self._tokenizer, self._finder)

    @cached_property
    def _lookup(self) -> Lookup:
        stages = (self._finder, lambda: self._unlisted, self.resolve)
        return Lookup(self.lexicon, self._rules, self.config, *stages)

    def __getstate__(self) -> dict[str, object]:
        names = ("lexicon", "config", "_rules", "_tokenizer", "_styling")
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
        return stable(self._read(text), self._read)

    def _read(self, text: str) -> Resolution:
        """One pass over a text."""
        folded = fold(text)
        view = TokenView(folded.text, self._tokenizer)
        if self.config.tokenize == "all":
            view.tokenize_all()
        spans: list[Span] = [
            *self._scanner.spans(folded, view),
            *self._compounds.spans(folded, view),
            *self._neighbours.surnames(folded.text, view),
        ]
        spans = self._longer.refine(folded.text, self._neighbours.refine(folded.text, spans, view), view)
        spans = self._shapes.refine(folded.text, spans)
        unlisted = [span for span in spans if span.method == "nil"]
        spans = [span for span in spans if span.method != "nil"]
        unlisted += self._shapes.unlisted(folded.text, [*spans, *unlisted], view)
        spans += self._unlisted.spans(folded.text, unlisted, view) if self.config.fuzzy else unlisted
        unwanted = ("shape",) if self.config.nil else ("shape", "nil")
        spans = [span for span in spans if span.method not in unwanted]
        document = Document(folded.text, view, self.lexicon, self._rules, link_threshold=self.config.link_threshold)
        decided = decide(spans, document)
        if taught := taught_spans(folded, decided, view, self.lexicon, self._rules):
            places = {(span.start, span.end) for span in taught}
            weaker = [span for span in spans if (span.start, span.end) not in places or span.is_sure]
            decided = decide([*weaker, *taught], document)
        zones = find_zones(text, self.config.zones, glossed(folded, decided))
        mentions = [self._mention(item, folded, zones) for item in decided]
        if self.config.types:
            mentions = [m for m in mentions if m.type in self.config.types]
        return Resolution(text, tuple(mentions), self.signature)

    def lookup(self, query: str, limit: int = 5) -> list[Candidate]:
        """The best entities for a name in any script, best first; `linked` marks what a lone mention would link to."""
        _require_text(query)
        return [self._styled(candidate) for candidate in self._lookup.candidates(query, limit)]

    def pipe(self, texts: Iterable[str], workers: int = 1) -> Iterator[Resolution]:
        """Resolutions in the order of the texts, lazily; memory does not grow with their number.

        `workers` above 1 resolves in that many processes; a script that does so on a platform without fork needs the
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
        self._scanner.warm()
        self.resolve("")

    def replay(self, explanation: Explanation, text: str) -> Mention:
        """Decide the explained mention anew from the text; equal to the mention where nothing changed."""
        start, end = explanation.mention.start, explanation.mention.end
        return next(m for m in self.resolve(text).mentions if (m.start, m.end) == (start, end))

    def _mention(self, item: Decided, folded: Folded, zones: Zones) -> Mention:
        start, end = folded.text_to_original(item.span.start, item.span.end)
        surface = folded.original[start:end]
        rewrite: str | None = None
        more: tuple[Step, ...] = ()
        if item.form is not None:
            place = (start, end)
            rivals = [form for form in item.span.forms if form != item.form] if item.span.method == "alias" else []
            rewrite, more = rewriting(
                surface, item.form, item.confidence, place, zones, self.config, self._styling, folded.original, rivals
            )
        steps = (Step("fold", f"{surface!r} reads {item.span_text(folded.text)!r}"), *item.steps, *more)
        candidates = item.candidates if item.entity is None else ()
        return Mention(
            start,
            end,
            surface,
            item.decision,
            item.confidence,
            item.span.method,
            None if item.entity is None else self._styling.entity(item.entity),
            item.type,
            rewrite,
            tuple(replace(self._styled(c), linked=False) for c in candidates),
            steps,
        )

    def _styled(self, candidate: Candidate) -> Candidate:
        return replace(candidate, entity=self._styling.entity(candidate.entity))


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
    from importlib.metadata import PackageNotFoundError, version  # brings a mail parser along

    try:
        return version(package)
    except PackageNotFoundError:
        return "0+checkout"
