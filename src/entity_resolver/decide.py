"""Spans with candidates → one decision each, and overlaps settled once. Never generates candidates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from entity_resolver.chances import ALONE, CONTEXT_WEIGHT, NIL_CONFIDENCE, probability, unlisted_chance
from entity_resolver.context import (
    EVIDENCE,
    IDENTITY_EVIDENCE,
    LINK_POINTS,
    MARGIN,
    MARGIN_AT_HOME,
    REGION_EVIDENCE,
    SUPPORT,
    TYPE_EVIDENCE,
    evidence_about,
)
from entity_resolver.document import Document
from entity_resolver.generic_bodies import foreign_context
from entity_resolver.lexicon import Form
from entity_resolver.lists import province_meant
from entity_resolver.model import Candidate, Decision, Entity, Step
from entity_resolver.patterns import late
from entity_resolver.refuted import has_company, is_one_of_many, other_state, refuted
from entity_resolver.spans import Span, script
from entity_resolver.surnames import (
    calling_follows,
    is_athlete,
    is_bare_variant,
    is_common_name,
    is_frequent,
    is_name_by_itself,
    is_of_other_calling,
)
from entity_resolver.terms import in_new_office
from entity_resolver.where import is_place_word

_PRIORITY = {
    "alias": 0,
    "composition": 1,
    "compound": 2,
    "glyph": 3,
    "transliteration": 4,
    "kanji": 5,
    "nil": 6,
}
_BY_ITSELF = ("alias", "composition", "compound")
_JOINT = late(r"[・＝=]")
SUPPORTED = 1.0
"""Points that another spelling of a form which needs context needs itself: its country in the same sentence, at least."""
_IDENTIFYING = frozenset(name for name, weight, *_ in EVIDENCE if weight > 0) - TYPE_EVIDENCE
"""Evidence for who it is, and not merely that somebody is named: ノバック外相 need not be the listed ノバク."""
_OWN_POINTS = {"link": 2.0, "context": 0.0}


@dataclass(frozen=True, slots=True)
class Decided:
    """A span with its decision; `form` is the form that was linked, None unless LINKED."""

    span: Span
    decision: Decision
    confidence: float
    form: Form | None = None
    entity: Entity | None = None
    type: str | None = None
    candidates: tuple[Candidate, ...] = ()
    steps: tuple[Step, ...] = ()

    def span_text(self, text: str) -> str:
        return text[self.span.start : self.span.end]


_CLOCK = "時間"
"""日本|時間 tells the hour, and nothing of what a text is about."""


def settle(spans: Iterable[Span]) -> list[Span]:
    """Longest first, then the surer method, then the leftmost: the order in which spans claim their characters."""
    return sorted(spans, key=lambda s: (s.start - s.end, _PRIORITY.get(s.method, 9), s.start))


def decide(spans: Sequence[Span], document: Document) -> list[Decided]:
    """Decide every span; the result is sorted and free of overlaps.

    What the first reading links with the help of context helps the second: 小泉防衛相 … 小泉氏 … 小泉.
    """
    if not spans:
        return []
    ordered = settle(spans)
    anchors, named = _anchors(ordered, document)
    document = replace(document, anchors=anchors, full_names={id_: anchors[id_] for id_ in named})
    settled: dict[int, Decided | None] = {}
    decided = _read(ordered, document, settled)
    linked: dict[str, list[int]] = {}
    owned = {item.span_text(document.text) for item in decided if _has_member(item)}
    for item in decided:
        if item.entity is None or not _vouches(item, document):
            continue
        if _has_member(item) or item.span_text(document.text) not in owned:
            linked.setdefault(item.entity.id, []).append(item.span.start)
    if linked.keys() != named and any(form.use == "context" for span in ordered for form in span.forms):
        generic = document.rules.generic_bodies  # whose they are is a matter of whom the text names
        settled = {n: it for n, it in settled.items() if not any(f.text in generic for f in ordered[n].forms)}
        decided = _read(ordered, replace(document, full_names=linked), settled)
    return sorted(decided, key=lambda d: d.span.start)


def _has_member(item: Decided) -> bool:
    """Is it a body whose member is named behind it: 民主党の|小沢? Then the text's others of that name are no other country's."""
    return any(step.values[:1] == ("member follows",) for step in item.steps)


def _vouches(item: Decided, document: Document) -> bool:
    """A single word linked by its likeness alone says nothing more of who it is (ウォーレス for ウォレス)."""
    return item.span.method != "transliteration" or bool(_JOINT.search(item.span_text(document.text)))


def _read(ordered: Sequence[Span], document: Document, settled: dict[int, Decided | None]) -> list[Decided]:
    """`settled`: number of a span → its decision, where whom the text names in full has no part in it."""
    taken = bytearray(len(document.text))
    decided = []
    for number, span in enumerate(ordered):
        if taken.find(1, span.start, span.end) >= 0:
            continue
        if number in settled:
            result = settled[number]
        elif span.method == "nil":
            result = settled[number] = _nil(span)
        else:
            result = _decide_one(span, document) if span.forms else None
            if len(span.forms) < 2 and span.method in _BY_ITSELF and all(form.use == "link" for form in span.forms):
                settled[number] = result
        if result is not None:
            decided.append(result)
        if result is not None or not span.forms:  # an ordinary word keeps the names inside it from being seen
            taken[span.start : span.end] = b"\1" * (span.end - span.start)
    return decided


def _anchors(ordered: Sequence[Span], document: Document) -> tuple[dict[str, list[int]], frozenset[str]]:
    """What is certain before any context is read: entity id → offsets."""
    taken = bytearray(len(document.text))
    anchors: dict[str, list[int]] = {}
    named: set[str] = set()
    for span in ordered:
        if taken.find(1, span.start, span.end) >= 0 or span.method not in ("alias", "composition", "compound"):
            continue
        taken[span.start : span.end] = b"\1" * (span.end - span.start)
        sure = [form for form in span.forms if form.use == "link"]
        if len(sure) == 1 and not document.text.startswith(_CLOCK, span.end):
            anchors.setdefault(sure[0].entity_id, []).append(span.start)
            if len(span.forms) == 1:
                named.add(sure[0].entity_id)
    return anchors, frozenset(named)


def _decide_one(span: Span, document: Document) -> Decided | None:
    if span.method in ("transliteration", "glyph", "kanji"):
        return _decide_unlisted(span, document)
    forms = span.forms
    if span.method == "alias" and len(forms) > 1:
        forms = tuple(f for f in forms if not _is_another(span, f, document)) or forms
        span = span if len(forms) == len(span.forms) else replace(span, forms=forms)
    if span.method == "alias" and (province := province_meant(span, document)) is not None:
        forms = (province,)
        step = Step(
            "composition", f"{province.text} and the unit that the list ends in", (province.text, province.entity_id)
        )
        span = replace(span, forms=forms, method="composition", steps=(step,))
    first = document.lexicon.get(forms[0].entity_id)
    other = refuted(span, forms[0], first, document) if first and span.method in ("alias", "composition") else None
    if other is not None:
        if not other.type:
            return None
        why = Step("nil", other.why, (other.type,))
        return Decided(span, Decision.NIL, NIL_CONFIDENCE, type=other.type, steps=(why,))
    if len(forms) == 1 and first is not None and (forms[0].use == "link" or span.method == "compound"):
        return _sure(span, forms[0], first, document)
    scored = []
    for form in forms:
        entity = document.lexicon.get(form.entity_id)
        if entity is not None:
            points, steps = weigh(span, form, entity, document)
            scored.append((points, form, entity, steps))
    scored.sort(key=lambda item: (-item[0], item[2].id))
    if not scored:
        return None
    points, form, entity, steps = scored[0]
    behind = scored[1][0] if len(scored) > 1 else -9.0
    candidates = tuple(
        Candidate(e, f.text, probability(p - LINK_POINTS + 0.7), span.method, steps=s)
        for p, f, e, s in scored
        if p > 0 or len(scored) > 1
    )
    if points >= LINK_POINTS and points - behind >= (MARGIN_AT_HOME if _alone_at_home(scored) else MARGIN):
        confidence = probability(min(points - LINK_POINTS + 1.0, points - behind) + 3.2)
        all_steps = (*_listed(span, form), *steps)
        told = form.use == "link" or any(step.values[0] in _IDENTIFYING for step in steps)
        if in_new_office(span, form, entity, document) or (not told and is_bare_variant(form, entity)):
            confidence, all_steps = min(confidence, ALONE), (*all_steps, _alone(entity))
        return Decided(span, Decision.LINKED, confidence, form, entity, entity.type, candidates, all_steps)
    people = [item for item in scored if item[2].type == "PERSON" and _titled(item[3])]
    if (
        people
        and points < LINK_POINTS
        and (len(people) == 1 or calling_follows(span, document) or all(_from_elsewhere(item[3]) for item in people))
    ):
        return _nil_person(span, candidates)
    if (points >= LINK_POINTS or people or _town_or_province(span, scored, document)) and len(scored) > 1:
        why = Step("ambiguous", f"{len(scored)} entities share this form and the text does not settle it")
        same = {e.type for _, _, e, _ in scored}
        type_ = next(iter(same)) if len(same) == 1 else None
        return Decided(span, Decision.AMBIGUOUS, candidates[0].confidence, None, None, type_, candidates, (*steps, why))
    if all(item[2].type == "PERSON" for item in scored) and is_name_by_itself(span, document):
        return _nil_person(span, candidates, "a name by its shape")
    return None


def _town_or_province(
    span: Span, scored: Sequence[tuple[float, Form, Entity, tuple[Step, ...]]], document: Document
) -> bool:
    """Is it a place to the dictionary, and the name of a town and of the province around it (静岡)?"""
    if script(document.text[span.start]) != "kanji" or any(entity.type != "GPE" for _, _, entity, _ in scored):
        return False
    if not is_place_word(span, document):
        return False
    ids = {entity.id for _, _, entity, _ in scored}
    return any(not ids.isdisjoint(document.regions(entity)) for _, _, entity, _ in scored)


def _alone_at_home(scored: Sequence[tuple[float, Form, Entity, tuple[Step, ...]]]) -> bool:
    """Of several people with the name, is the text about the country of the first alone?"""
    if any(entity.type != "PERSON" for _, _, entity, _ in scored):
        return False
    at_home = [any(step.values[0] in REGION_EVIDENCE for step in steps) for _, _, _, steps in scored]
    return at_home[0] and not any(at_home[1:])


def _is_known_word(span: Span, document: Document) -> bool:
    """The tokenizer's dictionary has the whole word: others bear the name, or something is called so."""
    token = document.view.token(span.start)
    return token is not None and not token.oov and (token.start, token.end) == (span.start, span.end)


