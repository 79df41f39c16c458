"""Findings as text for people, JSON, SARIF 2.1.0 and GitHub annotations."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from urllib.parse import quote

from entity_resolver.lint import words
from entity_resolver.lint.findings import CODES, Code, Finding

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_GITHUB = {"error": "error", "warning": "warning", "note": "notice"}


class Lines:
    """Offsets of a text → one-based line and column, in code points."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        at = 0
        while (at := text.find("\n", at) + 1) > 0:
            self._starts.append(at)

    def place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


@dataclass(frozen=True)
class FileReport:
    """The findings of one file, in order, with the means to say where they stand."""

    name: str
    findings: tuple[Finding, ...]
    lines: Lines

    @cached_property
    def fingerprints(self) -> tuple[str, ...]:
        """One stable name per finding: it survives that lines are added above."""
        seen: Counter[tuple[Code, str]] = Counter()
        made = []
        for finding in self.findings:
            key = (finding.code, finding.surface)
            text = f"{self.name}\0{finding.code}\0{finding.surface}\0{seen[key]}"
            seen[key] += 1
            made.append(hashlib.sha256(text.encode()).hexdigest()[:32])
        return tuple(made)


Report = Callable[[Sequence[FileReport], str, str], str]


def as_text(files: Sequence[FileReport], lang: str, signature: str) -> str:
    """Two lines a finding: what and where, then how sure, why, and from whom."""
    return "".join(text_of(file, finding, lang) for file in files for finding in file.findings)


def text_of(file: FileReport, finding: Finding, lang: str) -> str:
    """One finding of the text format."""
    line, column = file.lines.place(finding.start)
    other = file.lines.place(finding.beside_at)[0] if finding.beside else None
    arrow = f"（→ {finding.suggestion}）" if lang == "ja" else f" (→ {finding.suggestion})"
    named = f"{finding.entity.ja} {finding.entity.en}"
    parts = (
        f"{words.label('confidence', lang)} {finding.confidence:.2f}",
        f"{words.label('reason', lang)}: {words.reason(finding, lang)}",
        f"{words.label('source', lang)}: {words.source(finding, lang)}",
        f"{words.label('entity', lang)}: {named}",
    )
    head = f"{file.name}:{line}:{column}: {finding.code} {words.message(finding, lang, other)}{arrow}"
    return f"{head}\n    {' · '.join(parts)}\n"


def as_json(files: Sequence[FileReport], lang: str, signature: str) -> str:
    """One JSON object: `findings` and the `signature` they come from."""
    found = [json_of(file, finding, lang) for file in files for finding in file.findings]
    return json.dumps({"findings": found, "signature": signature}, ensure_ascii=False, indent=1) + "\n"


def json_of(file: FileReport, finding: Finding, lang: str) -> dict[str, object]:
    """One finding as an object."""
    (line, column), (end_line, end_column) = file.lines.place(finding.start), file.lines.place(finding.end)
    other = file.lines.place(finding.beside_at)[0] if finding.beside else None
    return {
        "file": file.name,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "start": finding.start,
        "end": finding.end,
        "code": str(finding.code),
        "name": CODES[finding.code][0],
        "level": finding.level,
        "surface": finding.surface,
        "message": words.message(finding, lang, other),
        "suggestion": finding.suggestion,
        "fixable": finding.rewrite is not None,
        "confidence": finding.confidence,
        "reason": words.reason(finding, lang),
        "source": {"id": finding.source.id, "title": finding.source.title, "date": finding.source.date},
        "entity_id": finding.entity.id,
        "ja": finding.entity.ja,
        "en": finding.entity.en,
    }


def as_github(files: Sequence[FileReport], lang: str, signature: str) -> str:
    """One workflow command a finding, which GitHub shows beside the line."""
    made = []
    for file in files:
        for finding in file.findings:
            (line, column), (end_line, end_column) = file.lines.place(finding.start), file.lines.place(finding.end)
            other = file.lines.place(finding.beside_at)[0] if finding.beside else None
            text = f"{words.message(finding, lang, other)} (→ {finding.suggestion})\n{words.reason(finding, lang)}"
            place = f"file={_property(file.name)},line={line},endLine={end_line},col={column}"
            if line == end_line:
                place += f",endColumn={end_column}"
            made.append(f"::{_GITHUB[finding.level]} {place},title={_property(str(finding.code))}::{_data(text)}\n")
    return "".join(made)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_sarif(files: Sequence[FileReport], lang: str, signature: str) -> str:
    """A SARIF 2.1.0 log with one run; columns are code points."""
    rules = [
        {
            "id": CODES[code][0],
            "name": str(code),
            "shortDescription": {"text": words.RULES[lang][code]},
            "defaultConfiguration": {"level": CODES[code][1]},
        }
        for code in Code
    ]
    driver = {
        "name": "entity-resolver",
        "semanticVersion": _version(signature),
        "rules": rules,
        "properties": {"signature": signature},
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(file, finding, fingerprint, lang)
            for file in files
            for finding, fingerprint in zip(file.findings, file.fingerprints, strict=True)
        ],
    }
    log = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _result(file: FileReport, finding: Finding, fingerprint: str, lang: str) -> dict[str, object]:
    artifact = {"uri": _uri(file.name)}
    region = _region(file, finding.start, finding.end)
    other = file.lines.place(finding.beside_at)[0] if finding.beside else None
    result: dict[str, object] = {
        "ruleId": CODES[finding.code][0],
        "ruleIndex": list(Code).index(finding.code),
        "level": finding.level,
        "message": {"text": f"{words.message(finding, lang, other)} (→ {finding.suggestion})"},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
        "partialFingerprints": {"nameFinding/v1": fingerprint},
        "properties": {
            "code": str(finding.code),
            "confidence": finding.confidence,
            "reason": words.reason(finding, lang),
            "source": finding.source.id,
            "sourceTitle": finding.source.title,
            "sourceDate": finding.source.date,
            "entityId": finding.entity.id,
            "ja": finding.entity.ja,
            "en": finding.entity.en,
        },
    }
    if finding.beside:
        place = {"artifactLocation": artifact, "region": _region(file, finding.beside_at, finding.beside_at + 1)}
        result["relatedLocations"] = [{"id": 1, "physicalLocation": place, "message": {"text": finding.beside}}]
    if finding.rewrite is not None:
        change = {"deletedRegion": region, "insertedContent": {"text": finding.rewrite}}
        result["fixes"] = [
            {
                "description": {"text": f"→ {finding.suggestion}"},
                "artifactChanges": [{"artifactLocation": artifact, "replacements": [change]}],
            }
        ]
    return result


def _region(file: FileReport, start: int, end: int) -> dict[str, int]:
    (line, column), (end_line, end_column) = file.lines.place(start), file.lines.place(end)
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _uri(name: str) -> str:
    """A relative reference, percent-encoded; an absolute path becomes a file URI."""
    path = PurePath(name)
    return quote(path.as_posix()) if not path.is_absolute() else path.as_uri()


def _version(signature: str) -> str:
    return signature.partition("|")[0].removeprefix("er:")


REPORTS: dict[str, Report] = {"text": as_text, "json": as_json, "sarif": as_sarif, "github": as_github}
"""Name → how findings are written; `lint --format` takes these names."""
