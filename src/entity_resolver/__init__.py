"""Resolve Japanese names in text: canonical entities, normalized text and a bilingual glossary."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from entity_resolver.config import ResolverConfig
    from entity_resolver.errors import EntityResolverError, LexiconError
    from entity_resolver.lexicon import Lexicon
    from entity_resolver.model import Candidate, Decision, Entity, Mention, Resolution
    from entity_resolver.resolver import Resolver

__all__ = [
    "Candidate",
    "Decision",
    "Entity",
    "EntityResolverError",
    "Lexicon",
    "LexiconError",
    "Mention",
    "Resolution",
    "Resolver",
    "ResolverConfig",
]

_HOMES = {
    "EntityResolverError": "errors",
    "Lexicon": "lexicon",
    "LexiconError": "errors",
    "Resolver": "resolver",
    "ResolverConfig": "config",
}


def __getattr__(name: str) -> object:
    """Each public name is imported when it is first asked for, so that a command pays for what it uses."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES.get(name, 'model')}"), name)
    return value


def __dir__() -> list[str]:
    return [*globals(), *(name for name in __all__ if name not in globals())]
