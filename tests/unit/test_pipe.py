"""Several processes: the same answers in the same order, no more read than needed, and a clean end."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator

import pytest

from entity_resolver import Resolver
from entity_resolver.errors import ConfigError, InputError

TEXTS = [
    "プーチン大統領は米ロ会談後、ルガンスク州に触れた。",
    "",
    "特になし。",
    "ボクロウスクとキエフ（現キーウ）で",
] * 30


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver()


def no_children_left() -> bool:
    for _ in range(100):
        if not multiprocessing.active_children():
            return True
        time.sleep(0.05)
    return False


def test_two_workers_answer_as_one(resolver: Resolver) -> None:
    texts = [f"{text}{at}" for at, text in enumerate(TEXTS)]
    one, two = list(resolver.pipe(texts)), list(resolver.pipe(iter(texts), workers=2))
    assert one == two == [resolver.resolve(text) for text in texts]
    assert [m.explain() for r in one for m in r.mentions] == [m.explain() for r in two for m in r.mentions]
    assert no_children_left()


def test_it_reads_no_further_than_it_must(resolver: Resolver) -> None:
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield "米ロ首脳" * 2000

    results = resolver.pipe(endless(), workers=2)
    for _ in range(3):
        next(results)
    assert taken < 60
    results.close()  # type: ignore[attr-defined]
    assert no_children_left()


def test_an_error_stands_in_its_place(resolver: Resolver) -> None:
    results = resolver.pipe(["キーウ", "ロシア", "\ud800", "米国"], workers=2)
    assert [next(results).text, next(results).text] == ["キーウ", "ロシア"]
    with pytest.raises(InputError, match="surrogate"):
        next(results)
    assert no_children_left()


def test_an_error_of_the_reader_passes_through(resolver: Resolver) -> None:
    def broken() -> Iterator[str]:
        yield "キーウ"
        raise OSError("disk")

    with pytest.raises(OSError, match="disk"):
        list(resolver.pipe(broken(), workers=2))
    assert no_children_left()


def test_fewer_than_one_worker_is_refused(resolver: Resolver) -> None:
    with pytest.raises(ConfigError):
        resolver.pipe([], workers=0)


def test_leaving_early_ends_the_workers_in_the_middle_of_a_text(resolver: Resolver) -> None:
    results = resolver.pipe(iter(["米ロ協議。", *["".join(TEXTS) * 100] * 20]), workers=2)
    next(results)
    workers = multiprocessing.active_children()
    results.close()  # type: ignore[attr-defined]
    assert workers and all(worker.exitcode for worker in workers)
