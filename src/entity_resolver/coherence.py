"""What a document says of its own names: forms introduced in brackets are taught to the rest of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from unicodedata import normalize

from entity_resolver.decide import Decided
from entity_resolver.fold import Folded, fold_key
from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.model import Entity, Step
from entity_resolver.patterns import late
from entity_resolver.rules import Rules
from entity_resolver.spans import Span, bounded, may_bound, script
from entity_resolver.tokens import TokenView

_LABEL = r"(?:以下|略称|通称|英語名|英語略称|略して|英語で|同)"
_HEREAFTER = "以下"
_POINTING = ("同", "当", "本")
"""What a word begins with that only points to a name."""
_AFTER = late(
    rf"[」』]?\((?P<label>{_LABEL})?[、,:= ]*(?P<quote>[「『\"])?(?P<name>[^()「」『』\"、。\n]{{2,20}})[」』\"]?(?:、[^()\n]{{0,20}})?\)"
)
_BEFORE = late(r"(?P<name>[a-z][a-z0-9&\-]{1,9})\($")
_WITHIN = late(r" ?(?::|[、,] ?(?:略称|略して)) ?[「『]?(?P<name>[a-z][a-z0-9&\-]{1,9})[」』]?\)")
_RENAMED = late(r"[」』]?(?:こと|改め|あらため)[、「『]?")
_OPENED = late(r"[」』]?\(")
_LONGEST_GLOSS = 40
_KANJI_NAME = late(r"[一-龠々]{2,6}")
_KATAKANA_NAME = late(r"[ァ-ヺー]+(?:[・=][ァ-ヺー]+)+")
_SOUND = late(r"\((?P<sound>[ァ-ヺー]{2,8}(?:・[ァ-ヺー]{1,7}){0,2})\)")
_KANA_A_SYLLABLE = 3
_HOME = "japan"
_TAUGHT_TYPES = ("ORG", "EVENT", "LAW", "PRODUCT", "FAC")


def taught_spans(
    folded: Folded, decided: Sequence[Decided], view: TokenView, lexicon: Lexicon, rules: Rules
) -> list[Span]:
    """Every further place of a form that the text introduces for a linked entity: 北大西洋条約機構（NATO）, …（以下「機構」）."""
    spans: list[Span] = [
        *_surnames(folded.text, decided, view, lexicon, rules),
        *_sounded(folded.text, decided, lexicon),
    ]
    for name, entity_id, source in dict.fromkeys(_introduced(folded, decided, lexicon)):
        form = Form(name, entity_id, "ja", "abbreviation", "link")
        step = Step("taught", f"the text introduces {name} with {source}", (name, source))
        for match in re.finditer(re.escape(name), folded.text):
            start, end = match.span()
            if may_bound(folded.text, start, end) and bounded(folded.text, start, end, view, rules):
                spans.append(Span(start, end, (form,), "composition", steps=(step,)))
    return spans


def _sounded(text: str, decided: Sequence[Decided], lexicon: Lexicon) -> Iterator[Span]:
    """How a listed name in characters sounds abroad, in brackets behind it: 王立軍(ワン・リージュン), and no
    久保建英(レアル・ソシエダード)."""
    for item in decided:
        if item.entity is None or item.entity.type != "PERSON":
            continue
        name = text[item.span.start : item.span.end]
        sound = _SOUND.match(text, item.span.end) if _KANJI_NAME.fullmatch(name) else None
        if sound is not None and _is_sound(sound["sound"], name, item.entity, lexicon):
            form = Form(sound["sound"], item.entity.id, "ja", "short", "link")
            step = Step("taught", f"how {name} sounds", (sound["sound"], name))
            yield Span(*sound.span("sound"), (form,), "composition", steps=(step,))


def _is_sound(sound: str, name: str, entity: Entity, lexicon: Lexicon) -> bool:
    """Can characters sound so, of somebody from where each is a syllable?"""
    short = len(sound.replace("・", "")) <= _KANA_A_SYLLABLE * len(name)
    return short and fold_key(sound) not in lexicon.forms and _HOME not in lexicon.regions(entity)


def _surnames(text: str, decided: Sequence[Decided], view: TokenView, lexicon: Lexicon, rules: Rules) -> Iterator[Span]:
    """The surname, before a title, of a person the text names in full (林芳正官房長官 … 林氏; アンリ・ベシェ氏 … ベシェ氏), and the
    given name, before a particle too (アンリは)."""
    taken = {at for item in decided if item.entity is not None for at in range(item.span.start, item.span.end)}
    people: dict[str, dict[str, Form]] = {}
    given: set[str] = set()
    for item in decided:
        full = text[item.span.start : item.span.end]
        if item.entity is None or item.entity.type != "PERSON":
            continue
        if _KATAKANA_NAME.fullmatch(full):
            parts = re.split("[・=]", full)
            surnames = {name for name in (parts[0], parts[-1]) if len(name) > 2 and _is_new(name, lexicon)}
            surnames |= {
                name for name in parts[-1:] if len(name) > 1 and _is_place_only(name, lexicon)
            }  # オースティン|氏
            given.update(surnames & {parts[0]})
        else:
            surnames = _surnames_of(full, item, view) if _KANJI_NAME.fullmatch(full) else set()
        for surname in surnames:
            form = Form(surname, item.entity.id, "ja", "short", "link")
            people.setdefault(surname, {})[item.entity.id] = form
    for surname, forms in people.items():
        at = text.find(surname)
        while at >= 0:
            end = at + len(surname)
            alone = at not in taken and (at == 0 or _parts(text[at - 1], surname[0]))
            alone = alone and not (surname in given and text[at - 1 : at] == "の")  # 通訳の|セルゲイさん
            if alone and (rules.title_at(text, end) or (surname in given and _is_called(text, at, end, view))):
                step = Step("taught", f"the text names {surname}… in full", (surname, *forms))
                yield Span(at, end, tuple(forms.values()), "composition", steps=(step,))
            at = text.find(surname, end)


def _is_place_only(name: str, lexicon: Lexicon) -> bool:
    forms = lexicon.forms.get(fold_key(name), ())
    return bool(forms) and all(lexicon.type_of(form) in ("GPE", "LOC") for form in forms)


def _is_called(text: str, start: int, end: int, view: TokenView) -> bool:
    """Does a given name stand alone before a particle, and is it no word of the dictionary (ビル)?"""
    token = view.token(start)
    word = token is None or not (token.oov or token.proper)
    return not word and script(text[end : end + 1] or " ") == "hiragana"


def _parts(before: str, first: str) -> bool:
    """May a surname begin with `first` behind this character?"""
    return script(before) != script(first) and not (before in "・=" and script(first) == "katakana")


def _surnames_of(full: str, item: Decided, view: TokenView) -> set[str]:
    """What a full name in kanji begins with that is a surname: by the tokenizer, or listed (立花孝志 has no 立)."""
    listed = [fold_key(alias.form) for alias in item.entity.aliases] if item.entity else []
    found = {form for form in listed if form and full.startswith(form) and len(form) < len(full)}
    first = view.token(item.span.start)
    if first is not None and (first.start, first.pos[2:4]) == (item.span.start, ("人名", "姓")):
        found.add(full[: first.end - first.start])
    return found - {full}


def glossed(folded: Folded, decided: Sequence[Decided]) -> list[tuple[int, int, str]]:
    """Zones (original offsets) where one form of a name explains another: ルハンスク（ルガンスク）, キエフ改めキーウ."""
    zones = []
    for at, first in enumerate(decided):
        if first.entity is None:
            continue
        close = _bracket_end(folded.text, first.span.end)
        for second in decided[at + 1 : at + 6]:
            if second.entity is None or second.entity.id != first.entity.id:
                continue
            between = folded.text[first.span.end : second.span.start]
            if second.span.end <= close or _RENAMED.fullmatch(between):
                for item in (first, second):
                    zones.append((*folded.text_to_original(item.span.start, item.span.end), "gloss"))
    return zones


def _bracket_end(text: str, offset: int) -> int:
    """Where a bracket that opens at `offset` (behind a closing quote) is closed; -1 where none opens or closes soon."""
    opened = _OPENED.match(text, offset)
    return text.find(")", opened.end(), opened.end() + _LONGEST_GLOSS) if opened else -1


def _introduced(folded: Folded, decided: Sequence[Decided], lexicon: Lexicon) -> Iterator[tuple[str, str, str]]:
    text = folded.text
    for item in decided:
        if item.entity is None:
            continue
        source = text[item.span.start : item.span.end]
        match = _AFTER.match(text, item.span.end)
        taught = item.entity.type in _TAUGHT_TYPES
        if not taught and (match is None or match["label"] != _HEREAFTER):  # 朝鮮民主主義人民共和国(以下、朝鮮)
            continue
        if match:
            name = match["name"].strip()
            if name.startswith(_POINTING) and name not in source:
                continue  # 本田技研工業(以下「本田」), but no 同社 and no 本機構
            start = match.start("name")
            acronym = _is_acronym(folded, start, start + len(name))
            if (acronym and _is_others(name, item.entity.id, lexicon)) or (match["label"] and _is_new(name, lexicon)):
                yield name, item.entity.id, source
        within = _WITHIN.match(text, item.span.end)
        if within and _is_acronym(folded, *within.span("name")) and _is_new(within["name"], lexicon):
            yield within["name"], item.entity.id, source
        before = _BEFORE.search(text, max(0, item.span.start - 12), item.span.start)
        if before and text[item.span.end : item.span.end + 1] == ")":
            name = before["name"]
            if _is_acronym(folded, before.start("name"), before.end("name")) and _is_new(name, lexicon):
                yield name, item.entity.id, source


def _is_acronym(folded: Folded, start: int, end: int) -> bool:
    surface = normalize("NFKC", folded.original[slice(*folded.text_to_original(start, end))])
    return (
        surface.isascii()
        and surface.replace("-", "").isalnum()
        and surface == surface.upper()
        and not surface.isdigit()
    )


def _is_others(name: str, entity_id: str, lexicon: Lexicon) -> bool:
    """Listed for nobody, or for others only: コンゴ川同盟（AFC） is no football confederation in this text."""
    return all(form.entity_id != entity_id for form in lexicon.forms.get(fold_key(name), ()))


def _is_new(name: str, lexicon: Lexicon) -> bool:
    return fold_key(name) not in lexicon.forms