def _sure(span: Span, form: Form, entity: Entity, document: Document) -> Decided:
    """A form that links by itself; a surname alone in another spelling is rewritten only where the text speaks for it."""
    confidence, steps = span_confidence(span), _listed(span, form)
    bare = span.method == "alias" and is_bare_variant(form, entity)
    if bare and (_is_known_word(span, document) or _introduced(span, document)):
        _, evidence = weigh(span, form, entity, document, SUPPORT)
        steps = (*steps, *evidence)
        if not evidence:
            confidence, steps = ALONE, (*steps, _alone(entity))
    elif in_new_office(span, form, entity, document):
        confidence, steps = min(confidence, ALONE), (*steps, _alone(entity))
    elif form.target and is_one_of_many(entity, document) and not has_company(entity, document):
        why = Step(
            "alone", f"there are many {entity.ja}, and the text names nothing else of the province of {entity.id}"
        )
        confidence, steps = min(confidence, ALONE), (*steps, why)
    return Decided(span, Decision.LINKED, confidence, form, entity, entity.type, (), steps)


def _alone(entity: Entity) -> Step:
    return Step("alone", f"a surname alone, and nothing beside it speaks for {entity.id}")


def _introduced(span: Span, document: Document) -> bool:
    """The words behind the name tell who bears it, as of somebody the reader does not know: アサード|という牧童."""
    return document.text.startswith("という", span.end)


