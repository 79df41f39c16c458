"""Worker processes that may be killed at any moment, whatever they are at.

Each has a pipe of its own. With one queue for all (as concurrent.futures has it), a worker killed while it writes an
answer leaves half a message in it, or takes the queue's lock along, and the main process waits for ever.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any

from entity_resolver.errors import EntityResolverError


@dataclass(frozen=True, slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    given: list[int] = field(default_factory=list)
    """Numbers of the tasks it has and has not answered."""


class Workers:
    """`count` processes that answer tasks by `work`, made once in each by `make(*args)`.

    Answers are taken in the order the tasks were given. `kill` must be called in the end, at any time.
    """

    def __init__(self, count: int, make: Callable[..., Callable[[Any], Any]], *args: object) -> None:
        context = _context()
        self._workers: list[_Worker] = []
        self._answers: dict[int, Any] = {}
        self._next = self._taken = 0
        for _ in range(count):
            ours, theirs = context.Pipe()
            process: BaseProcess = context.Process(target=_serve, args=(theirs, make, args), daemon=True)  # type: ignore[attr-defined]
            self._workers.append(_Worker(process, ours))
            process.start()
            theirs.close()  # then the pipe ends with the process, unless a later one inherits this end

    @property
    def waiting(self) -> int:
        """How many tasks were given whose answers were not taken."""
        return self._next - self._taken

    def give(self, task: object) -> None:
        """Hand a task to the worker with the least to do."""
        self._collect(0)
        worker = min(self._workers, key=lambda worker: len(worker.given))
        try:
            worker.pipe.send(task)
        except OSError:
            raise _ended() from None
        worker.given.append(self._next)
        self._next += 1

    def take(self) -> Any:
        """The answer to the first task whose answer was not taken yet."""
        while self._taken not in self._answers:
            self._collect(None)
        answer = self._answers.pop(self._taken)
        self._taken += 1
        return answer

    def kill(self) -> None:
        """End the processes now: nobody will read what they are at."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.pipe.close()

    def _collect(self, timeout: float | None) -> None:
        busy = {worker.pipe: worker for worker in self._workers if worker.given}
        for pipe in wait(list(busy), timeout):
            worker = busy[pipe]  # type: ignore[index]
            try:
                answer = worker.pipe.recv()
            except (EOFError, OSError):
                raise _ended() from None
            self._answers[worker.given.pop(0)] = answer


def _ended() -> EntityResolverError:
    return EntityResolverError("a worker process ended unexpectedly (out of memory?); try fewer --workers")


def _context() -> BaseContext:
    """Forking shares what is loaded already, and is unsafe beside other threads."""
    if sys.platform == "linux" and threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


def _serve(pipe: Connection, make: Callable[..., Callable[[Any], Any]], args: tuple[object, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the main process, which then ends the workers
    work = make(*args)
    tasks: queue.SimpleQueue[Any] = queue.SimpleQueue()
    # a thread reads, or the main process would wait to hand over a task while this one waits to hand over an answer
    threading.Thread(target=_read, args=(pipe, tasks), daemon=True).start()
    while True:
        pipe.send(work(tasks.get()))


def _read(pipe: Connection, tasks: queue.SimpleQueue[Any]) -> None:
    try:
        while True:
            tasks.put(pipe.recv())
    except (EOFError, OSError):
        os._exit(0)  # the main process is gone
