"""Discovery: clusters of unlisted names, the review file, and the way from it into a lexicon."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from entity_resolver import Lexicon
from entity_resolver.cli import cli
from entity_resolver.discover import Discovery, romanised
from tests.support import bundled

TEXT = "プレスラフスキ氏（Preslavsky）は語った。プレスラフスキー氏も残った。グレンビア社は黙った。"


def test_spellings_of_one_unlisted_name_form_one_cluster() -> None:
    found = Discovery()
    found.add("a", bundled().resolve(TEXT))
    cluster = next(c for c in found.clusters() if c.type == "PERSON")
    assert {form for form, _ in cluster.forms} == {"プレスラフスキ", "プレスラフスキー"}
    assert (cluster.english, cluster.documents) == ("Preslavsky", 1)


def test_kana_is_romanised_and_kanji_is_not() -> None:
    assert romanised("スティーブ・ウィトコフ") == "Sutibu Witokofu"
    assert romanised("山田") == ""


def test_a_review_is_kept_obeyed_and_added(tmp_path: Path) -> None:
    text, review, home = tmp_path / "a.txt", tmp_path / "review.tsv", tmp_path / "names"
    text.write_text(TEXT, encoding="utf-8")
    run = CliRunner().invoke
    assert run(cli, ["discover", "--output", str(review), str(text)]).exit_code == 0
    header, *rows = review.read_text(encoding="utf-8").splitlines()
    judged = [("add" if "PERSON" in row else "reject") + row for row in rows]
    review.write_text("\n".join([header, *judged]) + "\n", encoding="utf-8")
    assert run(cli, ["lexicon", "add", "--from", str(review), "--to", str(home)]).exit_code == 0
    assert [entity.ja for entity in Lexicon.load(home)] == ["プレスラフスキ"]
    assert run(cli, ["discover", "--output", str(review), str(text)]).exit_code == 0
    assert review.read_text(encoding="utf-8").splitlines() == [header, *judged]