def _is_another(span: Span, form: Form, document: Document) -> bool:
    entity = document.lexicon.get(form.entity_id)
    if entity is None:
        return False
    return foreign_context(span, form, entity, document) or is_athlete(span, form, entity, document)


def _titled(steps: tuple[Step, ...]) -> bool:
    return any(step.values[0] in TYPE_EVIDENCE for step in steps)


def _from_elsewhere(steps: tuple[Step, ...]) -> bool:
    return any(step.values[0] == "of other region" for step in steps)


def _nil_person(span: Span, candidates: tuple[Candidate, ...], told: str = "a person by the title") -> Decided:
    why = Step("nil", f"{told}; that it is the listed one, nothing in the text says", ("PERSON",))
    return Decided(span, Decision.NIL, NIL_CONFIDENCE, type="PERSON", candidates=candidates, steps=(why,))


def _decide_unlisted(span: Span, document: Document) -> Decided | None:
    """A listed name in another spelling: linked by its probability, which context lifts or the lack of it lowers."""
    found = []
    named = [(form, entity) for form in span.forms if (entity := document.lexicon.get(form.entity_id)) is not None]
    meant = [(form, entity) for form, entity in named if not is_of_other_calling(span, form, entity, document)]
    if named and not meant:
        why = Step("nil", f"not the listed {named[0][0].text}, by the calling or the kin before the name", ("PERSON",))
        other = replace(span, method="nil", forms=())
        return Decided(other, Decision.NIL, NIL_CONFIDENCE, type="PERSON", steps=(why,))
    for form, entity in meant:
        if not other_state(span, entity, document):
            points, steps = weigh(span, replace(form, use="context"), entity, document, IDENTITY_EVIDENCE)
            chance = unlisted_chance(span, form, entity, points)
            if entity.type == "PERSON" and in_new_office(span, form, entity, document):
                chance = min(chance, ALONE)
            met = Step("in text", _as_met(span, points, chance), (f"{points:.2f}",))
            candidate = Candidate(entity, form.text, chance, span.method, steps=(*span.steps, met, *steps))
            found.append((candidate, form, form.use == "link" or points >= SUPPORTED))
    if not found:
        return None
    found.sort(key=lambda item: -item[0].confidence)  # namesakes as likely as each other stay in the order of their ids
    best, form, supported = found[0]
    candidates = tuple(candidate for candidate, _, _ in found)
    likely = best.confidence >= document.link_threshold
    if likely and len(found) > 1 and found[1][0].confidence == best.confidence:
        why = Step("ambiguous", f"several entities are named {form.text} and the text does not settle it")
        return Decided(span, Decision.AMBIGUOUS, best.confidence, candidates=candidates, steps=(*best.steps, why))
    if likely and supported:
        return Decided(
            span, Decision.LINKED, best.confidence, form, best.entity, best.entity.type, candidates, best.steps
        )
    if span.method == "glyph":
        return None
    lacking = f"not sure enough: {best.confidence:.3f} is below {document.link_threshold:.3f}"
    if likely:
        lacking = f"{form.text} itself would need something in the text that speaks for {best.entity.id}"
    why = Step("nil", lacking, (span.type,))
    type_ = span.type or (best.entity.type if span.method == "kanji" else "")
    return Decided(span, Decision.NIL, NIL_CONFIDENCE, None, None, type_ or None, candidates, (*best.steps, why))


