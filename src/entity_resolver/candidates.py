"""A name → the listed forms it may be: exact first, then by sound. Never decides."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from entity_resolver.cyrillic import has_cyrillic, nominatives
from entity_resolver.fold import fold_key
from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.patterns import late
from entity_resolver.tokens import Tokenizer

if TYPE_CHECKING:
    from entity_resolver.scorer import Evidence
    from entity_resolver.sounds import SoundIndex

SHORTLIST = 20
"""Names of the index that are scored for one query."""
# In running text only a sure likeness counts. Eight, since the scorer wants to see six rivals; and nothing where even the
# nearest is beyond 0.2: what scores that high differs by less (ザハローヴァ/ザハロワ 0.06, コスチャンチノフカ/コスチャンティニウカ 0.15).
_RIVALS = 8
REACH = 0.2

INFLECTED = 0.98
"""Probability that a Cyrillic word is a case form of the listed name it may be one of."""
KNOWN_SAME = 0.99
"""Probability that two names the bundled lexicon lists for one entity are one in another lexicon too."""

_KANA = late(r"[ぁ-ゖァ-ヺｦ-ﾝ]")
_KANJI = late(r"[一-鿿々]")
_LETTERS = late(r"[A-Za-zÀ-ʯЀ-ӿ]")
_REMEMBERED = 65_536


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
                unicodedata.normalize("NFKC", name), tuple(sorted(same_type)), in_text
            )
        elif _LETTERS.search(name) and not _KANJI.search(name):
            found = self._find_by_letters(name)
        else:
            found = ()
        return list(found[:limit])

    def _find_by_kana(self, name: str, types: tuple[str, ...], in_text: bool) -> tuple[Near, ...]:
        from entity_resolver.phonemes import phonemes
        from entity_resolver.scorer import Score, prepare, probabilities, score

        sounds = self._sounds
        query = prepare(name)
        known = self._known_ids(name)
        in_dictionary = self._in_dictionary(name)
        best: dict[str, tuple[Score, Form]] = {}
        scored: dict[tuple[str, Evidence], Score] = {}
        index, heard = sounds.index, phonemes(name)
        for position in index.within(heard, REACH, _RIVALS) if in_text else index.shortlist(heard, SHORTLIST):
            form = sounds.form(position)
            evidence = self._evidence(form, known, in_dictionary, types)
            own = scored.get((form.text, evidence))
            if own is None:  # a gazetteer has many namesakes
                own = scored[form.text, evidence] = score(query, prepare(form.text), evidence)
            if form.entity_id not in best or own > best[form.entity_id][0]:
                best[form.entity_id] = (own, form)
        prepared = [prepare(form.text) for _, form in best.values()]
        chances = probabilities([own for own, _ in best.values()], [(p.kana, p.suffix) for p in prepared])
        found = [
            Near(form, round(chance, 6), "transliteration")
            for chance, (_, form) in zip(chances, best.values(), strict=True)
        ]
        unique: dict[str, Near] = {}
        for near in (*found, *self._by_bundled(known)):
            if near.form.entity_id not in unique or near.probability > unique[near.form.entity_id].probability:
                unique[near.form.entity_id] = near
        return tuple(sorted(unique.values(), key=lambda near: (-near.probability, near.form.entity_id)))

    def _by_bundled(self, known: frozenset[str]) -> Iterator[Near]:
        """Forms of this lexicon that the bundled one lists for the same entity as the query (キエフ finds your キーウ)."""
        bundled = Lexicon.bundled()
        if bundled is self._lexicon:
            return
        for id_ in sorted(known):
            seen = set()
            for listed in bundled.forms_of(bundled[id_]):
                for form in self._lexicon.forms.get(fold_key(listed.text), ()):
                    if form.entity_id not in seen and listed.use == "link":
                        seen.add(form.entity_id)
                        yield Near(form, KNOWN_SAME, "alias")

    def _known_ids(self, name: str) -> frozenset[str]:
        return frozenset(form.entity_id for form in Lexicon.bundled().forms.get(fold_key(name), ()))

    def _evidence(self, form: Form, known: frozenset[str], in_dictionary: bool, types: tuple[str, ...]) -> Evidence:
        from entity_resolver.scorer import Evidence

        same_known = bool(known) and bool(known & self._known_ids(form.text))
        entity = self._lexicon.get(form.entity_id)
        same_type = None if not types or entity is None or not entity.type else entity.type in types
        return Evidence(
            query_known_other=bool(known) and not same_known,
            query_known_same=same_known,
            query_in_dictionary=in_dictionary,
            form_in_dictionary=in_dictionary and self._in_dictionary(form.text),
            same_type=same_type,
        )

    def _find_by_letters(self, name: str) -> list[Near]:
        from entity_resolver.latin import bundled_model, rank

        sounds = self._sounds
        best: dict[str, Near] = {}
        for plain in nominatives(name) if has_cyrillic(name) else ():
            for form in self._lexicon.forms.get(fold_key(plain), ()):
                if form.use == "link" and not best:
                    best[form.entity_id] = Near(form, INFLECTED, "latin")
        for candidate in rank(bundled_model(), name, sounds.index, sounds.strings, SHORTLIST):
            form = sounds.form(candidate.position)
            if candidate.probability > best.get(form.entity_id, _NOTHING).probability:
                best[form.entity_id] = Near(form, round(candidate.probability, 4), "latin")
        return sorted(best.values(), key=lambda near: (-near.probability, near.form.entity_id))


_NOTHING = Near(Form("", "", "", "", ""), -1.0, "")
