"""A name → the listed forms it may be: exact first, then by sound. Never decides."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from entity_resolver.fold import fold_key
from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.patterns import late

if TYPE_CHECKING:
    from entity_resolver.scorer import Comparison, Evidence
    from entity_resolver.sounds import SoundIndex

SHORTLIST = 20
"""Names of the index that are scored for one query, at most."""
LEAST, CLOSE = 2, (1.3, 0.03)
"""Scored are the first two, and those no more than 1.3 times as far as the nearest, and 0.03;"""
MORE, SPREAD = 4, 2.0
"""where none of these is likely, four, and those no more than twice as far."""
LIKELY = 0.8
"""Chance from which no other name is looked for."""
# In running text only a sure likeness counts, and nothing where even the nearest is beyond 0.2: what scores that high
# differs by less (ザハローヴァ/ザハロワ 0.06, コスチャンチノフカ/コスチャンティニウカ 0.15).
REACH = 0.2
_IN_TEXT = 8  # names at most

INFLECTED = 0.98
"""Probability that a Cyrillic word is a case form of the listed name it may be one of."""
KNOWN_SAME = 0.99
"""Probability that two names the bundled lexicon lists for one entity are one in another lexicon too."""
KNOWN_SHARED = 0.6
"""The same where it lists one of them as a name that others bear too."""

_KANA = late(r"[ぁ-ゖァ-ヺｦ-ﾝ]")
_KANJI = late(r"[一-鿿々]")
_LETTERS = late(r"[A-Za-zÀ-ʯЀ-ӿ]")
_REMEMBERED = 16_384


@dataclass(frozen=True, slots=True)
class Near:
    """A listed form that sounds like a query.

    Attributes:
        form: the form.
        probability: calibrated, 0.0–1.0, that both are one name.
        method: transliteration (kana) or latin.
    """

    form: Form
    probability: float
    method: str


class CandidateFinder:
    """Finds listed forms by sound; every answer is cached per distinct query and depends on nothing but the lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._by_kana = lru_cache(maxsize=_REMEMBERED)(self._find_by_kana)

    def __reduce__(self) -> tuple[type[CandidateFinder], tuple[Lexicon]]:
        return (CandidateFinder, (self._lexicon,))

    @cached_property
    def _sounds(self) -> SoundIndex:
        from entity_resolver.sounds import SoundIndex  # rapidfuzz comes with it, and an exact look-up needs neither

        return SoundIndex.of(self._lexicon)

    def near(self, name: str, *, same_type: Iterable[str] = (), limit: int = 10, in_text: bool = False) -> list[Near]:
        """Forms that sound like `name` (kana, Latin or Cyrillic), best first, one per entity.

        `same_type`: entity types the context speaks for; () where it says nothing. `in_text`: only the few that could
        be linked in running text. Empty for names in kanji alone.
        """
        if _KANA.search(name):
            found: Sequence[Near] = self._by_kana(
                unicodedata.normalize("NFKC", name), tuple(sorted(same_type)), in_text, limit
            )
        elif _LETTERS.search(name) and not _KANJI.search(name):
            found = self._find_by_letters(name)
        else:
            found = ()
        return list(found[:limit])

    def _find_by_kana(self, name: str, types: tuple[str, ...], in_text: bool, limit: int) -> tuple[Near, ...]:
        sounds, known = self._sounds, self._known_ids(name)
        likely = self._likely(name, known, types, in_text)
        also = list(self._by_bundled(known, in_text)) if known else ()
        best: dict[str, Near] = {}
        for chance, slot in _first_slots(likely, sounds.owners, len(sounds.owners) if also else limit):
            form = sounds.form(slot)
            best[form.entity_id] = Near(form, chance, "transliteration")
        for near in also:
            if near.form.entity_id not in best or near.probability > best[near.form.entity_id].probability:
                best[near.form.entity_id] = near
        return tuple(sorted(best.values(), key=lambda near: (-near.probability, near.form.entity_id)))

    def _likely(
        self, name: str, known: frozenset[str] = frozenset(), types: tuple[str, ...] = (), in_text: bool = False
    ) -> list[tuple[float, Sequence[int]]]:
        """The names that sound like this one: how likely each is, and the slots of its forms."""
        from entity_resolver.scorer import FARTHEST, USUAL

        found = self._heard(name, in_text)
        scored = self._scored(name, found, known, types, USUAL if in_text else FARTHEST) if found else []
        return _with_chances(scored, self._sounds.owners)

    def _heard(self, name: str, in_text: bool) -> list[tuple[float, int]]:
        """Distance and position of the names that sound most like this one, nearest first."""
        from entity_resolver.phonemes import phonemes
        from entity_resolver.scorer import FARTHEST

        index, heard = self._sounds.index, phonemes(name)
        return index.within(heard, REACH, _IN_TEXT) if in_text else index.nearest(heard, SHORTLIST, FARTHEST)

    def comparison(self, name: str, form: str, types: Iterable[str] = (), *, in_text: bool = False) -> Comparison:
        """How a name compares with a listed form by sound, as `near` compares them, with every reason.

        `form` stands as it is listed; ValueError where it does not.
        """
        from entity_resolver.scorer import FARTHEST, USUAL, compare

        if all(listed.text != form for listed in self._lexicon.forms.get(fold_key(form), ())):
            raise ValueError(f"{form!r} is no form of the lexicon")
        name, asked = unicodedata.normalize("NFKC", name), tuple(sorted(types))
        found, known = self._heard(name, in_text), self._known_ids(name)
        for at, (_, position) in enumerate(found):
            if self._sounds.text(position) == form:
                own = self._sounds.type(self._sounds.slots(position)[0]) if asked else ""
                evidence = self._evidence(form, known, own, asked)
                return compare(name, form, evidence, self._following(found, at, USUAL if in_text else FARTHEST))
        nearer = found[0][0] if found else FARTHEST  # it was found by what else it is called
        return compare(name, form, self._evidence(form, known), nearer)

    def _scored(
        self,
        name: str,
        found: Sequence[tuple[float, int]],
        known: frozenset[str],
        types: tuple[str, ...],
        beyond: float,
    ) -> list[tuple[float, Sequence[int]]]:
        """Names of the index → the chance of each, and its slots; where the context speaks for a type, apart by type.

        `beyond`: how far the name is taken to be that comes after all of these.
        """
        from entity_resolver.scorer import belief, chance, margin, prepare

        sounds, query = self._sounds, prepare(name)
        scored: list[tuple[float, Sequence[int]]] = []
        few, many = self._worth_scoring([distance for distance, _ in found])
        for at, (distance, position) in enumerate(found[:many]):
            if at == few and max(likely for likely, _ in scored) >= LIKELY:
                break
            text, slots = sounds.text(position), sounds.slots(position)
            form, apart = prepare(text), margin(distance, self._following(found, at, beyond))
            if not types:
                scored.append((chance(belief(query, form, self._evidence(text, known)), apart), slots))
                continue
            by_evidence: dict[Evidence, list[int]] = {}
            for slot in slots:
                by_evidence.setdefault(self._evidence(text, known, sounds.type(slot), types), []).append(slot)
            scored += [(chance(belief(query, form, e), apart), some) for e, some in by_evidence.items()]
        return scored

    @staticmethod
    def _worth_scoring(distances: Sequence[float]) -> tuple[int, int]:
        """How many of the names at these distances, nearest first, are the one that is meant as a rule, and how many could be."""
        nearest, (times, more) = distances[0], CLOSE
        few = bisect_right(distances, nearest * times + more)
        return max(LEAST, few), max(MORE, few, bisect_right(distances, nearest * SPREAD))

    def _following(self, found: Sequence[tuple[float, int]], at: int, beyond: float) -> float:
        """Distance of the nearest name beside this one that is another entity's and sounds otherwise."""
        sounds, (own_distance, own) = self._sounds, found[at]
        entities = sounds.entities(own)
        for place, (distance, other) in enumerate(found):
            if place == at or entities >= sounds.entities(other):
                continue
            if distance != own_distance or not _sound_alike(sounds.text(other), sounds.text(own)):
                return distance
        return beyond

    def _by_bundled(self, known: frozenset[str], in_text: bool) -> Iterator[Near]:
        """Forms of this lexicon that the bundled one lists for the same entity as the query (キエフ finds your キーウ); for a
        look-up also those listed with a need for context, and where there are none, those that sound like a listed one."""
        bundled = Lexicon.bundled()
        if bundled is self._lexicon:
            return
        for id_ in sorted(known):
            seen: set[str] = set()
            others = [form for form in bundled.forms_of(bundled[id_]) if form.use == "link" or not in_text]
            for listed in sorted(others, key=lambda form: form.use != "link"):
                for form in self._lexicon.forms.get(fold_key(listed.text), ()):
                    if form.entity_id not in seen and listed.use != "never":
                        seen.add(form.entity_id)
                        sure = listed.use == "link" and self._may_be(form, id_)
                        yield Near(form, KNOWN_SAME if sure else KNOWN_SHARED, "alias")
            if not seen and not in_text:
                yield from self._like_any(
                    id_, (form.text for form in others if form.use == "link" and form.lang == "ja")
                )

    def _may_be(self, form: Form, id_: str) -> bool:
        """Does the English name of what a form stands for here, where it has one, stand for that entity in the bundled lexicon?

        Asked where nothing but the bundled lexicon says that two names are one, and not their sound.
        """
        entity = self._lexicon.get(form.entity_id)
        return entity is None or entity.en in ("", entity.ja) or id_ in self._known_ids(entity.en)

    def _like_any(self, id_: str, names: Iterable[str]) -> Iterator[Near]:
        """What a name known by several forms may be here, by the sound of each."""
        for name in names:
            if _KANA.search(name):
                for chance, slot in _first_slots(self._likely(name), self._sounds.owners, 1):
                    if chance >= KNOWN_SHARED:
                        form = self._sounds.form(slot)
                        most = KNOWN_SAME if self._may_be(form, id_) else KNOWN_SHARED
                        yield Near(form, min(chance, most), "transliteration")

    def _known_ids(self, name: str) -> frozenset[str]:
        return frozenset(form.entity_id for form in Lexicon.bundled().forms.get(fold_key(name), ()))

    def _evidence(self, form: str, known: frozenset[str], type_: str = "", types: tuple[str, ...] = ()) -> Evidence:
        from entity_resolver.scorer import NOTHING_KNOWN, Evidence

        if not (known or type_):
            return NOTHING_KNOWN
        same_known = bool(known) and bool(known & self._known_ids(form))
        return Evidence(
            query_known_other=bool(known) and not same_known,
            query_known_same=same_known,
            same_type=type_ in types if type_ and types else None,
        )

    def _find_by_letters(self, name: str) -> list[Near]:
        from entity_resolver.cyrillic import has_cyrillic, nominatives
        from entity_resolver.latin import bundled_model, rank

        sounds = self._sounds
        best: dict[str, Near] = {}
        for plain in nominatives(name) if has_cyrillic(name) else ():
            for form in self._lexicon.forms.get(fold_key(plain), ()):
                if form.use == "link" and not best:
                    best[form.entity_id] = Near(form, INFLECTED, "latin")
        for candidate in rank(bundled_model(), name, sounds.index, sounds.strings, SHORTLIST):
            for form in map(sounds.form, sounds.slots(candidate.position)):
                if candidate.probability > best.get(form.entity_id, _NOTHING).probability:
                    best[form.entity_id] = Near(form, round(candidate.probability, 4), "latin")
        return sorted(best.values(), key=lambda near: (-near.probability, near.form.entity_id))


