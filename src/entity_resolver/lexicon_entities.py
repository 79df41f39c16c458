"""Two entries for one entity, of an earlier and a later lexicon, as one."""

from __future__ import annotations

from dataclasses import replace

from entity_resolver.fold import fold_key
from entity_resolver.model import VARIANT_KINDS, Alias, Entity


def merged_entity(old: Entity, new: Entity) -> Entity:
    """`old` with every field that `new` fills in, and the forms of both."""
    listed = {fold_key(form) for form in (new.ja, new.en, *(alias.form for alias in new.aliases))}
    kinds = {alias.form: alias.kind for alias in old.aliases}
    aliases = list(new.aliases)
    for alias in old.aliases:
        if fold_key(alias.form) not in listed:
            aliases.append(replace(alias, variant_of=new.ja) if alias.variant_of == old.ja else alias)
    if fold_key(old.ja) not in listed:
        aliases.append(_former_canonical(old.ja, new.ja, kinds))
    if fold_key(old.en) not in listed:
        aliases.append(Alias(old.en, "en", "designation", source=old.source))
    return Entity(
        old.id,
        new.type or old.type,
        new.ja,
        new.en,
        new.yomi or old.yomi,
        new.part_of or old.part_of,
        new.wikidata or old.wikidata,
        new.source or old.source,
        new.note or old.note,
        tuple(aliases),
    )


def _former_canonical(old: str, new: str, kinds: dict[str, str]) -> Alias:
    """The old canonical form as an alias of the new: a variant of it unless it is another designation."""
    contained = fold_key(old) in fold_key(new) or fold_key(new) in fold_key(old)
    if contained or kinds.get(new, "transliteration") not in VARIANT_KINDS:
        return Alias(old, "ja", "designation", source="merged")
    return Alias(old, "ja", "transliteration", new, source="merged")
