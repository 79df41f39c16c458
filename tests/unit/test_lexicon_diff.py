"""`lexicon diff`: what changed in the data, and what that does to texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from entity_resolver import Lexicon, LexiconError, Resolver
from entity_resolver.cli import cli
from entity_resolver.lexicon_diff import diff, diff_on, open_lexicon
from entity_resolver.model import Alias, Entity

OLD = Entity("mugenia", "GPE", "ムゲニア", "Mugenia", aliases=(Alias("ムギニア", "ja", "russian", "ムゲニア"),))
NEW = Entity("mugenia", "GPE", "ムゲニア", "Mugenya", aliases=(Alias("ムグニア", "ja", "russian", "ムゲニア"),))
OTHER = Entity("hogehoge", "GPE", "ホゲホゲ", "Hogehoge")


def test_equal_lexicons_do_not_differ() -> None:
    assert list(diff(Lexicon([OLD, OTHER]), Lexicon([OTHER, OLD]))) == []


def test_entities_and_forms_are_told_in_order() -> None:
    assert [str(change) for change in diff(Lexicon([OLD]), Lexicon([NEW, OTHER]))] == [
        "+ hogehoge  entity  GPE ホゲホゲ Hogehoge",
        "~ mugenia  entity  en: Mugenia → Mugenya",
        "- mugenia  ムギニア  ja russian of ムゲニア link",
        "+ mugenia  ムグニア  ja russian of ムゲニア link",
    ]


def test_texts_show_what_becomes_different() -> None:
    texts = [("a", "ムギニアは遠い。"), ("b", "関係ない文。"), ("c", "首都はホゲホゲだ。")]
    changes = list(diff_on(Resolver(Lexicon([OLD])), Resolver(Lexicon([OLD, OTHER])), texts))
    assert [(change.document, change.old, change.new) for change in changes if change.new] == [
        ("c", "NIL", "hogehoge (ホゲホゲ / Hogehoge)")
    ]
    assert changes[-1].context == "首都は【ホゲホゲ】だ。"


def test_the_command_exits_1_where_they_differ(tmp_path: Path) -> None:
    names = tmp_path / "names.tsv"
    names.write_text("id\tja\ten\nkyiv\tキエフ\tKiev\n", encoding="utf-8")
    text = tmp_path / "text.txt"
    text.write_text("キーウの朝", encoding="utf-8")
    result = CliRunner().invoke(
        cli, ["lexicon", "diff", "bundled", str(names), "--add", "--on", str(text)], standalone_mode=False
    )
    assert result.return_value == 1
    assert "【キーウ】" in result.stdout and "written キエフ" in result.stdout
    same = CliRunner().invoke(cli, ["lexicon", "diff", str(names), str(names)], standalone_mode=False)
    assert same.return_value == 0


def test_a_missing_lexicon_is_named() -> None:
    with pytest.raises(LexiconError, match="no such file"):
        open_lexicon("nowhere")
