"""House styles: which canonical form a house prefers (lexicon/styles/<name>.tsv), as a value that rewriting asks.

A style is a table of lines `scope key prefer source date note`:

    form       entity id, or any listed form    the listed form that is written for it and for all its variants
    sign       entity id, or a country sign     the sign that compounds are written with (ロ → 露)
    letter     ヴ                               keep (ヴ stays where nothing else differs) or bagyou (as listed)
    separator  ・                               keep, or fewer (no ・ that the listed spelling does not have)
    name       委員会                            keep: a run with this word is a name of its own, its signs stay
    order      entity id of a country           en of its people: family-first, family-first-caps or given-first

Every style starts from the lines of `plain`. A style touches the mention itself, never a part of a longer name.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from entity_resolver.bundled import bundled_path
from entity_resolver.errors import ConfigError, LexiconError, Problem
from entity_resolver.fold import fold_key
from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.model import REWRITTEN_KINDS, VARIANT_KINDS, Alias, Candidate, Entity
from entity_resolver.patterns import late
from entity_resolver.tables import Row, read_rows

PLAIN = "plain"
STYLE_COLUMNS = ("scope", "key", "prefer", "source", "date", "note")
VALUES = {
    "form": (),
    "sign": (),
    "letter": ("keep", "bagyou"),
    "separator": ("keep", "fewer"),
    "name": ("keep",),
    "order": ("family-first", "family-first-caps", "given-first"),
}
"""Scope → the values `prefer` may have; () = a form of the lexicon."""
_ONE_KEY = {"letter": "ヴ", "separator": "・"}


@dataclass(frozen=True, slots=True)
class StyleLine:
    """One line of a style table, with its place for messages."""

    scope: str
    key: str
    prefer: str
    file: str = ""
    line: int = 0

    def problem(self, message: str) -> Problem:
        return Problem(self.file, self.line, 1, message)


@dataclass(frozen=True, slots=True)
class Style:
    """A house style.

    Attributes:
        name: plain, kyodo …, or the stem of a file of one's own.
        lines: what it prefers; of two lines with the same scope and key the later one holds.
        own: False for a bundled style, whose lines may speak of entities that a lexicon of one's own does not have.

    >>> from entity_resolver import Resolver
    >>> Resolver(style="mofa").resolve("ザポリージャ州").normalized
    'ザポリッジャ州'
    """

    name: str
    lines: tuple[StyleLine, ...]
    own: bool = False

    @classmethod
    def load(cls, name: str | os.PathLike[str]) -> Style:
        """A bundled style by its name, or a table of one's own by its path (columns scope, key and prefer are enough).

        Raises ConfigError for a name that is none, with the list; LexiconError with file:line:column for a bad table.
        """
        return _load(os.fspath(name))

    @property
    def fingerprint(self) -> str:
        """Eight hex digits over the lines."""
        text = repr([(line.scope, line.key, line.prefer) for line in self.lines])
        import hashlib

        return hashlib.sha256(text.encode()).hexdigest()[:8]

    @property
    def signature(self) -> str:
        """What a signature says of this style; "" for plain."""
        return "" if self.name == PLAIN and not self.own else f"|style:{self.name}+{self.fingerprint}"

    def of(self, scope: str) -> Iterator[StyleLine]:
        """The lines of one scope, one per key, in order."""
        yield from {line.key: line for line in self.lines if line.scope == scope}.values()

    def bind(self, lexicon: Lexicon) -> Styling:
        """This style over the entities of a lexicon. Raises LexiconError where a line of one's own fits no entity."""
        return _bind(self, lexicon)


def style_names() -> tuple[str, ...]:
    """The bundled styles, `plain` first."""
    names = sorted(file.stem for file in (bundled_path() / "styles").glob("*.tsv"))
    return tuple(sorted(names, key=lambda name: name != PLAIN))


@lru_cache(maxsize=16)
def _bundled(name: str) -> Style:
    lines = tuple(read_lines(bundled_path() / "styles" / f"{name}.tsv"))
    return Style(name, lines if name == PLAIN else (*_bundled(PLAIN).lines, *lines))


