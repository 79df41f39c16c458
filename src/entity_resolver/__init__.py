"""Resolve Japanese names in text: canonical entities, normalized text and a bilingual glossary."""

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
