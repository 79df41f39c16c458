"""A lone name, in any script, with or without a title."""

from __future__ import annotations

from pathlib import Path

import pytest

from entity_resolver import Entity, Lexicon, Resolver
from tests.support import bundled


def linked(query: str) -> str | None:
    candidates = bundled().lookup(query)
    assert sum(candidate.linked for candidate in candidates) <= 1
    return next((candidate.entity.id for candidate in candidates if candidate.linked), None)


@pytest.mark.parametrize(
    ("query", "entity"),
    [
        ("ルハンスク州", "luhansk-oblast"),
        ("ルガンスク州", "luhansk-oblast"),
        ("ﾙｶﾞﾝｽｸ州", "luhansk-oblast"),
        ("Luhansk Oblast", "luhansk-oblast"),
        ("LUHANSK OBLAST", "luhansk-oblast"),
        ("Луганська область", "luhansk-oblast"),
        ("フォン・デア・ライエン", "ursula-von-der-leyen"),
        ("フォンデアライエン", "ursula-von-der-leyen"),
        ("プーチン氏", "vladimir-putin"),
        ("プーチン大統領", "vladimir-putin"),
        ("クレーバ外相", "dmytro-kuleba"),
        ("ゼレンスキー大統領", "volodymyr-zelenskyy"),
        ("習近平国家主席", "xi-jinping"),
        ("  キエフ\n", "kyiv"),
        ("NATO", "nato"),
        ("米国防総省", "us-dod"),
        ("ホ\u309aクロウスク", "pokrovsk"),
        ("Путина", "vladimir-putin"),  # a case of Путин, and a woman of the name
        ("Людмила Путина", "lyudmila-putina"),
    ],
)
def test_a_listed_name_is_linked_in_any_writing_and_with_a_title(query: str, entity: str) -> None:
    assert linked(query) == entity


def test_every_canonical_name_of_the_lexicon_finds_its_entity() -> None:
    missed = []
    for entity in bundled().lexicon.entities[::7]:
        found = bundled().lookup(entity.ja, limit=50)
        if entity.id not in [candidate.entity.id for candidate in found]:
            missed.append(entity.id)
    assert missed == []


@pytest.mark.parametrize("query", ["フェドロフ", "小泉", "金"])
def test_a_name_of_several_lists_them_and_links_none(query: str) -> None:
    assert linked(query) is None
    assert len(bundled().lookup(query)) > 1


@pytest.mark.parametrize("query", ["", " ", "\n", "・", "\x00", "😀", "ヌヌヌヌヌヌ", "zzzzzzzz", "。" * 5000])
def test_nothing_is_linked_where_nothing_is_named(query: str) -> None:
    assert linked(query) is None


def test_candidates_come_best_first_and_never_more_than_asked() -> None:
    for query in ("ルガンスク", "小泉", "Kiev", "プーチン"):
        found = bundled().lookup(query, limit=3)
        assert len(found) <= 3
        assert [c.confidence for c in found] == sorted((c.confidence for c in found), reverse=True)
        assert all(0.0 <= c.confidence <= 1.0 and c.form and c.method for c in found)
        assert len({c.entity.id for c in found}) == len(found)
    assert bundled().lookup("ルガンスク", limit=0) == []


@pytest.mark.parametrize(
    ("query", "never"),
    [("オーストラリア", "austria"), ("イラク", "iran"), ("スロベニア", "slovakia"), ("プーシキン", "vladimir-putin")],
)
def test_a_look_alike_is_never_linked(query: str, never: str) -> None:
    assert linked(query) not in (never, None)


def test_a_spelling_of_a_name_that_two_entities_share_is_not_linked(tmp_path: Path) -> None:
    path = tmp_path / "names.tsv"
    path.write_text("id\tja\ten\na\tテリトリー\tTerritory\nb\tテリトリー\tTerritory Band\n", encoding="utf-8")
    candidates = Resolver(Lexicon.load(path)).lookup("テリトリ")
    assert [candidate.linked for candidate in candidates] == [False, False]
    assert candidates[0].confidence == candidates[1].confidence > 0.9


def test_another_name_as_near_makes_a_spelling_doubtful_and_a_namesake_does_not(tmp_path: Path) -> None:
    def confidence(*names: str) -> float:
        path = tmp_path / "names.tsv"
        path.write_text("id\tja\ten\n" + "".join(f"{n}\t{name}\tName {n}\n" for n, name in enumerate(names)), "utf-8")
        return next(c for c in Resolver(Lexicon.load(path)).lookup("カラベオラ") if c.form == "カラヴェオラ").confidence

    alone = confidence("カラヴェオラ")
    assert confidence("カラヴェオラ", "カラヴェオラ", "カラヴェ・オラ") == alone
    assert confidence("カラヴェオラ", "カラベオナ") < alone


