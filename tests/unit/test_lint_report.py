"""The report formats: text, JSON, SARIF 2.1.0, GitHub annotations."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from entity_resolver.lint import REPORTS, FileReport, lint
from entity_resolver.lint.report import Lines
from tests.support import bundled

TEXT = "一行目\nルハンスク州。\nルガンスク州とブタペスト、習金平国家主席\n"


def report(name: str = "news/記事 1,a:b%.txt") -> FileReport:
    return FileReport(name, lint(bundled().resolve(TEXT)), Lines(TEXT))


def test_text() -> None:
    shown = REPORTS["text"]([report("a.txt")], "ja", "sig").splitlines()
    assert shown[0] == "a.txt:3:1: 揺れ 「ルガンスク州」と「ルハンスク州」が混在しています（2 行目）（→ ルハンスク州）"
    assert re.match(
        r"    確度 1\.00 · 理由: ロシア語読みの形 · 出典: .+ · 固有名: ルハンスク州 Luhansk Oblast", shown[1]
    )
    assert shown[2] == "a.txt:3:8: 誤り 「ブタペスト」は「ブダペスト」の誤りです（→ ブダペスト）"
    english = REPORTS["text"]([report("a.txt")], "en", "sig").splitlines()
    assert english[2] == "a.txt:3:8: 誤り “ブタペスト” is a misspelling of “ブダペスト” (→ ブダペスト)"


def test_json() -> None:
    made = json.loads(REPORTS["json"]([report()], "ja", "sig"))
    assert made["signature"] == "sig"
    first = made["findings"][0]
    assert (first["line"], first["column"], first["end_line"], first["end_column"]) == (3, 1, 3, 7)
    assert TEXT[first["start"] : first["end"]] == first["surface"] == "ルガンスク州"
    assert (first["code"], first["name"], first["level"], first["fixable"]) == ("揺れ", "variation", "warning", True)
    assert set(first["source"]) == {"id", "title", "date"}
    assert [finding["fixable"] for finding in made["findings"]] == [True, True, False]


def test_github() -> None:
    lines = REPORTS["github"]([report()], "ja", "sig").splitlines()
    assert len(lines) == 3
    place = "file=news/記事 1%2Ca%3Ab%25.txt,line=3,endLine=3,col=1,endColumn=7"
    assert lines[0].startswith(f"::warning {place},title=揺れ::「ルガンスク州」と")
    assert lines[1].startswith("::error ")


def check_sarif(log: dict[str, Any]) -> None:
    """What SARIF 2.1.0 (OASIS, sections in brackets) asks of the properties that we write."""
    assert log["version"] == "2.1.0" and set(log) <= {"$schema", "version", "runs"}  # 3.13
    for run in log["runs"]:  # 3.14
        assert set(run) <= {"tool", "results", "columnKind"}
        assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
        driver = run["tool"]["driver"]  # 3.19
        assert set(driver) <= {"name", "semanticVersion", "informationUri", "rules", "properties"} and driver["name"]
        ids = [rule["id"] for rule in driver["rules"]]  # 3.49
        assert len(set(ids)) == len(ids)
        for rule in driver["rules"]:
            assert set(rule) <= {"id", "name", "shortDescription", "defaultConfiguration"}
            assert rule["shortDescription"]["text"]
            assert rule["defaultConfiguration"]["level"] in ("none", "note", "warning", "error")
        for result in run["results"]:  # 3.27
            known = {"ruleId", "ruleIndex", "level", "message", "locations", "relatedLocations", "fixes"}
            assert set(result) <= known | {"partialFingerprints", "properties"}
            assert ids[result["ruleIndex"]] == result["ruleId"]
            assert result["level"] in ("none", "note", "warning", "error") and result["message"]["text"]
            assert all(isinstance(value, str) for value in result["partialFingerprints"].values())
            for location in (*result["locations"], *result.get("relatedLocations", ())):
                check_place(location["physicalLocation"])
            for fix in result.get("fixes", ()):  # 3.55
                for change in fix["artifactChanges"]:
                    check_uri(change["artifactLocation"]["uri"])
                    assert change["replacements"]
                    for replacement in change["replacements"]:
                        check_region(replacement["deletedRegion"])
                        assert isinstance(replacement["insertedContent"]["text"], str)


def check_place(place: dict[str, Any]) -> None:
    assert set(place) == {"artifactLocation", "region"}
    check_uri(place["artifactLocation"]["uri"])
    check_region(place["region"])


def check_region(region: dict[str, int]) -> None:  # 3.30
    assert set(region) == {"startLine", "startColumn", "endLine", "endColumn"}
    assert all(isinstance(value, int) and value >= 1 for value in region.values())
    assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"])


def check_uri(uri: str) -> None:
    assert re.fullmatch(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-F]{2})+", uri), uri


@pytest.mark.parametrize("name", ["a.txt", "news/記事 1,a:b%.txt", "/abs/記事.txt", "<stdin>"])
def test_sarif(name: str) -> None:
    log = json.loads(REPORTS["sarif"]([report(name)], "ja", "er:0.1.0|lex:1"))
    check_sarif(log)
    first = log["runs"][0]["results"][0]
    assert first["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": 7,
    }  # fmt: skip
    assert first["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"] == "ルハンスク州"
    assert first["properties"]["confidence"] == 1.0 and first["properties"]["sourceDate"]
    assert "fixes" not in log["runs"][0]["results"][2]


def test_sarif_of_nothing() -> None:
    check_sarif(json.loads(REPORTS["sarif"]([], "en", "er:0.1.0|lex:1")))


def test_fingerprints_survive_lines_added_above() -> None:
    moved = FileReport("a.txt", lint(bundled().resolve("新しい行\n" + TEXT)), Lines("新しい行\n" + TEXT))
    assert moved.fingerprints == report("a.txt").fingerprints
    assert len(set(moved.fingerprints)) == 3


def test_lines_and_columns_are_code_points() -> None:
    lines = Lines("a\r\n𠮷b\n")
    assert [lines.place(at) for at in (0, 2, 3, 4, 6)] == [(1, 1), (1, 3), (2, 1), (2, 2), (3, 1)]
