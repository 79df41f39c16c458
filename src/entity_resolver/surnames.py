"""Names that many people bear, and what it takes to believe that the listed one is meant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from entity_resolver.lexicon import Form
from entity_resolver.model import Entity
from entity_resolver.patterns import late
from entity_resolver.spans import Span, script
from entity_resolver.terms import held_office, is_only_elected

if TYPE_CHECKING:
    from entity_resolver.document import Document

_MANY = 10
"""So many listed people make a surname one that tells nobody apart."""
_TELLING, _TELLING_SYLLABLES = 7, 5
"""Characters of a surname that few others bear, and those that are syllables: ショスタコーヴィチ is nobody else, カーシム and
ブーチェビッチ are many."""
_NO_SYLLABLES = str.maketrans("", "", "ァィゥェォャュョッー")
_SHORTEST_BY_ITSELF = 5
_ATHLETE = "選手"
_TEACHER = "先生"
_SEXES = (
    ("ワ", ("フ", "ウ")),
    ("ヴァ", ("フ", "ヴ")),
    ("バ", ("フ", "ブ")),
    ("ナ", ("ン",)),
    ("スカヤ", ("スキー", "スキイ", "スキ")),
    ("スカ", ("スキー", "スキイ", "スキ")),
    ("シカ", ("スキー", "シキー", "シキ")),
    ("ナヤ", ("ヌイ", "ヌイー", "ニイ")),
)
"""How the Slavic surnames of women and of men end."""
_GIVEN_SEXES = (("ア", ""), ("ラ", "ル"), ("タ", "ト"), ("カ", "ク"), ("ナ", "ン"), ("リア", "リオ"))
"""How given names of women and of men end that are else the same: アレクサンドラ, アレクサンドル."""
_AGED = late(r"さん\([1-9][0-9]?\)")
"""What stands behind the name of somebody whom nobody knows: ジョンソン|さん(45)."""
_JOINED = late(r"[・＝=]")


def is_common_name(span: Span, form: Form, entity: Entity, document: Document) -> bool:
    """A name that many bear, so neither an office nor the country says which: a surname in kanji that needs context
    (証券局長の松岡), a member of parliament's, or any before a calling that no politician has (ケリー博士)."""
    if entity.type != "PERSON" or form.use != "context":
        return False
    if len(form.text) == 1 or all(script(char) == "kanji" for char in form.text) or calling_follows(span, document):
        return True
    return is_only_elected(entity, document) and not document.elsewhere(entity.id, span)


def is_frequent(form: Form, entity: Entity, document: Document) -> bool:
    """One of the most frequent surnames of a country, in katakana, of one who is not the usual bearer: it takes an office,
    and more than that, to believe in the listed one (オルロフ|市長, スミス|氏)."""
    frequent = entity.type == "PERSON" and form.use == "context" and not form.dominant
    return frequent and form.text in document.rules.frequent_surnames


def is_name_by_itself(span: Span, document: Document) -> bool:
    """One word in katakana that the dictionary has not, and so a name, whatever stands around it (ドゥビンスキー)."""
    token = document.view.token(span.start)
    whole = token is not None and token.oov and (token.start, token.end) == (span.start, span.end)
    return whole and span.end - span.start >= _SHORTEST_BY_ITSELF and script(document.text[span.start]) == "katakana"


def is_bare_variant(form: Form, entity: Entity) -> bool:
    """A surname alone, in a spelling that is not the listed one: namesakes nobody listed are written like it
    (ソルベルグ in a rally, シコルスキー of the helicopters)."""
    if entity.type != "PERSON" or not form.target or form.target == entity.ja:
        return False
    if len(form.text) >= _TELLING and len(form.text.translate(_NO_SYLLABLES)) >= _TELLING_SYLLABLES:
        return False
    return bool(_JOINED.search(entity.ja)) and not _JOINED.search(form.text)


def of_other_sex(one: str, other: str) -> bool:
    """Is one the name of a woman, and the other the like of a man?

    >>> of_other_sex("イワノワ", "イワノフ"), of_other_sex("ジョージア・マーシャル", "ジョージ・マーシャル")
    (True, True)
    """
    names = tuple(_JOINED.split(name) for name in (one, other))
    for hers, his in (names, names[::-1]):
        if any(hers[-1].endswith(a) and his[-1].endswith(b) for a, b in _SEXES):
            return True
        if len(hers) == len(his) > 1 and any(
            hers[0] == his[0].removesuffix(b) + a for a, b in _GIVEN_SEXES if his[0].endswith(b)
        ):
            return True
    return False


