"""The golden cases as values, and the judge that holds a resolver to them. The format: golden/README.md.

`python -m tests.golden_cases` moves each case to where it belongs now: what fails to known_failures.jsonl, what passes
to the file of its category.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from entity_resolver import Decision, Resolution, Resolver

FOLDER = Path(__file__).parent / "golden"
KNOWN_FAILURES = "known_failures"


@dataclass(frozen=True, slots=True)
class Expected:
    """A stretch of a case's text; `id` is an entity id, or "*" for any."""

    surface: str
    start: int
    id: str = "*"
    rewrite: str | None = None

    @property
    def end(self) -> int:
        return self.start + len(self.surface)

    def touches(self, start: int, end: int) -> bool:
        return start < self.end and self.start < end


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence with what must and must not be found in it."""

    id: str
    text: str
    file: str
    mentions: tuple[Expected, ...] = ()
    must_not: tuple[Expected, ...] = ()
    kept: tuple[Expected, ...] = ()
    optional: frozenset[str] = frozenset()
    decided: dict[str, list[str]] = field(default_factory=dict)

    @property
    def category(self) -> str:
        return self.id.rpartition("-")[0]

    @property
    def complete(self) -> bool:
        """True where `mentions` are all that may be linked; a case about one trap says nothing of the rest."""
        return not self.must_not and not self.kept

    @property
    def normalized(self) -> str:
        """The text with the labelled rewrites in place."""
        parts, at = [], 0
        for m in sorted(self.mentions, key=lambda m: m.start):
            parts += [self.text[at : m.start], m.surface if m.rewrite is None else m.rewrite]
            at = m.end
        return "".join([*parts, self.text[at:]])


def load(path: Path) -> list[Case]:
    """The cases of one file. Raises ValueError naming file:line for a surface that is not in its text."""
    cases = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.strip():
            try:
                cases.append(_case(json.loads(line), path.stem))
            except (KeyError, ValueError) as error:
                raise ValueError(f"{path}:{number}: {error}") from error
    return cases


def load_all() -> list[Case]:
    """Every case of every file, known failures too."""
    return [case for path in sorted(FOLDER.glob("*.jsonl")) for case in load(path)]


def _case(row: dict[str, Any], file: str) -> Case:
    text = row["text"]
    says_something = any(row.get(name) for name in ("mentions", "must_not", "kept", "nil", "ambiguous"))
    if bool(row.get("none")) == says_something:
        raise ValueError(f"{row['id']}: either none is true, or something is labelled")
    mentions, must_not, kept = (
        tuple(_expected(text, m) for m in row.get(name, ())) for name in ("mentions", "must_not", "kept")
    )
    return Case(
        id=row["id"],
        text=text,
        file=file,
        mentions=mentions,
        must_not=must_not,
        kept=kept,
        optional=frozenset(row.get("optional", ())),
        decided={name: sorted(row[name]) for name in ("nil", "ambiguous") if name in row},
    )


def _expected(text: str, row: dict[str, Any]) -> Expected:
    at = -1
    for _ in range(row.get("nth", 1)):
        at = text.find(row["surface"], at + 1)
        if at < 0:
            raise ValueError(f"{row['surface']!r} is not {row.get('nth', 1)} times in {text!r}")
    return Expected(row["surface"], at, row.get("id", "*"), row.get("rewrite"))


def faults(case: Case, result: Resolution) -> list[str]:
    """What is wrong with a result of a case, one line each; [] where it is as labelled."""
    linked = {(m.start, m.end, m.entity_id) for m in result.mentions if m.entity}
    found = [f"missed: {e.surface} → {e.id}" for e in case.mentions if (e.start, e.end, e.id) not in linked]
    wanted = {(e.start, e.end, e.id) for e in case.mentions}
    if case.complete:
        found += [
            f"linked: {m.surface} → {m.entity_id}"
            for m in result.mentions
            if m.entity and (m.start, m.end, m.entity_id) not in wanted and m.surface not in case.optional
        ]
    for trap in case.must_not:
        found += [
            f"trap: {m.surface} → {m.entity_id} over {trap.surface}"
            for m in result.mentions
            if m.entity and trap.touches(m.start, m.end) and trap.id in ("*", m.entity_id)
        ]
    if result.normalized != case.normalized:
        made = [f"{edit.old} → {edit.new}" for edit in result.edits] or ["nothing"]
        found.append(f"rewritten: {', '.join(made)}; labelled: {case.normalized!r}")
    for name, surfaces in case.decided.items():
        got = sorted(m.surface for m in result.mentions if m.decision == Decision(name.upper()))
        if got != surfaces:
            found.append(f"{name}: {got}, labelled {surfaces}")
    return found


def main() -> None:
    """Re-sort the files by what the present code does, and count."""
    resolver = Resolver()
    lines: dict[str, list[str]] = {path.stem: [] for path in FOLDER.glob("*.jsonl")}
    moved: Counter[str] = Counter()
    for path in sorted(FOLDER.glob("*.jsonl")):
        raw = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        for line, case in zip(raw, load(path), strict=True):
            wrong = faults(case, resolver.resolve(case.text))
            target = KNOWN_FAILURES if wrong else case.category
            moved[f"{path.stem} → {target}"] += target != path.stem
            lines.setdefault(target, []).append(line)
    for name, rows in lines.items():
        rows.sort(key=lambda line: str(json.loads(line)["id"]))
        (FOLDER / f"{name}.jsonl").write_text("\n".join([*rows, ""]), encoding="utf-8")
    print({name: len(rows) for name, rows in lines.items()}, +moved)  # noqa: T201


if __name__ == "__main__":
    main()
