"""OmegaT glossaries: source TAB target TAB comment."""

from __future__ import annotations

from collections.abc import Mapping

from entity_resolver.encoding import decode
from entity_resolver.errors import InputError
from entity_resolver.export.facts import unpack
from entity_resolver.export.terms import PREFERRED
from entity_resolver.imports.build import Builder, Facts, language_of
from entity_resolver.model import Entity


def read(data: bytes, name: str, columns: Mapping[str, str]) -> list[Entity]:
    """The direction is what our first line says, else what the script of the source says."""
    builder = Builder()
    swapped: bool | None = None
    for number, line in enumerate(decode(data, name).text.split("\n"), 1):
        if line.startswith("#"):
            if line.startswith("# entity-resolver "):
                swapped = line.split(" ")[2] == "en-ja"
            continue
        cells = [cell.strip() for cell in line.rstrip("\r").split("\t")]
        if not any(cells):
            continue
        if len(cells) < 2 or not cells[0]:
            raise InputError(f"{name}:{number}:1: source, tab, target is expected")
        languages = (
            ("en", "ja") if (language_of("", cells[0]) == "en" if swapped is None else swapped) else ("ja", "en")
        )
        _add(builder, cells, languages)
    return builder.entities()


def _add(builder: Builder, cells: list[str], languages: tuple[str, str]) -> None:
    source, target, comment = (*cells, "")[:3]
    facts = unpack(comment) if comment else {}
    first: Facts = {"form": source, "lang": languages[0]}
    if facts and "id" in facts:
        about_entity = "status" not in facts
        if not about_entity:
            builder.add(facts["id"], {"id": facts["id"], "type": facts.get("type", "")}, [first | facts])
            return
        second = {"form": target, "lang": languages[1], "status": PREFERRED}
        builder.add(facts["id"], facts, [first | {"status": PREFERRED}, second])
        return
    note = {"note": comment} if comment else {}
    # Without a word on which is which, forms with one translation are one thing, and none of them is wrong.
    name = {"form": target, "lang": languages[1]}
    builder.add(target if languages[1] == "en" else source, note, [first, name])
