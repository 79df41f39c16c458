"""The candidate index: finds what a full scan finds, whatever is put in, and survives a trip through bytes."""

import pickle
import random
import struct
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entity_resolver.index import FuzzyIndex, distance
from entity_resolver.lexicon import Lexicon
from entity_resolver.phonemes import phonemes

SYLLABLES = [c + v for c, v in product("カサタナハマラガザバパヴ", ["", "ー", "ン", "ル"])] + list(
    "イウエオキクコシスツトニフミムリル"
)


def invented_names(count: int, seed: int = 0) -> list[str]:
    rng = random.Random(seed)
    return list(dict.fromkeys("".join(rng.choices(SYLLABLES, k=rng.randint(2, 6))) for _ in range(count)))


@pytest.fixture(scope="module")
def large() -> tuple[list[str], FuzzyIndex]:
    strings = [
        phonemes(n)
        for n in [
            *invented_names(8000),
            "ルハンスク",
            "ウィトコフ",
            "オーストリア",
            "ハルキウ",
            "ニューサウスウェールズ州",
        ]
    ]
    return strings, FuzzyIndex.build(strings)


def test_the_distances_are_those_of_the_phonemes() -> None:
    names = sorted(
        {phonemes(form.text) for forms in Lexicon.bundled().forms.values() for form in forms if form.lang == "ja"}
    )
    index = FuzzyIndex.build(names)
    for query in ("ruganskuu", "witokohu", phonemes("オーストラリヤ")):
        found = index.nearest(query, 20)
        assert [far for far, _ in found] == sorted(distance(query, names[at]) for _, at in found)
        near = index.nearest(query, 20, reach=0.35)
        assert near[0] == found[0]
        if found[0][0] > 0.35 / 3:  # else a few names are looked at
            assert [each for each in near if each[0] <= 0.35] == [each for each in found if each[0] <= 0.35]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("ルハンスク", "ルハンスク"),
        ("ルガンスク", "ルハンスク"),
        ("ワイトコフ", "ウィトコフ"),
        ("ウイットコフ", "ウィトコフ"),
        ("ハリキウ", "ハルキウ"),
        ("ハルキフ", "ハルキウ"),
        ("ニューサウスウエールズ", "ニューサウスウェールズ州"),
        ("オストリヤ", "オーストリア"),
    ],
)
def test_variants_are_found(large: tuple[list[str], FuzzyIndex], query: str, name: str) -> None:
    strings, index = large
    assert phonemes(name) in [strings[i] for i in index.shortlist(phonemes(query), 10)]


def test_equal_name_comes_first(large: tuple[list[str], FuzzyIndex]) -> None:
    strings, index = large
    for string in strings[::97]:
        best = strings[index.shortlist(string, 1)[0]]
        assert best.replace("-", "").replace("Q", "") == string.replace("-", "").replace("Q", "")


def test_one_changed_phoneme_is_found(large: tuple[list[str], FuzzyIndex]) -> None:
    strings, index = large
    rng = random.Random(1)
    tried = found = 0
    for string in [s for s in strings if len(s) >= 6][::40]:
        at = rng.randrange(len(string))
        changed = string[:at] + rng.choice("aiueokstnhmrgzdbp") + string[at + 1 :]
        tried += 1
        found += string in [strings[i] for i in index.shortlist(changed, 40)]
    assert found / tried > 0.98


def test_bytes_round_trip(large: tuple[list[str], FuzzyIndex]) -> None:
    strings, index = large
    data = index.to_bytes()
    queries = strings[::500]
    for other in (
        FuzzyIndex.from_buffer(memoryview(data)),
        FuzzyIndex.from_buffer(memoryview(data + b"more")),
        pickle.loads(pickle.dumps(index)),
    ):
        assert [other.shortlist(q) for q in queries] == [index.shortlist(q) for q in queries]
        assert other.to_bytes() == data
    assert FuzzyIndex.build(strings).to_bytes() == data


def test_homographs_come_together() -> None:
    index = FuzzyIndex.build(["saNta", "ruhaNsuku", "saNta", "saNta"])
    assert index.shortlist("saNta", 1) == [0, 2, 3]


def test_a_wrong_buffer_is_refused() -> None:
    data = FuzzyIndex.build(["a", "b"]).to_bytes()
    for wrong in (b"", b"PK\3\4" + bytes(100), data[:-1], data[:4] + struct.pack("<I", 99) + data[8:]):
        with pytest.raises(ValueError, match="fuzzy index"):
            FuzzyIndex.from_buffer(memoryview(wrong))


def test_nothing_to_find() -> None:
    assert FuzzyIndex.build([]).shortlist("a") == []
    assert FuzzyIndex.build([""]).shortlist("a") == [0]
    assert FuzzyIndex.build(["a"]).shortlist("") == []
    assert FuzzyIndex.build(["a"]).shortlist("a", 0) == []


def test_kanji_suffix_and_pure_kanji() -> None:
    strings = [*map(phonemes, invented_names(4000)), "東京都", "京都府", phonemes("キーウ市")]
    index = FuzzyIndex.build(strings)
    assert index.shortlist("東京都", 1) == [strings.index("東京都")]
    assert strings.index(phonemes("キーウ市")) in index.shortlist(phonemes("キーウ"), 10)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=12), max_size=30), st.text(max_size=12))
def test_any_strings(strings: list[str], query: str) -> None:
    index = FuzzyIndex.build(strings)
    found = index.shortlist(query)
    assert len(set(found)) == len(found)
    assert all(0 <= i < len(strings) for i in found)
    assert FuzzyIndex.from_buffer(memoryview(index.to_bytes())).shortlist(query) == found


def test_a_very_long_query_stays_cheap(large: tuple[list[str], FuzzyIndex]) -> None:
    _, index = large
    assert len(index.shortlist("ruhaNsuku" * 10_000, 5)) <= 5 * 2


def test_what_is_within_reach_does_not_depend_on_what_else_is_listed() -> None:
    names = sorted(
        {phonemes(form.text) for forms in Lexicon.bundled().forms.values() for form in forms if form.lang == "ja"}
    )
    whole, found = FuzzyIndex.build(names), 0
    parts = [names[::2], names[: len(names) // 20]]  # half the buckets, and so few names that there are none
    built = [FuzzyIndex.build(part) for part in parts]
    for query in names[::97]:
        here = {names[i] for _, i in whole.within(query, 0.2, 1000)}
        for part, index in zip(parts, built, strict=True):
            assert {part[i] for _, i in index.within(query, 0.2, 1000)} == here & set(part)
        found += len(here)
    assert found > len(names[::97])