def _as_met(span: Span, points: float, chance: float) -> str:
    context = f", context {CONTEXT_WEIGHT * points:+.2f} log-odds" if points else ", nothing in the text speaks for it"
    return f"{span.probability:.3f} for a name asked for is {chance:.3f} for one met in a text{context}"


def _nil(span: Span) -> Decided:
    why = span.steps or (Step("nil", "the shape of a name, and no listed form", (span.type,)),)
    return Decided(span, Decision.NIL, NIL_CONFIDENCE, type=span.type or None, steps=why)


def weigh(
    span: Span, form: Form, entity: Entity, document: Document, only: frozenset[str] | None = None
) -> tuple[float, tuple[Step, ...]]:
    """Points for this entity at this span, and the evidence they come from."""
    points = _OWN_POINTS[form.use]
    steps = []
    for name, weight, evidence in evidence_about(entity.type):
        if only is not None and name not in only:
            continue
        detail = evidence(span, form, entity, document)
        if detail is not None:
            if name in TYPE_EVIDENCE | REGION_EVIDENCE and is_common_name(span, form, entity, document):
                weight = min(weight, 1.0) if name in TYPE_EVIDENCE else 0.0
            elif name in TYPE_EVIDENCE and is_frequent(form, entity, document):
                weight -= 1.0  # 氏 says nothing, an office half
            points += weight
            steps.append(Step("context", f"{detail} ({name}, {weight:+g}) → {entity.id}", (name, entity.id)))
    return points, tuple(steps)


def span_confidence(span: Span) -> float:
    return {"alias": 1.0, "composition": 0.99, "compound": 0.99}.get(span.method, 0.9)


def _listed(span: Span, form: Form) -> tuple[Step, ...]:
    if span.method == "composition":
        return span.steps
    if span.method == "compound":
        return (Step("compound", f"{form.text} is a country sign here", (form.text, form.entity_id)),)
    return (Step("alias", f"{form.text} is a listed {form.kind} form", (form.text, form.entity_id)),)
