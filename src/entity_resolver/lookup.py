"""A lone name → its best entities, in any script."""

from __future__ import annotations

from dataclasses import replace

from entity_resolver.candidates import CandidateFinder
from entity_resolver.config import ResolverConfig
from entity_resolver.fold import fold, fold_key
from entity_resolver.lexicon import Form, Lexicon
from entity_resolver.model import Candidate, Step
from entity_resolver.rules import Rules


class Lookup:
    """Candidates for a query that stands alone as a mention; a title or honorific after it is no obstacle."""

    def __init__(self, lexicon: Lexicon, rules: Rules, config: ResolverConfig, finder: CandidateFinder) -> None:
        self._lexicon = lexicon
        self._rules = rules
        self._config = config
        self._finder = finder

    def candidates(self, query: str, limit: int) -> list[Candidate]:
        """Best first, at most `limit`; at most one is `linked`."""
        name = self._without_title(query)
        found = self._exact(name)
        if len(found) < limit and self._config.fuzzy:
            found += self._near(name, {candidate.entity.id for candidate in found}, limit)
        return found[: max(limit, 0)]

    def _near(self, name: str, seen: set[str], limit: int) -> list[Candidate]:
        """Suggestions by sound; the first is linked where it is sure enough and no exact form was found."""
        made = []
        for near in self._finder.near(name, limit=limit + len(seen)):
            entity = self._lexicon[near.form.entity_id]
            if entity.id not in seen:
                linked = not seen and not made and near.probability >= self._config.link_threshold
                step = Step(near.method, f"sounds like {near.form.text} (probability {near.probability:.3f})", (name, near.form.text))
                chance = near.probability if not seen else min(near.probability, 0.49)
                made.append(Candidate(entity, near.form.text, chance, near.method, linked, (step,)))
        return made

    def _without_title(self, query: str) -> str:
        text = fold(query.strip()).text
        if fold_key(text) in self._lexicon.forms:
            return text
        for at in range(2, len(text)):
            head = self._rules.head_at(text, at, ("office", "honorific"))
            if head and at + len(head[0]) == len(text) and fold_key(text[:at]) in self._lexicon.forms:
                return text[:at]
        return text

    def _exact(self, name: str) -> list[Candidate]:
        forms = self._lexicon.forms.get(fold_key(name), ())
        ranked = sorted(forms, key=lambda form: (form.use != "link", form.kind != "canonical", form.entity_id))
        sure = [form for form in ranked if form.use == "link"]
        winner = sure[0] if len(sure) == 1 else ranked[0] if len(ranked) == 1 else None
        made = [self._candidate(form, 1.0 if form is winner else 0.5) for form in ranked]
        return [replace(c, linked=c.form is not None and winner is not None and c.entity.id == winner.entity_id) for c in made]

    def _candidate(self, form: Form, confidence: float) -> Candidate:
        entity = self._lexicon[form.entity_id]
        step = Step("alias", f"{form.text} is a listed {form.kind} form", (form.text, form.entity_id))
        return Candidate(entity, form.text, confidence, "alias", steps=(step,))
