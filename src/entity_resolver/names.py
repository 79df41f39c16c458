"""Names by their shape: runs joined by ・, and names that nobody listed (NIL) told by titles, suffixes and joints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import chain

from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.model import TYPES, Step
from entity_resolver.patterns import late
from entity_resolver.phrases import Phrases, read_suffixes
from entity_resolver.rules import Rules, alternation
from entity_resolver.spans import KATAKANA, Span, script
from entity_resolver.tokens import Token, Tokenizer, TokenView

_PART = r"(?:[ァ-ヺ][ァ-ヺー]*|(?<![a-z])[a-z]{1,2}\.?(?=[・.]))"
_JOINED_RUN = late(rf"(?<![ァ-ヺー])(?:[a-z]{{1,2}}(?:\.?[・.]|\.))?{_PART}(?:[・=]{_PART})+(?![ァ-ヺー])")
_KATAKANA_RUN = late(r"[ァ-ヺ](?<![ァ-ヺー・=].)[ァ-ヺー]{2,}(?![ァ-ヺー・=])")
_COUNTED = late(r"(?<=[0-9十百千万億兆])[ァ-ヺー]+")
_ORIGINAL = r"\((?=[^()\n]{0,40}[ .])[a-zà-ÿ][a-zà-ÿ .'-]{4,50}\)"
_BYLINE = late(r"(?m)(?:(?<=[=(\[:/ ・])|^)[一-龠々]{3,6}(?=[)\]、】 /=\n]|$)")
_DATELINE_NAME = late(r"(?<=[ァ-ヺー])[一-龠々]{4}(?=】)")
_IN_CHARACTERS = late(r"(?<![ァ-ヺー・])[ァ-ヺー]{1,5}(?:・[ァ-ヺー]{1,7}){1,2}\((?P<name>[一-龠々]{2,4})\)")
_NAME_END = late(r"[ァ-ヺー一-龠々]")
_JOINT = late(r"[・=]")
_MAX_KANJI_NAME = 6
_MAX_PHRASE = 7
_SHORT_TAIL = 3
"""Characters with the ・: what follows a country is a listed name or longer."""
LONGEST_NAME = 60
"""Characters; a longer run is no name, whatever it looks like."""
_UNKNOWN_WORD = "-"
_SAME_GIVEN, _SURELY_SAME = 0.25, 0.5
_INITIAL = late(r"[a-z]\.?")


def _same_given_name(here: str, listed: str) -> float:
    """Probability that two given names are one; an initial counts as little as it says."""
    if here == listed.lower():
        return 1.0
    if _INITIAL.fullmatch(here) or len(here) < 3:
        return 0.0
    from entity_resolver.scorer import prepare, probability  # most texts need no sound scorer

    return probability(prepare(here), prepare(listed))


def _after_names(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Matches behind katakana or kanji. A look-behind in the pattern would keep `re` from skipping to first letters in C."""
    at = 0
    while match := pattern.search(text, at):
        start = match.start()
        if start and _NAME_END.match(text, start - 1):
            yield match
            at = match.end()
        else:
            at = start + 1


