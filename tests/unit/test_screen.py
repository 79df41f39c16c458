"""Texts that are normalized without being read."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from entity_resolver import Lexicon, Resolver, ResolverConfig
from entity_resolver.runs import Runs
from tests.golden_cases import load_all
from tests.support import bundled

SENTENCES = Path(__file__).resolve().parents[3] / "shared" / "eval" / "ner_sentences.jsonl"
MISSPELT = ("ルガンスク州の知事", "プ一チン大統領", "ﾙﾊﾝｽｸ州", "ボクロウスク方面", "ワレリー・ザルジヌイ氏")


def edits_only(lexicon: Lexicon | None = None) -> Resolver:
    return Resolver(lexicon, config=ResolverConfig(edits_only=True))


def test_every_golden_text_is_normalized_alike() -> None:
    resolver = bundled()
    differing = [
        case.text for case in load_all() if resolver.normalize(case.text) != resolver.resolve(case.text).normalized
    ]
    assert differing == []


@pytest.mark.skipif(not SENTENCES.is_file(), reason="the shared evaluation data is not here")
def test_general_text_is_normalized_alike_and_hardly_read() -> None:
    texts = [json.loads(line)["text"] for line in SENTENCES.read_text(encoding="utf-8").splitlines()[:1500]]
    whole, quick = bundled(), edits_only()
    read = 0
    for text in texts:
        result = quick.resolve(text)
        assert result.normalized == whole.resolve(text).normalized
        read += bool(result.mentions)
    assert read < len(texts) / 10


@pytest.mark.parametrize("text", MISSPELT)
def test_what_is_rewritten_comes_with_its_mentions(text: str) -> None:
    assert edits_only().resolve(text).edits == bundled().resolve(text).edits != ()


def test_a_text_without_edits_comes_back_without_mentions() -> None:
    text = "ウクライナのゼレンスキー大統領は4日、キーウで記者会見した。"
    assert bundled().resolve(text).mentions != ()
    assert edits_only().resolve(text).mentions == ()
    assert edits_only().resolve(text).normalized == text


def test_workers_give_the_same_edits() -> None:
    texts = [f"{at}日、{name}が決まった。" for at in range(40) for name in (*MISSPELT, "キーウ", "トレード")]
    one = [result.edits for result in bundled().pipe(texts)]
    assert [result.edits for result in edits_only().pipe(texts, workers=2)] == one


def test_a_lexicon_of_ones_own_is_screened_too(tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_text("ja\ten\taliases\nケプラー製作所\tKepler Works\tケプラ製作所|ケップラー製作所\n", encoding="utf-8")
    lexicon = Lexicon.load(own)
    whole, quick = Resolver(lexicon), edits_only(lexicon)
    for text in ("ケプラ製作所の株価", "ケップラー製作所", "ケプラー製作所", "ケプラァ製作所が発表", "サービス"):
        assert quick.resolve(text).edits == whole.resolve(text).edits
    assert quick.resolve("ケプラ製作所の株価").normalized == "ケプラー製作所の株価"


def runs() -> Runs:
    return bundled()._runs


@pytest.mark.parametrize(
    ("text", "name", "cut"),
    [
        ("ポクロヴィスク方面", "ポクロヴィスク", True),
        ("ポクロヴィスク方面", "クロヴィスク", False),
        ("セヴァストーポリ特別市", "セヴァストーポリ特別市", True),
        ("フィダントルコ外相", "フィダン", True),
        ("サービスエリア", "サービスエリア", False),
        ("アンドリー・ヤルマク大統領府長官", "ヤルマク大", False),
        ("ドミトリー・ペシコフ氏", "ペシコフ", False),
    ],
)
def test_where_a_name_may_begin_and_end(text: str, name: str, cut: bool) -> None:
    match = re.search(name, text)
    assert match is not None
    assert runs().is_cut_at(text, *match.span()) is cut
