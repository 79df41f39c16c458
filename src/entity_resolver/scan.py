"""Folded text → every listed form in it with sound boundaries: one pass in C, then a few cheap looks at each hit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache

from entity_resolver.compiled_forms import CompiledForms
from entity_resolver.fold import Folded, fold
from entity_resolver.keytable import WordScanner
from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.patterns import late
from entity_resolver.rules import Rules
from entity_resolver.spans import KATAKANA, SCRIPTS, Span, counted, may_bound, token_bounded, told_by_characters
from entity_resolver.tokens import Tokenizer, TokenView

_JOINERS = late(r"[\s・=\-']+")
_JOINTS = late(r"[・=]+")
_WORD_EDGES = late(r"[\s\-–]+|(?<=[a-z])(?=[A-Z])")  # QatarEnergy is two words
_BLANKS = late(r"[\s\-]+")
_LONGEST_ACRONYM = 4
_LOOSE_JOINT = late(r"(?<![ァ-ヺー])[・=]|[・=](?![ァ-ヺー])")
"""A joint that is none of a name in katakana (セカンド・トーマス礁)."""

_REMEMBERED = 16_384

Entry = tuple[int, tuple[Form, ...], str, str, bool]
"""Size of a key, its forms, the scripts of its first and last character, and whether a form must be in capitals."""


class FormScanner:
    """All listed forms of a lexicon as one automaton over folded keys."""

    def __init__(self, lexicon: Lexicon, rules: Rules, tokenizer: Tokenizer) -> None:
        """`tokenizer`: the one the text is read with, so that no piece is tokenized twice."""
        self._lexicon = lexicon
        self._rules = rules
        self._tokenizer = tokenizer
        self._stands = lru_cache(maxsize=_REMEMBERED)(self._stands_in_piece)

    @cached_property
    def _words(self) -> tuple[str, ...]:
        """Ordinary words that contain a name; they are numbered after the keys."""
        return tuple(word for word in sorted(self._rules.words) if word not in self._lexicon.forms)

    @cached_property
    def _keys(self) -> WordScanner:
        """Finds the keys; one of a single character fires only through the compound grammar."""
        forms = self._lexicon.forms
        return WordScanner(forms, self._words, forms.table if isinstance(forms, CompiledForms) else None)

    @cached_property
    def _entries(self) -> list[Entry | None]:
        return [None] * (len(self._lexicon.forms) + len(self._words))

    @cached_property
    def _listed(self) -> list[tuple[str, tuple[Form, ...]]]:
        """The forms of each number, for a lexicon in memory."""
        return [*self._lexicon.forms.items(), *((word, ()) for word in self._words)]

    def _entry(self, number: int) -> Entry:
        forms = self._lexicon.forms
        if not isinstance(forms, CompiledForms):
            key, found = self._listed[number]
        elif number < len(forms):
            key, found = forms.table[number], forms.at(number)
        else:
            key, found = self._words[number - len(forms)], ()
        entry = self._entries[number] = _entry(key, found)
        return entry

    def __reduce__(self) -> tuple[type[FormScanner], tuple[Lexicon, Rules, Tokenizer]]:
        return FormScanner, (self._lexicon, self._rules, self._tokenizer)

    def warm(self) -> None:
        """Build the automaton now."""
        self._keys.warm()

    def spans(self, folded: Folded, view: TokenView) -> list[Span]:
        """Every listed form in the text whose two edges are word boundaries; spans may overlap."""
        text, key = folded.text, folded.key
        if key is not text:
            return list(self._across(folded, view))
        found = []
        scripts, length, entries = SCRIPTS, len(text), self._entries
        for last, number in self._keys.find(key):
            size, forms, first_script, last_script, capitals = entries[number] or self._entry(number)
            end = last + 1
            start = end - size
            # a letter beside a Latin word, most hits of a short Latin form, needs no further look
            if first_script == "latin" and start and scripts[text[start - 1]] == "latin":
                continue
            if last_script == "latin" and end < length and scripts[text[end]] == "latin" and not counted(text, end):
                continue
            if capitals:
                forms = self._as_written(forms, folded, start, end)
                if not forms:
                    continue
            if self.bounded(text, start, end, view):
                found.append(Span(start, end, forms))
        return found

    def named(self, folded: Folded) -> set[str]:
        """The entities of which any form or sign is among the characters of a text, wherever words begin and end."""
        lexicon, signs = self._lexicon, self._rules.sign_entities
        characters = set(folded.text)
        found = [(self._entries[number] or self._entry(number))[1] for _, number in self._keys.find(folded.key)]
        found += [lexicon.forms[key] for key in characters.intersection(lexicon.short_keys())]
        return {form.entity_id for forms in found for form in forms} | {
            signs[sign] for sign in characters & signs.keys()
        }

    def bounded(self, text: str, start: int, end: int, view: TokenView) -> bool:
        """As `spans.bounded`; the tokens are asked once for each piece and place in it (スト|リート)."""
        told = told_by_characters(text, start, end, self._rules)
        if told is not None:
            return told
        piece = view.piece_around(start, end)
        if piece is None:
            return token_bounded(text, start, end, view, self._rules)
        return self._stands(piece[0], start - piece[1], end - piece[1])

    def _stands_in_piece(self, piece: str, start: int, end: int) -> bool:
        return token_bounded(piece, start, end, TokenView(piece, self._tokenizer), self._rules)

    def _across(self, folded: Folded, view: TokenView) -> Iterator[Span]:
        """The same for a text with separators that the key leaves out."""
        text = folded.text
        entries = self._entries
        for last, number in self._keys.find(folded.key):
            size, forms, _, _, capitals = entries[number] or self._entry(number)
            start, end = folded.key_to_text(last + 1 - size, last + 1)
            if not may_bound(text, start, end):
                continue
            if end - start != size:
                forms = tuple(form for form in forms if self._joins_like(text[start:end], form))
                if not forms:
                    continue
            if capitals:
                forms = self._as_written(forms, folded, start, end)
                if not forms:
                    continue
            if self.bounded(text, start, end, view):
                yield Span(start, end, forms)

    def _as_written(self, forms: tuple[Form, ...], folded: Folded, start: int, end: int) -> tuple[Form, ...]:
        """The forms that may be written so: an abbreviation in capitals only, a short place never (ALPS is no Alps)."""
        surface = folded.original[slice(*folded.text_to_original(start, end))]
        if any(char.islower() for char in surface):
            return tuple(form for form in forms if not form.exact_case)
        if 1 < len(surface) <= _LONGEST_ACRONYM:
            return tuple(form for form in forms if not (form.text[1:].islower() and self._is_place(form)))
        return forms

    def _is_place(self, form: Form) -> bool:
        entity = self._lexicon.get(form.entity_id)
        return entity is not None and (entity.type == "LOC" or (entity.type == "GPE" and bool(entity.part_of)))

    def _joins_like(self, surface: str, form: Form) -> bool:
        """May this surface, with separators inside, be this form? (フォン・デア・ライエン; not ジェフ・リース for ジェフリーズ.)"""
        if not _joins_like(surface, form):
            return False
        parts = len(_JOINTS.split(surface))
        if parts < 2 or len(_JOINTS.split(_folded(form.text))) >= parts:
            return True
        entity = self._lexicon.get(form.entity_id)
        if entity is None:
            return False
        given = (
            1
            if entity.type == "PERSON"
            and len(_JOINTS.split(_folded(form.text))) < len(_JOINTS.split(_folded(entity.ja)))
            else 0
        )
        return len(_WORD_EDGES.split(entity.en)) - given >= parts


def _entry(key: str, forms: tuple[Form, ...]) -> Entry:
    written = any(form.exact_case for form in forms) or (
        len(key) <= _LONGEST_ACRONYM and key.isascii() and key.isalpha()
    )
    return len(key), forms, SCRIPTS[key[0]], SCRIPTS[key[-1]], written


@lru_cache(maxsize=4096)
def _folded(form: str) -> str:
    return fold(form).text


def _joins_like(surface: str, form: Form) -> bool:
    """May this surface, with separators inside, be this form? (フォン・デア・ライエン; not 日⏎本, not U S A in "us a".)"""
    if surface == _folded(form.text):
        return True
    compact = _JOINERS.sub("", surface)
    if (SCRIPTS[compact[0]] == "latin" and compact.isascii()) or form.lang not in ("ja", "en", "zh", "ko"):
        bare = _folded(form.text).replace("'", "")
        return _BLANKS.sub(" ", surface.replace("'", "")) == _BLANKS.sub(" ", bare) or not re.search(r"\s", surface)
    if "\n" in surface or "\r" in surface:
        return len(compact) >= 3
    listed = _JOINERS.search(form.text)
    if listed or all(KATAKANA.match(char) for char in compact):
        return len(compact) >= 4
    return len(compact) >= 3 and not _LOOSE_JOINT.search(surface)
