"""Listed names inside a longer name that nobody listed: a river, a class of ships, a firm, a peer, a club, a person.

Each rule looks at one listed span and what stands right beside it, and returns the span that takes its place, or None.
The words are in lexicon/rules/longer_names.tsv, by class.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from entity_resolver.beside import (
    LONGEST_WORD,
    PLACES,
    UNCLOSED,
    Beside,
    Rule,
    Rulebook,
    WordsBeside,
    WordTables,
    is_kanji,
    kind_of_ship_before,
    whole_unit,
)
from entity_resolver.branches import Branches
from entity_resolver.fold import fold_key
from entity_resolver.lexicon import Lexicon
from entity_resolver.model import TYPES, Step
from entity_resolver.patterns import late
from entity_resolver.rules import Rules, alternation
from entity_resolver.spans import KATAKANA, Span, script
from entity_resolver.tokens import TokenView
from entity_resolver.townbodies import TownBodies

_LATIN_BEFORE = late(r"[a-z]{2,}$")
_LATIN_WORD_BEFORE = late(r"[a-z][a-z'&.]* $")
_LATIN_WORD_AFTER = late(r" [a-z][a-z'&]+")
_FIRMS_CLOSE = late(r"(?:、[^、。]{1,14})*(?:など|等)の?(?:日本)?(?:企業|会社|メーカー|ブランド|銘柄)")
_CLUB_FOLLOWS = late(
    r"戦(?=[でにをのはがと、])|の?(?:代理)?監督|[はがをと](?!共)|に(?:敗|勝)|から[^。、]{0,14}(?:加入|移籍)|[へに](?:移籍|加入)"
)
_MODEL = late(r" ?[0-9]{3,5}(?!年)(?=[^0-9a-z]?(?:[ぁ-ん、。)]|$))")
_HIRAGANA, _LETTER = late(r"[ぁ-ん]"), late(r"[a-z](?![a-z0-9])")
_TOPIC = late(r"[」』]?(?:とは|は)")
_SENTENCE_TAIL = late(r"(?:である|です|だった|であった|の(?:一つ|1つ|ひとつ))*。?$")
_NUMBERED = late(r"[」』]?号(?![0-9一-龠])")
_CANDIDATE = "候補"
_KANJI_PLACE = 2
_GIVEN_NAME = late(r"(?:[ぁ-ん]{2}[子美代江恵香奈世]|(?!など)[ぁ-ん]{2,3})(?=さん|氏(?![一-龠])|ちゃん|容疑者|被告)")
_LONGEST_ACRONYM = 4
_DISTRICT, _PROVINCE = "地区", "州"


class LongerNames(WordsBeside):
    """Replaces listed spans that are but a part of an unlisted name."""

    def __init__(self, lexicon: Lexicon, rules: Rules) -> None:
        super().__init__(lexicon, rules, WordTables.of(rules))
        self._club = late(rf"(?<![a-z])(?:{alternation(self._words['club'])})(?![a-z])")
        self._navy = late(alternation(self._words["navy"] | self._words["vessel"]))
        named = UNCLOSED | {"ORG"}
        self._rulebook: Rulebook = (
            (named, self._in_feature),
            (UNCLOSED, self._in_ship_class),
            (PLACES, self._in_streets),
            (frozenset({"GPE"}), self._people),
            (PLACES, self._peer),
            (frozenset({"ORG", "PRODUCT"}), self._after_ruler),
            (frozenset({"EVENT"}), self._other_war),
            (PLACES, self._behind_katakana),
            (UNCLOSED, self._firm),
            *TownBodies(lexicon, rules, self._tables).rulebook,
            *Branches(lexicon, rules, self._tables).rulebook,
            (frozenset({"ORG"}), self._other_firm),
            (PLACES, self._behind_surname),
            (frozenset({"PERSON"}), self._before_given_name),
            (frozenset(TYPES), self._player),
            (PLACES | {"ORG"}, self._club_named_for_place),
            (PLACES, self._defined_as),
            (PLACES, self._in_latin_name),
            (PLACES | {"ORG"}, self._model),
            (frozenset({"ORG"}), self._post),
        )
        self._rules_of = lru_cache(maxsize=256)(self._find_rules)

    def __reduce__(self) -> tuple[type[LongerNames], tuple[Lexicon, Rules]]:
        return LongerNames, (self._lexicon, self._rules)

    def _find_rules(self, *types: str) -> tuple[frozenset[str], tuple[Rule, ...]]:
        """The types, and the rules that apply to them."""
        own = frozenset(types)
        return own, tuple(rule for needed, rule in self._rulebook if not needed.isdisjoint(own))

    def refine(self, text: str, spans: Sequence[Span], view: TokenView) -> list[Span]:
        """The spans, those that a rule refutes replaced by what they are part of."""
        starts: dict[int, list[Span]] = {}
        ends: dict[int, list[Span]] = {}
        for span in spans:
            if span.method == "alias" and span.forms:
                starts.setdefault(span.start, []).append(span)
                ends.setdefault(span.end, []).append(span)
        beside = Beside(text, view, starts, ends)
        return [self._read(span, beside) if span.method == "alias" and span.forms else span for span in spans]

    def _read(self, span: Span, beside: Beside) -> Span:
        types, rules = self._rules_of(*[self._lexicon.type_of(form) for form in span.forms])
        for rule in rules:
            if found := rule(span, types, beside):
                return found if found.forms else _told(found, beside.text)
        return span

    # ── places ──

    def _in_feature(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A river, lake or bay that bears the name of a state or town (オハイオ|川); a station that bears somebody's."""
        name = "feature" if types <= PLACES else "fixture" if types == {"PERSON"} else ""
        if region := self._region(span, types, beside):
            return Span(whole_unit(beside.text, span.start, region, beside.view), region, (), "nil", "GPE")
        word = self._after[name].match(beside.text, span.end) if name else None
        if word is None or any(entity.ja.endswith(word[0]) for entity in self._entities(span)):
            return None
        head = self._rules.head_at(beside.text, span.end)
        if head is not None and len(head[0]) > len(word[0]):  # クリチコ|市長, which the tokenizer may cut
            return None
        end = self._closed_by(name, span, beside)
        return Span(span.start, end, (), "nil", "LOC") if end else None

    def _region(self, span: Span, types: frozenset[str], beside: Beside) -> int:
        """Where a province ends that bears the name of its town (ゴメリ|州), or of something else in katakana (ジャジーラ|州)."""
        town = types <= PLACES and all(entity.part_of for entity in self._entities(span))
        if not (town or types <= {"ORG", "FAC"}) or not KATAKANA.match(beside.text[span.end - 1]):
            return 0
        end = self._closed_by("region", span, beside)
        own = beside.text[span.start : span.end] + _PROVINCE in self._lexicon.forms
        around = beside.text[span.end : end] == _DISTRICT and own
        return 0 if around or beside.text.startswith("裁", end) else end  # around ドネツク, ドネツク|地区裁判所

    def _in_ship_class(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A class of ships (杭州級駆逐艦), or a ship: 富士山丸, one that is built and commissioned (ボイシの進水)."""
        if types <= UNCLOSED and (mark := self._closed_by("ship_mark", span, beside)):
            return Span(span.start, mark, (), "nil", "PRODUCT")
        if types <= PLACES and self._after["ship"].match(beside.text, span.end):
            return Span(span.start, span.end, (), "nil", "PRODUCT")
        if types <= PLACES and self._renamed(span, beside):
            return Span(span.start, span.end, (), "nil", "PRODUCT")
        if types <= UNCLOSED and self._follows_vessel(span, beside):
            return Span(span.start, span.end, (), "nil", "PRODUCT")
        after = beside.text[span.end : span.end + 1]
        if (
            after not in ("級", "型")
            or not types <= UNCLOSED
            or not self._after["vessel"].match(beside.text, span.end + 1)
        ):
            return None
        return Span(span.start, span.end + 1, (), "nil", "PRODUCT")

    def _follows_vessel(self, span: Span, beside: Beside) -> bool:
        """A ship by the kind before its name, or by the word for a ship behind it: 戦艦|セヴァストポリ, ダルエスサラム|号."""
        if not KATAKANA.match(beside.text[span.start]):
            return False
        start = span.start - (beside.text[span.start - 1 : span.start] in ("「", "『"))
        ship = kind_of_ship_before(beside.text, start, self._rules.longer_names["vessel"])
        return ship or bool(_NUMBERED.match(beside.text, span.end))

    def _renamed(self, span: Span, beside: Beside) -> bool:
        """A ship gets its name, in a sentence about a navy: …海軍に編入され「マルタ」|と改名."""
        quoted = beside.text[span.start - 1 : span.start] == "「" and beside.text[span.end : span.end + 1] == "」"
        if not quoted or not self._after["renamed"].match(beside.text, span.end + 1):
            return False
        return beside.sentence_holds(self._navy, span.start)

    def _people(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """The people of a country or a region: ルワンダ|人, アフガン|人, ガガウズ|人."""
        if not beside.text.startswith("人", span.end) or not KATAKANA.match(beside.text[span.end - 1]):
            return None
        word = beside.view.token(span.end)
        if word is None or (word.start, word.end) != (span.end, span.end + 1):
            return None
        countries = [entity for entity in self._entities(span) if not entity.part_of]
        for form in self._lexicon.forms.get(fold_key(countries[0].ja) + "人", ()) if len(countries) == 1 else ():
            name = beside.text[span.start : word.end]
            step = Step("composition", f"{name} is {form.text} with another name of the country", (name, form.text))
            own = replace(form, text=name, target=form.text if span.forms[0].target else "")
            return Span(span.start, word.end, (own,), "composition", steps=(step,))
        alone = script(beside.text[word.end : word.end + 1] or " ") != "kanji"
        return Span(span.start, word.end, (), "nil", "NORP") if countries or alone else None

    def _in_streets(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A city whose streets are spoken of: 飯山|市街地."""
        if len(span.forms) > 1 or not beside.text.startswith("市街", span.end - 1) or span.end - span.start <= 2:
            return None
        short = beside.text[span.start : span.end - 1]
        step = Step("composition", f"市街 follows {short}", (short, span.forms[0].text))
        own = replace(span.forms[0], text=short, kind="short", target="")
        return Span(span.start, span.end - 1, (own,), "composition", steps=(step,))

    def _peer(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A title of nobility, an honorific or a calling names a person, not the place: ハリファックス|伯爵, 船橋|さん."""
        if not types <= PLACES:
            return None
        told = self._after["peer"].match(beside.text, span.end) or self._called(span, beside)
        told = told or self._governs(span, beside) or self._honoured(span, beside)
        return Span(span.start, span.end, (), "nil", "PERSON") if told else None

    def _honoured(self, span: Span, beside: Beside) -> bool:
        """An honorific follows (船橋|さん), which is a word of its own (no 千葉県|君津市); a country has candidates (ナイジェリア|候補)."""
        head = self._rules.head_at(beside.text, span.end, ("honorific",))
        if head is None or not beside.view.is_edge(span.end + len(head[0])):
            return False
        return head[0] != _CANDIDATE or not all(map(self._lexicon.is_country, span.forms))

    def _governs(self, span: Span, beside: Beside) -> bool:
        """A town has no prime minister and no cabinet; who is spelt like an old name of one may: リボフ|内閣."""
        if not all(form.target for form in span.forms) or not all(each.part_of for each in self._entities(span)):
            return False
        return any(self._after[name].match(beside.text, span.end) for name in ("minister", "cabinet"))

    def _called(self, span: Span, beside: Beside) -> bool:
        """A town in kanji before a calling, or the office of a minister, is a surname: 高松|教授, 福島|外相."""
        word = self._after["calling"].match(beside.text, span.end)
        if word is None:
            word = self._after["minister"].match(beside.text, span.end)
            if word is not None and is_kanji(beside.text[word.end() : word.end() + 1]):
                return False  # 札幌|環境相会合
        if word is None or not is_kanji(beside.text[span.start]) or span.end - span.start != _KANJI_PLACE:
            return False
        last = beside.view.token(word.end() - 1)
        in_country = all(entity.part_of for entity in self._entities(span))
        return last is not None and last.end == word.end() and in_country

    def _after_ruler(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A given name behind a ruler's title is no firm: トリポリ伯|ルノー."""
        if not types <= {"ORG", "PRODUCT"} or not KATAKANA.match(beside.text[span.start]):
            return None
        title = self._ends["ruler"].search(beside.text, max(0, span.start - LONGEST_WORD), span.start)
        if title is None or not title.start() or script(beside.text[title.start() - 1]) not in ("katakana", "kanji"):
            return None
        return Span(span.start, span.end, (), "nil", "PERSON")

    def _behind_surname(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A Chinese or Korean surname before a given name that is a place too: 趙|寧夏."""
        text = beside.text
        if not types <= PLACES or span.end - span.start != _KANJI_PLACE or not span.start:
            return None
        token = beside.view.token(span.start - 1)
        if token is None or (token.end - token.start, token.pos[2:4]) != (1, ("人名", "姓")) or token.end != span.start:
            return None
        if text[token.start] in self._rules.signs or text[token.start] in self._rules.heads:
            return None
        if (
            is_kanji(text[token.start - 1 : token.start])
            or not is_kanji(text[span.start])
            or self._opens(text, span.end)
        ):
            return None
        return Span(token.start, span.end, (), "nil", "PERSON")

    def _before_given_name(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A surname in kanji before a given name in kana that is called by (袴田|ひで子さん), which is somebody's of the family."""
        if types != {"PERSON"} or span.end - span.start > _KANJI_PLACE or not is_kanji(beside.text[span.end - 1]):
            return None
        given = _GIVEN_NAME.match(beside.text, span.end)
        return Span(span.start, given.end(), (), "nil", "PERSON") if given else None

    def _opens(self, text: str, at: int) -> bool:
        return is_kanji(text[at : at + 1]) and self._rules.head_at(text, at, ("honorific", "office", "title")) is None

    def _other_war(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A war against somebody is not the one that is called by the enemy's name alone: 対|ペルシア戦争."""
        if types != {"EVENT"} or beside.text[span.start - 1 : span.start] != "対":
            return None
        return Span(span.start - 1, span.end, (), "nil", "EVENT")

    def _behind_katakana(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A place that closes a katakana word whose beginning is not listed (ジュラ|スイス), or a name with of in it."""
        text, start = beside.text, span.start
        if types <= PLACES and text[max(0, start - 3) : start] in ("オブ ", "オブ・"):
            return Span(start, span.end, (), "nil")
        if not types <= PLACES or not start or not KATAKANA.match(text[start]) or not KATAKANA.match(text[start - 1]):
            return None
        return Span(start, span.end, (), "nil") if start not in beside.ends else None

    # ── firms and bodies ──

    def _firm(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A firm that is called like a country or a person: 株式会社|トーゴ, マルコポーロなどの企業."""
        if not types <= UNCLOSED:
            return None
        text = beside.text
        before = self._ends["firm"].search(text, max(0, span.start - LONGEST_WORD), span.start)
        firm = text.startswith("社", span.end) and not is_kanji(text[span.end + 1 : span.end + 2])  # トランプ|社
        person = types == {"PERSON"} and _FIRMS_CLOSE.match(text, span.end)
        told = before or firm or person or self._after["firm"].match(text, span.end)
        return Span(span.start, span.end, (), "nil", "ORG") if told else None

    def _other_firm(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """What stands right before it makes it another firm: 新|東宝, RKB|毎日放送, 日経|BP."""
        text, start = beside.text, span.start
        if types != {"ORG"} or all(not entity.part_of for entity in self._entities(span)):
            return None
        trade = self._closed_by("trade", span, beside)
        if trade and trade not in beside.ends and not is_kanji(text[trade : trade + 1]):  # 大蔵省|証券局
            return Span(start, trade, (), "nil", "ORG")
        if not start:
            return None
        if script(text[start]) == "latin":
            other = next((each for each in beside.ends.get(start, ()) if self._another_country(each, span)), None)
            return Span(other.start, span.end, (), "nil", "ORG") if other else None
        latin = _LATIN_BEFORE.search(text, max(0, start - LONGEST_WORD), start)
        if latin and start not in beside.ends and latin[0] not in self._rules.club_marks:
            return Span(latin.start(), span.end, (), "nil", "ORG")
        new = text[start - 1] in self._words["beside"] and not is_kanji(text[start - 2 : start - 1])
        if new and self._rules.head_at(text, span.end) is None:
            return Span(start - 1, span.end, (), "nil", "ORG")
        realm = self._ends["realm"].search(text, max(0, start - LONGEST_WORD), start)
        if realm and any(form.text in self._rules.generic_bodies for form in span.forms):
            return Span(realm.start(), span.end, (), "nil", "ORG")
        return None

    def _another_country(self, before: Span, span: Span) -> bool:
        """Both are organisations of a country, and of different ones."""
        here = {entity.part_of for entity in self._entities(span)}
        there = {entity.part_of for entity in self._entities(before) if entity.type == "ORG"}
        return bool(there) and "" not in here | there and not here & there

    def _model(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A place with a letter is a model or a club (カリフォルニアT), an acronym before a bare number a maker: CDC 6600."""
        after = _LETTER.match(beside.text, span.end)
        if after and types <= PLACES and not is_kanji(beside.text[after.end() : after.end() + 1]):
            return Span(span.start, after.end(), (), "nil")
        if types != {"ORG"} or script(beside.text[span.start]) != "latin" or span.end - span.start > _LONGEST_ACRONYM:
            return None
        return Span(span.start, span.end, (), "nil") if _MODEL.match(beside.text, span.end) else None

    def _post(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """An acronym that somebody holds, or that stands behind somebody's name, is a post, no firm: GM|を務める, 服部|GM."""
        if types != {"ORG"} or beside.text[span.start : span.end] not in self._words["post"]:
            return None
        before = beside.view.token(span.start - 1) if span.start else None
        named = before is not None and before.end == span.start and before.pos[2] == "人名"
        return (
            Span(span.start, span.end, (), "nil") if named or self._after["held"].match(beside.text, span.end) else None
        )

    # ── people, clubs, works ──

    def _player(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A player behind the mark of a position: FW|ウェリントン."""
        latin = _LATIN_BEFORE.search(beside.text, max(0, span.start - 4), span.start)
        if latin is None or latin[0] not in self._words["player"] or types == {"PERSON"}:
            return None
        return Span(span.start, span.end, (), "nil", "PERSON")

    def _club_named_for_place(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A town or firm that wins, loses or takes on players, in a sentence about a league, is its club."""
        owner = types == {"ORG"} and beside.text[span.start : span.end] in self._words["owner"]
        if not (types <= PLACES or owner) or not any(entity.part_of for entity in self._entities(span)):
            return None
        if not _CLUB_FOLLOWS.match(beside.text, span.end):
            return None
        if not beside.sentence_holds(self._club, span.start):
            return None
        return Span(span.start, span.end, (), "nil", "ORG")

    def _defined_as(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A sentence says what its subject is, and it is no place: 長春は、…駆逐艦の3番艦。"""
        start, end = beside.view.sentence(span.start)
        if not types <= PLACES or beside.text[start : span.start].strip("「『 \n"):
            return None
        if not _TOPIC.match(beside.text, span.end):
            return None
        said = _SENTENCE_TAIL.sub("", beside.text[span.end : end].rstrip())
        return Span(span.start, span.end, (), "nil") if self._ends["genre"].search(said) else None

    def _in_latin_name(self, span: Span, types: frozenset[str], beside: Beside) -> Span | None:
        """A place in Latin letters inside a name in them or grown into katakana: TOKYO FM, USエアウェイズ, NARUTO-ナルト-."""
        text = beside.text
        if not types <= PLACES or script(text[span.start]) != "latin":
            return None
        after = text[span.end : span.end + 2]
        if KATAKANA.match(after) or (after[:1] == "-" and KATAKANA.match(after[1:])):
            return Span(span.start, span.end, (), "nil")
        if not beside.sentence_holds(_HIRAGANA, span.start):
            return None
        word = _LATIN_WORD_AFTER.match(text, span.end)
        listed = word is not None and word.start() + 1 in beside.starts
        before = _LATIN_WORD_BEFORE.search(text, max(0, span.start - 24), span.start)
        led = before is not None and before.end() - 1 not in beside.ends
        return Span(span.start, span.end, (), "nil") if led or (word and not listed) else None


def _told(span: Span, text: str) -> Span:
    why = Step(
        "nil",
        f"a listed name is but a part of {text[span.start : span.end]}, or stands for something else",
        (span.type,),
    )
    return replace(span, steps=(why,))