_NOTHING = Near(Form("", "", "", "", ""), -1.0, "")


def _sound_alike(one: str, other: str) -> bool:
    from entity_resolver.phonemes import phonemes

    return phonemes(one) == phonemes(other)


def _with_chances(
    scored: Sequence[tuple[float, Sequence[int]]], owners: Sequence[int]
) -> list[tuple[float, Sequence[int]]]:
    """The scored names, likeliest first, each with those of its slots whose entity has no likelier one."""
    claimed: set[int] = set()
    kept: list[tuple[float, Sequence[int]]] = []
    for chance, slots in sorted(scored, key=lambda found: -found[0]):
        own = [owners[slot] for slot in slots]
        if not claimed.isdisjoint(own):
            slots = [slot for slot, owner in zip(slots, own, strict=True) if owner not in claimed]
        claimed.update(own)
        if slots:
            kept.append((round(chance, 6), slots))
    return kept


def _first_slots(
    likely: Iterable[tuple[float, Sequence[int]]], owners: Sequence[int], limit: int
) -> list[tuple[float, int]]:
    """The likeliest forms, those that are as likely in the order of their entities' ids."""
    by_chance: dict[float, list[Sequence[int]]] = {}
    for chance, slots in likely:
        by_chance.setdefault(chance, []).append(slots)
    found: list[tuple[float, int]] = []
    for chance in sorted(by_chance, reverse=True):
        left, (slots, *more) = limit - len(found), by_chance[chance]
        if left <= 0:
            break
        if more:
            slots = sorted([*slots, *chain.from_iterable(more)], key=owners.__getitem__)
        found += [(chance, slot) for slot in slots[:left]]
    return found
