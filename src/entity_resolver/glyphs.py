"""Names whose glyphs were confused: OCR slips in katakana (プ一チン, ル八ンスク), look-alike and same-reading kanji.

Which glyphs are confused is data (rules/confusables.tsv, rules/kanji_lookalikes.tsv). A katakana slip is a candidate
that may be linked; a kanji slip is only ever a suspicion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from entity_resolver.fold import fold_key
from entity_resolver.glyph_classes import ClassedNames, confusable_pairs
from entity_resolver.kanji_slips import KanjiSlips, short_slips
from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.model import Step
from entity_resolver.patterns import late
from entity_resolver.phonemes import phonemes
from entity_resolver.rules import Rules
from entity_resolver.spans import KATAKANA, Span, bounded, script
from entity_resolver.tokens import TokenView

_SMALL = "small and large kana"
CERTAIN_SLIP = 0.99
"""Of a glyph no real name would have there: another script, or a small kana that is not heard."""
_GLIDES = frozenset("ヤユヨャュョ")
_ARCHAIC = "ヮ"
_LONG = 6
_BY_LENGTH = {4: 0.985, 5: 0.999, 6: 0.9999}
_LONGEST_TAIL = 4


@dataclass(frozen=True, slots=True)
class Slip:
    """A listed form that a surface becomes when confused glyphs are put right.

    Attributes:
        form: the form. swaps: (glyph in the text, glyph in the form), in order.
        mixed: True where a swapped glyph is of another script, which no real name would have.
        probability: that it is a slip, 0.0–1.0, before the text around is read.
    """

    form: Form
    swaps: tuple[tuple[str, str], ...]
    mixed: bool
    probability: float


class GlyphMatcher:
    """Katakana names with one confused glyph (two from seven characters on).

    Attributes:
        foreign: glyphs that are no katakana and may stand for one.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._pairs = confusable_pairs()
        foreign = {b for a, b in self._pairs if KATAKANA.match(a) and not KATAKANA.match(b)}
        kana = {char for char in foreign if "ぁ" <= char <= "ゖ"}
        others = "".join(map(re.escape, sorted(foreign - kana)))
        inner = "".join(map(re.escape, sorted(kana)))
        self._mixed = late(
            rf"(?:[{others}]|[へべぺ])?(?:[ァ-ヺー]|(?<=[ァ-ヺー])[{inner}{others}](?=[ァ-ヺー])|[{others}](?=[ァ-ヺー])|(?<=[ァ-ヺー])[{others}])+"
        )
        self._foreign = late(f"[{others}{inner}]")
        self.foreign = frozenset(foreign) | {"へ"}
        self._beside_kana = re.compile(f"[{others}{inner}へ](?:(?=[ァ-ヺー])|(?<=[ァ-ヺー].))")

    def __reduce__(self) -> tuple[type[GlyphMatcher], tuple[Lexicon]]:
        return (GlyphMatcher, (self._lexicon,))

    @cached_property
    def _by_class(self) -> ClassedNames:
        return ClassedNames(self._lexicon)

    def slip(self, name: str) -> Slip | None:
        """The one listed name that `name` (folded) is with a glyph or two put right; None where there is none or several."""
        best: list[Slip] = []
        for form in self._by_class.of(name):
            key = fold_key(form.text)
            swaps = tuple((a, b) for a, b in zip(name, key, strict=False) if a != b)
            mixed = any(not KATAKANA.match(a) for a, _ in swaps)
            allowed = 2 if len(name) >= 7 else 1 if len(name) >= (3 if mixed else 4) else 0
            if not mixed and len(name) <= _LONG and "・" in form.text:  # リンチェン is no リン・チエン
                continue
            if 0 < len(swaps) <= allowed and len(key) == len(name) and all(swap in self._pairs for swap in swaps):
                sure = mixed or (all(self._pairs[swap] == _SMALL for swap in swaps) and _is_one_name(name, key, swaps))
                best.append(Slip(form, swaps, mixed, CERTAIN_SLIP if sure else _BY_LENGTH[min(len(name), 6)]))
        best.sort(key=lambda slip: len(slip.swaps))
        if not best:
            return None
        nearest = [slip for slip in best if len(slip.swaps) == len(best[0].swaps)]
        return best[0] if len({slip.form.entity_id for slip in nearest}) == 1 else None

    def mixed_spans(self, text: str, view: TokenView) -> Iterator[tuple[int, int, Slip]]:
        """Slips in runs that mix katakana with look-alikes of other scripts (口シア, プ一チン, ヘルソン with hiragana へ)."""
        if not self._beside_kana.search(text):
            return
        for match in self._mixed.finditer(text):
            if not self._foreign.search(match[0]) or len(match[0]) < 3:
                continue
            for start, end in _trimmed(text, match, self._foreign):
                name = text[start:end]
                slip = self.slip(name)
                if slip and slip.mixed and not self._vetoed(text, start, end, view):
                    yield start, end, slip
                    break

    def _vetoed(self, text: str, start: int, end: int, view: TokenView) -> bool:
        """A token that reaches out of the run over its edge, or a listed name left when the odd glyph is taken away."""
        for edge, at in ((start, start), (end, end - 1)):
            if KATAKANA.match(text[at]):
                continue
            token = view.token(at)
            if token is not None and (token.start < edge < token.end):
                return True
            rest = text[start + 1 : end] if at == start else text[start : end - 1]
            particle = start == 0 or script(text[start - 1]) in ("hiragana", "other")  # then へ cannot be one
            if fold_key(rest) in self._lexicon.forms and not (at == start and "ぁ" <= text[at] <= "ゖ" and particle):
                return True
        return (start > 0 and bool(KATAKANA.match(text[start - 1]))) or (
            end < len(text) and bool(KATAKANA.match(text[end]))
        )


