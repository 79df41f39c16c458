"""Text as HTML that cannot do anything: nothing of a text or a name reaches the report but through here."""

from __future__ import annotations

import html
import json
import re

# Direction overrides and other invisible characters are shown by their number; ZWJ and ZWNJ stay, emoji need them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\ufffe\uffff]"
)


def text(value: str) -> str:
    """A text as element content."""
    return _INVISIBLE.sub(_shown, html.escape(value.replace("\r\n", "\n")))


def attribute(value: str) -> str:
    """A text as the value of a quoted attribute."""
    return html.escape(_INVISIBLE.sub("\ufffd", value), quote=True)


def number(value: int) -> str:
    return f"{value:,}"


def data_block(value: object) -> str:
    """JSON for a script element of type application/json."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    written = written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return _INVISIBLE.sub(lambda match: f"\\u{ord(match[0]):04x}", written)


def bar(parts: list[tuple[int, str, str]], whole: int) -> str:
    """A horizontal bar of (size, class, label) parts, `whole` being its full width."""
    rects, at = [], 0.0
    for size, class_, label in parts:
        width = 100 * size / max(whole, 1)
        rects.append(
            f'<rect class="{attribute(class_)}" x="{at:.2f}" width="{width:.2f}" height="10">'
            f"<title>{text(label)}</title></rect>"
        )
        at += width
    label = attribute(", ".join(part[2] for part in parts))
    return (
        f'<svg class="bar" role="img" aria-label="{label}" viewBox="0 0 100 10" preserveAspectRatio="none">'
        + "".join(rects)
        + "</svg>"
    )


def _shown(match: re.Match[str]) -> str:
    return f'<span class="ctl">U+{ord(match[0]):04X}</span>'
