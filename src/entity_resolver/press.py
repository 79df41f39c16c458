"""Evidence that a name is an agency's, a paper's or a broadcaster's: how the press writes its own."""

from __future__ import annotations

from entity_resolver.document import Document
from entity_resolver.lexicon import Form
from entity_resolver.model import Entity
from entity_resolver.patterns import late
from entity_resolver.spans import Span

_OUTLET = late(r"紙|誌|通信|電子版|テレビ|放送|ニュース|電\)|」紙|』[紙誌]")
_FROM = late(r"(?:^|[。\n])\([ァ-ヺー一-龠]{2,10}$")
_LONGEST_FROM = 12
_CREDIT_ENDS = late(r"[ \u3000]*(?:\)|\n|$)")


def dateline(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """A news agency closes a dateline: 【モスクワ共同】."""
    if entity.type != "ORG":
        return None
    opening = document.text.rfind("【", max(0, span.start - 30), span.start)
    closing = document.text.find("】", span.end, span.end + 12)
    if (
        opening < 0
        or closing < 0
        or "】" in document.text[opening : span.start]
        or "【" in document.text[span.end : closing]
    ):
        return None
    return "closes a dateline"


def outlet_follows(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """A word for a newspaper, magazine or broadcaster follows the name of an organisation (エコノミスト誌)."""
    if entity.type != "ORG":
        return None
    word = _OUTLET.match(document.text, span.end)
    return f"{word[0]} follows" if word else None


def signed(span: Span, form: Form, entity: Entity, document: Document) -> str | None:
    """An agency signs a text or a picture: its name fills a bracket (…した。（共同）), or ends a bracket or a line behind a mark
    (参加者=AP, 写真:ロイター/アフロ); a place may stand before it (…した。（キーウ時事）)."""
    if entity.type == "ORG" and span.start and document.text[span.start - 1] in "=/:":
        return "signs a picture" if _CREDIT_ENDS.match(document.text, span.end) else None
    if entity.type != "ORG" or not document.text.startswith((")", "/"), span.end):
        return None
    if _FROM.search(document.text, max(0, span.start - _LONGEST_FROM), span.start):
        return "closes a bracket at the end of a sentence"
    if document.text[span.start - 1 : span.start] != "(":
        return None
    return (
        "fills a bracket at the end of a sentence"
        if span.start < 2 or document.text[span.start - 2] in "。\n"
        else None
    )
