"""What a caller may ask of an export, beyond its format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from entity_resolver.errors import ConfigError
from entity_resolver.model import Resolution

DIRECTIONS = ("ja-en", "en-ja")
"""Source and target language of the formats that translate one way: deepl, omegat, tbx2."""


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """Attributes:
        direction: one of DIRECTIONS.
        delimiter: "tab" or "comma", for deepl.
        header: a first row of language codes, for deepl (Amazon Translate and Google's equivalent term sets want it).
        documents: (id, resolution) of every text, for html and es-annotated.
        title: heading of the report.

    Raises ConfigError for values outside these.
    """

    direction: str = "ja-en"
    delimiter: str = "tab"
    header: bool = False
    documents: Sequence[tuple[str, Resolution]] = ()
    title: str = ""

    def __post_init__(self) -> None:
        if self.direction not in DIRECTIONS:
            raise ConfigError(f"unknown direction {self.direction!r}; one of {' '.join(DIRECTIONS)}")
        if self.delimiter not in ("tab", "comma"):
            raise ConfigError(f"unknown delimiter {self.delimiter!r}; tab or comma")

    @property
    def languages(self) -> tuple[str, str]:
        """Source and target language codes."""
        source, _, target = self.direction.partition("-")
        return source, target
