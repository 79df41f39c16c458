"""What a look-up may mean beside what it says: a name without the brackets, the stop or the Latin title around it, its
parts in another order."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from entity_resolver.patterns import late
from entity_resolver.rules import column

_PARTS = late(r"[\s・,、=]+")
_MOST_PARTS = 4
_AROUND = late(r"^[\s「『\"'“‘(\[<【〈《]+|[\s」』\"'”’)\]>】〉》。、，,．.;:!?・…]+$")
_ADDED = late(
    r"^[(\[【〈《][^()\[\]【】〈〉《》]+[)\]】〉》]\s*(?=\w)|(?<=\w)\s*[(\[【〈《][^()\[\]【】〈〉《》]+[)\]】〉》]\W*$"
)


@lru_cache(maxsize=1)
def _titles() -> tuple[frozenset[str], int]:
    titles = frozenset(column("latin_titles", "form"))
    return titles, max(title.count(" ") for title in titles) + 1


def unwrapped(name: str) -> str:
    """A folded name without the punctuation around it, and without what is added to it in brackets.

    >>> unwrapped("「キーウ(kyiv)」。")
    'キーウ'
    """
    return _AROUND.sub("", _ADDED.sub("", name)) or name


def without_latin_title(name: str) -> str:
    """A folded name without what leads up to it; the name itself where no title does.

    >>> without_latin_title("russian president vladimir putin")
    'vladimir putin'
    """
    words = name.split()
    titles, longest = _titles() if len(words) > 1 else (frozenset(), 0)
    for at in range(len(words) - 1, 0, -1):
        if any(" ".join(words[max(0, at - size) : at]) in titles for size in range(1, longest + 1)):
            return " ".join(words[at:])
    return name


def other_orders(name: str) -> Iterator[str]:
    """The name with its first part last, and with its last part first.

    >>> list(other_orders("プーチン・ウラジーミル"))
    ['ウラジーミル・プーチン']
    """
    parts = [part for part in _PARTS.split(name) if part]
    if not 2 <= len(parts) <= _MOST_PARTS:
        return
    joint = " " if name.isascii() else "・"
    yield joint.join([*parts[1:], parts[0]])
    if len(parts) > 2:
        yield joint.join([parts[-1], *parts[:-1]])
