"""`evaluate` on labels small enough to count by hand, and beside the score.py of the labelled data."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from entity_resolver import Lexicon, Resolver
from entity_resolver.cli import cli
from entity_resolver.errors import InputError
from entity_resolver.evaluate import evaluate, read_gold
from tests.support import ROOT, bundled
from tests.unit.export.samples import FRIENDLY

EVAL = ROOT.parent / "shared" / "eval"


def label(text: str, surface: str, key: str, ja: str, en: str, **more: Any) -> dict[str, Any]:
    start = text.index(surface)
    names = {"key": key, "canonical_ja": ja, "canonical_en": en, "type": "GPE"}
    return {"start": start, "end": start + len(surface), "surface": surface, **names, **more}


TEXT = "ルガンスク州とウクライナと日本とキーウ、プーチン。"
GOLD = {
    "id": "1",
    "text": TEXT,
    "mentions": [
        label(TEXT, "ルガンスク州", "LUG", "ルハンスク州", "Luhansk Oblast"),
        label(TEXT, "ウクライナ", "ukraine", "ウクライナ", "Ukraine"),
        label(TEXT, "キーウ", "kyiv", "キーウ", "Kyiv"),
        label(TEXT, "日本", "japan", "日本", "Japan", optional=True),
    ],
    "traps": [{"start": TEXT.index("プーチン"), "end": TEXT.index("プーチン") + 4, "must_not": "vladimir-putin"}],
    "normalized": TEXT,
    "replacements": [],
}


def test_every_figure() -> None:
    evaluation = evaluate([GOLD], Resolver(Lexicon(FRIENDLY)))
    total = evaluation.total
    assert (total.right, total.extra, total.missed) == (2, 1, 1)
    assert (total.precision, total.recall, total.f1) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert evaluation.by_type["GPE"].missed == 1
    assert evaluation.by_type["PERSON"].extra == 1
    counts = evaluation.counts
    assert (counts["wrong_rewrites"], counts["edits"], counts["unlisted"], counts["traps_hit"]) == (1, 1, 1, 1)
    assert {miss.kind: (miss.surface, miss.got, miss.wanted) for miss in evaluation.misses} == {
        "extra": ("プーチン", "vladimir-putin", ""),
        "missed": ("キーウ", "キーウ=NIL" if counts["nil_found"] else "", "kyiv"),
        "trap": ("プーチン", "vladimir-putin", "not vladimir-putin"),
        "rewrite": ("ルガンスク州", "ルハンスク州", "ルガンスク州"),
    }


def test_the_command(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(GOLD, ensure_ascii=False) + "\n", encoding="utf-8")
    done = CliRunner().invoke(cli, ["evaluate", str(path), "--json"], standalone_mode=False)
    record = json.loads(done.stdout)
    assert {"precision", "recall", "f1", "wrong_rewrites", "nil_found", "types", "misses", "signature"} <= set(record)
    done = CliRunner().invoke(cli, ["evaluate", str(path)], standalone_mode=False)
    assert "precision" in done.stdout and "wrong rewrites" in done.stdout


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", r"gold\.jsonl:1:2: not JSON"),
        ('{"text": "x"}', "needs a list mentions"),
        ('{"text": "x", "mentions": [{"start": 0}]}', "lacks end, surface"),
        (
            '{"text": "x", "mentions": [{"start": 0, "end": 1, "surface": "y", "key": "", "canonical_ja": "", '
            '"canonical_en": ""}]}',
            r"text\[0:1\] is not 'y'",
        ),
    ],
)
def test_bad_labels_are_named(line: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=message):
        list(read_gold(path))


@pytest.mark.parametrize("name", ["seeds_gold.jsonl", "news_gold.dev.jsonl"])
def test_the_same_figures_as_the_score_of_the_labelled_data(name: str) -> None:
    if not (EVAL / "score.py").is_file():
        pytest.skip(f"no labelled data in {EVAL}")
    command = [sys.executable, str(EVAL / "score.py"), "text", str(EVAL / name)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    theirs, ours = json.loads(done.stdout), evaluate(read_gold(EVAL / name), bundled()).record()
    same = {"tp": "right", "fp": "extra", "fn": "missed", "edits": "edits", "nil_found": "nil_found", "f1": "f1"} | {
        "wrong_rewrites": "wrong_rewrites",
        "gold_edits_made": "labelled_edits_made",
        "exact": "normalized_exactly",
    }
    assert {mine: ours[mine] for mine in same.values()} == {mine: theirs[name_] for name_, mine in same.items()}
