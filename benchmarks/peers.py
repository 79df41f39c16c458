"""What else finds names in text, where it is installed (`pip install --group peers`), over the same names and lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

_KATAKANA = re.compile(r"[ァ-ヺー]{3,}")
_FEW = 1000
"""Names for what takes seconds a line with all of them."""


@dataclass(frozen=True, slots=True)
class Runner:
    """One thing to time.

    Attributes:
        lacks: what it does not do that ours does.
        share: of the lines it gets, 0.0–1.0; less for what would take hours.
    """

    name: str
    run: Callable[[str], object]
    lacks: str = ""
    share: float = 1.0


def sudachi_tokenizer() -> Any:
    """SudachiPy in mode C, whatever its version calls it."""
    import sudachipy

    dictionary = sudachipy.Dictionary()
    return (getattr(dictionary, "tokenizer", None) or dictionary.create)(mode=sudachipy.SplitMode.C)


def runners(keys: Sequence[str]) -> Iterator[Runner]:
    """Every peer that is installed, over these names."""
    tokenize = sudachi_tokenizer().tokenize
    yield Runner("SudachiPy C", tokenize, "no names, no entities: tokens only")
    listed = frozenset(keys)
    yield Runner(
        "Sudachi + dictionary",
        lambda text: [word for m in tokenize(text) if (word := m.normalized_form()) in listed],
        "one token a name, no choice, no unknown spellings",
    )
    yield _automaton(keys)
    if find_spec("flashtext"):
        processor = import_module("flashtext").KeywordProcessor()
        for key in keys:
            processor.add_keyword(key)
        yield Runner("flashtext", processor.extract_keywords, "boundaries of Latin script only, no folding, no choice")
    if find_spec("jpnorm"):
        yield Runner("jpnorm", import_module("jpnorm").normalize, "characters only, no names")
    kana = [key for key in keys if _KATAKANA.fullmatch(key)]
    yield _full_scan(kana)
    if find_spec("symspellpy"):
        yield _symspell(kana)
    if find_spec("spaczz"):
        yield _spaczz(kana[:: max(len(kana) // _FEW, 1)])


def _automaton(keys: Sequence[str]) -> Runner:
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for key in keys:
        automaton.add_word(key, key)
    automaton.make_automaton()
    lacks = "no boundaries, folding, choice or unknown spellings"
    return Runner("pyahocorasick", lambda text: list(automaton.iter(text)), lacks)


def _full_scan(kana: Sequence[str]) -> Runner:
    from rapidfuzz import fuzz, process

    def run(text: str) -> list[object]:
        return [process.extractOne(word, kana, scorer=fuzz.ratio, score_cutoff=85) for word in _KATAKANA.findall(text)]

    return Runner("rapidfuzz full scan", run, "edits without sound, katakana runs only, no choice", share=0.05)


def _symspell(kana: Sequence[str]) -> Runner:
    module = import_module("symspellpy")
    speller = module.SymSpell(max_dictionary_edit_distance=2)
    for word in kana:
        speller.create_dictionary_entry(word, 1)

    def run(text: str) -> list[object]:
        return [speller.lookup(word, module.Verbosity.TOP, 2) for word in _KATAKANA.findall(text)]

    return Runner("symspellpy", run, "edits without sound, katakana runs only, no choice")


def _spaczz(kana: Sequence[str]) -> Runner:
    language = import_module("spacy").blank("ja")
    matcher = import_module("spaczz.matcher").FuzzyMatcher(language.vocab)
    matcher.add("NAME", [language.make_doc(word) for word in kana])
    lacks = f"{len(kana)} names only: it compares each with each place"
    return Runner("spaczz", lambda text: matcher(language(text)), lacks, share=0.002)
