"""The bundled data as a whole: it passes its own check, fast, and is as broad as it says."""

from __future__ import annotations

import subprocess
import sys
import time

from entity_resolver import Lexicon
from entity_resolver.bundled import bundled_path
from entity_resolver.fold import fold_key
from entity_resolver.lexicon_check import check
from entity_resolver.styles import style_names
from entity_resolver.tables import read_rows
from entity_resolver.tokens import Tokenizer


def test_the_bundled_lexicon_passes_its_check() -> None:
    errors = check(bundled_path()).errors
    assert not errors, f"{len(errors)} problems:\n" + "\n".join(map(str, errors[:40]))


def test_no_two_entities_share_a_form_without_context() -> None:
    shared = {key: forms for key, forms in Lexicon.bundled().forms.items() if sum(f.use == "link" for f in forms) > 1}
    assert {key: [form.entity_id for form in forms] for key, forms in shared.items() if len(key) > 1} == {}


def test_the_check_costs_at_most_five_times_a_tokenizer_run() -> None:
    tokenizer = Tokenizer()
    tokenizer.tokenize("温める")
    forms = [form.text for entity in Lexicon.bundled() for form in Lexicon.bundled().forms_of(entity)]
    start = time.process_time()
    for form in forms:
        tokenizer.tokenize(form)
    tokenizing = time.process_time() - start
    start = time.process_time()
    check(bundled_path())
    assert time.process_time() - start <= 5 * tokenizing


def test_breadth() -> None:
    assert len(Lexicon.bundled()) >= 2500
    assert len(Lexicon.bundled().forms) >= 8000


def test_lookalikes_are_listed_forms_of_different_entities() -> None:
    rows = list(read_rows(bundled_path() / "rules" / "lookalikes.tsv"))
    assert len(rows) >= 150
    forms = Lexicon.bundled().forms
    faults = []
    for row in rows:
        a, b = ({form.entity_id for form in forms.get(fold_key(row[name]), ())} for name in ("a", "b"))
        if not a or not b or a & b:
            faults.append(f"{row.line}: {row['a']} {sorted(a)} / {row['b']} {sorted(b)}")
    assert not faults, "\n".join(faults)


def test_the_styles_of_the_houses_are_there() -> None:
    assert {"plain", "mofa", "kyodo", "asahi", "sankei", "en-kyiv", "en-ap"} <= set(style_names())


def test_loading_a_lexicon_does_not_import_the_check() -> None:
    code = (
        "import sys, entity_resolver; entity_resolver.Resolver(); print('entity_resolver.lexicon_check' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"
