"""`entity-resolver normalize`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from entity_resolver.atomic import AtomicFile
from entity_resolver.cli.inputs import Failures, SourceFile, resolved_files, source_files, total_size
from entity_resolver.cli.options import FILES, Settings, settings_from, text_options
from entity_resolver.cli.progress import Progress, Tally, colours
from entity_resolver.errors import EntityResolverError
from entity_resolver.formats_in import Reading, Segment, applied, segments
from entity_resolver.gloss import glosses
from entity_resolver.model import Edit, Resolution
from entity_resolver.resolver import Resolver

_MAX_ROUNDS = 8
_EPILOG = """\b
Examples:
  entity-resolver normalize --diff article.txt          what would change
  entity-resolver normalize --in-place news/*.md        change it
  entity-resolver normalize --check news/*.srt          for CI: exit 1 if anything would change
  entity-resolver normalize --gloss en article.html     with English names in brackets
"""


class _Outputs:
    """Where the text goes. A file is replaced when its last stretch has come; until then it is as it was."""

    def __init__(self, *, in_place: bool, output_dir: str | None, diff: bool, check: bool, failures: Failures) -> None:
        self._to_files = (in_place or output_dir is not None) and not diff and not check
        self._always = output_dir is not None
        self._diff = diff
        self._silent = check
        self._failures = failures
        self._file: AtomicFile | None = None
        self._changed = self._failed = False
        self.changed = 0

    def __enter__(self) -> _Outputs:
        return self

    def __exit__(self, *failure: Any) -> None:
        self._drop()

    def put(self, file: SourceFile, new: str, target: Path | None) -> None:
        """The normalized text of a file, or of its next stretch."""
        if file.first_line == 1:
            self._drop()
            self._changed = self._failed = False
        self._changed |= new != file.decoded.text
        self.changed += self._changed and file.last
        try:
            if not self._failed:
                self._put(file, new, target)
        except (EntityResolverError, OSError) as error:
            if isinstance(error, BrokenPipeError):
                raise
            self._failed = True
            self._failures.report(error)

    def _put(self, file: SourceFile, new: str, target: Path | None) -> None:
        if self._diff:
            _show_diff(file.decoded.text, new, file.label)
        elif self._to_files and target is not None:
            if file.last and self._file is None and not (self._changed or self._always):
                return
            data = file.decoded.encode(new, file.label, file.first_line)
            self._file = self._file or AtomicFile(target)
            self._file.write(data)
            if file.last and (self._changed or self._always):
                self._file.commit()
                self._file = None
        elif not self._silent:
            sys.stdout.buffer.write(new.encode("utf-8"))

    def _drop(self) -> None:
        if self._file is not None:
            self._file.discard()
            self._file = None


@click.command("normalize", epilog=_EPILOG)
@FILES
@click.option("--in-place", is_flag=True, help="Rewrite the files themselves (atomically, in their own encoding).")
@click.option("--output-dir", metavar="DIR", help="Write each file under its name into this folder.")
@click.option("--diff", is_flag=True, help="Show a unified diff instead of the text.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if anything would change.")
@click.option("--gloss", type=click.Choice(["en"]), help="Add the English name in brackets at each first mention.")
@text_options
def command(
    files: tuple[str, ...],
    in_place: bool,
    output_dir: str | None,
    diff: bool,
    check: bool,
    gloss: str | None,
    **values: Any,
) -> int:
    """Rewrite every spelling variant to the canonical form of its kind; nothing else changes.

    The text goes to stdout as UTF-8; --in-place and --output-dir keep each file's encoding, line ends and BOM. Of
    Markdown, HTML, subtitles, JSON Lines and CSV only the words are read: markup and timing stay as they are.
    """
    settings = settings_from(values)
    if (in_place or output_dir) and (not files or "-" in files):
        raise click.UsageError("--in-place and --output-dir need file names")
    if in_place and output_dir:
        raise click.UsageError("--in-place and --output-dir exclude each other")
    targets = _targets(files, output_dir)
    failures, tally = Failures(), Tally(edits_only=not gloss)
    outputs = _Outputs(in_place=in_place, output_dir=output_dir, diff=diff, check=check, failures=failures)
    resolver = settings.build_resolver(edits_only=not gloss)
    quiet_stdout = in_place or bool(output_dir) or check
    with Progress(total_size(files), settings.quiet, to_file=quiet_stdout) as progress, outputs:
        read = source_files(files, settings, failures, whole=diff)
        for file, results in resolved_files(read, resolver, settings, progress):
            tally.files += file.last
            for result in results:
                tally.add(result)
            new = normalized(file, results, resolver, settings, gloss=bool(gloss))
            outputs.put(file, new, targets.get(file.name))
    changed = outputs.changed
    if check and changed and not settings.quiet:
        click.echo(f"{changed} of {len(files) or 1} would change; run without --check to rewrite", err=True)
    tally.show(settings.quiet)
    return 1 if failures.count or (check and changed) else 0


def normalized(
    file: SourceFile, results: Iterable[Resolution], resolver: Resolver, settings: Settings, *, gloss: bool
) -> str:
    """The file's text with every rewrite and, where asked for, the English names."""
    text = _edited(file.decoded.text, zip(file.segments, results, strict=True), resolver, gloss=gloss)
    # Brackets may change how a sentence reads: look until nothing is left to do, so that a second run finds nothing.
    for _ in range(_MAX_ROUNDS if gloss else 0):
        reading = Reading(settings.text_field, settings.column)
        parts = [part for part in segments(text, file.format, reading, file.label) if isinstance(part, Segment)]
        again = _edited(text, ((part, resolver.resolve(part.text)) for part in parts), resolver, gloss=True)
        if again == text:
            break
        text = again
    return text


def _edited(text: str, parts: Iterable[tuple[Segment, Resolution]], resolver: Resolver, *, gloss: bool) -> str:
    edits: list[Edit] = []
    for segment, result in parts:
        wanted = list(result.edits)
        if gloss:
            wanted = sorted([*wanted, *glosses(result, resolver.config)], key=lambda edit: (edit.start, edit.end))
        edits += segment.edits_in_file(wanted)
    edits.sort(key=lambda edit: (edit.start, edit.end))  # the columns of a CSV come as they were asked for
    return applied(text, edits)


def _targets(files: tuple[str, ...], output_dir: str | None) -> dict[str, Path]:
    if not output_dir:
        return {name: Path(name) for name in files}
    folder = Path(output_dir)
    targets = {name: folder / Path(name).name for name in files}
    if len(set(targets.values())) < len(targets):
        raise click.UsageError("two inputs have the same file name; run them into different folders")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.UsageError(f"{output_dir}: {error.strerror}") from None
    return targets


def _lines(text: str) -> list[str]:
    """The lines as `patch` sees them: no other character than a line feed ends one."""
    *lines, last = text.split("\n")
    return [*(f"{line}\n" for line in lines), *([last] if last else [])]


def _show_diff(old: str, new: str, label: str) -> None:
    if old == new:
        return
    import difflib

    paint = {"-": "red", "+": "green", "@": "cyan"} if colours(sys.stdout) else {}
    lines = difflib.unified_diff(_lines(old), _lines(new), label, f"{label} (normalized)", n=0)
    for line in lines:
        shown = line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"
        sys.stdout.write(click.style(shown, fg=paint[line[0]]) if line[0] in paint else shown)
