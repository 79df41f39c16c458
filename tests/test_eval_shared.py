"""The labelled documents beside the project, where they lie there: the promise of the README, measured."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from typing import Any

import pytest

from tests.support import ROOT, bundled

EVAL = ROOT.parent / "shared" / "eval"
pytestmark = pytest.mark.skipif(not EVAL.is_dir(), reason="the labelled documents are not beside this checkout")


@cache
def measured(name: str) -> dict[str, Any]:
    """What score.py prints of one labelled file."""
    command = [sys.executable, str(EVAL / "score.py"), "text", str(EVAL / name)]
    environment = {"PYTHONPATH": ":".join([str(ROOT / "src"), *sys.path]), "PYTHONUTF8": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures | {"misses": done.stderr.decode()}


def documents(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (EVAL / name).read_text(encoding="utf-8").splitlines()]


def test_the_two_seed_documents_are_read_right() -> None:
    figures = measured("seeds_gold.jsonl")
    assert figures["precision"] >= 0.99, figures["misses"]
    assert figures["recall"] >= 0.97, figures["misses"]


def test_nothing_is_rewritten_wrongly_and_everything_labelled_is() -> None:
    figures = measured("seeds_gold.jsonl")
    assert (figures["wrong_rewrites"], figures["not_idempotent"]) == (0, 0), figures["misses"]
    assert figures["gold_edits_made"] == figures["gold_edits"], figures["misses"]


@pytest.mark.parametrize("number", [0, 1])
def test_the_normalized_text_is_the_labelled_one_to_the_character(number: int) -> None:
    document = documents("seeds_gold.jsonl")[number]
    assert bundled().resolve(document["text"]).normalized == document["normalized"]


def test_no_trap_of_the_news_texts_is_hit() -> None:
    figures = measured("news_gold.dev.jsonl")
    assert (figures["traps_hit"], figures["wrong_rewrites"]) == (0, 0), figures["misses"]