@pytest.mark.parametrize(
    ("query", "entity"),
    [
        ("President Putin", "vladimir-putin"),
        ("Ukrainian President Zelensky", "volodymyr-zelenskyy"),
        ("UN Secretary-General Antonio Guterres", "antonio-guterres"),
        ("Macron Emmanuel", "emmanuel-macron"),
        ("Macron, Emmanuel", "emmanuel-macron"),
        ("Leyen, Ursula von der", "ursula-von-der-leyen"),
        ("プーチン ウラジーミル", "vladimir-putin"),
        ("ゼレンスキー・ウォロディミル", "volodymyr-zelenskyy"),
        ("Mr. Witkof", "steve-witkoff"),
    ],
)
def test_a_latin_title_or_another_order_is_no_obstacle(query: str, entity: str) -> None:
    assert linked(query) == entity


@pytest.mark.parametrize(
    ("query", "entity"),
    [
        ("「キーウ」", "kyiv"),
        ("キーウ（Kyiv）。", "kyiv"),
        ("ルハンスク（ウクライナ）", "luhansk"),
        ("（株）トヨタ自動車", "toyota"),
    ],
)
def test_what_stands_around_a_name_is_no_obstacle(query: str, entity: str) -> None:
    assert linked(query) == entity


@pytest.mark.parametrize(
    ("query", "entity"),
    [("習主席", "xi-jinping"), ("金総書記", "kim-jong-un"), ("王外相", "wang-yi"), ("小泉首相", "junichiro-koizumi")],
)
def test_the_office_says_which_of_a_surname(query: str, entity: str) -> None:
    assert linked(query) == entity


@pytest.mark.parametrize(
    "query", ["李首相", "金知事", "President of Ukraine", "Zaporizhzhia NPP", "Minister", "・", "（）"]
)
def test_an_office_that_settles_nothing_links_nobody(query: str) -> None:
    assert linked(query) is None


@pytest.mark.parametrize(
    ("query", "listed", "english", "linked"),
    [
        ("キエフ", "キーウ", "Kyiv", True),  # another listed name of the place
        ("ヴェニス", "ベネチア", "Venezia", True),  # ... that sounds otherwise
        ("ヴェニス", "ベネチア", "Benetia Shipping", False),  # ... and that your lexicon has for something else
        ("アルチョモフスク", "バフムート", "Bakhmut", True),  # ... one that your lexicon spells in its own way
        ("アルチョモフスク", "バフムート", "Bahamut", False),
        ("シャンルウルファ", "エデッサ", "Edessa", False),  # ... one that other places bear too
    ],
)
def test_what_the_bundled_lexicon_knows_finds_names_of_your_own(
    query: str, listed: str, english: str, linked: bool
) -> None:
    names = {"ボルボグラード": "Volvograd", listed: english, "クラスノブルグ": "Krasnoburg"}
    lexicon = Lexicon([Entity(f"own-{at}", "GPE", name, names[name]) for at, name in enumerate(names)])
    found = Resolver(lexicon).lookup(query)[0]
    assert (found.entity.ja, found.linked) == (listed, linked)


@pytest.mark.parametrize(
    ("query", "entity"),
    [("ルハンクス", "luhansk"), ("ゼレスンキー", "volodymyr-zelenskyy"), ("マロクン", "emmanuel-macron")],
)
def test_two_characters_in_the_other_order_are_suggested_and_never_linked(query: str, entity: str) -> None:
    first = bundled().lookup(query)[0]
    assert (first.entity.id, first.linked) == (entity, False)
    assert "in the other order" in first.steps[-1].detail


@pytest.mark.parametrize(("query", "entity"), [("冲縄", "okinawa-prefecture"), ("笘小牧", "tomakomai")])
def test_a_look_alike_kanji_is_suspected_and_never_linked(query: str, entity: str) -> None:
    found = next(candidate for candidate in bundled().lookup(query) if candidate.entity.id == entity)
    assert not found.linked
    assert found.method == "kanji"


def test_what_a_name_means_by_itself_comes_before_what_it_means_in_context() -> None:
    first, second, *_ = bundled().lookup("るはんすく")
    assert (first.entity.id, first.linked) == ("luhansk", True)
    assert second.entity.id == "luhansk-oblast" and second.confidence < 0.5