def _load(name: str) -> Style:
    if name in style_names():
        return _bundled(name)
    path = Path(name)
    if not path.is_file():
        raise ConfigError(
            f"no style {name!r}; one of {', '.join(style_names())}, or the path of a style TSV of your own"
        )
    return Style(path.stem, (*_bundled(PLAIN).lines, *read_lines(path)), own=True)


def read_lines(path: Path) -> list[StyleLine]:
    """The lines of a style table. Raises LexiconError with file:line:column for every fault."""
    rows = list(read_rows(path))
    problems = [] if rows else [Problem(str(path), 1, 1, f"no lines; the header is {' '.join(STYLE_COLUMNS)}")]
    for row in rows:
        problems += line_problems(row)
    if problems:
        raise LexiconError(problems)
    return [StyleLine(row["scope"], row["key"].strip(), row["prefer"].strip(), row.file, row.line) for row in rows]


def line_problems(row: Row) -> Iterable[Problem]:
    """What is wrong with a line by itself, whatever the lexicon."""
    scope, key, prefer = row["scope"], row["key"].strip(), row["prefer"].strip()
    if scope not in VALUES:
        yield row.problem("scope", f"scope {scope!r} is none of {' '.join(VALUES)}")
        return
    if not key or not prefer:
        yield row.problem("key", f"a {scope} line needs key and prefer")
    elif VALUES[scope] and prefer not in VALUES[scope]:
        yield row.problem("prefer", f"{scope} prefers one of {' '.join(VALUES[scope])}, not {prefer!r}")
    elif key != _ONE_KEY.get(scope, key):
        yield row.problem("key", f"the key of {scope} is {_ONE_KEY[scope]}, not {key!r}")


_V_READINGS = {
    "ァ": "[バワ]",
    "ィ": "(?:ビ|ウィ|ヴィ)",
    "ェ": "(?:ベ|ウェ)",
    "ォ": "(?:ボ|ウォ)",
    "ャ": "ビャ",
    "ュ": "ビュ",
    "ョ": "ビョ",
}
_V = late("ヴ([ァィェォャュョ]?)")
_RUN = late(r"[ァ-ヺー一-龠々〆ヶ・]*")
_KATAKANA = late(r"[ァ-ヺー]")
_LONG = late(r"(?<=[aiueo])-|(?<=o)[ou]|(?<=u)u|(?<=[aiue])h(?![aiueoy])|(?<=o)h(?![aiueoy])")
_ROMAJI = str.maketrans({"S": "sh", "c": "ch", "T": "ts", "N": "n", "Q": "", "-": ""})


