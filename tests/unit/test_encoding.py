"""Bytes of Japanese newsrooms: what they are, and how they go back."""

from __future__ import annotations

import pytest

from entity_resolver.encoding import decode
from entity_resolver.errors import ConfigError, InputError

TEXTS = [
    "ルガンスク州の知事は会見した。\r\n停戦協議は続く。",
    "キーウで",
    "ﾊﾝｶｸの見出し、米ロ首脳会談",
    "①②㈱髙橋﨑",
    "ascii only\n",
    "",
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "iso2022_jp", "utf-16", "utf-32"])
@pytest.mark.parametrize("text", TEXTS)
def test_what_is_read_without_being_told_goes_back_byte_for_byte(text: str, encoding: str) -> None:
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        return  # euc_jp and iso2022_jp have no ① nor ﾊ
    decoded = decode(data, "a.txt")
    assert decoded.text == text
    assert decoded.encode(decoded.text, "a.txt") == data


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\x85", "\u2028"])
def test_line_ends_stay_as_they_are(newline: str) -> None:
    data = f"一{newline}二{newline}".encode()
    assert decode(data, "a.txt").encode(decode(data, "a.txt").text, "a.txt") == data


def test_the_encoding_asked_for_wins_over_the_guess() -> None:
    data = "キーウ".encode("euc_jp")
    assert decode(data, "a.txt", "euc_jp").text == "キーウ"
    assert decode(data, "a.txt", "EUC-JP").encoding == "euc_jp"
    with pytest.raises(InputError, match=r"a\.txt:1:1"):
        decode(data, "a.txt", "utf-8")


def test_a_byte_that_fits_nowhere_is_told_with_its_place_and_the_next_step() -> None:
    with pytest.raises(InputError, match=r"a\.txt:2:4: byte 0xFF .*--encoding"):
        decode("一行目\n".encode() + "二".encode() + b"\xff\xff\xa0\x00\xfd", "a.txt")


def test_an_unknown_encoding_is_told() -> None:
    with pytest.raises(ConfigError, match="klingon"):
        decode(b"", "a.txt", "klingon")


def test_a_character_the_encoding_has_not_is_told_with_its_place() -> None:
    decoded = decode("一行目\n二行目".encode("cp932"), "a.txt")
    with pytest.raises(InputError, match=r"a\.txt:2:2: '𠮟' .*cp932"):
        decoded.encode("一行目\n二𠮟", "a.txt")
