"""Folded text → spans that may be a mention: listed forms with sound boundaries. Never looks at what an entity is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from entity_resolver.fold import Folded
from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.model import Step
from entity_resolver.rules import Rules
from entity_resolver.tokens import Token, TokenView

KATAKANA = re.compile(r"[ァ-ヺーヽヾ]")
_JOINERS = re.compile(r"[\s・=\-']+")
_BLANKS = re.compile(r"[\s\-]+")
_KEEPS_NAME = ("office", "honorific", "body", "suffix")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the folded text and the listed forms it equals (none for an unlisted name).

    Attributes:
        start, end: offsets in the folded text.
        forms: what it may stand for.
        method: how it was found.
        type: a guess at the entity type, for a span without forms.
        probability: that the surface is such a form (1.0 for a listed one). steps: the evidence of that.
    """

    start: int
    end: int
    forms: tuple[Form, ...]
    method: str = "alias"
    type: str = ""
    probability: float = 1.0
    steps: tuple[Step, ...] = ()


def script(char: str) -> str:
    """The script class that boundaries are judged by: katakana, hiragana, kanji, latin (with digits), other."""
    if "ァ" <= char <= "ヺ" or char in "ーヽヾ":
        return "katakana"
    if "ぁ" <= char <= "ゟ":
        return "hiragana"
    if "一" <= char <= "鿿" or "㐀" <= char <= "䶿" or char in "々〆〇" or char >= "𠀀":
        return "kanji"
    if char.isalnum():
        return "latin"
    return "other"


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
                automaton.add_word(key, (len(key), forms))
        for key in self._rules.words:
            if key not in self._lexicon.forms:
                automaton.add_word(key, (len(key), ()))
        if len(automaton):
            automaton.make_automaton()
        return automaton

    def __getstate__(self) -> dict[str, object]:
        return {"_lexicon": self._lexicon, "_rules": self._rules}

    def spans(self, folded: Folded, view: TokenView) -> Iterator[Span]:
        """Every listed form in the text whose two edges are word boundaries; spans may overlap."""
        automaton = self._automaton
        if not len(automaton):
            return
        text = folded.text
        for last, (size, forms) in automaton.iter(folded.key):
            start, end = folded.key_to_text(last + 1 - size, last + 1)
            if not may_bound(text, start, end):
                continue
            if end - start != size:
                forms = tuple(form for form in forms if _joins_like(text[start:end], form))
                if not forms:
                    continue
            forms = tuple(
                form for form in forms if not form.exact_case or _is_upper(folded, start, end)
            )
            if (forms or size > 1) and bounded(text, start, end, view, self._rules):
                yield Span(start, end, forms)


def _is_upper(folded: Folded, start: int, end: int) -> bool:
    start, end = folded.text_to_original(start, end)
    surface = folded.original[start:end]
    return not any(char.islower() for char in surface)


def _joins_like(surface: str, form: Form) -> bool:
    """May this surface, with separators inside, be this form? (フォン・デア・ライエン; not 日⏎本, not U S A in "us a".)"""
    compact = _JOINERS.sub("", surface)
    if script(compact[0]) == "latin" and compact.isascii() or form.lang not in ("ja", "en", "zh", "ko"):
        bare = form.text.lower().replace("'", "")
        return _BLANKS.sub(" ", surface.replace("'", "")) == _BLANKS.sub(" ", bare) or not re.search(r"\s", surface)
    if "\n" in surface or "\r" in surface:
        return len(compact) >= 3
    listed = _JOINERS.search(form.text)
    if listed or all(KATAKANA.match(char) for char in compact):
        return len(compact) >= 4
    return len(compact) >= 3 and not re.search(r"[・=]", surface)


def may_bound(text: str, start: int, end: int) -> bool:
    """False where the characters alone rule out a boundary: inside a Latin word or number."""
    if start > 0 and _glued(text[start - 1], text[start]):
        return False
    return not (end < len(text) and _glued(text[end - 1], text[end]))


def _glued(left: str, right: str) -> bool:
    return script(left) == script(right) == "latin"


def bounded(text: str, start: int, end: int, view: TokenView, rules: Rules) -> bool:
    """True where text[start:end] is a word or a run of words; asks the tokens only where the scripts leave it open."""
    left = script(text[start - 1]) if start else "other"
    right = script(text[end]) if end < len(text) else "other"
    first, last = script(text[start]), script(text[end - 1])
    left_open = left == first != "other" or first == "hiragana" and left != "other" or left == "kanji"
    right_open = right == last != "other" or last == "hiragana" and right != "other"
    right_open = right_open or right in ("kanji", "katakana") and last != "latin"
    if first == "latin":
        left_open = False
    if last == "latin":
        right_open = False
    if right_open and not left_open and right == "kanji" and last == "katakana":
        right_open = rules.head_at(text, end) is None
    if not left_open and not right_open:
        return True
    return _token_bounded(text, start, end, view, rules)


def _token_bounded(text: str, start: int, end: int, view: TokenView, rules: Rules) -> bool:
    first, last = view.token(start), view.token(end - 1)
    if first is None or last is None:
        return True
    if first.start == start and last.end == end:
        return _run_is_words(text, start, end, view)
    before, after = text[first.start : start], text[end : last.end]
    if before and (start not in first.splits or before not in rules.before_name):
        return False
    if not after:
        return True
    return end in last.splits and rules.heads.get(after) in (_KEEPS_NAME if last.proper else (*_KEEPS_NAME, "place"))


def _run_is_words(text: str, start: int, end: int, view: TokenView) -> bool:
    """A name inside a longer katakana run counts only where its neighbours in the run are words of their own."""

    def sound(token: Token | None) -> bool:
        return token is None or not token.oov or not KATAKANA.match(text[token.start])

    left = view.token(start - 1) if start and KATAKANA.match(text[start - 1]) else None
    right = view.token(end) if end < len(text) and KATAKANA.match(text[end]) else None
    return sound(left if left and KATAKANA.match(text[start]) else None) and sound(
        right if right and KATAKANA.match(text[end - 1]) else None
    )