def of_the_family(surname: str) -> Iterator[str]:
    """A surname, and how the women, or the men, of the family may be called.

    >>> list(of_the_family("ナワリヌイ")), list(of_the_family("コワリョワ"))
    (['ナワリヌイ', 'ナワリナヤ'], ['コワリョワ', 'コワリョフ', 'コワリョウ'])
    """
    yield surname
    for hers, his in _SEXES:
        for own, others in ((hers, his), *((each, (hers,)) for each in his)):
            if surname.endswith(own):
                yield from (surname.removesuffix(own) + other for other in others)


def is_thing(span: Span, entity: Entity, document: Document) -> bool:
    """Does the tokenizer read a surname as an ordinary word, and no title stands behind it: マスク|を着けて, no マスク|氏?"""
    token = document.view.token(span.start) if entity.type == "PERSON" else None
    if token is None or token.oov or token.proper or (token.start, token.end) != (span.start, span.end):
        return False
    return document.rules.title_at(document.text, span.end) is None


def is_due(span: Span, form: Form, entity: Entity, document: Document) -> bool:
    """What follows the name is an office that this person holds or held, a polite 氏, or no title at all; any title will do
    for a surname that tells somebody."""
    if len(form.text) > 1 and len(span.forms) < _MANY:
        return True
    match = document.rules.title_at(document.text, span.end)
    if match is None or match[0] in document.rules.longer_names["polite"]:
        told = len(form.text) > 1 or not document.home.isdisjoint(document.regions(entity))
        return told or not document.countries  # 金|氏 in a text about the South
    return held_office(span, form, entity, document) is not None


def is_private(span: Span, form: Form, entity: Entity, document: Document) -> bool:
    """A surname alone before a calling that nobody in the news is given (ドナホー|神父, カール|大尉): somebody else's.

    Members of a parliament call each other 先生, whose surnames are in kanji.
    """
    if entity.type != "PERSON" or form.text == entity.ja or _JOINED.search(form.text):
        return False
    if _AGED.match(document.text, span.end):
        return True
    word = next((w for w in document.rules.longer_names["private"] if document.text.startswith(w, span.end)), "")
    return bool(word) and (word != _TEACHER or script(document.text[span.start]) == "katakana")


def is_athlete(span: Span, form: Form, entity: Entity, document: Document) -> bool:
    """A surname alone of one who held an office, before what only sportsmen are called (メドベージェフ|選手): somebody else's."""
    offices = document.rules.offices.get(entity.id) if form.text != entity.ja else None
    if not offices or any(office == _ATHLETE for office, _, _ in offices):
        return False
    return document.text.startswith(document.rules.longer_names["athlete"], span.end) and not _JOINED.search(form.text)


def is_official(span: Span, form: Form, entity: Entity, document: Document) -> bool:
    """A surname alone of one who plays or writes and holds no office, before that of an official (ナダル|市長, ブルガコフ|元次官):
    somebody else's."""
    words, offices = document.rules.longer_names, document.rules.offices.get(entity.id)
    if not offices or form.text == entity.ja or any(office not in words["no official"] for office, _, _ in offices):
        return False
    title = document.rules.title_at(document.text, span.end)
    return title is not None and title[0].endswith(words["official"]) and not _JOINED.search(form.text)


def is_of_other_calling(span: Span, form: Form, entity: Entity, document: Document) -> bool:
    """A surname alone, in another spelling or one that needs context, behind a calling that this person does not have, or behind a
    word for kin, where a given name is: 作家|シェンキェヴィチ, 次男の|イグナートは."""
    if _JOINED.search(form.text) or not (form.target or form.use == "context") or form.text == entity.ja:
        return False
    words, text = document.rules.longer_names, document.text
    end = span.start - (text[span.start - 1 : span.start] in ("の", "・", "「"))
    if text.endswith(words["kin"], 0, end) and _JOINED.split(entity.ja)[-1] == (form.target or form.text):
        title = document.rules.title_at(text, span.end)
        return title is None or not title["office"]
    if not text.endswith(words["calling before"], 0, end) or document.elsewhere(entity.id, span):
        return False
    return all(office not in words["no official"] for office, _, _ in document.rules.offices.get(entity.id, ()))


def calling_follows(span: Span, document: Document) -> bool:
    return document.text.startswith(document.rules.longer_names["calling"], span.end)
