"""Bytes ↔ text for the files of Japanese newsrooms: which encoding, which byte order mark."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from entity_resolver.errors import ConfigError, InputError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ESCAPES = (b"\x1b$B", b"\x1b$@", b"\x1b(J", b"\x1b(I", b"\x1b$(")
_GUESSES = ("cp932", "euc_jp")
_BY_LINE = frozenset(
    ("utf-8", "ascii", "cp932", "shift_jis", "shift_jis_2004", "shift_jisx0213", "euc_jp", "euc_jis_2004")
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how its bytes were read, so that it can be written back the same way."""

    text: str
    encoding: str
    bom: bytes = b""

    def encode(self, text: str, name: str, first_line: int = 1) -> bytes:
        """Another text in the same encoding with the same byte order mark.

        Raises InputError where a character has no place in the encoding; `name` is the file for the message.
        """
        try:
            return self.bom + text.encode(self.encoding)
        except UnicodeEncodeError as error:
            line = text.count("\n", 0, error.start) + first_line
            column = error.start - text.rfind("\n", 0, error.start)
            char = text[error.start]
            raise InputError(
                f"{name}:{line}:{column}: {char!r} (U+{ord(char):04X}) cannot be written in {self.encoding}; "
                "the file is left as it was; convert it to UTF-8 first"
            ) from None


def decode(data: bytes, name: str, encoding: str | None = None, first_line: int = 1) -> Decoded:
    """Bytes as text: the encoding asked for, else BOM, ISO-2022-JP escapes, UTF-8, CP932, EUC-JP, in this order.

    `first_line`: the number of the first line, for messages about a stretch of a file.
    Raises InputError naming the place of the first byte that does not fit, ConfigError for an unknown encoding.
    """
    if encoding and encoding.lower() != "auto":
        try:
            codec = codecs.lookup(encoding).name
            "".encode(codec)  # rot13 and the like are no encodings of text
        except LookupError:
            raise ConfigError(f"unknown encoding {encoding!r}; try utf-8, cp932, euc_jp or iso2022_jp") from None
        bom = next((mark for mark, of in _BOMS if codec == of and data.startswith(mark)), b"")
        return Decoded(_strict(data[len(bom) :], codec, name, first_line), codec, bom)
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return Decoded(_strict(data[len(mark) :], codec, name, first_line), codec, mark)
    if any(escape in data for escape in _ESCAPES):
        for codec in ("iso2022_jp", "iso2022_jp_ext"):
            text = _try(data, codec)
            if text is not None:
                return Decoded(text, codec)
    if (utf8 := _try(data, "utf-8")) is not None:
        return Decoded(utf8, "utf-8")
    fits = {codec: text for codec in _GUESSES if (text := _try(data, codec)) is not None}
    if "cp932" in fits and "euc_jp" in fits and _oddness(fits["euc_jp"]) < _oddness(fits["cp932"]):
        return Decoded(fits["euc_jp"], "euc_jp")
    for codec in _GUESSES:
        if codec in fits:
            return Decoded(fits[codec], codec)
    return Decoded(_strict(data, "utf-8", name, first_line), "utf-8")


def reads_by_line(head: bytes, encoding: str | None = None) -> bool:
    """May a file that begins so be decoded line by line? Not UTF-16, whose line ends are no single bytes, nor ISO-2022-JP."""
    if encoding and encoding.lower() != "auto":
        try:
            return codecs.lookup(encoding).name in _BY_LINE
        except LookupError:
            return False
    marked = next((codec for mark, codec in _BOMS if head.startswith(mark)), "utf-8")
    return marked in _BY_LINE and not any(escape in head for escape in _ESCAPES)


def _oddness(text: str) -> float:
    """Share of half-width katakana and rare characters: EUC-JP read as CP932 is full of them."""
    odd = sum("｡" <= char <= "ﾟ" or "\ue000" <= char <= "\uf8ff" for char in text)
    return odd / (len(text) or 1)


def _try(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _strict(data: bytes, codec: str, name: str, first_line: int) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + first_line
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise InputError(
            f"{name}:{line}:{column}: byte 0x{data[error.start]:02X} is not {codec}; "
            "name the encoding with --encoding (cp932, euc_jp, iso2022_jp, utf-16 …)"
        ) from None
