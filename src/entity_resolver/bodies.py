"""Bodies that nobody listed by this name: introduced with their abbreviation (国際救助委員会（IRC）), or listed with another
name of their country (アメリカ合衆国司法省 for 米司法省)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from unicodedata import normalize

from entity_resolver.fold import Folded, fold_key
from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.model import Entity, Step
from entity_resolver.patterns import late
from entity_resolver.phrases import phrase_suffixes, read_suffixes
from entity_resolver.rules import Rules, alternation
from entity_resolver.spans import KATAKANA, Span, bounded, script, unlisted
from entity_resolver.tokens import Token, TokenView

_ABBREVIATED = late(r"[」』]?\((?:略称|略して|英語略称)?[:: ]?(?P<name>[a-z][a-z0-9&\-]{1,7})\)")
_JOINT = late(r"[・=]")
_KATAKANA_NAME = late(r"[ァ-ヺー]+(?:[・=][ァ-ヺー]+)+$")
_FOUND = ("composition", "nil")
_SHORTEST, _LONGEST = 5, 24
_ALIKE = 0.5
"""Share of a body's pairs of characters that a listed name has, which is then that body's (三軍統合情報部 for 軍統合情報局)."""
_LONGEST_PLACE = 12


class IntroducedBodies:
    """Finds a body by the abbreviation in brackets right behind its name, and the further places of that."""

    def __init__(self, lexicon: Lexicon, rules: Rules) -> None:
        self._lexicon = lexicon
        self._rules = rules
        closing = [suffix.text for suffix in phrase_suffixes() if suffix.type == "ORG"]
        self._closed = late(f"(?:{alternation([*closing, *rules.longer_names['body']])})$")
        self._state_body = late(f"(?:{alternation(s.text for s in read_suffixes() if s.reach == 'state')})$")
        self._firm_words = rules.longer_names["firm word"]
        self._kinds = rules.descriptors["ORG"]
        self._lead = late(f"(?:{alternation(rules.longer_names['lead'])})+")

    def spans(self, folded: Folded, spans: Sequence[Span], view: TokenView) -> Iterator[Span]:
        """A span for each introduced body that no listed name ends with, and for its abbreviation wherever it stands."""
        text = folded.text
        if "(" not in text:
            return
        ends: dict[int, list[Span]] = {}
        for span in spans:
            if span.is_sure or span.method in _FOUND:
                ends.setdefault(span.end, []).append(span)
        given: dict[str, tuple[int, str]] = {}
        for match in _ABBREVIATED.finditer(text) if ")" in text else ():
            start, short = self._introduced(folded, match, ends.get(match.start(), ()), view), match["name"]
            if start is None:
                continue
            name, listed = text[start : match.start()], self._lexicon.forms.get(short, ())
            own = [form for form in listed if self._is_like(name, form)]
            if len(own) == 1:
                step = Step("composition", f"{short.upper()} in brackets behind {name}", (name, own[0].text))
                form = Form(own[0].text, own[0].entity_id, own[0].lang, "abbreviation", "link")
                yield Span(start, match.start(), (form,), "composition", steps=(step,))
                continue
            yield unlisted(start, match.start(), "ORG", f"{short.upper()} in brackets introduces a body")
            if not listed:
                given.setdefault(short, (match.start("name"), name))
        if given:
            yield from self._abbreviations(folded, given, view)

    def _abbreviations(self, folded: Folded, given: Mapping[str, tuple[int, str]], view: TokenView) -> Iterator[Span]:
        """Abbreviation → where it is introduced and for what: a span for each of its places from there on."""
        text = folded.text
        for match in re.finditer(alternation(given), text):
            first, name = given[match[0]]
            here = match.start() >= first and is_upper(folded, *match.span())
            if here and bounded(text, *match.span(), view, self._rules):
                yield unlisted(*match.span(), "ORG", f"the abbreviation that the text gives to {name}")

    def _introduced(self, folded: Folded, match: re.Match[str], before: Sequence[Span], view: TokenView) -> int | None:
        """Where the name begins that an abbreviation in brackets follows; None where that introduces no unlisted body."""
        if not is_upper(folded, *match.span("name")):
            return None
        start = self._start(folded.text, match.start(), match["name"], view)
        if start is None and (bodies := [span for span in before if span.method == "nil" and span.type == "ORG"]):
            start = min(span.start for span in bodies)
        return None if start is None or self._is_listed(start, before, match["name"]) else start

    def _is_listed(self, start: int, before: Sequence[Span], short: str) -> bool:
        """A listed name ends at the bracket, and it is all of the body's name or one that is known by the abbreviation."""
        known = {form.entity_id for form in self._lexicon.forms.get(short, ())}
        for span in before:
            named = {form.entity_id for form in span.forms}
            if named and (span.start <= start + 1 or not known.isdisjoint(named)):
                return True
        return False

    def of_country(self, span: Span, text: str, starts: Mapping[int, Sequence[Span]]) -> Span:
        """The NIL span of a body as that of the entity that is listed with another form of the country at its head."""
        if span.type != "ORG" or not self._state_body.search(text, span.start, span.end):
            return span
        for country in starts.get(span.start, ()):
            rest = text[country.end : span.end]
            found = {form.entity_id: form for form in self._under_other_names(country, rest)} if rest else {}
            if len(found) == 1:
                form = next(iter(found.values()))
                name = text[span.start : span.end]
                step = Step("composition", f"{name} is {form.text} with another name of the country", (name, form.text))
                own = Form(form.text, form.entity_id, form.lang, form.kind, "link")
                return Span(span.start, span.end, (own,), "composition", "ORG", steps=(step,))
        return span

    def _under_other_names(self, country: Span, rest: str) -> Iterator[Form]:
        for form in country.forms:
            entity = self._lexicon.get(form.entity_id)
            if entity is None or not self._lexicon.is_country(form):
                continue
            for name in (entity.ja, *(alias.form for alias in entity.aliases if alias.lang == "ja")):
                for listed in self._lexicon.forms.get(fold_key(name) + rest, ()):
                    body = self._lexicon.get(listed.entity_id)
                    if body is not None and body.type == "ORG" and body.part_of == entity.id:
                        yield listed

    def _start(self, text: str, end: int, short: str, view: TokenView) -> int | None:
        """Where the name before a bracket begins; None where it is no body's."""
        joined = _KATAKANA_NAME.search(text, max(0, end - _LONGEST), end)
        if joined is not None and len(_JOINT.split(joined[0])) == len(short):
            inside = joined.start() and KATAKANA.match(text[joined.start() - 1])
            return None if inside else joined.start()
        if not self._closed.search(text, max(0, end - _LONGEST), end):
            return None
        start, named = end, False
        while start > 0 and end - start < _LONGEST:
            token = view.token(start - 1)
            if token is None or token.end != start or not _in_name(text, token):
                break
            start = token.start
            named = named or token.proper or token.oov
        if not named and text.endswith(self._firm_words, start, end):  # 電気自動車（EV）
            return None
        if lead := self._lead.match(text, start, end):
            start = lead.end() + (text[lead.end()] in "・=")
        joint = text.find("・", start, end)
        if joint > 0 and (self._lexicon.names_country(text[start:joint]) or text.endswith(self._kinds, start, joint)):
            start = joint + 1  # 右派・|国民連合
        name = text[start:end]
        shortest = _SHORTEST - name.endswith("党")  # 新愛国党
        if not shortest <= len(name) <= _LONGEST or name in self._rules.longer_names["kind"]:
            return None
        return start

    def _is_like(self, name: str, form: Form) -> bool:
        """Is the listed abbreviation that of an organisation with a name like this one, and of the same country?"""
        entity = self._lexicon.get(form.entity_id)
        if entity is None or entity.type != "ORG":
            return False
        names = [fold_key(each) for each in (entity.ja, *(a.form for a in entity.aliases if a.lang == "ja"))]
        place = self._place_at_head(name)
        if place and not any(place in each for each in names) and self._elsewhere(place, entity):
            return False
        own = _pairs(name[len(place) :])
        return any(len(own & _pairs(each)) >= _ALIKE * len(own) for each in names)

    def _place_at_head(self, name: str) -> str:
        """The longest listed country or place that a name begins with; "" where it begins with none."""
        for end in range(min(len(name) - 2, _LONGEST_PLACE), 0, -1):
            forms = self._lexicon.forms.get(name[:end], ())
            if any(self._lexicon.type_of(form) in ("GPE", "LOC") for form in forms):
                return name[:end]
        return ""

    def _elsewhere(self, place: str, entity: Entity) -> bool:
        """Is a place none of those the entity is a part of?"""
        named = {form.entity_id for form in self._lexicon.forms.get(place, ())}
        region = entity.part_of
        while region and region not in named:
            above = self._lexicon.get(region)
            region = above.part_of if above else ""
        return not region


def _pairs(name: str) -> set[str]:
    """The pairs of neighbouring characters."""
    return {name[at : at + 2] for at in range(len(name) - 1)}


def _in_name(text: str, token: Token) -> bool:
    if text[token.start : token.end] in "・=":
        return True
    if token.pos[0] not in ("名詞", "接頭辞", "接尾辞", "形状詞") or token.pos[1] == "助動詞語幹":
        return False
    return token.pos[2] != "副詞可能" and script(text[token.start]) in ("kanji", "katakana")


def is_upper(folded: Folded, start: int, end: int) -> bool:
    """Is it all capital letters, of half or of full width (ＭＮＬＦ), as it was written?"""
    original = normalize("NFKC", folded.original[slice(*folded.text_to_original(start, end))])
    return original.isascii() and original == original.upper() and not original.isdigit()
