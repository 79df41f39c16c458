"""Small entities and glossaries for the export tests, friendly and hostile."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from entity_resolver import Entity, Lexicon, Resolution, Resolver
from entity_resolver.glossary import Glossary
from entity_resolver.model import Alias
from tests.support import bundled

LUHANSK = Entity(
    "luhansk-oblast",
    "GPE",
    "ルハンスク州",
    "Luhansk Oblast",
    part_of="ukraine",
    wikidata="Q171965",
    source="MOFA14;SEED0",
    note="占領下; 2022",
    aliases=(
        Alias("Lugansk Oblast", "en", "russian", "Luhansk Oblast", source="general"),
        Alias("Luhansk", "en", "short", use="context", source="MOFA14"),
        Alias("Луганська область", "uk", "native", source="general"),
        Alias("ルガンスク", "ja", "russian", "ルハンスク", use="context", source="KYODO-GLOSS"),
        Alias("ルガンスク州", "ja", "russian", "ルハンスク州", valid_to="2022-03-31", source="SEED0", note="旧表記"),
        Alias("ルハンスク", "ja", "short", use="context", source="MOFA14"),
    ),
)
SERVER = Entity(
    "server-inc",
    "ORG",
    "サーバー商会",
    "Server Inc.",
    source="general",
    aliases=(
        Alias("サーバ", "ja", "transliteration", "サーバー", source="general"),
        Alias("サーバー", "ja", "short", source="general"),
    ),
)
PUTIN = Entity(
    "vladimir-putin",
    "PERSON",
    "ウラジーミル・プーチン",
    "Vladimir Putin",
    source="general",
    aliases=(
        Alias("Putin", "en", "short", source="general"),
        Alias("プーチン", "ja", "short", source="general"),
    ),
)
UKRAINE = Entity("ukraine", "GPE", "ウクライナ", "Ukraine", source="general")
MALE = Entity("male", "GPE", "マレ", "Malé", source="general", aliases=(Alias("マレ", "ja", "short", use="context"),))
"""Its canonical name is listed as a form too: it links with context only."""

JAPAN = Entity("japan", "GPE", "日本", "Japan", yomi="にほん", source="general")
FRIENDLY = (LUHANSK, SERVER, PUTIN, UKRAINE, MALE, JAPAN)

HOSTILE_NAMES = (
    "=HYPERLINK(1)",
    "+1+1",
    "-2",
    "@SUM(A1)",
    "'=1",
    "''=1",
    "＝１",
    "a|b",
    "a\\b; c {d} | e",
    '"; onload="alert(1)',
    "</script><script>alert(1)</script>",
    "]]><x/>&amp;<!--",
    "key: value\n- yaml: [1",
    "tab\there",
    "a => b, c",
    "#名",
    "$1 \\n /regex/",
    "\u202eevil\u202c",
    "NUL\x00\x07",
    "| md | `x` **y** [z](javascript:1)",
    "ルハンスク\r\n州",
    "a-b¥c/d",
)


def hostile() -> tuple[Entity, ...]:
    """One entity per hostile name, which stands in every field that takes free text."""
    return tuple(
        Entity(
            f"x{number}:<{number}>",
            "ORG",
            name + "本",
            name + " en",
            source=name.strip(),
            note=name.strip(),
            aliases=(
                Alias(name + "別", "ja", "transliteration", name + "本", source=name.strip(), note=name.strip()),
                Alias(name + "other", "en", "designation", source="general"),
            ),
        )
        for number, name in enumerate(HOSTILE_NAMES)
    )


@cache
def resolver() -> Resolver:
    """A resolver that knows FRIENDLY alone, so that the bundled data may change."""
    return Resolver(Lexicon(FRIENDLY))


TEXTS = (
    "ルガンスク州とルハンスク州。日本はウクライナを支援する。",
    "プーチン氏はルガンスク州を訪れた。\r\nルハンスク州は [x](y) だ。",
)


def documents() -> list[tuple[str, Resolution]]:
    return [(f"記事{number}", resolver().resolve(text)) for number, text in enumerate(TEXTS, 1)]


def from_texts() -> Glossary:
    """The glossary of TEXTS."""
    return Glossary.collect(result for _, result in documents())


def from_lexicon() -> Glossary:
    return Glossary.of(FRIENDLY)


def comparable(entity: Entity, without_never: bool = False) -> Entity:
    """An entity whose aliases are in the order that imports give them."""
    aliases = [alias for alias in entity.aliases if not (without_never and alias.use == "never")]
    return replace(entity, aliases=tuple(sorted(aliases, key=lambda alias: (alias.form, alias.lang))))


def bundled_entities(number: int = 400) -> list[Entity]:
    """Every so-manieth entity of the bundled lexicon, one per id."""
    entities = list({entity.id: entity for entity in bundled().lexicon.entities}.values())
    return entities[:: max(len(entities) // number, 1)]
