"""Names the lexicon does not have, gathered over many texts and clustered by variant, for a person to review."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from entity_resolver.glossary import context_of
from entity_resolver.index import FuzzyIndex
from entity_resolver.model import Decision, Mention, Resolution
from entity_resolver.patterns import late
from entity_resolver.phonemes import phonemes
from entity_resolver.scorer import prepare, probability

SAME_NAME = 0.9
"""Probability from which two unlisted names are put into one cluster."""

_KANA = late(r"[ァ-ヺ]")
_ENGLISH = late(r"^[^（(。、\s]{0,10}[（(]\s*(?:英語名|英|英語)?[:：、 ]*([A-Z][A-Za-zÀ-ʯ.'’\- ]{2,40})\s*[）)、,]")
_ROMAN = {"S": "sh", "c": "ch", "T": "ts", "N": "n", "-": "", "Q": ""}


@dataclass(frozen=True, slots=True)
class Cluster:
    """One unlisted name with its spellings.

    Attributes:
        name: the most frequent spelling. forms: spelling → count, most frequent first.
        type: the likeliest entity type, or "". documents: texts that have its most widespread spelling.
        english: what the texts give in brackets, else "". romanised: the name read aloud in Latin letters, "" for kanji.
        places: up to three places as "text id:line". context: the first mention with its surroundings.
    """

    name: str
    forms: tuple[tuple[str, int], ...]
    type: str
    documents: int
    english: str
    romanised: str
    places: tuple[str, ...]
    context: str

    @property
    def count(self) -> int:
        return sum(number for _, number in self.forms)


@dataclass(slots=True)
class _Seen:
    context: str
    count: int = 0
    documents: int = 0
    types: Counter[str] = field(default_factory=Counter)
    english: Counter[str] = field(default_factory=Counter)
    places: list[str] = field(default_factory=list)


class Discovery:
    """Collects NIL mentions; memory grows with the distinct names, not with the texts.

    >>> from entity_resolver import Resolver
    >>> found = Discovery()
    >>> found.add("a", Resolver().resolve("モゴリョフスキー氏（Mogoryovsky）は語った。モゴリョフスキ氏は去った。"))
    >>> [(c.name, c.english, c.count) for c in found.clusters()]
    [('モゴリョフスキー', 'Mogoryovsky', 2)]
    """

    def __init__(self) -> None:
        self._names: dict[str, _Seen] = {}

    def add(self, text_id: str, result: Resolution) -> None:
        """Count the unlisted names of one text; a name with a suspicion of a listed one is counted too."""
        here = set()
        for mention in result.mentions:
            if mention.decision is not Decision.NIL:
                continue
            name = "".join(mention.surface.split())
            seen = self._names.get(name)
            if seen is None:
                seen = self._names[name] = _Seen(context_of(result.text, mention))
            self._count(seen, text_id, result, mention)
            if name not in here:
                seen.documents += 1
                here.add(name)

    def _count(self, seen: _Seen, text_id: str, result: Resolution, mention: Mention) -> None:
        seen.count += 1
        if mention.type:
            seen.types[mention.type] += 1
        if english := _ENGLISH.match(result.text[mention.end : mention.end + 60]):
            seen.english[english[1].strip()] += 1
        if len(seen.places) < 3:
            seen.places.append(f"{text_id}:{result.text.count(chr(10), 0, mention.start) + 1}")

    def clusters(self, skip: Iterable[str] = ()) -> list[Cluster]:
        """The clusters, most frequent first; names in `skip` (rejected or added before) are left out."""
        left_out = set(skip)
        names = [name for name in self._names if name not in left_out]
        groups = self._grouped(names)
        made = [self._cluster(group) for group in groups]
        return sorted(made, key=lambda cluster: (-cluster.count, cluster.name))

    def _grouped(self, names: list[str]) -> list[list[str]]:
        kana = [name for name in names if _KANA.search(name)]
        index = FuzzyIndex.build([phonemes(name) for name in kana])
        parent = {name: name for name in names}

        def root(name: str) -> str:
            while parent[name] != name:
                parent[name] = parent[parent[name]]
                name = parent[name]
            return name

        for name in kana:
            query = prepare(name)
            for position in index.shortlist(phonemes(name), 8):
                other = kana[position]
                if root(other) != root(name) and probability(query, prepare(other)) >= SAME_NAME:
                    parent[root(other)] = root(name)
        groups: dict[str, list[str]] = {}
        for name in names:
            groups.setdefault(root(name), []).append(name)
        return list(groups.values())

    def _cluster(self, group: list[str]) -> Cluster:
        ranked = sorted(group, key=lambda name: -self._names[name].count)  # stable: of two, the one seen first
        seen = [self._names[name] for name in ranked]
        types = sum((s.types for s in seen), Counter[str]())
        english = sum((s.english for s in seen), Counter[str]())
        return Cluster(
            ranked[0],
            tuple((name, self._names[name].count) for name in ranked),
            types.most_common(1)[0][0] if types else "",
            max(s.documents for s in seen),
            english.most_common(1)[0][0] if english else "",
            romanised(ranked[0]),
            tuple(place for s in seen for place in s.places)[:3],
            seen[0].context,
        )


def romanised(name: str) -> str:
    """A kana name in Latin letters (simplified Hepburn), words capitalised; "" where it has kanji.

    >>> romanised("スティーブ・ウィトコフ")
    'Sutibu Witokofu'
    """
    words = re.split(r"[・＝=\s]", name)
    if not words or not all(re.fullmatch(r"[ぁ-ゖァ-ヺー]+", word) for word in words):
        return ""
    return " ".join(_romanised_word(phonemes(word)).capitalize() for word in words)


def _romanised_word(sound: str) -> str:
    out = []
    for at, char in enumerate(sound):
        if char == "Q" and at + 1 < len(sound) and sound[at + 1].isalpha():
            out.append(_ROMAN.get(sound[at + 1], sound[at + 1])[0])
        else:
            out.append(_ROMAN.get(char, char))
    return "".join(out)