@dataclass(frozen=True)
class Styling:
    """A style over one lexicon: what `rewriting` asks for each mention.

    Attributes:
        targets: (entity id, folded form) → the form that is written.
        signs: entity id → its country sign.
        views: entity id → the entity with the canonical names of the style.
    """

    style: Style
    targets: dict[tuple[str, str], str] = field(default_factory=dict)
    signs: dict[str, str] = field(default_factory=dict)
    views: dict[str, Entity] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)
    whole: tuple[str, ...] = ()
    keeps_v: bool = False
    fewer_dots: bool = False

    def entity(self, entity: Entity) -> Entity:
        """The entity as the style shows it: its preferred ja and en, and the other names among the aliases."""
        entity = self.views.get(entity.id, entity)
        order = self.orders.get(entity.part_of) if entity.type == "PERSON" else None
        return entity if order is None else replace(entity, en=ordered(entity, order))

    def candidate(self, candidate: Candidate) -> Candidate:
        """The candidate with its entity as the style shows it."""
        entity = self.entity(candidate.entity)
        return candidate if entity is candidate.entity else replace(candidate, entity=entity)

    def target(self, form: Form, surface: str, text: str, end: int) -> str:
        """The form that is written for a surface that ends at text[end], "" where it stays."""
        if form.kind == "abbreviation" and len(surface) == 1:
            return self._sign(form.entity_id, surface, text, end)
        found = self.targets.get((form.entity_id, fold_key(form.text)))
        if found is None and form.target:
            found = self.targets.get((form.entity_id, fold_key(form.target)))
        if found is not None:
            # a form equal after folding stays, unless it is the ・ that the style speaks of
            same = fold_key(surface) == fold_key(found) and surface.count("・") == found.count("・")
            return "" if same else found
        if self.fewer_dots and not form.target and 0 < surface.count("・") > form.text.count("・"):
            return form.text if surface.replace("・", "") == form.text.replace("・", "") else ""
        if self.keeps_v and form.target and "ヴ" in surface and only_v_differs(surface, form.target):
            return ""
        return form.target

    def may_write(self, form: Form, dotted: bool) -> bool:
        """False only where `target` gives no surface of this form anything new; `dotted`: the text has a ・ in it."""
        if form.kind == "abbreviation" and len(fold_key(form.text)) == 1:
            return self.signs.get(form.entity_id, form.text) != form.text
        found = self.targets.get((form.entity_id, fold_key(form.text)))
        if found is None and form.target:
            found = self.targets.get((form.entity_id, fold_key(form.target)))
        if found is None:
            return bool(form.target) or (self.fewer_dots and dotted)
        return fold_key(found) != fold_key(form.text) or dotted or "・" in found

    def _sign(self, id_: str, surface: str, text: str, end: int) -> str:
        sign = self.signs.get(id_, "")
        if sign in ("", surface):
            return ""
        run = _RUN.match(text, end)
        after = run[0] if run else ""
        if any(word in after if len(word) > 1 else after.endswith(word) for word in self.whole):
            return ""
        beside = text[end - 2 : end - 1] + text[end : end + 1]
        return "" if _KATAKANA.match(sign) and _KATAKANA.search(beside) else sign


def only_v_differs(surface: str, target: str) -> bool:
    """True where the target is the surface with another letter for ヴ.

    >>> only_v_differs("ヴァンス", "バンス"), only_v_differs("ヴラジーミル", "ウォロディミル")
    (True, False)
    """
    parts, at = [], 0
    for match in _V.finditer(surface):
        parts += [re.escape(surface[at : match.start()]), _V_READINGS.get(match[1], "[ブウフ]")]
        at = match.end()
    return bool(re.fullmatch("".join([*parts, re.escape(surface[at:])]), target))


def ordered(entity: Entity, order: str) -> str:
    """The English name of a Japanese person in another order; unchanged where the reading does not tell the two apart.

    >>> ordered(Entity("x", "PERSON", "石破茂", "Shigeru Ishiba", "いしばしげる"), "family-first-caps")
    'ISHIBA Shigeru'
    """
    from entity_resolver.phonemes import phonemes

    words = entity.en.split(" ")
    if len(words) != 2 or not entity.yomi:
        return entity.en
    reading = _LONG.sub("", phonemes(entity.yomi).translate(_ROMAJI).lower())
    firsts = [word for word in words if reading.startswith(_LONG.sub("", word.lower()))]
    if len(firsts) != 1:
        return entity.en
    family = firsts[0]
    given = words[1] if words[0] == family else words[0]
    if order == "given-first":
        return f"{given} {family}"
    return f"{family.upper() if order.endswith('caps') else family} {given}"


def _bind(style: Style, lexicon: Lexicon) -> Styling:
    problems: list[Problem] = []
    targets: dict[tuple[str, str], str] = {}
    views: dict[str, Entity] = {}
    for line in style.of("form"):
        for entity in _entities(line, style, lexicon, problems):
            for key, form in _prefer(line, entity, views).items():
                if targets.setdefault((entity.id, key), form) != form:
                    other = targets[entity.id, key]
                    problems.append(
                        line.problem(f"another line writes {other} for {key} ({entity.id}), this one {form}")
                    )
    signs = {}
    for line in style.of("sign"):
        for entity in _entities(line, style, lexicon, problems):
            signs[entity.id] = line.prefer
    if problems:
        raise LexiconError(problems)
    last = {(line.scope, line.key): line.prefer for line in style.lines}
    return Styling(
        style,
        targets,
        signs,
        views,
        orders={line.key: line.prefer for line in style.of("order")},
        whole=tuple(line.key for line in style.of("name")),
        keeps_v=last.get(("letter", "ヴ")) == "keep",
        fewer_dots=last.get(("separator", "・")) == "fewer",
    )


