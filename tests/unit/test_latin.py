"""Latin and Cyrillic spellings find kana names they were never listed with."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entity_resolver.cyrillic import has_cyrillic, spellings
from entity_resolver.index import FuzzyIndex
from entity_resolver.latin import LatinModel, bundled_model, latin_phonemes, rank
from entity_resolver.latin_model import IMPOSSIBLE, letters, parse_network
from entity_resolver.phonemes import phonemes

NAMES = (  # noqa: SIM905
    "ルハンスク ドネツク ポクロウスク ハルキウ キーウ オデーサ ウクライナ ロシア プーチン ゼレンスキー "
    "ウィトコフ ラブロフ マクロン トランプ クリミア モスクワ ウラジーミル ザポリージャ ヘルソン "
    "ドニプロ リビウ マリウポリ バフムト アウディーイウカ ショイグ メドベージェフ ルカシェンコ オーストリア "
    "オーストラリア イラン イラク パリ バリ メルケル ショルツ スターマー スナク ストルテンベルグ "
    "ルッテ エルドアン オルバン ティモシェンコ スティーブ・ウィトコフ"
).split()
STRINGS = [phonemes(name) for name in NAMES]
INDEX = FuzzyIndex.build(STRINGS)


def best(query: str) -> str:
    ranked = rank(bundled_model(), query, INDEX, STRINGS, 1)
    return NAMES[ranked[0].position] if ranked else ""


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Pokrovsk", "ポクロウスク"),
        ("Witkof", "ウィトコフ"),
        ("Luhansk", "ルハンスク"),
        ("Lugansk", "ルハンスク"),
        ("Zelenskiy", "ゼレンスキー"),
        ("Zelenskyy", "ゼレンスキー"),
        ("Scholz", "ショルツ"),
        ("Erdoğan", "エルドアン"),
        ("Erdogan", "エルドアン"),
        ("MACRON", "マクロン"),
        ("Ｍａｃｒｏｎ", "マクロン"),
        ("Stoltenberg", "ストルテンベルグ"),
        ("Steve Witkoff", "スティーブ・ウィトコフ"),
        ("Austria", "オーストリア"),
        ("Australia", "オーストラリア"),
    ],
)
def test_latin(query: str, name: str) -> None:
    assert best(query) == name


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Луганськ", "ルハンスク"),
        ("Луганск", "ルハンスク"),
        ("Київ", "キーウ"),
        ("Харків", "ハルキウ"),
        ("Путин", "プーチン"),
        ("Зеленський", "ゼレンスキー"),
        ("Маріуполь", "マリウポリ"),
        ("Путина", "プーチン"),
        ("Путиным", "プーチン"),
        ("Украине", "ウクライナ"),
        ("України", "ウクライナ"),
        ("Луганськом", "ルハンスク"),
        ("Зеленского", "ゼレンスキー"),
        ("Зеленському", "ゼレンスキー"),
        ("Лаврову", "ラブロフ"),
        ("Москве", "モスクワ"),
        ("Макрона", "マクロン"),
        ("ХЕРСОН", "ヘルソン"),
        ("Харкові", "ハルキウ"),
        ("Одесі", "オデーサ"),
    ],
)
def test_cyrillic_and_its_cases(query: str, name: str) -> None:
    assert best(query) == name


def test_likelihood_prefers_the_usual_rendering() -> None:
    model = bundled_model()
    assert model.log_likelihood("Merkel", "merukeru") > -0.3
    assert (
        model.log_likelihood("Merkel", "merukeru")
        > model.log_likelihood("Merkel", "meruke-ru")
        > model.log_likelihood("Merkel", "marukosu")
    )
    assert model.log_likelihood("Merkel", "東京") == IMPOSSIBLE
    assert model.probability("Merkel", "東京") == 0.0


def test_guesses_are_a_distribution() -> None:
    guesses = bundled_model().phoneme_guesses("Kowalski", 12)
    assert guesses == sorted(guesses, key=lambda g: -g[1])
    assert len({g for g, _ in guesses}) == len(guesses)
    assert sum(math.exp(log) for _, log in guesses) <= 1.0 + 1e-6
    assert latin_phonemes("Kowalski", 3) == [g for g, _ in guesses[:3]]


def test_guess_and_likelihood_agree() -> None:
    model = bundled_model()
    for word in ("Schmidt", "Nguyen", "O'Brien", "Łukasz"):
        guess, log = model.phoneme_guesses(word, 1)[0]
        assert model.log_likelihood(word, guess) * len(letters(word)) == pytest.approx(log, abs=0.3)


def test_accents_matter_little() -> None:
    model = bundled_model()
    assert model.log_likelihood("Milošević", phonemes("ミロシェヴィッチ")) > -0.5
    assert model.log_likelihood("Milosevic", phonemes("ミロシェヴィッチ")) > -0.7


@pytest.mark.parametrize("text", ["", "123", "!?", "東京", "  ", "ルハンスク", "-", "'"])
def test_nothing_to_read(text: str) -> None:
    model = LatinModel(bundled_model().network)
    assert model.probability(text, "ruhaNsuku") < 0.01
    assert all(not NAMES[c.position] or c.probability < 0.5 for c in rank(model, text, INDEX, STRINGS))


def test_the_order_of_questions_changes_nothing() -> None:
    words = ["Pokrovsk", "Путина", "Xi Jinping", "Merkel"]
    fresh = {w: LatinModel(bundled_model().network).phoneme_guesses(w) for w in words}
    model = LatinModel(bundled_model().network)
    for w in [*words, *[f"word{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(200)], *reversed(words)]:
        assert w not in fresh or model.phoneme_guesses(w) == fresh[w]


def test_equal_strings_are_all_returned() -> None:
    strings = ["putiN", "merukeru", "merukeru"]
    assert [c.position for c in rank(bundled_model(), "Merkel", FuzzyIndex.build(strings), strings, 1)] == [1, 2]


def test_spellings_of_cyrillic() -> None:
    assert spellings("Луганськ")[0] == ("luhansk", 1.0)
    assert dict(spellings("Луганск")).keys() == {"lugansk"}
    assert {"putina", "putin"} <= dict(spellings("Путина")).keys()
    assert has_cyrillic("abc Ї") and not has_cyrillic("ルハンスク abc")


def test_a_damaged_table_is_refused() -> None:
    with pytest.raises(ValueError, match=r"latin\.tsv:2"):
        parse_network("# note\nout\ta\n")
    with pytest.raises(ValueError, match="rows are missing"):
        parse_network("set\treach\t5\n")


@settings(max_examples=80, deadline=None)
@given(
    st.text(alphabet=st.sampled_from("abcdefghijklmnopqrstuvwxyzéßžŁіїйщья' -.ー日1"), max_size=20),
    st.text(alphabet="aiueokstnNQ-", max_size=12),
)
def test_any_text(text: str, said: str) -> None:
    model = bundled_model()
    assert 0.0 <= model.probability(text, said) <= 1.0
    assert model.log_likelihood(text, said) <= 1e-9
    for candidate in rank(model, text, INDEX, STRINGS):
        assert 0 <= candidate.position < len(NAMES)


def test_a_megabyte_of_letters_ends() -> None:
    assert bundled_model().phoneme_guesses("abc" * 300_000, 1)
