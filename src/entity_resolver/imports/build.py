"""Terms as a file gives them → entities. What the file does not say is filled in so that nothing wrong is rewritten."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from entity_resolver.export.terms import CANONICAL, DEPRECATED, PREFERRED, SUPERSEDED
from entity_resolver.fold import fold_key
from entity_resolver.lexicon_flat import slug
from entity_resolver.model import CANONICAL_KINDS, TYPES, USES, VARIANT_KINDS, Alias, Entity

Facts = dict[str, str]
"""Facts by the keys of export/facts.py; those of a term have `form`, `lang` and what is known of it."""

_JAPANESE = re.compile(r"[ぁ-んァ-ヺー一-龠々〆ヶｦ-ﾟ]")


class Builder:
    """Collects the terms of each entity, in the order of the file."""

    def __init__(self) -> None:
        self._facts: dict[str, Facts] = {}
        self._terms: dict[str, dict[tuple[str, str, str], Facts]] = {}

    def add(self, key: str, facts: Mapping[str, str], terms: Sequence[Facts]) -> None:
        """More of the entity that the file calls `key`.

        A canonical name may be listed as a form too, where it needs context to link: they differ by kind.
        """
        mine = self._facts.setdefault(key, {})
        for name, value in facts.items():
            mine.setdefault(name, value)
        forms = self._terms.setdefault(key, {})
        for term in terms:
            if not term["form"].strip():
                continue
            place = (term["form"], term["lang"], term.get("kind", ""))
            forms[place] = forms.get(place, {}) | {name: value for name, value in term.items() if value}

    def entities(self) -> list[Entity]:
        """Every entity that has a name in Japanese or English."""
        taken: set[str] = {facts["id"] for facts in self._facts.values() if facts.get("id")}
        found = []
        for key, facts in self._facts.items():
            terms = list(self._terms[key].values())
            if any(term["lang"] in ("ja", "en") for term in terms):
                found.append(_entity(facts, terms, taken))
        return found


def _entity(facts: Facts, terms: list[Facts], taken: set[str]) -> Entity:
    ja_term, en_term = _canonical(terms, "ja"), _canonical(terms, "en")
    ja = ja_term["form"] if ja_term else (en_term or terms[0])["form"]
    en = en_term["form"] if en_term else ja
    id_ = facts.get("id") or _unused(slug(en if en_term else ja), taken)
    taken.add(id_)
    type_ = facts.get("type", "").upper()
    aliases = [_alias(term, ja, en) for term in terms if term is not ja_term and term is not en_term]
    return Entity(
        id_,
        type_ if type_ in TYPES else "",
        ja,
        en,
        facts.get("yomi", ""),
        facts.get("part of", ""),
        facts.get("wikidata", ""),
        facts.get("source", ""),
        facts.get("note", ""),
        tuple(sorted(aliases, key=lambda alias: (alias.form, alias.lang))),
    )


def _canonical(terms: list[Facts], lang: str) -> Facts | None:
    """The name that stands for the entity: the one without a kind, preferred over admitted over forbidden."""
    own = [term for term in terms if term["lang"] == lang]
    ranks = {PREFERRED: 0, DEPRECATED: 2, SUPERSEDED: 2}
    named = [term for term in own if term.get("kind", CANONICAL) == CANONICAL] or own
    return min(named, key=lambda term: ranks.get(term.get("status", ""), 1), default=None)


def _unused(id_: str, taken: set[str]) -> str:
    number, candidate = 1, id_
    while candidate in taken:
        number += 1
        candidate = f"{id_}-{number}"
    return candidate


def _alias(term: Facts, ja: str, en: str) -> Alias:
    kind, variant_of = term.get("kind", ""), term.get("variant of", "")
    if kind not in CANONICAL_KINDS | VARIANT_KINDS:
        kind, variant_of = _guess(term, ja, en)
    use = term.get("use", "link")
    return Alias(
        term["form"],
        term["lang"],
        kind,
        variant_of,
        use if use in USES else "link",
        term.get("valid from", ""),
        term.get("valid to", ""),
        term.get("source", ""),
        term.get("note", ""),
    )


def _guess(term: Facts, ja: str, en: str) -> tuple[str, str]:
    """Kind and target of a form of which only its status is known."""
    form, canonical = term["form"], {"ja": ja, "en": en}.get(term["lang"], "")
    status = term.get("status", "")
    if not canonical:
        return "native", ""
    if len(form) == 1:
        return "abbreviation", ""
    own, whole = fold_key(form), fold_key(canonical)
    if status == SUPERSEDED:
        return "former", ""
    if own in whole or whole in own:
        return ("short" if own in whole else "full"), ""
    if status == DEPRECATED:
        return "transliteration", canonical
    return term.get("type kind") or "designation", ""


def language_of(code: str, form: str = "") -> str:
    """The primary language of a code like ja-JP; for no code, what the script of the form says."""
    primary = re.split(r"[-_]", code.strip().lower())[0]
    return primary or ("ja" if _JAPANESE.search(form) else "en")
