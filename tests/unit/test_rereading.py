"""A changed text is searched again around its changes only, and reads as if it were searched whole."""

import random

from entity_resolver import Resolver
from entity_resolver.fold import fold
from entity_resolver.reading import Reader, Reading
from entity_resolver.rereading import changed_regions
from tests.golden_cases import load_all
from tests.support import bundled

SENTENCES = [case.text for case in load_all() if "\n" not in case.text]


def _reader() -> Reader:
    reader: Reader = bundled()._reader
    return reader


def _changed(lines: list[str], chance: random.Random) -> list[str]:
    """A few lines replaced by others, one shortened and one emptied."""
    changed = list(lines)
    for _ in range(chance.randint(1, 3)):
        changed[chance.randrange(len(lines))] = chance.choice(SENTENCES)
    at = chance.randrange(len(lines))
    changed[at] = changed[at][: len(changed[at]) // 2]
    changed[chance.randrange(len(lines))] = ""
    return changed


def test_reads_a_changed_text_as_if_it_were_new() -> None:
    chance, searched = random.Random(11), 0
    reader = _reader()
    for _ in range(40):
        lines = chance.sample(SENTENCES, 300)
        earlier = reader.read("\n".join(lines))
        new = "\n".join(_changed(lines, chance))
        searched += changed_regions(earlier.folded.text, fold(new).text) is not None
        assert reader.read(new, earlier).mentions == reader.read(new).mentions
    assert searched > 20  # else whole texts were compared with themselves


def test_reads_a_text_with_a_line_more_as_new() -> None:
    reader = _reader()
    earlier: Reading = reader.read("キエフで会談した。\n" * 40)
    more = "キエフで会談した。\n" * 20 + "ルガンスク州の知事。\n" + "キエフで会談した。\n" * 20
    assert reader.read(more, earlier).mentions == reader.read(more).mentions


def test_rewrites_a_long_text_so_that_it_stays() -> None:
    chance = random.Random(12)
    resolver: Resolver = bundled()
    for _ in range(12):
        text = "\n".join(chance.sample(SENTENCES, 80))
        normalized = resolver.resolve(text).normalized
        assert resolver.resolve(normalized).normalized == normalized
