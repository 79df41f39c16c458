"""The grammar of one-character country names: one mention per country, each on its own character.

    list      米ロ, 日米韓, 英独仏, 欧米           two to five signs in a row
    prefix    対ロ, 訪米, 駐日, 親欧米             a prefix, then one sign or a list
    head      米|大統領, 露|軍, ロ|国防相           a sign before an office or a body
    dotted    米・ウクライナ, 日・モンゴル          a sign joined by ・ to another country
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from entity_resolver.fold import Folded
from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.rules import Rules
from entity_resolver.spans import KATAKANA, Span, script
from entity_resolver.tokens import TokenView

_DAILY_WORDS = frozenset("中日独印豪韓")
_SUFFIX_LIKE = ("接尾辞", "助数詞")


class CompoundGrammar:
    """Finds country signs; the signs are the one-character abbreviations of the lexicon."""

    def __init__(self, lexicon: Lexicon, rules: Rules) -> None:
        self._rules = rules
        self.signs = _signs(lexicon, rules)
        marks = "".join(map(re.escape, self.signs)) or "\0"
        heads = "".join(sorted({word[0] for word, kind in rules.heads.items() if kind in ("office", "body")}))
        self._pattern = re.compile(
            f"(?P<run>[{marks}]{{1,5}})(?=(?P<head>[{re.escape(heads)}])|)"  # signs first: `re` skips to them in C
        )

    def spans(self, folded: Folded, view: TokenView) -> Iterator[Span]:
        """One span per country sign that the grammar accepts."""
        text = folded.text
        for match in self._pattern.finditer(text):
            run, start = match["run"], match.start()
            if len(run) == 1 and not match["head"] and not self._prefixed(text, start) and not self._dotted(text, start):
                continue
            if self._accepts(text, match, view):
                for offset, sign in enumerate(run, start):
                    yield Span(offset, offset + 1, self.signs[sign], "compound")

    def _prefixed(self, text: str, at: int) -> bool:
        return at > 0 and text[at - 1] in self._rules.prefixes

    def _dotted(self, text: str, at: int) -> bool:
        return text[at - 1 : at] == "・" or text[at + 1 : at + 2] == "・"

    def _accepts(self, text: str, match: re.Match[str], view: TokenView) -> bool:
        run, start, end = match["run"], match.start(), match.end()
        if KATAKANA.search(run) and (all(map(KATAKANA.match, run[:2])) or _in_katakana(text, start, end)):
            return False
        if self._prefixed(text, start):
            return self._accepts_prefix(text, start - 1, start, end, view)
        if len(run) > 1:
            return self._accepts_list(text, start, end, view)
        if match["head"] and self._accepts_head(text, start, view):
            return True
        return self._dotted(text, start) and self._accepts_dotted(text, start, view)

    def _accepts_prefix(self, text: str, start: int, sign: int, end: int, view: TokenView) -> bool:
        first, last = view.token(start), view.token(end - 1)
        if first is None or last is None or last.end != end:
            return False
        if first.start != start and first.start != sign:
            return False
        if text[start:end] in self._rules.sign_words:
            return self._relation_follows(text, end)
        if end - sign == 1:
            tier = self._tier(text[sign])
            return tier != "beside" and (first.start == start or view.token(start) is not None)
        return True

    def _accepts_list(self, text: str, start: int, end: int, view: TokenView) -> bool:
        tokens = view.tokens(start, end)
        if tokens[0].start != start:
            return False
        if tokens[-1].end != end and end not in tokens[-1].splits:
            return False
        tiers = [self._tier(sign) for sign in text[start:end]]
        if len(set(text[start:end])) < end - start or all(tier == "beside" for tier in tiers):
            return False
        if "beside" in tiers and "head" not in tiers:
            return False
        if text[start:end] in self._rules.sign_words:
            return self._relation_follows(text, end)
        odd = sum(tier == "beside" for tier in tiers)
        if odd and not (self._relation_follows(text, end) or end - start > 2):
            return False
        if tokens[0].end - tokens[0].start == 1 and any(field in _SUFFIX_LIKE for field in tokens[0].pos):
            return start == 0 or script(text[start - 1]) == "other" or end - start > 2
        if len(tokens) == 1 and tokens[0].proper and tokens[0].pos[2] == "人名":
            return self._relation_follows(text, end)
        return True

    def _accepts_head(self, text: str, at: int, view: TokenView) -> bool:
        if self._tier(text[at]) != "head":
            return False
        head = self._rules.head_at(text, at + 1, ("office", "body"))
        if head is None:
            return False
        token = view.token(at)
        if token is None or token.start != at:
            return False
        end = at + 1 + len(head[0])
        if token.end == at + 1:
            if any(field in _SUFFIX_LIKE for field in token.pos) and at and script(text[at - 1]) == "kanji":
                return False
            return view.is_edge(end) or _splits_at(view, end)
        if text[at] in _DAILY_WORDS and len(head[0]) == 1:
            return False  # 中核, 中軍: too many words begin so
        return token.end <= end and (token.end == end or view.is_edge(end))

    def _accepts_dotted(self, text: str, at: int, view: TokenView) -> bool:
        token = view.token(at)
        if token is None or (token.start, token.end) != (at, at + 1) or self._tier(text[at]) == "beside":
            return False
        other = text[at - 2 : at - 1] if text[at - 1 : at] == "・" else text[at + 2 : at + 3]
        if other in self.signs:
            return True
        return script(other or " ") == "katakana" and (text[at + 1 : at + 2] == "・")

    def _relation_follows(self, text: str, end: int) -> bool:
        return text.startswith(self._rules.relation_words, end)

    def _tier(self, sign: str) -> str:
        return self._rules.signs.get(sign, "beside")


def _splits_at(view: TokenView, offset: int) -> bool:
    token = view.token(offset)
    return token is not None and offset in token.splits


def _in_katakana(text: str, start: int, end: int) -> bool:
    before = start > 0 and KATAKANA.match(text[start - 1])
    after = end < len(text) and KATAKANA.match(text[end])
    return bool(before and KATAKANA.match(text[start]) or after and KATAKANA.match(text[end - 1]))


def _signs(lexicon: Lexicon, rules: Rules) -> Mapping[str, tuple[Form, ...]]:
    """Sign → its forms; where several countries claim one, the rules name the one that news means."""
    found: dict[str, tuple[Form, ...]] = {}
    for key in lexicon.short_keys():
        if script(key) != "latin":
            forms = lexicon.forms[key]
            named = tuple(f for f in forms if f.entity_id == rules.sign_entities.get(key))
            found[key] = named or tuple(f for f in forms if f.kind == "abbreviation")
    return {key: forms for key, forms in found.items() if forms}
