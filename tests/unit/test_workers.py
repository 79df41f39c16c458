"""Worker processes: answers in order, and an end at any moment."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable

import pytest

from entity_resolver.errors import EntityResolverError
from entity_resolver.workers import Workers

MEGABYTE = 1_000_000


def repeating(times: int) -> Callable[[str], str]:
    return lambda text: text * times


def dying(after: float) -> Callable[[object], None]:
    def work(_: object) -> None:
        time.sleep(after)
        os.kill(os.getpid(), signal.SIGKILL)

    return work


def test_answers_come_in_the_order_of_the_tasks() -> None:
    pool = Workers(3, repeating, 2)
    try:
        for at in range(50):
            pool.give(str(at))
        assert pool.waiting == 50
        assert [pool.take() for _ in range(50)] == [str(at) * 2 for at in range(50)]
    finally:
        pool.kill()


def test_tasks_and_answers_larger_than_a_pipe_do_not_wait_for_each_other() -> None:
    pool = Workers(2, repeating, 1)
    try:
        for at in range(8):
            pool.give(str(at) * MEGABYTE)
        assert [pool.take()[0] for _ in range(8)] == list("01234567")
    finally:
        pool.kill()


@pytest.mark.parametrize("moment", [0, 0.002, 0.005, 0.01, 0.02])
def test_they_end_while_they_write_an_answer(moment: float) -> None:
    pool = Workers(2, repeating, MEGABYTE)
    for _ in range(6):
        pool.give("長い")
    time.sleep(moment)
    pool.kill()
    assert not multiprocessing.active_children()


def test_a_worker_that_died_is_an_error_with_the_next_step() -> None:
    pool = Workers(2, dying, 0.01)
    try:
        pool.give("")
        with pytest.raises(EntityResolverError, match="try fewer --workers"):
            pool.take()
    finally:
        pool.kill()
