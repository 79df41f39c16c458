"""What is a finding, what is none, and how findings are silenced."""

from __future__ import annotations

import pytest

from entity_resolver import Resolver
from entity_resolver.errors import ConfigError
from entity_resolver.formats_in import Reading, Segment, segments
from entity_resolver.lint import Code, Finding, Suppressions, lint, parse_codes
from entity_resolver.lint.words import message, reason
from tests.support import bundled


def found(text: str, **options: object) -> list[tuple[str, str, str]]:
    findings = lint(bundled().resolve(text), **options)  # type: ignore[arg-type]
    return [(f.code.value, f.surface, f.suggestion) for f in findings]


CONSISTENT = [
    "ルガンスク州で戦闘があった。ルガンスク州の知事が述べた。",
    "ルハンスク州のルハンスク市で、ルハンスクの住民が避難した。",
    "キエフ（現キーウ）は1941年に占領された。いまのキーウである。",
    "「キエフ」という表記を「キーウ」に改めた。",
    "『キエフの月』を読み、キーウを訪ねた。",
    "https://example.jp/キエフ にある通り、キーウでは",
    "米国とアメリカとＵＳＡ。米ロと日米。英国とイギリス。",
    "ウォロディミル・ゼレンスキー大統領が述べた。ゼレンスキー氏は",
    "ＮＡＴＯとNATO。フォン・デア・ライエン氏とフォンデアライエン委員長。",
    "オーストリアとオーストラリア、イランとイラク、スロバキアとスロベニア。",
    "東京都庁と京都、新米ロボット、インドネシアとインド。",
]


@pytest.mark.parametrize("text", CONSISTENT)
def test_consistent_copy_is_left_in_peace(text: str) -> None:
    assert found(text) == []


def test_two_forms_of_one_name() -> None:
    assert found("ルハンスク州で戦闘。ルガンスク州の知事は") == [("揺れ", "ルガンスク州", "ルハンスク州")]
    assert found("ルガンスク州で。ルハンシク州は") == [
        ("揺れ", "ルガンスク州", "ルハンスク州"),
        ("揺れ", "ルハンシク州", "ルハンスク州"),
    ]
    assert found("ゼレンシキー大統領。ウォロディミル・ゼレンスキー氏は") == [("揺れ", "ゼレンシキー", "ゼレンスキー")]
    assert found("ルガンスク州の州都ルハンスクで") == [("揺れ", "ルガンスク州", "ルハンスク州")]


def test_every_mention_of_the_variant_is_reported_once() -> None:
    findings = lint(bundled().resolve("キーウ。キエフ。キエフ。"))
    assert [(f.start, f.beside, f.beside_at) for f in findings] == [(4, "キーウ", 0), (8, "キーウ", 0)]


def test_misspellings_and_recognition_slips() -> None:
    assert found("ブタペストを訪れた。") == [("誤り", "ブタペスト", "ブダペスト")]
    assert found("ボクロウスクの戦況") == [("誤り", "ボクロウスク", "ポクロウスク")]
    assert found("プ一チン大統領は") == [("誤り", "プ一チン", "プーチン")]


def test_habits_of_spelling_are_no_slips() -> None:
    assert found("スタマー英首相は") == []
    assert found("スタマー英首相は。キア・スターマー首相、スターマー氏") == [("揺れ", "スタマー", "スターマー")]


def test_a_kanji_suspicion_is_reported_and_never_corrected() -> None:
    (finding,) = lint(bundled().resolve("習金平国家主席が訪れた。"))
    assert (finding.code, finding.suggestion, finding.rewrite, finding.level) == (Code.SLIP, "習近平", None, "warning")
    assert "かもしれません" in message(finding)


def test_two_names_of_one_thing_only_when_asked() -> None:
    text = "アメリカと述べた。アメリカでは。米国は"
    assert found(text) == []
    (finding,) = lint(bundled().resolve(text), designations=True)
    assert (finding.code, finding.surface, finding.suggestion, finding.rewrite) == (Code.MIX, "米国", "アメリカ", None)


def test_a_style_adds_its_own_code() -> None:
    kyodo = Resolver(style="kyodo")
    text = "ルハンスク州の戦況"
    findings = lint(kyodo.resolve(text), style="kyodo")
    written = kyodo.resolve(text).normalized
    assert [(f.code, f.surface) for f in findings] == ([(Code.STYLE, "ルハンスク州")] if written != text else [])
    mofa = lint(Resolver(style="mofa").resolve("ザポリージャ州の戦況"), style="mofa")
    assert [(f.code, f.surface, f.suggestion) for f in mofa] == [(Code.STYLE, "ザポリージャ州", "ザポリッジャ州")]
    assert lint(Resolver(style="mofa").resolve("ザポリージャ州"), style="mofa", codes=[Code.MIX]) == ()


def test_a_finding_says_where_it_comes_from() -> None:
    (finding,) = lint(bundled().resolve("ルハンスク州とルガンスク州"))
    assert finding.source.title and finding.source.date
    assert finding.confidence == 1.0 and finding.kind == "russian"
    assert reason(finding, "ja") == "ロシア語読みの形" and reason(finding, "en") == "the form after Russian"
    assert message(finding, "en", 1) == "“ルガンスク州” and “ルハンスク州” are both used (line 1)"


def _in_file(source: str, format_: str) -> list[Finding]:
    return [
        finding.in_file(part)
        for part in segments(source, format_, Reading(), "f")
        if isinstance(part, Segment)
        for finding in lint(bundled().resolve(part.text))
    ]


def test_findings_stand_where_the_file_has_them() -> None:
    source = "<p>ルハンスク州</p>&amp;<b>ルガンス</b>ク州"
    (finding,) = _in_file(source, "html")
    assert source[finding.start : finding.end] == "ルガンス</b>ク州"
    assert (finding.surface, finding.rewrite) == ("ルガンスク州", "ルハンス</b>ク州")
    assert source[finding.beside_at :].startswith("ルハンスク州")


def test_codes_by_name() -> None:
    assert parse_codes(["誤り", "Variation、style"]) == frozenset(Code)
    with pytest.raises(ConfigError, match="unknown code 'typo'; one of 誤り"):
        parse_codes(["typo"])


def test_marks_silence_lines_ranges_and_files() -> None:
    text = """一 <!-- entity-resolver-disable-line -->
# entity-resolver-disable-next-line: 揺れ
三
// entity-resolver-disable variation
五
// entity-resolver-enable
七
"""
    marks = Suppressions.of(text)
    covered = [line for line in range(1, 9) if marks.covers(line, Code.MIX)]
    assert covered == [1, 3, 4, 5, 6]
    assert [line for line in range(1, 9) if marks.covers(line, Code.SLIP)] == [1]
    whole = Suppressions.of("x\nx [//]: # (entity-resolver-disable-file 誤り)\nx")
    assert whole.covers(1, Code.SLIP) and whole.covers(3, Code.SLIP) and not whole.covers(1, Code.MIX)
    assert not Suppressions.of("entity-resolver-disabled").ranges
