"""Names that equal no listed form → spans with the listed form they may be a spelling of, by sound and by glyph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from entity_resolver.candidates import CandidateFinder, Near
from entity_resolver.config import ResolverConfig
from entity_resolver.fold import fold_key
from entity_resolver.glyph_classes import KANA_NAME
from entity_resolver.glyphs import CERTAIN_SLIP, GlyphMatcher, KanjiSuspicions, Slip
from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.model import Step
from entity_resolver.nameparts import LONGEST_NAME
from entity_resolver.patterns import late
from entity_resolver.rules import Rules
from entity_resolver.runs import LONGEST_RUN, RUN, Runs, tail_of
from entity_resolver.spans import KATAKANA, Span
from entity_resolver.surnames import of_other_sex
from entity_resolver.tokens import Tokenizer, TokenView

_JOINT = late(r"[・=\s]")
_KANJI = late("[一-鿿々]")
_SHORTEST_BY_SOUND = 4
_TYPES = ((), ("PERSON",), ("GPE",), ("LOC",))
"""What may be known of the type of a name when its sound is asked about."""
_WHATEVER_TYPE = 0.9
"""Probability without a type, below which none makes a name likely enough: what a type adds is less."""
_ALIKE = 0.25
_REMEMBERED = 16_384
_SURE_END = 0.99
_MANY = 5
"""So many bearers make a part of a name one that tells nobody apart."""

Spellings = tuple[tuple[str, str, tuple[Near, ...]], ...]
"""Names, each with the type asked for and the listed forms it may be a spelling of, best first."""


class UnlistedNames:
    """Asks the sound and glyph matchers about every name that no listed form explains."""

    def __init__(
        self,
        lexicon: Lexicon,
        rules: Rules,
        config: ResolverConfig,
        tokenizer: Tokenizer,
        finder: CandidateFinder,
        runs: Runs,
    ) -> None:
        self._lexicon = lexicon
        self._rules = rules
        self._config = config
        self._tokenizer = tokenizer
        self._finder = finder
        self._runs = runs
        self._glyphs = GlyphMatcher(lexicon)
        self._suspicions = KanjiSuspicions(lexicon)
        self._others = lru_cache(maxsize=_REMEMBERED)(self._others_in)
        self._spellings = lru_cache(maxsize=_REMEMBERED)(self._spellings_in)

    def __reduce__(self) -> tuple[type[UnlistedNames], tuple[object, ...]]:
        return UnlistedNames, (self._lexicon, self._rules, self._config, self._tokenizer, self._finder, self._runs)

    def spans(self, text: str, unlisted: Sequence[Span], view: TokenView) -> Iterator[Span]:
        """The unlisted spans, each with its likely form where there is one, and the slips that no shape shows."""
        for start, end, slip in self._glyphs.mixed_spans(text, view):
            yield self._slipped(Span(start, end, ()), text, slip)
        yield from self._suspicions.spans(text, view, self._rules)
        for span in unlisted:
            slipped = self._by_glyph(text, span)
            if span.method == "shape":
                if slipped:
                    yield slipped
                continue
            sound = self._by_sound(text, span)
            certain = slipped is not None and slipped.probability == CERTAIN_SLIP
            if slipped and (certain or sound is None or sound.probability < slipped.probability):
                yield slipped
            else:
                yield sound or span

    def slips(self, name: str) -> Iterator[Span]:
        """What a lone folded name may be a glyph slip of: katakana (glyph), kanji (a suspicion)."""
        slip = self._glyphs.slip(name)
        if slip is not None and not (KATAKANA.match(name[0]) and self._tokenizer.in_dictionary(name)):
            yield self._slipped(Span(0, len(name), ()), name, slip)
        if not _KANJI.search(name):
            return
        view = TokenView(name, self._tokenizer)
        for span in self._suspicions.spans(name, view, self._rules):
            if (span.start, span.end) == (0, len(name)):
                yield span
        yield from self._suspicions.asked(name)

    def others(self, text: str, view: TokenView) -> Sequence[Span] | None:
        """What the names in a folded text may be spellings and slips of, whatever else is known of the text; offsets in the name.
        None where it must be read: a run too long to be looked into, a slip into other scripts."""
        foreign = self._glyphs.foreign
        mixed = False
        found: list[Span] = []
        for run in RUN.finditer(text):
            start, end = run.span()
            if end - start > LONGEST_RUN:
                return None
            if end - start > 2:
                found += self._others(run[0], self._runs.tail(text, end))
            mixed = (
                mixed
                or text[start - 1 : start] in foreign
                or text[end : end + 1] in foreign
                or _JOINT.search(run[0]) is not None
            )
        return None if mixed and any(self._glyphs.mixed_spans(text, view)) else found

    def spellings(self, text: str, start: int, end: int) -> Spellings | None:
        """Every name in a run of katakana in a folded text, with what it may be a spelling of; None for a run too long to be
        looked into."""
        if end - start > LONGEST_RUN:
            return None
        return self._spellings(text[start:end], self._runs.tail(text, end))

    def _spellings_in(self, run: str, tail: str) -> Spellings:
        names = self._runs.names(run, tail)
        asked = ((name, types, self._near(name, types)) for name in names for types in _TYPES)
        return tuple((name, "".join(types), tuple(near)) for name, types, near in asked if near)

    def _others_in(self, run: str, tail: str) -> tuple[Span, ...]:
        """What the names in a run of katakana, with this tail behind it, may be spellings and slips of; offsets in the name."""
        found = []
        for name in self._runs.names(run, tail):
            if slip := self._slip(name):
                found.append(Span(0, len(name), (slip.form,), "glyph", probability=slip.probability))
            near = {(each.form, each.probability) for types in _TYPES for each in self._near(name, types)}
            found += (Span(0, len(name), (form,), "transliteration", probability=chance) for form, chance in near)
        return tuple(found)

    def _may_be_spelling(self, name: str) -> bool:
        """Is it long enough, no listed form, which its boundaries or its context refused, and no surname that many bear (ザハロフ
        in a text on サハロフ)?"""
        if (
            name in self._rules.frequent_surnames
            or not _SHORTEST_BY_SOUND <= len(name) <= LONGEST_NAME
            or not KATAKANA.match(name[0])
        ):
            return False
        return fold_key(name) not in self._lexicon.forms

    def _near(self, name: str, types: tuple[str, ...] = ()) -> list[Near]:
        """The listed forms that a name in running text may be by its sound, best first; () `types` where nothing tells one."""
        if not self._may_be_spelling(name) or (types and not self._is_likely(name)):
            return []
        near = [
            each
            for each in self._finder.near(name, same_type=types, limit=5, in_text=True)
            if each.form.kind != "former"  # what a town was called for, as others were
            and _same_build(name, each.form.text)
            and _same_end(name, each.form.text)
            and self._is_told_apart(name, each.form.text)
            and not self._of_other_sex(name, each.form)
        ]
        return near if near and near[0].probability >= self._config.link_threshold else []

    def _is_likely(self, name: str) -> bool:
        near = self._finder.near(name, limit=5, in_text=True)
        return bool(near) and near[0].probability >= min(_WHATEVER_TYPE, self._config.link_threshold)

    def _by_sound(self, text: str, span: Span) -> Span | None:
        name = text[span.start : span.end]
        if text.startswith("号", span.end):  # a ship, whoever it is called for
            return None
        types = (span.type,) if (span.type,) in _TYPES else ()
        near = self._near(name, types)
        if near and self._rules.title_at(text, span.end):  # ボロネシ|大佐 is no place
            near = [each for each in near if self._lexicon.type_of(each.form) not in ("GPE", "LOC")]
        if not near or near[0].probability < self._config.link_threshold:
            return None
        if not self._runs.is_cut_at(text, span.start, span.end):
            return None
        best, last = near[0], _end_alike(name, near[0].form.text)
        chance = best.probability if last >= _SURE_END else min(last, best.probability)
        detail = f"{name} sounds like {best.form.text} (probability {chance:.3f})"
        if chance < best.probability:
            detail += ", which is that of the last word alone"
        steps = [Step("transliteration", detail, (name, best.form.text, *types))]
        key = fold_key(best.form.text)
        alike = [each.form for each in near if each.probability == best.probability and fold_key(each.form.text) == key]
        if len(near) > len(alike):
            behind = near[len(alike)]
            steps.append(Step("runner-up", f"{behind.form.text} (probability {behind.probability:.3f})"))
        forms = tuple(replace(form, target=form.target or form.text, kind="transliteration") for form in alike)
        return replace(span, forms=forms, method="transliteration", probability=chance, steps=tuple(steps))

    def _of_other_sex(self, name: str, form: Form) -> bool:
        """Is it a man's name, and the form a woman's, or the other way round?"""
        return self._lexicon.type_of(form) == "PERSON" and of_other_sex(name, form.text)

    def _is_told_apart(self, name: str, form: str) -> bool:
        """Where many listed people share a part of two names, does the rest sound the same? キム・ジョンチョル is no キム・ヨンチョル."""
        here, listed = _JOINT.split(name), _JOINT.split(form)
        if len(here) < 2 or len(here) != len(listed):
            return True
        shared = any(
            a == b and len(self._lexicon.forms.get(fold_key(a), ())) >= _MANY for a, b in zip(here, listed, strict=True)
        )
        return not shared or all(_bare(a) == _bare(b) for a, b in zip(here, listed, strict=True))

    def _by_glyph(self, text: str, span: Span) -> Span | None:
        slip = self._slip(text[span.start : span.end])
        if slip is None or not self._runs.is_cut_at(text, span.start, span.end):
            return None
        return self._slipped(span, text, slip)

    def _slip(self, name: str) -> Slip | None:
        """The slip that a name in katakana alone is, unless it is listed itself, or a word of the dictionary; `mixed_spans` has the
        others."""
        slip = self._glyphs.slip(name) if KANA_NAME.fullmatch(name) else None
        if slip is None or slip.mixed or self._tokenizer.in_dictionary(name) or fold_key(name) in self._lexicon.forms:
            return None
        return None if self._of_other_sex(name, slip.form) else slip

    def _slipped(self, span: Span, text: str, slip: Slip) -> Span:
        name = text[span.start : span.end]
        swaps = ", ".join(f"{a} for {b}" for a, b in slip.swaps)
        step = Step("glyph", f"{name} is {slip.form.text} with {swaps}", (name, slip.form.text))
        form = replace(slip.form, target=slip.form.target or slip.form.text, kind="ocr")
        return replace(span, forms=(form,), method="glyph", probability=slip.probability, steps=(step,))


def _bare(name: str) -> str:
    """The sound without ー and ッ."""
    from entity_resolver.pairs import LOOSE
    from entity_resolver.phonemes import phonemes

    return phonemes(name).translate(LOOSE)


def _same_build(name: str, form: str) -> bool:
    """May these two be one name in running text: as many words, and the same word in kanji at the end (州, 大学)?"""
    here, listed = _JOINT.split(name), _JOINT.split(form)
    if len(here) != len(listed) and (
        min(len(here), len(listed)) < 2 or any(len(part) == 1 for part in (*here, *listed))
    ):
        return False
    return tail_of(name) == tail_of(form)


def _same_end(name: str, form: str) -> bool:
    """Do the last of several words sound alike? A given name alone is near a long name of which it is the half."""
    return _end_alike(name, form) >= _ALIKE


def _end_alike(name: str, form: str) -> float:
    """How much the last of several words sound alike: アレクサンドル・スルツキー is no オレクサンドル・シルスキー for the sake of
    the given name. 1.0 for a single word."""
    here, listed = _JOINT.split(name)[-1], _JOINT.split(form)[-1]
    if here in (name, listed):
        return 1.0
    from entity_resolver.scorer import prepare, probability  # rapidfuzz comes with it, and few texts need it

    return probability(prepare(here), prepare(listed))
