"""Many texts through several processes: in order, lazily, with bounded memory, and the same answers as one process.

Texts travel in batches, a few per worker at a time, so that a slow reader holds the workers back. What comes back is
compact: every distinct mention of a batch once, and its places. The entity objects are those of this process.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from entity_resolver.model import Candidate, Decision, Mention, Resolution, Step
from entity_resolver.workers import Workers

if TYPE_CHECKING:
    from entity_resolver.resolver import Resolver

_BATCH_CHARACTERS = 30_000
_BATCH_TEXTS = 500
_WORKERS_PER_CORE = 4
_BATCHES_AHEAD = 3
"""Batches per worker that wait or are worked on."""

_PackedSteps = tuple[tuple[str, str, tuple[str, ...]], ...]
_PackedCandidate = tuple[str, str, float, str, bool, _PackedSteps]
_PackedMention = tuple[
    str, str, float, str, str | None, str | None, str | None, tuple[_PackedCandidate, ...], _PackedSteps
]
_Places = list[tuple[int, int, int]]
_Packed = tuple[list[_PackedMention], list[_Places], BaseException | None]
"""The distinct mentions of a batch; for each text (start, end, number of the mention); the error that ended it."""

_DECISIONS = {decision.value: decision for decision in Decision}


def resolve_all(resolver: Resolver, texts: Iterable[str], workers: int) -> Iterator[Resolution]:
    """Resolutions of texts, in order, by `workers` processes. The first error is raised in its place and ends them."""
    workers = min(workers, _WORKERS_PER_CORE * (os.cpu_count() or 1))
    resolver.warm()
    pool = Workers(workers, _worker, resolver)
    waiting: deque[list[str]] = deque()
    try:
        for batch in _batches(texts):
            pool.give(batch)
            waiting.append(batch)
            if pool.waiting >= workers * _BATCHES_AHEAD:
                yield from _unpacked(resolver, waiting.popleft(), pool.take())
        while waiting:
            yield from _unpacked(resolver, waiting.popleft(), pool.take())
    finally:
        pool.kill()


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for text in texts:
        batch.append(text)
        size += len(text) if isinstance(text, str) else 0
        if size >= _BATCH_CHARACTERS or len(batch) >= _BATCH_TEXTS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _worker(resolver: Resolver) -> Callable[[list[str]], _Packed]:
    return lambda batch: _work(resolver, batch)


def _work(resolver: Resolver, batch: list[str]) -> _Packed:
    numbers: dict[_PackedMention, int] = {}
    places: list[_Places] = []
    for text in batch:
        try:
            mentions = resolver.resolve(text).mentions
        except Exception as error:
            return list(numbers), places, error
        places.append([(m.start, m.end, numbers.setdefault(_packed(m), len(numbers))) for m in mentions])
    return list(numbers), places, None


def _packed(m: Mention) -> _PackedMention:
    candidates = tuple(
        (c.entity.id, c.form, c.confidence, c.method, c.linked, _packed_steps(c.steps)) for c in m.candidates
    )
    steps = _packed_steps(m.steps)
    return (m.surface, m.decision.value, m.confidence, m.method, m.entity_id, m.type, m.rewrite, candidates, steps)


def _packed_steps(steps: Iterable[Step]) -> _PackedSteps:
    return tuple((step.name, step.detail, step.values) for step in steps)


def _unpacked(resolver: Resolver, batch: list[str], packed: _Packed) -> Iterator[Resolution]:
    mentions, places, error = packed
    signature = resolver.signature
    rests = [_unplaced(resolver, mention) for mention in mentions]
    for text, found in zip(batch, places, strict=False):
        yield Resolution(text, tuple(rests[number](start, end) for start, end, number in found), signature)
    if error is not None:
        raise error


def _unplaced(resolver: Resolver, packed: _PackedMention) -> Callable[[int, int], Mention]:
    """A mention that lacks nothing but its place."""
    surface, decision, confidence, method, entity_id, type_, rewrite, candidates, steps = packed
    entity = None if entity_id is None else resolver.entity(entity_id)
    made = tuple(
        Candidate(resolver.entity(id_), form, chance, how, linked, _steps(why))
        for id_, form, chance, how, linked, why in candidates
    )
    said, why = _DECISIONS[decision], _steps(steps)
    return lambda start, end: Mention(start, end, surface, said, confidence, method, entity, type_, rewrite, made, why)


@lru_cache(maxsize=16_384)
def _steps(packed: _PackedSteps) -> tuple[Step, ...]:
    return tuple(Step(*step) for step in packed)
