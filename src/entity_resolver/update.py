"""Two lexicons → which texts can read differently. Everything a text asks of a lexicon is a key in it, a name near it, or an entity.

A text is touched where it holds a key of a changed entity (or one that is such a key with a kanji changed, or with
glyphs that are confused), or a katakana name within reach of one by sound for which the two have not the same answer.
Entities count as changed too where what they are part of has moved or is of another type. A text may be touched and read
as before; an untouched one reads as before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from entity_resolver.candidates import REACH
from entity_resolver.fold import fold_key, fold_views
from entity_resolver.glyph_classes import KANA_NAME, by_class, confusable_pairs
from entity_resolver.index import begins_within, weighed
from entity_resolver.kanji_slips import changed_forms
from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.lists import UNITS
from entity_resolver.model import Entity
from entity_resolver.phonemes import phonemes
from entity_resolver.phrases import phrase_suffixes
from entity_resolver.resolver import Resolver
from entity_resolver.rules import alternation, columns
from entity_resolver.runs import RUN
from entity_resolver.sounds import has_sound
from entity_resolver.surnames import of_the_family

# A name that is asked for by sound begins with katakana, and may go on with whatever a word has (州, 研究センター, &).
_RUN = re.compile(r"[ァ-ヺー][^ぁ-ん、。，,「」『』()!?\n]*")
_START = re.compile(r"(?<![ァ-ヺー])[ァ-ヺー]")
_KATAKANA = re.compile(r"[ァ-ヺー]")
_REMEMBERED = 16_384
_LONGEST_COUNTRY = 20
"""Characters of a country's name before that of a body."""


class Touch:
    """Says of a text whether a change of the lexicon can touch it.

    >>> from entity_resolver.model import Entity
    >>> old = Lexicon([Entity("a", "GPE", "ルビノヴァ", "Rubinova")])
    >>> new = old | Lexicon([Entity("b", "GPE", "アルマリク", "Almaryk")])
    >>> touch = Touch(Resolver(old), Resolver(new))
    >>> touch("ルビノヴァで"), touch("アルマリックで")
    (False, True)
    """

    def __init__(self, before: Resolver, after: Resolver) -> None:
        """Two resolvers that differ in nothing but the lexicon."""
        old, new = before.lexicon, after.lexicon
        keys = set(_changed_keys(old, new))
        keys |= {rest for lexicon in (old, new) for key in keys for rest in _behind_countries(key, lexicon)}
        keys |= {key[:-1] for key in keys if key.endswith("大学")}  # 東京大
        keys |= {
            key.removesuffix(unit) for key in keys for unit in UNITS if key.endswith(unit) and len(key) > len(unit) + 1
        }
        forms = {form for lexicon in (old, new) for key in keys for form in lexicon.forms.get(key, ())}
        sounding = [form for form in forms if has_sound(form)]
        sought = {*keys, *(variant for key in keys for variant, _ in changed_forms(key))}
        self._keys = _automaton(sought)
        self._parted = _automaton(key for key in sought if not key.isalnum())
        """Those with a character that a text's own key may lack."""
        self._classes = _automaton(by_class(key) for key in keys if KANA_NAME.fullmatch(key))
        self._sounds = sorted({weighed(phonemes(form.text)) for form in sounding})
        self._phrase_end = re.compile(alternation(suffix.text for suffix in phrase_suffixes()))
        self._near = lru_cache(maxsize=_REMEMBERED)(self._is_near)
        self._classed = lru_cache(maxsize=_REMEMBERED)(self._is_classed)
        self._both = before, after

    def __call__(self, text: str) -> bool:
        """Can the text read differently?"""
        folded, key = fold_views(text)
        if _hits(self._keys, key) or _hits(self._parted, folded):
            return True
        if any(map(self._classed, _kana_like().findall(folded))):
            return True
        if not self._sounds or not any(map(self._near, _RUN.findall(folded))):
            return False
        return any(self._reads_otherwise(folded, run) for run in _RUN.finditer(folded) if self._near(run[0]))

    def _reads_otherwise(self, text: str, run: re.Match[str]) -> bool:
        """Are the two not of one mind about the names in a run, of which one is within reach of a changed name?"""
        for part in RUN.finditer(text, *run.span()):
            before, after = (resolver.spellings(text, *part.span()) for resolver in self._both)
            if before is None or before != after:
                return True
        return False

    def _is_classed(self, run: str) -> bool:
        """Does the run hold a changed name but for glyphs that are confused?"""
        return _hits(self._classes, by_class(run))

    def _is_near(self, run: str) -> bool:
        """Is a part of the run that may be asked for within reach of a changed name?"""
        phrase = self._phrase_end.search(run)  # then a name may begin with any token (…ハルキウ国立大学)
        starts = (match.start() for match in (_KATAKANA if phrase else _START).finditer(run))
        return any(begins_within(weighed(phonemes(run[start:])), self._sounds, REACH) for start in starts)


