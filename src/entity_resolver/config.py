"""Every knob of the resolver, with its range, its default and what it trades off."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from entity_resolver.errors import ConfigError
from entity_resolver.model import TYPES


@dataclass(frozen=True, slots=True)
class ResolverConfig:
    """How a Resolver decides.

    Attributes:
        link_threshold: confidence (0–1) from which a mention is LINKED. Lower finds more, and more that is wrong.
        rewrite_threshold: confidence (0–1, never below link_threshold) from which a variant is rewritten.
        latin_threshold: the same for a look-up across scripts, whose probabilities have a scale of their own.
        fuzzy: look for unlisted spellings too. Off leaves listed forms and compounds only.
        types: entity types to report; empty = all.
        keep: surface forms that are never rewritten.
        exclude: entity ids that are never rewritten.
        tokenize: "late" tokenizes the sentences that hold a question, "all" every sentence; the answers are the same.
        nil: report names of nothing we list as NIL mentions.
        edits_only: only the edits are wanted. A text in which nothing can be rewritten comes back without mentions, unread.
        zones: names of the do-not-rewrite zones that are respected.

    Raises ConfigError for values outside these ranges.
    """

    link_threshold: float = 0.972
    rewrite_threshold: float = 0.985
    latin_threshold: float = 0.8
    fuzzy: bool = True
    types: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    tokenize: str = "late"
    nil: bool = True
    edits_only: bool = False
    zones: tuple[str, ...] = ("gloss", "cited", "url", "email", "handle", "code", "markup", "work", "manner")

    def __post_init__(self) -> None:
        for name in ("link_threshold", "rewrite_threshold", "latin_threshold"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ConfigError(f"{name} must be between 0 and 1, not {getattr(self, name)}")
        if unknown := set(self.types) - set(TYPES):
            raise ConfigError(f"unknown type {', '.join(sorted(unknown))}; one of {', '.join(TYPES)}")
        if self.tokenize not in ("late", "all"):
            raise ConfigError(f"tokenize must be 'late' or 'all', not {self.tokenize!r}")

    @property
    def fingerprint(self) -> str:
        """ "default", or eight hex digits that name this configuration."""
        if self == ResolverConfig():
            return "default"
        import hashlib

        return hashlib.sha256(repr(sorted(asdict(self).items())).encode()).hexdigest()[:8]
