"""A name → the listed forms it may be: exact first, then by sound. Never decides."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from entity_resolver.fold import fold_key
from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.patterns import late
from entity_resolver.tokens import Tokenizer

if TYPE_CHECKING:
    from entity_resolver.scorer import Evidence, Score
    from entity_resolver.sounds import SoundIndex

SHORTLIST = 20
"""Names of the index that are scored for one query, at most."""
SPREAD = 2.0
"""Beyond `scorer.NEIGHBOURS`, only those are scored that are no more than so many times as far as the nearest."""
# In running text only a sure likeness counts. Eight, since the scorer wants to see six rivals; and nothing where even the
# nearest is beyond 0.2: what scores that high differs by less (ザハローヴァ/ザハロワ 0.06, コスチャンチノフカ/コスチャンティニウカ 0.15).
_RIVALS = 8
REACH = 0.2

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

    def __init__(self, lexicon: Lexicon, tokenizer: Tokenizer) -> None:
        self._lexicon = lexicon
        self._tokenizer = tokenizer
        self._by_kana = lru_cache(maxsize=_REMEMBERED)(self._find_by_kana)
        self._in_dictionary = lru_cache(maxsize=_REMEMBERED)(tokenizer.in_dictionary)

    def __reduce__(self) -> tuple[type[CandidateFinder], tuple[Lexicon, Tokenizer]]:
        return (CandidateFinder, (self._lexicon, self._tokenizer))

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
        from entity_resolver.phonemes import phonemes
        from entity_resolver.scorer import NEIGHBOURS

        index, heard = self._sounds.index, phonemes(name)
        positions = (
            index.within(heard, REACH, _RIVALS) if in_text else index.shortlist(heard, SHORTLIST, NEIGHBOURS, SPREAD)
        )
        return _with_chances(list(self._scored(name, positions, known, types)), self._sounds.owners)

    def _scored(
        self, name: str, positions: Sequence[int], known: frozenset[str], types: tuple[str, ...]
    ) -> Iterator[_Alike]:
        """The names at these positions with their scores; where the context speaks for a type, apart by type."""
        from entity_resolver.scorer import prepare, score

        if not positions:  # as for most names in running text
            return
        sounds, query = self._sounds, prepare(name)
        in_dictionary = self._in_dictionary(name)
        for position in positions:
            text, slots = sounds.text(position), sounds.slots(position)
            form = prepare(text)
            if not types:
                own = score(query, form, self._evidence(text, known, in_dictionary, "", types))
                yield _Alike(own, (form.kana, form.suffix), slots)
                continue
            by_evidence: dict[Evidence, list[int]] = {}
            for slot in slots:
                evidence = self._evidence(text, known, in_dictionary, sounds.type(slot), types)
                by_evidence.setdefault(evidence, []).append(slot)
            for evidence, some in by_evidence.items():
                yield _Alike(score(query, form, evidence), (form.kana, form.suffix), some)

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
                        yield Near(form, KNOWN_SAME if listed.use == "link" else KNOWN_SHARED, "alias")
            if not seen and not in_text:
                yield from self._like_any(form.text for form in others if form.use == "link" and form.lang == "ja")

    def _like_any(self, names: Iterable[str]) -> Iterator[Near]:
        """What a name known by several forms may be here, by the sound of each."""
        for name in names:
            if _KANA.search(name):
                for chance, slot in _first_slots(self._likely(name), self._sounds.owners, 1):
                    if chance >= KNOWN_SHARED:
                        yield Near(self._sounds.form(slot), min(chance, KNOWN_SAME), "transliteration")

    def _known_ids(self, name: str) -> frozenset[str]:
        return frozenset(form.entity_id for form in Lexicon.bundled().forms.get(fold_key(name), ()))

    def _evidence(
        self, form: str, known: frozenset[str], in_dictionary: bool, type_: str, types: tuple[str, ...]
    ) -> Evidence:
        from entity_resolver.scorer import NOTHING_KNOWN, Evidence

        if not (known or in_dictionary or type_):
            return NOTHING_KNOWN
        same_known = bool(known) and bool(known & self._known_ids(form))
        return Evidence(
            query_known_other=bool(known) and not same_known,
            query_known_same=same_known,
            query_in_dictionary=in_dictionary,
            form_in_dictionary=in_dictionary and self._in_dictionary(form),
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


class _Alike(NamedTuple):
    """A listed name beside the query: its score, how it is written, and the slots of its forms."""

    score: Score
    written: tuple[str, str]
    slots: Sequence[int]


def _with_chances(names: Sequence[_Alike], owners: Sequence[int]) -> list[tuple[float, Sequence[int]]]:
    """Names → the probability of each beside those of its forms whose entity has no better one among them."""
    from entity_resolver.scorer import probabilities

    claimed: set[int] = set()
    kept: dict[int, Sequence[int]] = {}
    for at in sorted(range(len(names)), key=lambda at: names[at].score, reverse=True):
        slots = names[at].slots
        own = [owners[slot] for slot in slots]
        if not claimed.isdisjoint(own):
            slots = [slot for slot, owner in zip(slots, own, strict=True) if owner not in claimed]
        claimed.update(own)
        if slots:
            kept[at] = slots
    order = sorted(kept)
    chances = probabilities([names[at].score for at in order], [names[at].written for at in order])
    return [(round(chance, 6), kept[at]) for chance, at in zip(chances, order, strict=True)]


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
