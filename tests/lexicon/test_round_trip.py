"""Every listed form, in a sentence that says nothing: it is found, means what it should, and is written as it should.

One test per data file, all failures of a file together. One-character signs are the compound grammar's (tests/unit).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import pytest

from entity_resolver import Lexicon, Resolver
from entity_resolver.bundled import bundled_path
from entity_resolver.fold import fold_key
from entity_resolver.lexicon import Form
from entity_resolver.model import Decision, Mention
from entity_resolver.rules import load_rules
from entity_resolver.surnames import is_bare_variant
from entity_resolver.tables import read_rows

FILES = sorted(file.stem for file in (bundled_path() / "entities").glob("*.tsv"))
KATAKANA = re.compile(r"[ァ-ヺー]{3,}")
JAPANESE = re.compile(r"[ぁ-んァ-ヺー一-龠々]")
LATIN = re.compile(r"[A-Za-z][A-Za-z ]+[A-Za-z]")
BEFORE, AFTER = "話題は、", "、だ。"


@lru_cache(maxsize=1)
def resolver() -> Resolver:
    return Resolver()


@lru_cache(maxsize=1)
def ids_by_file() -> dict[str, frozenset[str]]:
    folder = bundled_path() / "entities"
    return {stem: frozenset(row["id"] for row in read_rows(folder / f"{stem}.tsv")) for stem in FILES}


def forms_of(stem: str) -> Iterator[tuple[Form, bool]]:
    """The forms of a file that can be matched, and whether each one links by itself."""
    lexicon = Lexicon.bundled()
    ids = ids_by_file()[stem]
    for entity in lexicon:
        if entity.id not in ids:
            continue
        for form in lexicon.forms_of(entity):
            key = fold_key(form.text)
            matched = next((f for f in lexicon.forms[key] if f.entity_id == entity.id), None)
            if len(key) > 1 and matched is not None and matched.text == form.text:
                yield matched, matched.use == "link"


def mention_at(text: str, start: int, end: int) -> Mention | None:
    return next((m for m in resolver().resolve(text).mentions if (m.start, m.end) == (start, end)), None)


def fault(form: Form, links: bool) -> str | None:
    """What is wrong with a form in its sentence, None where nothing is."""
    # a surname alone in another spelling is not rewritten where nothing speaks for the person
    entity = resolver().lexicon[form.entity_id]
    title = "氏" if is_bare_variant(form, entity) else ""
    # nor a village of a name that many have, where nothing of its province is named
    many = form.target and entity.part_of and entity.ja in load_rules().longer_names["one of many"]
    before = f"{BEFORE}{resolver().lexicon[entity.part_of].ja}の" if many else BEFORE
    text = before + form.text + title + AFTER
    start, end = len(before), len(before) + len(form.text)
    result = resolver().resolve(text)
    mention = next((m for m in result.mentions if (m.start, m.end) == (start, end)), None)
    if links and (mention is None or mention.entity_id != form.entity_id):
        return f"{form.text} ({form.entity_id}, {form.kind}) → {mention and (mention.entity_id or mention.decision)}"
    if mention is not None and mention.decision == Decision.LINKED and mention.entity_id == form.entity_id:
        expected = form.target if JAPANESE.search(form.text) else ""
        if (mention.rewrite or form.text) != (expected or form.text):
            return f"{form.text} ({form.entity_id}) is written {mention.rewrite}, not {expected or 'as it is'}"
    elif mention is not None and mention.decision == Decision.LINKED:
        owners = {f.entity_id for f in resolver().lexicon.forms[fold_key(form.text)]}
        if mention.entity_id not in owners:
            return f"{form.text} ({form.entity_id}) → {mention.entity_id}, which does not list it"
    if not result.edits:
        return None
    again = resolver().resolve(result.normalized).normalized
    return None if again == result.normalized else f"{form.text} → {result.normalized} → {again}"


def fires_inside(form: Form) -> str | None:
    """A form inside a longer word of its own script is no name."""
    if KATAKANA.fullmatch(form.text):
        word = f"ヌ{form.text}ヌ"
    elif LATIN.fullmatch(form.text):
        word = f"Q{form.text}q"
    else:
        return None
    mention = mention_at(BEFORE + word + AFTER, len(BEFORE) + 1, len(BEFORE) + 1 + len(form.text))
    return f"{form.text} ({form.entity_id}) fires inside {word}" if mention and mention.entity_id else None


def told(faults: list[str]) -> str:
    return f"{len(faults)} forms:\n" + "\n".join(faults[:60])


@pytest.mark.parametrize("stem", FILES)
def test_every_form_resolves_is_rewritten_as_listed_and_settles(stem: str) -> None:
    faults = [found for form, links in forms_of(stem) if (found := fault(form, links))]
    assert not faults, told(faults)


@pytest.mark.parametrize("stem", FILES)
def test_no_form_fires_inside_a_longer_word(stem: str) -> None:
    faults = [found for form, _ in forms_of(stem) if (found := fires_inside(form))]
    assert not faults, told(faults)