class NameShapes:
    """Finds joined runs and unlisted names in folded text."""

    def __init__(self, lexicon: Lexicon, rules: Rules, tokenizer: Tokenizer) -> None:
        self._lexicon = lexicon
        self._rules = rules
        self._tokenizer = tokenizer
        self._suffixes = {suffix.text: suffix for suffix in read_suffixes()}
        self._phrases = Phrases(lexicon, rules)
        titles = [word for word, kind in rules.heads.items() if kind in ("honorific", "office", "title")]
        self._title = late(f"{alternation(titles)}|・?{rules.minister}")
        self._spelt = late(f"{_ORIGINAL}(?={alternation(titles)}|{rules.minister})")
        self._closed = late(alternation(self._suffixes))
        self._kind_of_word = lru_cache(maxsize=16_384)(self._read_word)

    # ── runs joined by ・ ──

    def refine(self, text: str, spans: Sequence[Span]) -> list[Span]:
        """Spans inside a ・-joined run that is no list of listed names are dropped: they are part of a longer name.

        A run that is a person's full name by its parts becomes one span; a country at its head stands.
        """
        joined = "・" in text or "=" in text
        runs = [match.span() for match in _JOINED_RUN.finditer(text)] if joined else []
        if not runs:
            return list(spans)
        named = sorted((s.start, s.end) for s in spans if s.method == "alias" and self._is_country(s))
        countries = dict(named)  # the longest that begins there: リトアニア共和国|外相
        runs = [run for long in runs for run in self._without_office(text, long, countries)]
        kept, at = [], 0
        inside: dict[tuple[int, int], list[Span]] = {run: [] for run in runs}
        for span in sorted(spans, key=lambda s: s.start):
            while at < len(runs) and runs[at][1] <= span.start:
                at += 1
            run = runs[at] if at < len(runs) else None
            if run is not None and run[0] <= span.start and span.end <= run[1] and span.method != "compound":
                inside[run].append(span)
            else:
                kept.append(span)
        for run, found in inside.items():
            kept += self._in_run(text, run, found)
        return kept

    def _without_office(self, text: str, run: tuple[int, int], countries: dict[int, int]) -> Iterator[tuple[int, int]]:
        """The run, or the name in it where an office follows behind its joint: ノバク・|エネルギー相, ベルグマニス・|ラトビア国防相."""
        for joint in _JOINT.finditer(text, *run):
            country = countries.get(joint.end(), 0)
            office = self._rules.title.match(text, country if country >= run[1] else joint.end())
            if office and office["office"] and office.end() > run[1]:
                yield run[0], joint.start()
                return
        yield run

    def _in_run(self, text: str, run: tuple[int, int], spans: list[Span]) -> Iterator[Span]:
        start, end = run
        if any((span.start, span.end) == run for span in spans):
            yield from (span for span in spans if (span.start, span.end) == run)
            return
        edges = [start, *(m.end() for m in _JOINT.finditer(text, start, end))]
        ends = [*(m.start() for m in _JOINT.finditer(text, start, end)), end]
        aligned = [span for span in spans if span.start in edges and span.end in ends]
        if cover := self._as_list(start, end, aligned):
            yield from cover
            return
        if composed := self._composed(text, run, aligned):
            yield composed
            return
        head = next((s for s in aligned if s.start == start and self._is_country(s)), None)
        rest = start
        if head is not None and end - head.end > 1 and not self._is_one_name(text, head, end):
            yield head
            rest = head.end + 1
            tail = [span for span in aligned if span.start == rest and span.end == end]
            if tail:
                yield from tail
                return
        if self._looks_like_name(text, rest, end):
            yield Span(rest, end, (), "nil", "PERSON" if rest == start else "")

    def _is_one_name(self, text: str, head: Span, end: int) -> bool:
        """A country and the rest of the run are one name: a square called for it, a person with a very short surname."""
        words = self._rules.longer_names
        if text[head.end + 1 : end] in words["unit"]:  # オーストラリア・ドル
            return False
        return end - head.end <= _SHORT_TAIL or text.endswith(words["site"], head.end + 1, end)

    def _as_list(self, start: int, end: int, aligned: list[Span]) -> list[Span]:
        """The listed names that fill the run, or [] where they do not, or where it may be given name + surname."""
        longest: dict[int, Span] = {}
        for span in aligned:
            if span.start not in longest or span.end > longest[span.start].end:
                longest[span.start] = span
        cover, at = [], start
        while at < end:
            if at not in longest:
                return []
            cover.append(longest[at])
            at = longest[at].end + 1
        if all(any(form.use == "link" for form in span.forms) for span in cover):
            return cover
        return []

    def _composed(self, text: str, run: tuple[int, int], aligned: list[Span]) -> Span | None:
        """Given name + listed surname of the one person whose full name sounds so (バラク・フセイン・オバマ)."""
        given = _JOINT.split(text[run[0] : run[1]])[0]
        found: dict[str, tuple[float, Form]] = {}
        for span in aligned:
            for form in span.forms if span.end == run[1] else ():
                entity = self._lexicon.get(form.entity_id)
                if entity is not None and entity.type == "PERSON" and "・" in entity.ja:
                    listed = _JOINT.split(entity.ja)
                    chance = _same_given_name(given, listed[0])
                    if chance >= _SAME_GIVEN:
                        whole = len(listed) == len(_JOINT.split(text[run[0] : run[1]])) and chance >= _SURELY_SAME
                        target = entity.ja if whole else ""
                        found[entity.id] = (chance, Form(entity.ja, entity.id, "ja", "transliteration", "link", target))
        if len(found) != 1:
            return None
        chance, form = next(iter(found.values()))
        detail = f"{given} sounds like the given name in {form.text} ({chance:.2f}), and the surname is listed"
        step = Step("composition", detail, (text[run[0] : run[1]], form.text))
        return Span(run[0], run[1], (form,), "composition", "PERSON", steps=(step,))

    def _is_country(self, span: Span) -> bool:
        for form in span.forms:
            entity = self._lexicon.get(form.entity_id)
            if entity and entity.type == "GPE" and not entity.part_of and form.use == "link":
                return True
        return False

    # ── names nobody listed ──

    def unlisted(self, text: str, spans: Sequence[Span], view: TokenView) -> Iterator[Span]:
        """NIL spans: a title, a suffix or the shape says that something unlisted is named; may overlap `spans`."""
        taken = bytearray(len(text))
        starts = {span.start for span in spans}
        for span in spans:
            taken[span.start : span.end] = b"\1" * (span.end - span.start)
        for match in _after_names(self._title, text):
            if taken[match.start() - 1]:
                continue
            name = self._before(text, match.start(), view, ("人名",))
            if name and taken.find(1, *name) < 0:
                yield Span(*name, (), "nil", "PERSON")
        for match in _after_names(self._spelt, text) if ")" in text else ():
            run = self._katakana_before(text, match.start())
            if run is not None and taken.find(1, *run) < 0:
                yield Span(*run, (), "nil", "PERSON")
        for match in _after_names(self._closed, text):
            if self._rules.title.match(text, match.start()):  # グロッシ事務局長 is no 事務局
                continue
            for found in self._with_suffix(text, match, taken, view):
                inside = taken[found.start] and found.start not in starts
                start = self._phrases.behind_name(found, taken, starts, view) if inside else found.start
                if start is not None:
                    yield replace(found, start=start)
        for start, end in self._full_names(text, view):
            if taken.find(1, start, end) < 0:
                yield Span(start, end, (), "nil", "PERSON")
        for match in _COUNTED.finditer(text):  # 50万|バレル is a measure
            taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
        for match in _KATAKANA_RUN.finditer(text):
            if taken.find(1, match.start(), match.end()) < 0 and (kind := self._kind_of_word(match[0])):
                method = "shape" if kind == _UNKNOWN_WORD else "nil"
                yield Span(match.start(), match.end(), (), method, kind if kind in TYPES else "")

    def _full_names(self, text: str, view: TokenView) -> Iterator[tuple[int, int]]:
        """Japanese names that stand alone (【ソウル=桜井紀雄】, 【ソウル桜井紀雄】), and a name's own characters
        (キム・ソンハン（金聖翰）)."""
        for match in chain(_BYLINE.finditer(text), _DATELINE_NAME.finditer(text)):
            tokens = view.tokens(*match.span())
            fields = [token.pos[2:4] for token in tokens]
            whole = (tokens[0].start, tokens[-1].end) == match.span()
            if whole and fields == [("人名", "姓"), ("人名", "名")] and not any(token.oov for token in tokens):
                yield match.span()
        for match in _IN_CHARACTERS.finditer(text):
            first = view.token(match.start("name"))
            if match["name"][0] in self._surnames or (first is not None and first.pos[2] == "人名"):
                yield match.span("name")

    @cached_property
    def _surnames(self) -> frozenset[str]:
        return frozenset(key for key, marks in self._lexicon.short_keys().items() if "PERSON" in marks)

    def _with_suffix(self, text: str, match: re.Match[str], taken: bytearray, view: TokenView) -> Iterator[Span]:
        suffix = self._suffixes[match[0]]
        if suffix.reach == "name" and taken.find(1, match.start() - 1, match.end()) >= 0:
            return
        last = view.token(match.end() - 1)
        if last is None or last.end != match.end():
            return
        if suffix.reach != "name":
            start = self._phrases.start(text, match.span(), suffix, view)
            if start is not None:
                yield Span(start, match.end(), (), "nil", suffix.type)
            return
        found = self._before(text, match.start(), view, ("地名", "人名", "一般"))
        if found is not None and taken.find(1, found[0], match.end()) < 0:
            yield Span(found[0], match.end(), (), "nil", suffix.type)

    def _before(self, text: str, end: int, view: TokenView, kinds: Iterable[str]) -> tuple[int, int] | None:
        """The name that ends at `end`: a katakana run, or proper nouns in kanji."""
        if run := self._katakana_before(text, end):
            return run if self._looks_like_name(text, *run) else None
        start = end
        while start > 0 and end - start < _MAX_KANJI_NAME:
            token = view.token(start - 1)
            if token is None or token.end != start or script(text[start - 1]) not in ("kanji", "hiragana"):
                break
            if not token.proper or token.pos[2] not in kinds:
                break
            start = token.start
        return (start, end) if 2 <= end - start <= _MAX_KANJI_NAME else None

    def _katakana_before(self, text: str, end: int) -> tuple[int, int] | None:
        """The katakana run, joined or not, that ends at `end`."""
        start = end
        while start > 0 and (KATAKANA.match(text[start - 1]) or text[start - 1] in "・="):
            start -= 1
        start += len(text[start:end]) - len(text[start:end].lstrip("・=ー"))
        return (start, end) if end - start >= 2 and KATAKANA.match(text[end - 1]) else None

    def _looks_like_name(self, text: str, start: int, end: int) -> bool:
        parts = [part for part in _JOINT.split(text[start:end]) if len(part) > 1]
        return any(self._kind_of_word(part) not in ("", _UNKNOWN_WORD) for part in parts) or (
            len(parts) > 1 and all(self._is_unknown(part) for part in parts)  # ミルナ・ドリナ
        )

    def _is_compound(self, word: str) -> bool:
        """Two common nouns that the dictionary has: ガス|パイプライン."""
        return any(self._is_noun(word[at:]) and self._is_noun(word[:at]) for at in range(2, len(word) - 3))

    def _is_noun(self, word: str) -> bool:
        tokens = self._tokenizer.tokenize(word)
        return len(tokens) == 1 and not tokens[0].oov and tokens[0].pos[1] == "普通名詞"

    def _is_unknown(self, word: str) -> bool:
        tokens = self._tokenizer.tokenize(word)
        return len(tokens) == 1 and tokens[0].oov

    def _read_word(self, word: str) -> str:
        """Type guess for a katakana word by itself: PERSON, GPE, ORG, "?" (a name of some kind), "-" (no word the dictionary has, nor the shape
        of a name) or "" (a word)."""
        if len(word) > LONGEST_NAME:
            return ""
        tokens = self._tokenizer.tokenize(word)
        if len(tokens) != 1:
            if len(word) < 4:
                return ""
            return "?" if all(token.oov for token in tokens) else _UNKNOWN_WORD
        token = tokens[0]
        if token.oov:
            return "?" if len(word) >= 4 and not self._is_compound(word) else ""
        if token.proper:
            return {"人名": "PERSON", "地名": "GPE"}.get(token.pos[2], "ORG")
        return ""

    def __getstate__(self) -> tuple[Lexicon, Rules, Tokenizer]:
        return (self._lexicon, self._rules, self._tokenizer)

    def __setstate__(self, state: tuple[Lexicon, Rules, Tokenizer]) -> None:
        self.__init__(*state)  # type: ignore[misc]
