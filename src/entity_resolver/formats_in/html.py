"""HTML → its text nodes. Tags, comments, scripts, code and attributes are cut; character references are read."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from entity_resolver.formats_in.segments import BREAK, OBJECT, Builder, Segment, take_with

_INLINE_NAMES = """
a abbr acronym b bdi bdo big cite data del dfn em font i ins label mark nobr q rb ruby s small span strike strong sub
sup time tt u var wbr
"""
_INLINE = frozenset(_INLINE_NAMES.split())
_OBJECTS = frozenset(("img", "input", "button", "select", "video", "audio", "canvas", "object", "embed", "iframe"))
_RAW = {
    **dict.fromkeys(("script", "style", "template", "noscript", "rt", "rp"), ""),
    **dict.fromkeys(("code", "kbd", "samp", "svg", "math"), OBJECT),
    **dict.fromkeys(("pre", "textarea"), BREAK),
}
"""Elements whose content is no text to read → what stands in their place."""
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
# The strict form stops at every "<", so a file of nothing but "<" takes linear time; the loose one is bounded.
TAG = re.compile(r"""</?([A-Za-z][^\s<>/]*)(?>(?:[^<>"']|"[^"<]*+"|'[^'<]*+')*)>|</?([A-Za-z][^\s<>/]*)[^>]{0,2000}>""")
_OPENING = re.compile(r"<(?=[A-Za-z/!?])")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_UNTRANSLATED = re.compile(r"""\stranslate\s*=\s*["']?no\b|\sclass\s*=\s*["'][^"']*\bnotranslate\b""", re.IGNORECASE)


def escape(text: str) -> str:
    """Text as it stands between tags."""
    return html.escape(text, quote=False)


def references(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """The character references in a stretch: (start, end, what they read as)."""
    found = []
    if text.find("&", start, end) >= 0:
        for match in _REFERENCE.finditer(text, start, end):
            read = html.unescape(match[0])
            if read != match[0] and not any("\ud800" <= char <= "\udfff" for char in read):
                found.append((match.start(), match.end(), read))
    return found


class Cuts:
    """Finds where the markup of a text ends; remembers what has no end, so that looking stays linear."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._endless: set[str] = set()

    def markup_at(self, at: int) -> tuple[int, str] | None:
        """The end of the markup that begins at `at`, with the joiner for its place; None where it is a mere "<"."""
        text = self._text
        if text.startswith("<!--", at):
            return self._until("-->", at + 4), ""
        if text.startswith("<![CDATA[", at):
            return self._until("]]>", at), ""
        if text.startswith(("<!", "<?"), at):
            return self._until(">", at), BREAK
        match = TAG.match(text, at)
        if match is None:
            return None
        name = (match[1] or match[2]).lower()
        opens = text[at + 1] != "/" and not match[0].endswith("/>") and name not in _VOID
        if opens and name in _RAW:
            return self._closing(name, match.end()), _RAW[name]
        if opens and _UNTRANSLATED.search(match[0]):
            return self._balanced(name, match.end()), OBJECT
        joiner = "" if name in _INLINE else "\n" if name == "br" else OBJECT if name in _OBJECTS else BREAK
        return match.end(), joiner

    def _until(self, mark: str, at: int) -> int:
        end = -1 if mark in self._endless else self._text.find(mark, at)
        if end < 0:
            self._endless.add(mark)
            return len(self._text)
        return end + len(mark)

    def _closing(self, name: str, at: int) -> int:
        match = None if name in self._endless else re.compile(rf"</{name}\s*>", re.IGNORECASE).search(self._text, at)
        if match is None:
            self._endless.add(name)
            return at
        return match.end()

    def _balanced(self, name: str, at: int) -> int:
        depth = 1
        for match in re.compile(rf"<(/?){re.escape(name)}\b[^<>]*>", re.IGNORECASE).finditer(self._text, at):
            depth += -1 if match[1] else 1
            if depth == 0:
                return match.end()
        return at


def segments(text: str) -> Iterator[Segment]:
    """One segment: every text node, blocks kept apart.

    >>> [segment.text for segment in segments("<p>キエフ<b>市</b>&amp;州</p>")]
    ['キエフ市&州']
    """
    builder, cuts, at = Builder(text), Cuts(text), 0
    looking = 0
    while match := _OPENING.search(text, looking):
        start = match.start()
        markup = cuts.markup_at(start)
        if markup is None:
            looking = start + 1
            continue
        take_with(builder, at, start, references(text, at, start))
        at, joiner = markup
        at = looking = max(at, start + 1)
        builder.join(joiner)
    take_with(builder, at, len(text), references(text, at, len(text)))
    yield builder.build(escape)
