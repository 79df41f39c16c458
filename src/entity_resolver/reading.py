"""One pass over a text: the order of the stages that read it, from folding to mentions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from entity_resolver.again import named_again
from entity_resolver.bodies import IntroducedBodies
from entity_resolver.coherence import glossed, taught_spans
from entity_resolver.compounds import CompoundGrammar
from entity_resolver.config import ResolverConfig
from entity_resolver.decide import Decided, decide
from entity_resolver.document import Document
from entity_resolver.fold import Folded, fold
from entity_resolver.lexicon import Lexicon
from entity_resolver.longer import LongerNames
from entity_resolver.model import Mention, Step
from entity_resolver.names import NameShapes
from entity_resolver.neighbours import Neighbours
from entity_resolver.party_signs import PartySigns
from entity_resolver.quoted import QuotedNames
from entity_resolver.rereading import changed_regions, kept
from entity_resolver.rewrite import rewriting
from entity_resolver.rules import load_rules
from entity_resolver.scan import FormScanner
from entity_resolver.second_look import second_look
from entity_resolver.spans import Span
from entity_resolver.styles import Styling
from entity_resolver.tokens import Tokenizer, TokenView
from entity_resolver.unlisted import UnlistedNames
from entity_resolver.zones import Zones, find_zones


@dataclass(frozen=True, slots=True)
class Reading:
    """A text that was read: folded, the spans that were found place by place, and the mentions."""

    folded: Folded
    spans: Sequence[Span]
    mentions: tuple[Mention, ...]


class Reader:
    """The stages over one lexicon. Immutable; safe to share between threads."""

    def __init__(
        self,
        lexicon: Lexicon,
        config: ResolverConfig,
        styling: Styling,
        tokenizer: Tokenizer,
        unlisted: UnlistedNames,
        scanner: FormScanner,
    ) -> None:
        self._lexicon = lexicon
        self._config = config
        self._styling = styling
        self._tokenizer = tokenizer
        self._unlisted = unlisted
        self._rules = load_rules()
        self._scanner = scanner
        self._compounds = CompoundGrammar(lexicon, self._rules)
        self._shapes = NameShapes(lexicon, self._rules, tokenizer)
        self._parties = PartySigns(lexicon)
        self._neighbours = Neighbours(lexicon, self._rules)
        self._longer = LongerNames(lexicon, self._rules)
        self._bodies = IntroducedBodies(lexicon, self._rules)
        self._quoted = QuotedNames(lexicon, self._rules)

    def warm(self) -> None:
        """Make what reading needs now."""
        self._scanner.warm()
        self.read("")

    def read(self, text: str, earlier: Reading | None = None) -> Reading:
        """The mentions of a text, in order; where it has most of its lines in common with an `earlier` one, those are not
        searched again."""
        folded = fold(text)
        view = TokenView(folded.text, self._tokenizer)
        if self._config.tokenize == "all":
            view.tokenize_all()
        own = self._changed(folded, earlier) if earlier else None
        own = self._spans(folded, view) if own is None else own
        spans = self._introduced(folded, own, view)
        document = Document(folded.text, view, self._lexicon, self._rules, link_threshold=self._config.link_threshold)
        decided = decide(spans, document)
        if taught := taught_spans(folded, decided, view, self._lexicon, self._rules):
            places = {(span.start, span.end) for span in taught}
            short = {(s.start, s.end) for s in taught if s.forms[0].kind == "abbreviation"}
            sure = {(s.start, s.end) for s in spans if s.is_sure} - short
            weaker = [span for span in spans if (span.start, span.end) not in places - sure]
            decided = decide([*weaker, *taught], document)
        decided = named_again(second_look(decided, document), document)
        zones = find_zones(text, self._config.zones, glossed(folded, decided))
        mentions = [self._mention(item, folded, zones) for item in decided]
        types = self._config.types
        return Reading(folded, own, tuple(m for m in mentions if not types or m.type in types))

    def _changed(self, folded: Folded, earlier: Reading) -> list[Span] | None:
        """What `_spans` finds, by searching what changed only; None where that would be no saving, or not the same."""
        regions = changed_regions(earlier.folded.text, folded.text)
        spans = kept(earlier.spans, regions) if regions is not None else None
        for region in regions or () if spans is not None else ():
            part = region.folded(folded)
            own = region.own(self._spans(part, TokenView(part.text, self._tokenizer))) if part else None
            if own is None or spans is None:
                return None
            spans += own
        return spans

    def _spans(self, folded: Folded, view: TokenView) -> list[Span]:
        """Everything that may be a mention: listed forms, compounds, unlisted names with what they may be spellings of."""
        text = folded.text
        spans: list[Span] = [
            *self._scanner.spans(folded, view),
            *self._compounds.spans(folded, view),
            *self._parties.spans(text),
            *self._neighbours.surnames(text, view),
        ]
        spans = self._longer.refine(text, self._neighbours.refine(text, spans, view), view)
        spans = self._shapes.refine(text, spans)
        unlisted = [span for span in spans if span.method == "nil"]
        spans = [span for span in spans if span.method != "nil"]
        starts: dict[int, list[Span]] = {}
        for span in spans:
            starts.setdefault(span.start, []).append(span)
        found = self._shapes.unlisted(text, [*spans, *unlisted], view)
        unlisted += (self._bodies.of_country(span, text, starts) for span in found)
        spans += [span for span in unlisted if span.forms]
        unlisted = [span for span in unlisted if not span.forms]
        spans += self._unlisted.spans(text, unlisted, view) if self._config.fuzzy else unlisted
        return spans

    def _introduced(self, folded: Folded, spans: Sequence[Span], view: TokenView) -> list[Span]:
        """The spans that are wanted, with the names that the text itself introduces or sets in quotation marks."""
        spans = [*spans, *self._bodies.spans(folded, spans, view)]
        spans += self._quoted.spans(folded, spans)
        unwanted = ("shape",) if self._config.nil else ("shape", "nil")
        return [span for span in spans if span.method not in unwanted]

    def _mention(self, item: Decided, folded: Folded, zones: Zones) -> Mention:
        start, end = folded.text_to_original(item.span.start, item.span.end)
        surface = folded.original[start:end]
        rewrite: str | None = None
        more: tuple[Step, ...] = ()
        if item.form is not None:
            place = (start, end)
            rivals = [form for form in item.span.forms if form != item.form] if item.span.method == "alias" else []
            rewrite, more = rewriting(
                surface, item.form, item.confidence, place, zones, self._config, self._styling, folded.original, rivals
            )
        steps = (*item.steps, *more)
        if (reads := item.span_text(folded.text)) != surface:
            steps = (Step("fold", f"{surface!r} reads {reads!r}"), *steps)
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
            tuple(replace(self._styling.candidate(c), linked=False) for c in candidates),
            steps,
        )
