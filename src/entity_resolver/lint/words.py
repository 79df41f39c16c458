"""What findings say, in Japanese and in English."""

from __future__ import annotations

from entity_resolver.lint.findings import Code, Finding

LANGUAGES = ("ja", "en")

_MESSAGES = {
    "ja": {
        "kanji": "「{surface}」は「{suggestion}」の漢字の誤りかもしれません",
        "glyph": "「{surface}」は「{suggestion}」の文字の取り違えです",
        "unlisted": "「{surface}」は「{suggestion}」の表記違いです",
        Code.SLIP: "「{surface}」は「{suggestion}」の誤りです",
        Code.MIX: "「{surface}」と「{beside}」が混在しています",
        Code.STYLE: "「{surface}」はスタイル {style} では「{suggestion}」です",
    },
    "en": {
        "kanji": "“{surface}” may be “{suggestion}” with a wrong kanji",
        "glyph": "“{surface}” is “{suggestion}” with a look-alike character",
        "unlisted": "“{surface}” is an unusual spelling of “{suggestion}”",
        Code.SLIP: "“{surface}” is a misspelling of “{suggestion}”",
        Code.MIX: "“{surface}” and “{beside}” are both used",
        Code.STYLE: "style {style} writes “{suggestion}”, not “{surface}”",
    },
}
_REASONS = {
    "ja": {
        "misspelling": "よくある誤記として辞書にある",
        "ocr": "文字認識の誤りとして辞書にある",
        "russian": "ロシア語読みの形",
        "ukrainian": "ウクライナ語読みの形",
        "transliteration": "別の転写の形",
        "kanji": "似た字・同音の字（{detail}）。別の人の名かもしれない",
        "kanji beside": "似た字・同音の字（{detail}）。同じ文書に正しい名がある",
        "glyph": "形の似た文字が混じっている",
        "unlisted": "辞書にない綴りで、音が近い",
        "designation": "同じものの別の呼び名",
        "variant": "辞書にある別の形",
    },
    "en": {
        "misspelling": "listed as a common misspelling",
        "ocr": "listed as a character-recognition slip",
        "russian": "the form after Russian",
        "ukrainian": "the form after Ukrainian",
        "transliteration": "another transliteration",
        "kanji": "a look-alike or same-sounding character ({detail}); it may be somebody else's name",
        "kanji beside": "a look-alike or same-sounding character ({detail}); the document has the right name elsewhere",
        "glyph": "a character that looks like another",
        "unlisted": "not listed, and it sounds the same",
        "designation": "another name of the same thing",
        "variant": "another listed form",
    },
}
_LABELS = {
    "ja": {"confidence": "確度", "reason": "理由", "source": "出典", "entity": "固有名"},
    "en": {"confidence": "confidence", "reason": "reason", "source": "source", "entity": "entity"},
}
_SOURCES = {
    "ja": {"general": "辞書（一般）", "user": "利用者の辞書"},
    "en": {"general": "the lexicon", "user": "a lexicon of your own"},
}
RULES = {
    "ja": {
        Code.SLIP: "固有名の誤記、文字の取り違え、漢字の疑い",
        Code.MIX: "一つの文書に同じ名の二つの形",
        Code.STYLE: "選んだスタイルの形でない",
    },
    "en": {
        Code.SLIP: "A misspelling or recognition slip of a name, or a suspicious kanji",
        Code.MIX: "Two forms of one name in one document",
        Code.STYLE: "Not the form that the chosen style writes",
    },
}
"""Code → what it is about, in one line."""


def message(finding: Finding, lang: str = "ja", line: int | None = None) -> str:
    """What is wrong; `line` is where the other form of 揺れ stands."""
    words = _MESSAGES[lang]
    kind = finding.kind.partition(" ")[0]
    template = words[kind] if finding.code is Code.SLIP and kind in words else words[finding.code]
    text = template.format(
        surface=_flat(finding.surface),
        suggestion=finding.suggestion,
        beside=_flat(finding.beside),
        style=finding.style,
    )
    if finding.code is Code.MIX and line is not None:
        text += f"（{line} 行目）" if lang == "ja" else f" (line {line})"
    return text


def reason(finding: Finding, lang: str = "ja") -> str:
    """Why it is thought so."""
    words = _REASONS[lang]
    return words.get(finding.kind, words["variant"]).format(detail="、".join(finding.detail))


def label(name: str, lang: str = "ja") -> str:
    return _LABELS[lang][name]


def source(finding: Finding, lang: str = "ja") -> str:
    """The source and its date as one readable string."""
    return _SOURCES[lang].get(finding.source.id) or str(finding.source)


def _flat(text: str) -> str:
    return " ".join(text.split())