def _trimmed(text: str, match: re.Match[str], foreign: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    start, end = match.span()
    kanji = next(
        (n for n in range(_LONGEST_TAIL + 1) if script(text[end + n : end + n + 1] or " ") != "kanji"), _LONGEST_TAIL
    )
    for tail in range(kanji, 0, -1):  # ル八ンスク州, 口イター通信
        yield start, end + tail
    yield start, end
    if foreign.match(match[0][-1]):
        yield start, end - 1
    if foreign.match(match[0][0]):
        yield start + 1, end


def _is_one_name(name: str, key: str, swaps: Sequence[tuple[str, str]]) -> bool:
    """Do two names that differ in the size of kana sound alike (ウクラィナ), or are they long and differ in a glide alone
    (ザポリージヤ)? Of リンチェン and リンチエン, or トウバル and トゥバル, either may be somebody's."""
    if all(here == _ARCHAIC for here, _ in swaps) or phonemes(name) == phonemes(key):
        return True
    return len(name) >= _LONG and all(_GLIDES.issuperset(swap) for swap in swaps)


class KanjiSuspicions:
    """Listed kanji names with one character changed for a look-alike or one of the same reading (習金平)."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def __reduce__(self) -> tuple[type[KanjiSuspicions], tuple[Lexicon]]:
        return (KanjiSuspicions, (self._lexicon,))

    @cached_property
    def _slips(self) -> KanjiSlips:
        return KanjiSlips(self._lexicon)

    def spans(self, text: str, view: TokenView, rules: Rules) -> Iterator[Span]:
        """Suspicious names in a folded text with sound boundaries."""
        for start, end, form, swap in self._slips.find(text):
            if bounded(text, start, end, view, rules):
                yield _suspicion(text, start, end, form, swap)

    def asked(self, name: str) -> Iterator[Span]:
        """What a lone name of two kanji may be, which a text is not searched for (冲縄)."""
        for form, swap in short_slips(self._lexicon, name):
            yield _suspicion(name, 0, len(name), form, swap)


def _suspicion(text: str, start: int, end: int, form: Form, swap: tuple[str, str, str]) -> Span:
    here, listed, relation = swap
    detail = f"{here} stands where {form.text} has {listed} ({relation})"
    step = Step("kanji", detail, (text[start:end], form.text, relation))
    return Span(start, end, (replace(form, use="context"),), "kanji", probability=0.5, steps=(step,))
