"""Folded text → every listed form in it with sound boundaries: one pass in C, then a few cheap looks at each hit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from entity_resolver.fold import Folded
from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.rules import Rules
from entity_resolver.spans import KATAKANA, SCRIPTS, Span, bounded, may_bound
from entity_resolver.tokens import TokenView

_JOINERS = re.compile(r"[\s・=\-']+")
_JOINTS = re.compile(r"[・=]+")
_WORD_EDGES = re.compile(r"[\s\-]+")
_BLANKS = re.compile(r"[\s\-]+")

Entry = tuple[int, tuple[Form, ...], str, str, bool]
"""Size of a key, its forms, the scripts of its first and last character, and whether a form must be in capitals."""


class FormScanner:
    """All listed forms of a lexicon as one automaton over folded keys."""

    def __init__(self, lexicon: Lexicon, rules: Rules) -> None:
        self._lexicon = lexicon
        self._rules = rules

    @cached_property
    def _automaton(self) -> Any:
        import ahocorasick

        automaton = ahocorasick.Automaton()
        for key, forms in self._lexicon.forms.items():
            if len(key) > 1:  # a single character fires only through the compound grammar
                automaton.add_word(key, _entry(key, forms))
        for key in self._rules.words:
            if key not in self._lexicon.forms:
                automaton.add_word(key, _entry(key, ()))
        if len(automaton):
            automaton.make_automaton()
        return automaton

    def __getstate__(self) -> dict[str, object]:
        return {"_lexicon": self._lexicon, "_rules": self._rules}

    def spans(self, folded: Folded, view: TokenView) -> list[Span]:
        """Every listed form in the text whose two edges are word boundaries; spans may overlap."""
        automaton = self._automaton
        if not len(automaton):
            return []
        text, key = folded.text, folded.key
        if key is not text:
            return list(self._across(folded, view))
        found = []
        rules, scripts, length = self._rules, SCRIPTS, len(text)
        for last, (size, forms, first_script, last_script, capitals) in automaton.iter(key):
            end = last + 1
            start = end - size
            # a letter beside a Latin word, most hits of a short Latin form, needs no further look
            if first_script == "latin" and start and scripts[text[start - 1]] == "latin":
                continue
            if last_script == "latin" and end < length and scripts[text[end]] == "latin":
                continue
            if capitals:
                forms = _in_capitals(forms, folded, start, end)
                if not forms:
                    continue
            if bounded(text, start, end, view, rules):
                found.append(Span(start, end, forms))
        return found

    def _across(self, folded: Folded, view: TokenView) -> Iterator[Span]:
        """The same for a text with separators that the key leaves out."""
        text = folded.text
        for last, (size, forms, _, _, capitals) in self._automaton.iter(folded.key):
            start, end = folded.key_to_text(last + 1 - size, last + 1)
            if not may_bound(text, start, end):
                continue
            if end - start != size:
                forms = tuple(form for form in forms if self._joins_like(text[start:end], form))
                if not forms:
                    continue
            if capitals:
                forms = _in_capitals(forms, folded, start, end)
                if not forms:
                    continue
            if bounded(text, start, end, view, self._rules):
                yield Span(start, end, forms)

    def _joins_like(self, surface: str, form: Form) -> bool:
        """May this surface, with separators inside, be this form? (フォン・デア・ライエン; not ジェフ・リース for ジェフリーズ.)"""
        if not _joins_like(surface, form):
            return False
        parts = len(_JOINTS.split(surface))
        if parts < 2 or len(_JOINTS.split(form.text)) >= parts:
            return True
        entity = self._lexicon.get(form.entity_id)
        if entity is None:
            return False
        given = 1 if entity.type == "PERSON" and len(_JOINTS.split(form.text)) < len(_JOINTS.split(entity.ja)) else 0
        return len(_WORD_EDGES.split(entity.en)) - given >= parts


def _entry(key: str, forms: tuple[Form, ...]) -> Entry:
    return len(key), forms, SCRIPTS[key[0]], SCRIPTS[key[-1]], any(form.exact_case for form in forms)


def _in_capitals(forms: tuple[Form, ...], folded: Folded, start: int, end: int) -> tuple[Form, ...]:
    start, end = folded.text_to_original(start, end)
    if any(char.islower() for char in folded.original[start:end]):
        return tuple(form for form in forms if not form.exact_case)
    return forms


def _joins_like(surface: str, form: Form) -> bool:
    """May this surface, with separators inside, be this form? (フォン・デア・ライエン; not 日⏎本, not U S A in "us a".)"""
    compact = _JOINERS.sub("", surface)
    if SCRIPTS[compact[0]] == "latin" and compact.isascii() or form.lang not in ("ja", "en", "zh", "ko"):
        bare = form.text.lower().replace("'", "")
        return _BLANKS.sub(" ", surface.replace("'", "")) == _BLANKS.sub(" ", bare) or not re.search(r"\s", surface)
    if "\n" in surface or "\r" in surface:
        return len(compact) >= 3
    listed = _JOINERS.search(form.text)
    if listed or all(KATAKANA.match(char) for char in compact):
        return len(compact) >= 4
    return len(compact) >= 3 and not re.search(r"[・=]", surface)
