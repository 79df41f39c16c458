"""What has to be read again of a text that differs from one already read in a few of its lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from entity_resolver.fold import Folded, fold
from entity_resolver.spans import Span

_MARGIN = 40
"""Characters of whole lines: no rule for a single name looks farther than that over the end of a line."""


@dataclass(frozen=True, slots=True)
class Region:
    """Lines that have to be read again; offsets in the folded texts.

    Attributes:
        old: (start, end) in the text read before. new: the same lines now.
        context: new with the lines around them that reading them may look at.
    """

    old: tuple[int, int]
    new: tuple[int, int]
    context: tuple[int, int]

    def folded(self, whole: Folded) -> Folded | None:
        """The context folded by itself; None where that folds otherwise than as a part of the whole."""
        part = fold(whole.original[slice(*whole.text_to_original(*self.context))])
        return part if part.text == whole.text[slice(*self.context)] else None

    def own(self, spans: Sequence[Span]) -> list[Span] | None:
        """The spans of the folded context that are in the region, by offsets in the whole; None where one is half in it."""
        first, last = self.new
        moved = [_moved(span, self.context[0]) for span in spans]
        if any(span.start < edge < span.end for span in moved for edge in self.new):
            return None
        return [span for span in moved if first <= span.start and span.end <= last]


def changed_regions(old: str, new: str) -> list[Region] | None:
    """The regions in which two texts differ; None where their lines cannot be set side by side, or nearly all changed."""
    before, after = old.split("\n"), new.split("\n")
    if len(before) != len(after):
        return None
    changed = [at for at, (one, other) in enumerate(zip(before, after, strict=True)) if one != other]
    old_starts, new_starts = _starts(before), _starts(after)
    lines = list(_joined(_widened(at, at + 1, new_starts) for at in changed))
    regions = []
    for first, last in lines:
        outer_first, outer_last = _widened(first, last, new_starts)
        regions.append(
            Region(
                (old_starts[first], old_starts[last] - 1),
                (new_starts[first], new_starts[last] - 1),
                (new_starts[outer_first], new_starts[outer_last] - 1),
            )
        )
    read_again = sum(region.context[1] - region.context[0] for region in regions)
    return regions if read_again < len(new) // 2 else None


def kept(spans: Sequence[Span], regions: Sequence[Region]) -> list[Span] | None:
    """The spans outside the regions, by offsets in the new text; None where one is half inside."""
    edges = [edge for region in regions for edge in region.old]
    shifts = [0, *(region.new[1] - region.old[1] for region in regions)]
    found = []
    for span in spans:
        at = bisect_right(edges, span.start)
        if at != bisect_right(edges, span.end - 1):
            return None
        if at % 2 == 0:
            found.append(_moved(span, shifts[at // 2]))
    return found


def _starts(lines: Sequence[str]) -> list[int]:
    """Where each line begins, and where one behind the last would."""
    return list(accumulate((len(line) + 1 for line in lines), initial=0))


def _widened(first: int, last: int, starts: Sequence[int]) -> tuple[int, int]:
    """The lines [first, last) with whole lines of _MARGIN characters before and behind."""
    begin, end = starts[first] - _MARGIN, starts[last] + _MARGIN
    while first and starts[first] > begin:
        first -= 1
    while last < len(starts) - 1 and starts[last] < end:
        last += 1
    return first, last


def _joined(lines: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Runs of lines in order, those that touch as one."""
    held: tuple[int, int] | None = None
    for first, last in lines:
        if held and first <= held[1]:
            held = (held[0], max(held[1], last))
        else:
            if held:
                yield held
            held = (first, last)
    if held:
        yield held


def _moved(span: Span, by: int) -> Span:
    return replace(span, start=span.start + by, end=span.end + by) if by else span
