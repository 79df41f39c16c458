"""A lone name → its best entities, in any script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from entity_resolver.config import ResolverConfig
from entity_resolver.fold import fold, fold_key
from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.model import Candidate, Decision, Resolution, Step
from entity_resolver.patterns import late

if TYPE_CHECKING:
    from entity_resolver.candidates import CandidateFinder
    from entity_resolver.unlisted import UnlistedNames

_SUGGESTED = 0.49
"""No mere suggestion beside an exact form is shown as more likely than not."""
_UNITS = ("市", "区", "町", "村", "郡", "県", "州", "省")
_OF_UNIT = 0.9
_SWAPPED, _SHORTEST_SWAPPED = 0.9, 4
"""Confidence of a listed name that two characters side by side in the other order make, and its length at least."""
_FARTHEST = 0.5
"""Of what may be linked by sound. The scorer knows names, and credits a run of thirty ア for all it does not get wrong."""


_KANJI = late(r"[一-鿿々]")
_ACRONYM = late(r" [b-df-hj-np-tv-xz]{2,}(?![a-z])")
"""A word no name in kana can stand for: Zaporizhzhia NPP is more than Zaporizhzhia."""


def _is_far(name: str, form: str) -> bool:
    from entity_resolver.index import distance
    from entity_resolver.phonemes import phonemes

    return distance(phonemes(name), phonemes(form)) > _FARTHEST


class Lookup:
    """Candidates for a query that stands alone as a mention; a title or honorific after it is no obstacle."""

    def __init__(
        self,
        lexicon: Lexicon,
        config: ResolverConfig,
        finder: Callable[[], CandidateFinder],
        unlisted: Callable[[], UnlistedNames],
        resolve: Callable[[str], Resolution],
    ) -> None:
        self._lexicon = lexicon
        self._config = config
        self._finder = finder
        self._unlisted = unlisted
        self._resolve = resolve

    def candidates(self, query: str, limit: int) -> list[Candidate]:
        """Best first, at most `limit`; at most one is `linked`."""
        text = fold(query.strip()).text
        name, titled = self._without_title(text)
        exact = self._exact(name, titled)
        if titled or not exact:
            name, titled, exact = self._meant(text, name, titled, exact)
        if exact or not self._config.fuzzy:
            sure = any(candidate.linked for candidate in exact)  # then nobody waits for the sound index
            more = (
                self._suggestions(name, exact, limit) if self._config.fuzzy and len(exact) < limit and not sure else []
            )
            return [*exact, *more][: max(limit, 0)]
        found: dict[str, Candidate] = {}
        made = (*self._composed(name), *self._with_unit(name), *self._slips(name))
        for candidate in (*made, *self._near(name, titled, max(limit, 2))):
            old = found.get(candidate.entity.id)
            if old is None or candidate.confidence > old.confidence:
                found[candidate.entity.id] = candidate
        if all(candidate.confidence < _SWAPPED for candidate in found.values()):
            found |= {candidate.entity.id: candidate for candidate in self._swapped(name)}
        ranked = sorted(found.values(), key=lambda c: (-c.confidence, c.entity.id))
        sure = bool(ranked) and self._links(ranked[0]) and not _namesakes(ranked)
        if sure:
            ranked[0] = replace(ranked[0], linked=True)
        return ranked[: max(limit, 0)]

    def _links(self, candidate: Candidate) -> bool:
        latin = candidate.method == "latin"
        return candidate.confidence >= (self._config.latin_threshold if latin else self._config.link_threshold)

    def _without_title(self, text: str) -> tuple[str, bool]:
        """The name without its title (the longest listed one, else what a title in another script follows)."""
        if fold_key(text) in self._lexicon.forms:
            return text, False
        from entity_resolver.spans import script

        stem = ""
        for at in (place for place in _titles(text) if place > 1):
            if fold_key(text[:at]) in self._lexicon.forms:
                return text[:at], True
            if not stem and script(text[at - 1]) == "katakana" != script(text[at]):
                stem = text[:at]
        return (stem, True) if stem else (text, False)

    def _meant(self, text: str, name: str, titled: bool, exact: list[Candidate]) -> tuple[str, bool, list[Candidate]]:
        """The name, whether it has a title, and whom it names, where it is not simply listed as it stands."""
        from entity_resolver.asked import other_orders, unwrapped, without_latin_title

        if not any(found.linked for found in exact) and (held := self._in_office(text)):
            return name, True, held
        if exact:
            return name, titled, exact
        bare = unwrapped(name)
        if bare != name and (exact := self._exact(bare, titled)):
            return bare, titled, exact
        name = without_latin_title(bare)
        titled = titled or name != bare
        if titled and (exact := self._people(name)):
            return name, titled, exact
        for other in other_orders(name):
            if exact := self._people(other):
                step = Step("order", f"{name} reads {other} with its parts in the usual order", (name, other))
                return other, titled, [replace(found, steps=(*found.steps, step)) for found in exact]
        return name, titled, []

    def _in_office(self, text: str) -> list[Candidate]:
        """Who a surname with its title is, as it would be read in a text (王外相, 金大統領)."""
        titles = _titles(text)
        mention = next(iter(self._resolve(text).mentions), None) if titles else None
        if mention is None or mention.start or mention.end not in titles:
            return []
        if mention.entity is None:
            return list(mention.candidates)
        return [Candidate(mention.entity, mention.surface, mention.confidence, mention.method, True, mention.steps)]

    def _people(self, name: str) -> list[Candidate]:
        return [found for found in self._exact(name, True) if found.entity.type == "PERSON"]

    def _exact(self, name: str, titled: bool) -> list[Candidate]:
        forms = self._lexicon.forms.get(fold_key(name), ())
        ranked = sorted(forms, key=lambda f: (f.use != "link", not f.dominant, f.kind != "canonical", f.entity_id))
        people = [f for f in ranked if self._lexicon[f.entity_id].type == "PERSON"] if titled else []
        alone = len(name) == 1 and not titled and any(f.use == "context" for f in ranked)
        winner = None if alone and len(ranked) > 1 else self._winner(people or ranked)
        ranked.sort(key=lambda form: form is not winner)
        return [self._candidate(form, form is winner) for form in ranked]

    def _winner(self, forms: list[Form]) -> Form | None:
        """The one form that a lone mention would link to: the only one, the only sure one, or the dominant one."""
        if len(forms) == 1:
            return forms[0]
        for chosen in ([f for f in forms if f.use == "link"], [f for f in forms if f.dominant]):
            if len(chosen) == 1:
                return chosen[0]
        return None

    def _candidate(self, form: Form, linked: bool) -> Candidate:
        step = Step("alias", f"{form.text} is a listed {form.kind} form", (form.text, form.entity_id))
        entity = self._lexicon[form.entity_id]
        return Candidate(entity, form.text, 1.0 if linked else 0.5, "alias", linked, (step,))

    def _suggestions(self, name: str, exact: list[Candidate], limit: int) -> list[Candidate]:
        seen = {candidate.entity.id for candidate in exact}
        near = (c for c in self._near(name, False, limit + len(exact)) if c.entity.id not in seen)
        return [replace(c, confidence=min(c.confidence, _SUGGESTED)) for c in near]

    def _swapped(self, name: str) -> Iterator[Candidate]:
        """Listed names with two characters side by side in the other order (ルハンクス); never sure enough to link."""
        key, forms = fold_key(name), self._lexicon.forms
        for at in range(len(key) - 1 if len(key) >= _SHORTEST_SWAPPED else 0):
            one, other = key[at], key[at + 1]
            for form in forms.get(key[:at] + other + one + key[at + 2 :], ()) if one != other else ():
                if form.use == "link":
                    detail = f"{name} is {form.text} with {one} and {other} in the other order"
                    step = Step("glyph", detail, (name, form.text))
                    yield Candidate(self._lexicon[form.entity_id], form.text, _SWAPPED, "glyph", steps=(step,))

    def _near(self, name: str, titled: bool, limit: int) -> Iterator[Candidate]:
        found = self._finder().near(name, same_type=("PERSON",) if titled else (), limit=limit)
        sure = {near.form.text for near in found if near.form.use == "link"}
        for near in found:
            if near.form.use != "link" and near.form.text in sure:  # the name means another where nothing is said
                near = replace(near, probability=min(near.probability, _SUGGESTED))
            entity = self._lexicon[near.form.entity_id]
            if near.method == "transliteration" and near.probability > _SUGGESTED and _is_far(name, near.form.text):
                near = replace(near, probability=_SUGGESTED)
            if near.method == "latin" and near.probability > _SUGGESTED and _ACRONYM.search(name):
                near = replace(near, probability=_SUGGESTED)
            detail = f"sounds like {near.form.text} (probability {near.probability:.3f})"
            if near.method == "alias":
                detail = f"the bundled lexicon knows {name} and {near.form.text} as names of one entity"
            step = Step(near.method, detail, (name, near.form.text))
            yield Candidate(entity, near.form.text, near.probability, near.method, steps=(step,))

    def _with_unit(self, name: str) -> Iterator[Candidate]:
        """Places that are listed with what they are (北見市 for 北見); never sure enough to link."""
        for unit in _UNITS if _KANJI.search(name) else ():
            for form in self._lexicon.forms.get(fold_key(name) + unit, ()):
                if form.use == "link" and self._lexicon.type_of(form) == "GPE":
                    step = Step("composition", f"{form.text} is {name} with what it is", (name, form.text))
                    yield Candidate(self._lexicon[form.entity_id], form.text, _OF_UNIT, "composition", steps=(step,))

    def _slips(self, name: str) -> Iterator[Candidate]:
        for span in self._unlisted().slips(name):
            form = span.forms[0]
            entity = self._lexicon[form.entity_id]
            yield Candidate(entity, form.text, span.probability, span.method, steps=span.steps)

    def _composed(self, name: str) -> Iterator[Candidate]:
        """A full name of listed parts, or a short word for a body (東京大), which only the resolver puts together."""
        if "・" not in name and not _KANJI.search(name):
            return
        for mention in self._resolve(name).mentions:
            whole = mention.end - mention.start == len(name)
            if whole and mention.decision is Decision.LINKED and mention.method == "composition" and mention.entity:
                yield Candidate(
                    mention.entity, mention.entity.ja, mention.confidence, "composition", steps=mention.steps
                )


@lru_cache(maxsize=16)
def _titles(text: str) -> tuple[int, ...]:
    """The offsets from which all the rest of a text is one title."""
    from entity_resolver.rules import load_rules  # a listed name needs no rules

    return tuple(load_rules().titles_to_end(text))


def _namesakes(ranked: list[Candidate]) -> bool:
    """Two entities share the best form: its sound cannot say which."""
    if len(ranked) < 2 or ranked[0].confidence != ranked[1].confidence:
        return False
    return fold_key(ranked[0].form) == fold_key(ranked[1].form)