def _entities(line: StyleLine, style: Style, lexicon: Lexicon, problems: list[Problem]) -> list[Entity]:
    """The entities a form or sign line speaks of: those of its key that list the preferred form."""
    entity = lexicon.get(line.key)
    owners = [entity] if entity else [lexicon[form.entity_id] for form in lexicon.forms.get(fold_key(line.key), ())]
    found = [owner for owner in owners if listing(owner, line.prefer) is not None]
    if not found and style.own:
        if not owners:
            problems.append(
                line.problem(f"{line.key!r} is neither an entity id nor a listed form; see: lookup {line.key}")
            )
        else:
            names = ", ".join(owner.id for owner in owners)
            problems.append(line.problem(f"{line.prefer!r} is no listed form of {names}; add it with: lexicon add"))
    return [owner for owner in found if not lexicon.claims(owner.ja)]


def listing(entity: Entity, form: str) -> Alias | None:
    """The row of a form of this entity, canonical names included; the same letters with other ・ will do."""
    own = [Alias(entity.ja, "ja", "designation"), Alias(entity.en, "en", "designation")]
    rows = [row for row in (*own, *entity.aliases) if row.use != "never"]
    exact = next((row for row in rows if row.form == form), None)
    return exact or next((row for row in rows if fold_key(row.form) == fold_key(form)), None)


def _group(row: Alias) -> str:
    return row.variant_of if row.kind in VARIANT_KINDS and row.variant_of else row.form


def group_of(line: StyleLine, entity: Entity) -> str | None:
    """The canonical form whose place `prefer` takes; None where the entity does not list what the line speaks of."""
    preferred = listing(entity, line.prefer)
    if preferred is None:
        return None
    if line.key != entity.id:
        keyed = listing(entity, line.key)
        return None if keyed is None else _group(keyed)
    if preferred.kind in VARIANT_KINDS and preferred.variant_of:
        return preferred.variant_of
    own = entity.ja if preferred.lang == "ja" else entity.en
    if fold_key(preferred.form) == fold_key(own):
        return own
    return own if preferred.kind == "designation" else preferred.form


def _prefer(line: StyleLine, entity: Entity, views: dict[str, Entity]) -> dict[str, str]:
    """Folded form → what is written for it; the entity's view is changed where a canonical name of it is concerned."""
    group = group_of(line, entity)
    if group is None:
        return {}
    if group in (entity.ja, entity.en):
        views[entity.id] = _view(views.get(entity.id, entity), group, line.prefer)
    if group == entity.en != entity.ja:
        return {}
    members = {fold_key(group), fold_key(line.prefer)}
    for row in entity.aliases:
        if row.lang == "ja" and row.kind in REWRITTEN_KINDS and row.variant_of in (group, line.prefer):
            members.add(fold_key(row.form))
    return dict.fromkeys(members, line.prefer)


def _view(entity: Entity, old: str, new: str) -> Entity:
    """The entity with `new` as the canonical name in place of `old`, which becomes an alias of it."""
    lang = "ja" if old == entity.ja else "en"
    row = listing(entity, new)
    kind = row.kind if row and row.kind in VARIANT_KINDS else "designation"
    swapped = "transliteration" if kind in VARIANT_KINDS else "designation"
    aliases = [
        replace(alias, variant_of=new) if alias.variant_of == old else alias
        for alias in entity.aliases
        if fold_key(alias.form) != fold_key(new)
    ]
    if fold_key(old) != fold_key(new):
        aliases.append(Alias(old, lang, swapped, new if swapped in VARIANT_KINDS else "", source=entity.source))
    return replace(entity, aliases=tuple(aliases), **{lang: new})
