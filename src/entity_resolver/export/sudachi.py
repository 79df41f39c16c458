"""A user dictionary for Sudachi: the 18 positional columns that SudachiPy 0.6 and 0.7 both build."""

from __future__ import annotations

import csv
import io
import re
import unicodedata

from entity_resolver.export.options import ExportOptions
from entity_resolver.export.terms import Term, terms_of
from entity_resolver.glossary import Glossary, GlossaryEntry, reading

_POS = {
    "PERSON": "名詞,固有名詞,人名,一般,*,*",
    "GPE": "名詞,固有名詞,地名,一般,*,*",
    "LOC": "名詞,固有名詞,地名,一般,*,*",
    "FAC": "名詞,固有名詞,地名,一般,*,*",
}
_OTHER_POS = "名詞,固有名詞,一般,*,*,*"
_PROPER_NOUN = "4786"
_COST = "5000"
_MAX_LENGTH = 255
_KANA = re.compile(r"[ァ-ヺー・]+")


def render(glossary: Glossary, format: str, options: ExportOptions) -> bytes:
    """One row per Japanese or Latin form; a variant's normalized form is the form it varies. UTF-8, no header.

    Build it with `sudachipy ubuild -s system.dic -o user.dic FILE`. Single characters are left out.
    """
    rows: dict[str, list[str]] = {}
    for entry in glossary.entries:
        for term in terms_of(entry):
            if term.lang in ("ja", "en") and term.use != "never":
                index = unicodedata.normalize("NFKC", term.form).lower()
                # Sudachi splits its input at spaces and lines before it looks a word up.
                if 1 < len(index) <= _MAX_LENGTH and not re.search(r"[\s\x00-\x1f]", index):
                    rows.setdefault(index, _row(index, term, entry))
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows(rows.values())
    return file.getvalue().encode()


def _row(index: str, term: Term, entry: GlossaryEntry) -> list[str]:
    pos = _POS.get(entry.entity.type, _OTHER_POS).split(",")
    normalized = term.variant_of or term.form
    return [
        *(index, _PROPER_NOUN, _PROPER_NOUN, _COST, term.form),
        *pos,
        *(_reading(term, entry), normalized, "*", "A", "*", "*", "*"),
    ]


def _reading(term: Term, entry: GlossaryEntry) -> str:
    if _KANA.fullmatch(term.form):
        return term.form.replace("・", "")
    return reading(entry.entity) if entry.entity.yomi and term.form == entry.entity.ja else ""