def _changed_keys(old: Lexicon, new: Lexicon) -> Iterator[str]:
    """The keys under which the two lexicons may answer differently."""
    before, after = old.digests(), new.digests()
    changed = {id_ for id_, _ in before.items() ^ after.items()}
    changed |= old.wholes ^ new.wholes  # a town that something is part of now may have ministers
    said, says = old.settled(), new.settled()
    for name in {*said, *says}:
        if said.get(name) != says.get(name):
            if name.startswith("\0"):
                yield name[1:]
                # a name of one's own goes before any style, and the style speaks of all forms of its entity
                changed.update(id_ for told in (said, says) for id_ in told.get(name, ()))
            else:
                changed.update((name, *said.get(name, ()), *says.get(name, ())))
    yield from (sign for sign, id_ in columns("party_signs", "sign", "entity_id") if id_ in changed)
    seats = list(columns("office_holders", "place", "entity_id"))
    for lexicon in (old, new):
        touched = {*changed, *_parts_of(_moved(changed, old, new), lexicon)}
        touched.update(holder for place, holder in seats if place in touched)
        for id_ in touched:
            entity = lexicon.get(id_)
            for form in lexicon.forms_of(entity) if entity else ():
                if key := fold_key(form.text):
                    yield key
                yield from _of_the_family(form, entity)


def _of_the_family(form: Form, entity: Entity | None) -> Iterator[str]:
    """The surnames that tell of somebody by the given name (ナワリヌイ氏の妻の|ユリアさん)."""
    if entity is not None and entity.type == "PERSON" and "・" in form.text:
        yield from map(fold_key, of_the_family(form.text.rpartition("・")[2]))


def _behind_countries(key: str, lexicon: Lexicon) -> Iterator[str]:
    """What is left of a key behind a country's name: 米|司法省 is read where アメリカ合衆国司法省 stands too."""
    for end in range(1, min(_LONGEST_COUNTRY, len(key) - 1)):
        if any(map(lexicon.is_country, lexicon.forms.get(key[:end], ()))):
            yield key[end:]


def _moved(ids: Iterable[str], old: Lexicon, new: Lexicon) -> set[str]:
    """Those that are of another type or part of something else than they were, or were not there."""
    places = ({id_: (e.type, e.part_of) for id_ in ids if (e := lexicon.get(id_))} for lexicon in (old, new))
    before, after = places
    return {id_ for id_ in ids if before.get(id_) != after.get(id_)}


def _parts_of(ids: set[str], lexicon: Lexicon) -> Iterator[str]:
    """Everything that is part of one of these, of a part of one, and so on."""
    parents = lexicon.parents() if ids else {}
    for id_ in parents:
        seen, parent = {id_}, parents.get(id_, "")
        while parent and parent not in seen:
            if parent in ids:
                yield id_
                break
            seen.add(parent)
            parent = parents.get(parent, "")


@lru_cache(maxsize=1)
def _kana_like() -> re.Pattern[str]:
    """What a listed name may be whose glyphs are confused (`KANA_NAME`)."""
    glyphs = "".join(sorted({glyph for pair in confusable_pairs() for glyph in pair}))
    return re.compile("[ァ-ヺー{0}]{{3,}}[ァ-ヺー{0}一-鿿]*".format(re.escape(glyphs)))


def _automaton(words: Iterable[str]) -> Any:
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for word in words:
        automaton.add_word(word, True)
    if not len(automaton):
        return None
    automaton.make_automaton()
    return automaton


def _hits(automaton: Any, text: str) -> bool:
    return automaton is not None and next(iter(automaton.iter(text)), None) is not None
