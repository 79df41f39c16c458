"""`entity-resolver lint`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any

import click

from entity_resolver.atomic import write_bytes
from entity_resolver.cli.inputs import (
    STDIN,
    Failures,
    SourceFile,
    refuse_to_overwrite,
    resolved_files,
    source_files,
    total_size,
)
from entity_resolver.cli.options import FILES, Settings, settings_from, text_options
from entity_resolver.cli.progress import Progress, Tally, colours
from entity_resolver.errors import EntityResolverError
from entity_resolver.formats_in import applied, suffixes
from entity_resolver.lint import CODES, REPORTS, Code, FileReport, Finding, Suppressions, lint, parse_codes
from entity_resolver.lint.report import Lines, text_of
from entity_resolver.lint.words import LANGUAGES
from entity_resolver.model import Edit, Resolution

_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}
_EPILOG = """\b
Codes:
  誤り (misspelling)  a misspelling, a look-alike character, a suspicious kanji
  揺れ (variation)    two forms of one name in one document
  表記 (style)        not the form of the chosen --style
\b
Examples:
  entity-resolver lint news/                         every text file in the folder
  entity-resolver lint --style kyodo article.md      with a house style
  entity-resolver lint --fix-only 誤り news/*.txt     correct the misspellings
  entity-resolver lint --format sarif --output names.sarif news/
\b
To keep a finding quiet, put entity-resolver-disable-line on its line (in a comment),
or entity-resolver-disable-file anywhere in the file, or a key into the settings file:
  [tool.entity-resolver]
  keep = ["キエフ"]
  per-file-ignores = { "archive/*" = ["揺れ"] }
"""


@dataclass(frozen=True, slots=True)
class _Rules:
    """Which findings are wanted, and which of them are corrected."""

    codes: frozenset[Code]
    fix: frozenset[Code]
    style: str
    designations: bool


@click.command("lint", epilog=_EPILOG)
@FILES
@click.option(
    "--select", multiple=True, metavar="CODE,...", help="Only these codes.  [default: 誤り,揺れ, 表記 with --style]"
)
@click.option("--ignore", multiple=True, metavar="CODE,...", help="Without these codes.")
@click.option("--fix", is_flag=True, help="Correct in the files what can be corrected, and report what is left.")
@click.option("--fix-only", multiple=True, metavar="CODE,...", help="Correct these codes alone.")
@click.option("--format", "format_", type=click.Choice(list(REPORTS)), default="text", show_default=True)
@click.option("--output", metavar="FILE", help="Write the findings here.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="ja", show_default=True, help="Language of the messages.")
@click.option("--designations", is_flag=True, help="揺れ also between two names of one thing (アメリカ, 米国).")
@click.option("--exclude-path", multiple=True, metavar="GLOB", help="Leave these files or folders out (repeatable).")
@click.option("--exit-zero", is_flag=True, help="Exit 0 even where something was found.")
@text_options
def command(
    files: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fix: bool,
    fix_only: tuple[str, ...],
    format_: str,
    output: str | None,
    lang: str,
    designations: bool,
    exclude_path: tuple[str, ...],
    exit_zero: bool,
    **values: Any,
) -> int:
    """Find misspelt and mixed names in FILES and folders; change nothing unless asked to.

    Each finding says where, what, what to write instead, how sure it is, why, and which source says so. Exit code 1
    where something was found.
    """
    settings = settings_from(values)
    project = settings.project
    rules = _rules(settings, select, ignore, fix, fix_only, designations or project.values.get("designations") is True)
    if rules.fix and (not files or "-" in files):
        raise click.UsageError("--fix needs file names")
    if click.get_current_context().get_parameter_source("lang") is click.core.ParameterSource.DEFAULT:
        lang = str(project.values.get("lang", lang))
        if lang not in LANGUAGES:
            raise click.UsageError(f"lang must be one of {' '.join(LANGUAGES)}, not {lang!r}")
    failures, tally, fixed = Failures(), Tally(rewrite="suggestion"), 0
    names = list(_expanded(files, settings, exclude_path, failures)) if files else ["-"]
    refuse_to_overwrite(output, names)
    resolver = settings.build_resolver()
    reports: list[FileReport] = []
    stream = format_ == "text" and not output
    with Progress(total_size(names), settings.quiet, to_file=bool(output)) as progress:
        read = source_files(names, settings, failures)
        for file, results in resolved_files(read, resolver, settings, progress):
            tally.files += 1
            for result in results:
                tally.add(result)
            report = _report(file, results, rules, settings)
            kept, number = _fixed(file, report, rules, failures)
            fixed += number
            reports.append(
                FileReport(kept.name, kept.findings, kept.lines if kept.findings and not stream else Lines(""))
            )
            if stream:
                _show(kept, lang)
    if not stream:
        _write(REPORTS[format_](reports, lang, resolver.signature), output)
    _summary(reports, tally, fixed, settings, failures)
    found = any(report.findings for report in reports)
    return 1 if failures.count or (found and not exit_zero) else 0


def _rules(
    settings: Settings,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fix: bool,
    fix_only: tuple[str, ...],
    designations: bool,
) -> _Rules:
    project = settings.project
    wanted = parse_codes(select or project.strings("select"))
    if Code.STYLE in wanted and settings.style == "plain":
        raise click.UsageError("表記 needs a house style: add --style NAME")
    if not wanted:
        wanted = frozenset({Code.SLIP, Code.MIX} if settings.style == "plain" else Code)
    wanted -= parse_codes([*ignore, *project.strings("ignore")])
    only = parse_codes(fix_only)
    return _Rules(wanted, only or (frozenset(Code) if fix else frozenset()), settings.style, designations)


def _expanded(names: Sequence[str], settings: Settings, exclude: tuple[str, ...], failures: Failures) -> Iterator[str]:
    """Files as named; of folders the files whose extension says text, hidden ones left out."""
    known = suffixes(settings.column)
    project = settings.project
    if exclude:
        paths = (*project.strings("exclude-paths"), *exclude)
        base = project.path or Path.cwd() / "entity-resolver.toml"
        project = replace(project, path=base, values={**project.values, "exclude_paths": paths})
    for name in names:
        if name == "-" or not Path(name).is_dir():
            if name == "-" or not project.excludes(PurePath(name)):
                yield name
            continue
        found = 0
        for path in sorted(Path(name).rglob("*")):
            inner = path.relative_to(name)
            if any(part.startswith(".") for part in inner.parts) or path.suffix.lower() not in known:
                continue
            if path.is_file():
                found += 1
                if not project.excludes(path):
                    yield str(path)
        if not found:
            click.echo(f"{name}: no text files in this folder ({' '.join(sorted(known))})", err=True)


def _report(file: SourceFile, results: Sequence[Resolution], rules: _Rules, settings: Settings) -> FileReport:
    """The findings of one file that nothing silences, where they stand in the file."""
    text = file.decoded.text
    lines = Lines(text)
    marks = Suppressions.of(text)
    off = parse_codes(settings.project.ignored_in(PurePath(file.name))) if file.label != STDIN else frozenset()
    found: list[Finding] = []
    for segment, result in zip(file.segments, results, strict=True):
        findings = lint(result, style=rules.style, codes=rules.codes - off, designations=rules.designations)
        found += (finding.in_file(segment) for finding in findings)
    kept = (f for f in found if not marks.covers(lines.place(f.start)[0], f.code))
    return FileReport(file.label, tuple(sorted(kept, key=lambda f: f.start)), lines)


def _fixed(file: SourceFile, report: FileReport, rules: _Rules, failures: Failures) -> tuple[FileReport, int]:
    """Write the corrections into the file; the findings that are left stand where they now are."""
    done = [f for f in report.findings if f.code in rules.fix and f.rewrite is not None]
    if not done:
        return report, 0
    text = file.decoded.text
    new = applied(text, [Edit(f.start, f.end, f.surface, f.rewrite or "") for f in done])
    try:
        write_bytes(Path(file.name), file.decoded.encode(new, file.label))
    except (EntityResolverError, OSError) as error:
        failures.report(error)
        return report, 0
    left = []
    for finding in report.findings:
        if finding not in done:
            shift = sum(len(f.rewrite or "") - (f.end - f.start) for f in done if f.start < finding.start)
            beside = sum(len(f.rewrite or "") - (f.end - f.start) for f in done if f.start < finding.beside_at)
            moved = replace(finding, start=finding.start + shift, end=finding.end + shift)
            left.append(replace(moved, beside_at=finding.beside_at + beside))
    return FileReport(report.name, tuple(left), Lines(new)), len(done)


def _show(report: FileReport, lang: str) -> None:
    colour = colours(sys.stdout)
    for finding in report.findings:
        shown = text_of(report, finding, lang)
        if colour:
            mark = click.style(str(finding.code), fg=_COLOURS[finding.level], bold=True)
            head, _, rest = shown.partition("\n")
            shown = head.replace(f" {finding.code} ", f" {mark} ", 1) + "\n" + click.style(rest, dim=True)
        sys.stdout.write(shown)


def _write(text: str, output: str | None) -> None:
    if not output:
        sys.stdout.write(text)
        return
    try:
        write_bytes(Path(output), text.encode("utf-8"))
    except OSError as error:
        raise click.UsageError(f"{output}: {error.strerror}") from None


def _summary(reports: Sequence[FileReport], tally: Tally, fixed: int, settings: Settings, failures: Failures) -> None:
    counts = Counter(finding.code for report in reports for finding in report.findings)
    said = [f"{code} {counts[code]}" for code in CODES if counts[code]]
    fixable = sum(f.rewrite is not None for report in reports for f in report.findings)
    more = [", ".join(said) if said else "nothing found"]
    if fixed:
        more.append(f"{fixed} corrected")
    if fixable:
        more.append(f"{fixable} can be corrected with --fix")
    if failures.count:
        more.append(f"{failures.count} failed")
    tally.show(settings.quiet, *more)
