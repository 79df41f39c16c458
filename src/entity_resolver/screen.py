"""Texts in which nothing can be rewritten, told without reading them: nearly all of them, and what normalizing costs most.

A rewrite needs a listed form that the style writes otherwise, a name that nobody listed and that sounds or looks like a listed
one, a full name that a listed surname ends, or half-width kana. Whether a text holds any of these is asked of
its characters and its runs of katakana alone, with the rules that reading asks too; what context could still refuse is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from entity_resolver.config import ResolverConfig
from entity_resolver.fold import Folded, fold
from entity_resolver.full_names import JOINED_RUN, FullNames
from entity_resolver.keytable import KeyTable, WordScanner
from entity_resolver.lexicon import Lexicon
from entity_resolver.model import Entity
from entity_resolver.rewrite import HALF_WIDTH
from entity_resolver.runs import LONGEST_RUN, Runs
from entity_resolver.scan import FormScanner
from entity_resolver.spans import Span
from entity_resolver.styles import Styling
from entity_resolver.texttable import TextTable
from entity_resolver.tokens import Tokenizer, TokenView

if TYPE_CHECKING:
    from entity_resolver.unlisted import UnlistedNames


DERIVED = "respelt1"


class Screen:
    """Says of a text whether reading it could find anything to rewrite. Safe to share between threads."""

    def __init__(
        self,
        lexicon: Lexicon,
        config: ResolverConfig,
        styling: Styling,
        tokenizer: Tokenizer,
        scanner: FormScanner,
        runs: Runs,
        unlisted: Callable[[], UnlistedNames],
    ) -> None:
        self._lexicon = lexicon
        self._config = config
        self._styling = styling
        self._tokenizer = tokenizer
        self._scanner = scanner
        self._runs = runs
        self._unlisted = unlisted
        self._full_names = FullNames(lexicon)

    def warm(self) -> None:
        """Make what looking at a text needs now."""
        self._respelt.warm()

    def passes(self, text: str) -> bool:
        """May anything in the text be rewritten? False only where a full reading would rewrite nothing.

        >>> from entity_resolver import Resolver
        >>> resolver = Resolver()
        >>> resolver.normalize("ルハンスク州の知事"), resolver.normalize("ルガンスク州の知事")
        ('ルハンスク州の知事', 'ルハンスク州の知事')
        """
        if HALF_WIDTH.search(text):
            return True
        folded = fold(text)
        view = TokenView(folded.text, self._tokenizer)
        return self._has_other_form(folded, view) or self._has_other_spelling(folded, view)

    def _has_other_form(self, folded: Folded, view: TokenView) -> bool:
        """Is there a listed form in the text that the style writes otherwise?"""
        text, keys, respelt = folded.text, self._keys, self._respelt
        dotted = "・" in text
        if self._signs is not None and self._signs.search(text):
            return True
        if dotted and (self._styling.fewer_dots or self._kinds.search(text)):  # バンド・|ルガンスク
            return True
        for last, number in respelt.find(folded.key):
            key = keys[number]
            if any(self._styling.may_write(form, dotted) for form in self._lexicon.forms[key]):
                start, end = folded.key_to_text(last + 1 - len(key), last + 1)
                if dotted and self._runs.is_lost(text, start, end):
                    continue
                if self._scanner.bounded(text, start, end, view) or self._runs.may_stand(text, start, end):
                    return True
        return False

    def _has_other_spelling(self, folded: Folded, view: TokenView) -> bool:
        text = folded.text
        joined = JOINED_RUN.finditer(text) if "・" in text or "=" in text else ()
        if any(len(run[0]) > LONGEST_RUN or self._full_names.may_respell(run[0]) for run in joined):
            return True
        others = self._unlisted().others(text, view) if self._config.fuzzy else ()
        return others is None or (len(others) > 0 and self._may_be_decided(others, folded))

    def _may_be_decided(self, others: Sequence[Span], folded: Folded) -> bool:
        """May any of these spellings be rewritten, or help another one, by what else the text names?"""
        from entity_resolver.chances import may_be_decided  # few texts need it

        link, rewrite = self._config.link_threshold, self._config.rewrite_threshold
        named = self._scanner.named(folded)
        for span in others:
            entity = self._lexicon.get(span.forms[0].entity_id)
            if entity is not None and may_be_decided(
                span, span.forms[0], entity, self._is_spoken_for(entity, named), link, rewrite
            ):
                return True
        return False

    def _is_spoken_for(self, entity: Entity, named: set[str]) -> bool:
        """Is the entity, something that it is in, or a town of a province named too?"""
        lexicon = self._lexicon
        if not named.isdisjoint((entity.id, *lexicon.regions(entity))):
            return True
        parts = (lexicon.get(id_) for id_ in named) if entity.type == "GPE" and entity.part_of else ()
        return any(part is not None and part.part_of == entity.id for part in parts)

    @cached_property
    def _kinds(self) -> re.Pattern[str]:
        """A word for what is named, and its joint."""
        from entity_resolver.rules import alternation, load_rules

        return re.compile(f"(?:{alternation(load_rules().longer_names['opens run'])})・")

    @cached_property
    def _signs(self) -> re.Pattern[str] | None:
        """The country signs that the style writes otherwise."""
        forms = self._lexicon.forms
        signs = [
            key
            for key in (self._lexicon.short_keys() if self._styling.signs else ())
            if any(self._styling.may_write(form, False) for form in forms[key])
        ]
        return re.compile(f"[{re.escape(''.join(signs))}]") if signs else None

    @cached_property
    def _listed(self) -> KeyTable:
        return TextTable(self._lexicon.derived(DERIVED, lambda: pack(self._lexicon))).keys

    @cached_property
    def _keys(self) -> list[str]:
        """The keys that may be written otherwise: those that the lexicon respells, then those of the style."""
        own = list(self._listed)
        styled = {key for _, key in self._styling.targets if len(key) > 1 and key in self._lexicon.forms}
        return own + sorted(styled.difference(own))

    @cached_property
    def _respelt(self) -> WordScanner:
        keys, size = self._keys, len(self._listed)
        return WordScanner(keys[:size], keys[size:], self._listed)


def pack(lexicon: Lexicon) -> bytes:
    """The keys of two or more characters with a form that is written otherwise, as the bytes of a table."""
    keys = (key for key, forms in lexicon.forms.items() if len(key) > 1 and any(form.target for form in forms))
    return TextTable.pack(dict.fromkeys(keys, ""))
