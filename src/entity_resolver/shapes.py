"""Unlisted names told by their shape alone: a run of katakana that is no word, and those of a people."""

from __future__ import annotations

from collections.abc import Iterator

from entity_resolver.lexicon import Lexicon
from entity_resolver.model import TYPES
from entity_resolver.nameparts import UNKNOWN_WORD, NameParts, behind_direction
from entity_resolver.patterns import late
from entity_resolver.rules import Rules
from entity_resolver.spans import Span, unlisted

_KATAKANA_RUN = late(r"[ァ-ヺ](?<![ァ-ヺー・=].)[ァ-ヺー]{2,}(?![ァ-ヺー・=])")
_PEOPLE = late(
    r"(?<![ァ-ヺー・=])(?P<name>[ァ-ヺ][ァ-ヺー・]{1,12})"
    r"(?P<people>族(?![一-龠々])|人(?=[^一-龠々]|$|[女男]性|住民|難民|避難民|学生|記者|選手|労働者|移民|兵|社会|武装|指導者|政治家|同士|居住|家族))"
)
"""Those of a people: カレンジン|人, ツワ|族."""
_OF_SCIENCE = late(r"(?:氏)?(?:病(?![院棟室床])|症候群|症|筋|反応|現象|方程式|定数)")
_LATIN_BEFORE = late(r"(?<![a-z0-9])[a-z][a-z0-9&.\-]+$")
_LONGEST_LATIN, _LEGAL_FORM = 14, 4
_ROAD = late(r"国道[0-9]{1,3}号(?:線|バイパス)?")
_CORPORATION = late(
    r"(?:学校|医療|社会福祉|宗教)法人[「『]?(?!格|税|化|理事|関係|職員|代表|幹部|社団|財団|側|名|等|全体|本部|運営|会計|番号)"
    r"[一-龠々ァ-ヺー]{2,14}(?<![長会者員側内])(?=[」』のがはをにとで、。(]|$)"
)
_COUNTED = late(r"(?<=[0-9十百千万億兆])[ァ-ヺー]+")


def by_shape(text: str, taken: bytearray, lexicon: Lexicon, parts: NameParts, rules: Rules) -> Iterator[Span]:
    """NIL spans where nothing is `taken` (a byte a character); a form listed behind the word for a kind is that."""
    for match in _PEOPLE.finditer(text):
        end = match.end("people")
        known = parts.kind(match["name"]) not in ("", UNKNOWN_WORD)
        if known and taken.find(1, match.start(), end) < 0:
            yield unlisted(match.start(), end, "NORP", f"{match['people']} closes a name")
            taken[match.start() : end] = b"\1" * (end - match.start())
    for match in _ROAD.finditer(text):
        yield unlisted(*match.span(), "FAC", "the number of a road")
    for match in _CORPORATION.finditer(text) if "法人" in text else ():
        if taken.find(1, match.start(), match.start() + _LEGAL_FORM) < 0:
            yield unlisted(*match.span(), "ORG", "a corporation by its legal form")
    for match in _COUNTED.finditer(text):  # 50万|バレル is a measure
        taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    for match in _KATAKANA_RUN.finditer(text):
        start, end = parts.behind_kind(text, match.span(), rules.longer_names)
        kind = "" if taken.find(1, start, end) >= 0 or _OF_SCIENCE.match(text, end) else parts.kind(text[start:end])
        forms = lexicon.forms.get(text[start:end], ()) if kind and start > match.start() else ()
        if forms:
            yield Span(start, end, tuple(forms))
        elif kind:
            latin = _LATIN_BEFORE.search(text, max(0, start - _LONGEST_LATIN), start)
            if latin is not None and taken.find(1, *latin.span()) < 0:  # NXP|セミコンダクターズ
                start, kind = latin.start(), "ORG"
            start = start if kind == "PERSON" else behind_direction(text, start)
            yield Span(start, end, (), "shape" if kind == UNKNOWN_WORD else "nil", kind if kind in TYPES else "")
