"""The bundled rules as values: what stands in lexicon/rules/*.tsv, read once, serving every lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from entity_resolver.bundled import rules_path
from entity_resolver.fold import fold_key
from entity_resolver.patterns import late
from entity_resolver.tables import read_rows, read_text

HEAD_CLASSES = ("office", "title", "honorific", "body", "place", "suffix", "post", "modifier")
"""Classes of what may follow a name, in order of precedence for a word that has several (特使 is an office and a body)."""
_NAME_ENDS = "国"  # the last character of formal country names is the first of 国内, 国民, 国境
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz・")
_STILL = 9999
POSTED_SIGNS = "駐在"
POSTED = f"[{POSTED_SIGNS}]" + "[ァ-ヺー一-龠]{1,10}?(?=[ァ-ヺー一-龠]?(?:大使|公使|総領事))"
"""Where an envoy is: 駐ウクライナ|米大使."""
_MINISTER = "(?:国務)?相(?![互手場談続性違応関対])|副?大臣|次官補?|長官|政務官|欧州委員(?!会)"  # 貿易相手国, 投資相談
_MINISTER_ENDS = ("相", "大臣", "次官", "補", "長官", "政務官", "委員")


@dataclass(frozen=True, slots=True)
class Rules:
    """Attributes:
    signs: country sign → tier: head (before a head noun), list (in lists, after a prefix) or beside (another sign).
    prefixes: 対 訪 駐 … before a sign.
    sign_words: sign runs that are words too. relation_words: nouns of international relations.
    offices: entity id → the offices the person holds or held, each with its first and last year.
    seats: entity id → office → the id of the place it is the office of, where that is a part of a country (知事, 市長).
    terms: what says whose term it is, before a country and its office (次期|米|大統領).
    heads: common noun, office or honorific that follows a name → its class (office, honorific, body, place).
    head_sizes: first character of one → the lengths there are, longest first.
    posts: titles that people at home have (町長, 検事); no country's sign stands before one.
    portfolios: what a minister is in charge of. minister: regex of the office of one (観光相, 農業・地域開発担当大臣).
    words: ordinary words that contain a name. before_name: what may stand before a name inside one token.
    longer_names: class → words beside a name that make it part of a longer one.
    senses: name that is an ordinary word too (タイ, カイロ) → words in whose sentence it is that.
    """

    signs: dict[str, str]
    sign_entities: dict[str, str]
    daily: frozenset[str]
    prefixes: frozenset[str]
    sign_words: frozenset[str]
    relation_words: tuple[str, ...]
    sign_openers: tuple[str, ...]
    generic_bodies: frozenset[str]
    frequent_surnames: frozenset[str]
    terms: tuple[str, ...]
    club_marks: frozenset[str]
    offices: dict[str, tuple[tuple[str, int, int], ...]]
    seats: dict[str, dict[str, str]]
    longer_names: dict[str, tuple[str, ...]]
    senses: dict[str, tuple[str, ...]]
    heads: dict[str, str]
    posts: frozenset[str]
    portfolios: tuple[str, ...]
    departments: tuple[str, ...]
    minister: str
    words: frozenset[str]
    before_name: frozenset[str]
    title: re.Pattern[str]
    title_starts: frozenset[str]
    descriptors: dict[str, tuple[str, ...]]
    head_starts: frozenset[str]
    head_sizes: dict[str, tuple[int, ...]]

    def is_daily(self, sign: str) -> bool:
        """True for a sign that opens many ordinary words too (中核, 独自, 印象)."""
        return sign in self.daily

    def title_at(self, text: str, offset: int) -> re.Match[str] | None:
        """The title that starts at `offset`; most places are refused by their first character."""
        first = text[offset : offset + 1]
        return self.title.match(text, offset) if first in self.title_starts or first == "・" else None

    def titles_to_end(self, text: str) -> list[int]:
        """The offsets beyond the first character from which all the rest of a text is one title."""
        if not text.endswith(_title_ends().get(text[-1:], ())):
            return []
        starts, title = self.title_starts, self.title
        offsets = [at for at in range(1, len(text)) if text[at] in starts or text[at] == "・"]
        return [at for at in offsets if title.fullmatch(text, at)]

    def is_post(self, title: re.Match[str]) -> bool:
        """Is a title one that people at home have, and no office of state?"""
        return bool(title["post"] or title["longer"])

    def head_at(self, text: str, offset: int, classes: Sequence[str] = ()) -> tuple[str, str] | None:
        """The longest head noun that starts at `offset` of a folded text, with its class."""
        heads = self.heads
        for size in self.head_sizes.get(text[offset : offset + 1], ()):
            word = text[offset : offset + size]
            kind = heads.get(word)
            if kind and (not classes or kind in classes):
                return word, kind
        return None


def column(name: str, key: str) -> list[str]:
    """One column of rules/<name>.tsv; [] where the file is not there."""
    return [value for (value,) in columns(name, key)]


def columns(name: str, *keys: str) -> list[tuple[str, ...]]:
    """Some columns of rules/<name>.tsv side by side; [] where the file is not there. What is in it was checked with the lexicon."""
    file = rules_path() / f"{name}.tsv"
    if not file.is_file():
        return []
    header, *lines = read_text(file).split("\n")
    names = header.split("\t")
    places = [names.index(key) for key in keys]
    last = max(places) + 1
    cells = [line.split("\t", last) for line in lines if line]
    return [tuple([row[at] for at in places]) for row in cells]


HEADS = ("部長", "課長", "室長", "部次長", "課長補佐", "担当部長", "担当課長")


@lru_cache(maxsize=1)
def load_rules() -> Rules:
    """The bundled rules (read once per process)."""
    signs = list(read_rows(rules_path() / "country_signs.tsv"))
    classes = columns("heads", "class", "form")
    heads: dict[str, str] = {}
    ranked = (row for row in classes if row[0] in HEAD_CLASSES)
    for kind, form in sorted(ranked, key=lambda row: HEAD_CLASSES.index(row[0])):
        heads.setdefault(form, kind)
    modifiers = [form for kind, form in classes if kind == "modifier"]
    departments = [form for kind, form in classes if kind == "department"]
    modifiers += departments
    departments += [form for kind, form in classes if kind == "section"]
    portfolios = [form for kind, form in classes if kind == "portfolio"]
    posts = [form for kind, form in classes if kind == "post"]
    portfolio = rf"(?:{alternation(portfolios)})(?:・?(?:{alternation(portfolios)})){{0,3}}"
    minister = rf"{portfolio}(?:(?:担当)?(?:{_MINISTER})|担当委員(?![会長]))"  # 欧州委員会の拡大担当委員
    return Rules(
        signs={row["sign"]: row["tier"] for row in signs},
        sign_entities={row["sign"]: row["entity_id"] for row in signs},
        daily=frozenset(row["sign"] for row in signs if row["daily"]),
        prefixes=frozenset(column("sign_prefixes", "prefix")),
        sign_words=frozenset(column("sign_words", "form")),
        relation_words=tuple(column("relation_words", "form")),
        sign_openers=tuple(column("sign_openers", "form")),
        generic_bodies=frozenset(column("generic_bodies", "form")),
        frequent_surnames=frozenset(column("frequent_surnames", "form")),
        terms=tuple(word for word in column("name_prefixes", "form") if len(word) > 1),
        club_marks=frozenset(column("club_marks", "form")),
        longer_names=_by_class("longer_names", "class"),
        senses=_words_of("senses", "form", "word"),
        offices=_offices(),
        seats=_seats(),
        heads=heads,
        words=frozenset(fold_key(word) for word in column("ordinary_words", "form")),
        descriptors=_by_class("descriptors", "type"),
        portfolios=tuple(portfolios),
        departments=tuple(departments),
        minister=minister,
        posts=frozenset(posts),
        title=_title_pattern(heads, posts, [*modifiers, *(row["sign"] for row in signs)], f"{portfolio}担当", minister),
        title_starts=frozenset(word[0] for word in (*heads, *modifiers, *portfolios, *(row["sign"] for row in signs)))
        | _LETTERS
        | set(POSTED_SIGNS),
        head_starts=frozenset(word[0] for word, kind in heads.items() if kind == "body" and word[0] in _NAME_ENDS),
        before_name=frozenset(
            [*column("name_prefixes", "form"), *column("sign_prefixes", "prefix"), *(row["sign"] for row in signs)]
        ),
        head_sizes=_sizes(heads),
    )


@lru_cache(maxsize=1)
def _title_ends() -> dict[str, tuple[str, ...]]:
    """Last character → the words that a title ends with; made for look-ups, which alone ask."""
    rules, found = load_rules(), dict[str, tuple[str, ...]]()
    titles = [word for word, kind in rules.heads.items() if kind in ("office", "title", "honorific")]
    for word in (*titles, *rules.posts, *_MINISTER_ENDS):
        found[word[-1]] = (*found.get(word[-1], ()), word)
    return found


def _sizes(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """First character → the lengths of the words that begin with it, longest first."""
    found: dict[str, set[int]] = {}
    for word in words:
        found.setdefault(word[0], set()).add(len(word))
    return {first: tuple(sorted(sizes, reverse=True)) for first, sizes in found.items()}


def _offices() -> dict[str, tuple[tuple[str, int, int], ...]]:
    found: dict[str, tuple[tuple[str, int, int], ...]] = {}
    for office, id_, since, until in columns("office_holders", "office", "entity_id", "since", "until"):
        found[id_] = (*found.get(id_, ()), (office, int(since or 0), int(until or _STILL)))
    return found


def _seats() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for office, id_, place in columns("office_holders", "office", "entity_id", "place"):
        if place:
            found.setdefault(id_, {})[office] = place
    return found


def _by_class(name: str, key: str) -> dict[str, tuple[str, ...]]:
    return _words_of(name, key, "form")


def _words_of(name: str, key: str, word: str) -> dict[str, tuple[str, ...]]:
    """One column of a table by another."""
    found: dict[str, tuple[str, ...]] = {}
    for own, each in columns(name, key, word):
        found[own] = (*found.get(own, ()), each)
    return found


def _title_pattern(
    heads: dict[str, str], posts: list[str], before: list[str], charge: str, minister: str
) -> re.Pattern[str]:
    """An honorific, or an office with what may stand before it: 米国務長官, EU外交安全保障上級代表, 前大統領, 人権担当特使."""
    offices = [word for word, kind in heads.items() if kind == "office"]
    titles = [word for word, kind in heads.items() if kind in ("honorific", "title")]
    first = f"(?:{alternation(before)}|[前元][ァ-ヺー]{{2,10}}|{charge}|{POSTED}|[a-z]{{2,6}}(?![a-z])|・)"
    shorter = (*offices, *titles)
    longer = [post for post in posts if post.startswith(shorter)]  # 顧問|弁護士 is no office
    by_office = f"(?P<office>{alternation(offices)}|{minister})"
    others = f"{alternation(titles)}|(?P<post>{alternation(posts)})"
    return late(f"{first}{{0,4}}(?:(?P<longer>{alternation(longer)})|{by_office}|{others})")


def titles_behind_names(
    rules: Rules, titles: Iterable[str]
) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What a title behind an unlisted name begins with, what it may be (one of `titles`, a minister, an envoy), and the head of a
    department (企画|部長)."""
    titles = list(titles)
    firsts = "".join(sorted({word[0] for word in (*titles, *rules.portfolios)}))
    envoy = f"{POSTED}[ァ-ヺー一-龠]?(?:大使|公使|総領事)"
    whole = late(f"{alternation(titles)}|・?{rules.minister}|{envoy}")
    return (
        late(f"[{firsts}・{POSTED_SIGNS}]"),
        whole,
        late(f"(?:{alternation(rules.departments)})+(?:{'|'.join(HEADS)})"),
    )


def alternation(words: Iterable[str]) -> str:
    """A regex alternation, longest first; one branch for each first character, so that most are refused at once."""
    longest_first = sorted(filter(None, words), key=lambda word: (-len(word), word))
    rests: dict[str, list[str]] = {}
    for word in longest_first:
        rests.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(
        re.escape(first) + (rest[0] if len(rest) == 1 else f"(?:{'|'.join(rest)})") for first, rest in rests.items()
    )
