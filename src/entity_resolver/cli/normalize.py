"""`entity-resolver normalize`."""

from __future__ import annotations

import difflib
import json
import sys
from pathlib import Path
from typing import Any

import click

from entity_resolver.atomic import write_bytes
from entity_resolver.cli.inputs import STDIN, Failures, is_jsonl, read_bytes
from entity_resolver.cli.options import FILES, Settings, settings_from, text_options
from entity_resolver.encoding import Decoded, decode
from entity_resolver.errors import EntityResolverError, InputError
from entity_resolver.resolver import Resolver


@click.command("normalize", epilog="Example: entity-resolver normalize --diff article.txt")
@FILES
@click.option("--in-place", is_flag=True, help="Rewrite the files themselves (atomically, in their own encoding).")
@click.option("--output-dir", metavar="DIR", help="Write each file under its name into this folder.")
@click.option("--diff", is_flag=True, help="Show a unified diff instead of the text.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if anything would change.")
@text_options
def command(
    files: tuple[str, ...], in_place: bool, output_dir: str | None, diff: bool, check: bool, **values: Any
) -> int:
    """Rewrite every spelling variant to the canonical form of its kind; nothing else changes.

    The text goes to stdout as UTF-8; --in-place and --output-dir keep each file's encoding, line ends and BOM.
    """
    settings = settings_from(values)
    if (in_place or output_dir) and (not files or "-" in files):
        raise click.UsageError("--in-place and --output-dir need file names")
    if in_place and output_dir:
        raise click.UsageError("--in-place and --output-dir exclude each other")
    targets = _targets(files, output_dir)
    resolver = settings.build_resolver()
    failures, changed = Failures(), 0
    for name in files or ("-",):
        label = STDIN if name == "-" else name
        try:
            decoded = decode(read_bytes(name), label, settings.encoding)
            new = _normalized(decoded, name, label, resolver, settings, failures)
        except EntityResolverError as error:
            failures.report(error)
            continue
        changed += new != decoded.text
        try:
            if diff or check:
                _show_diff(decoded.text, new, label, diff)
            elif in_place or output_dir:
                _write(targets[name], decoded, new, label, always=bool(output_dir))
            else:
                sys.stdout.buffer.write(new.encode("utf-8"))
        except (EntityResolverError, OSError) as error:
            if isinstance(error, BrokenPipeError):
                raise
            failures.report(error)
    if check and changed and not settings.quiet:
        click.echo(f"{changed} of {len(files) or 1} would change; run without --check to rewrite", err=True)
    return 1 if failures.count or (check and changed) else 0


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


def _normalized(
    decoded: Decoded, name: str, label: str, resolver: Resolver, settings: Settings, failures: Failures
) -> str:
    if not is_jsonl(name, settings):
        return resolver.resolve(decoded.text).normalized
    lines = decoded.text.split("\n")
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        try:
            lines[number] = _normalized_line(line, f"{label}:{number + 1}", resolver, settings)
        except EntityResolverError as error:
            failures.report(error)
    return "\n".join(lines)


def _normalized_line(line: str, where: str, resolver: Resolver, settings: Settings) -> str:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"{where}:{error.colno}: not JSON: {error.msg}; the line is kept as it is") from None
    text = record.get(settings.text_field) if isinstance(record, dict) else None
    if not isinstance(text, str):
        raise InputError(f"{where}:1: no text field {settings.text_field!r}; name the field with --text-field")
    new = resolver.resolve(text).normalized
    if new == text:
        return line
    return json.dumps(record | {settings.text_field: new}, ensure_ascii=False)


def _show_diff(old: str, new: str, label: str, diff: bool) -> None:
    if not diff or old == new:
        return
    lines = difflib.unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), label, f"{label} (normalized)", n=0
    )
    for line in lines:
        sys.stdout.write(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n")


def _write(path: Path, decoded: Decoded, new: str, label: str, *, always: bool) -> None:
    if new != decoded.text or always:
        write_bytes(path, decoded.encode(new, label))
