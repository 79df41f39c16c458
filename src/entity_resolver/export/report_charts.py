"""The charts of a report: how often each spelling of a name is used, in all and text by text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from entity_resolver.export.report_markup import bar, number, text
from entity_resolver.glossary import Glossary, GlossaryEntry, on_one_line
from entity_resolver.model import Resolution

_SHOWN = 24
"""Names whose charts are shown unfolded."""

_SHADES = 4
_MAX_TEXTS = 40


def charts(glossary: Glossary, documents: Sequence[tuple[str, Resolution]]) -> str:
    """One card per name that is written in more than one way, those with something to rewrite first."""
    varied = [entry for entry in glossary.entries if len(entry.forms) > 1 or entry.rewrites]
    varied.sort(key=lambda entry: (not entry.rewrites, -entry.count))
    if not varied:
        return '<p class="dim">Every name is written in one way. · 表記の揺れはありません。</p>'
    by_document = _by_document(documents)
    cards = [_card(entry, by_document) for entry in varied]
    more = "".join(cards[_SHOWN:])
    folded = f'<details><summary>{len(cards) - _SHOWN} more names</summary><div class="cards">{more}</div></details>'
    return f'<div class="cards">{"".join(cards[:_SHOWN])}</div>{folded if more else ""}'


def _by_document(documents: Sequence[tuple[str, Resolution]]) -> list[tuple[str, dict[str, Counter[str]]]]:
    """(id of the text, entity id → form → how often)."""
    counted = []
    for id_, result in documents:
        forms: dict[str, Counter[str]] = {}
        for mention in result.mentions:
            if mention.entity is not None:
                forms.setdefault(mention.entity.id, Counter())[on_one_line(mention.surface)] += 1
        counted.append((id_, forms))
    return counted


def _card(entry: GlossaryEntry, by_document: list[tuple[str, dict[str, Counter[str]]]]) -> str:
    entity, classes = entry.entity, _classes(entry)
    most = max((count for _, count in entry.forms), default=1)
    rewrites = dict(entry.rewrites)
    rows = []
    for form, count in entry.forms:
        arrow = f'<span class="to">→ {text(rewrites[form])}</span>' if form in rewrites else ""
        rows.append(
            f'<dt lang="ja">{text(form)}{arrow}</dt><dd>{bar([(count, classes[form], f"{form} {count}")], most)}'
            f"<span>{number(count)}</span></dd>"
        )
    return (
        f'<article class="card"><h3 lang="ja">{text(entity.ja)}</h3><p class="dim">{text(entity.en)} '
        f'<span class="tag {text(entity.type)}">{text(entity.type)}</span></p>'
        f'<dl class="bars">{"".join(rows)}</dl>{_texts(entry, classes, by_document)}</article>'
    )


def _texts(
    entry: GlossaryEntry, classes: dict[str, str], by_document: list[tuple[str, dict[str, Counter[str]]]]
) -> str:
    counted = [(id_, forms[entry.entity.id]) for id_, forms in by_document if entry.entity.id in forms]
    if len(by_document) < 2 or not counted:
        return ""
    most = max(sum(forms.values()) for _, forms in counted)
    order = [form for form, _ in entry.forms]
    rows = []
    for id_, forms in counted[:_MAX_TEXTS]:
        parts = [(forms[form], classes[form], f"{form} {forms[form]}") for form in order if forms[form]]
        rows.append(f"<dt>{text(id_)}</dt><dd>{bar(parts, most)}<span>{number(sum(forms.values()))}</span></dd>")
    more = f'<p class="dim">and {len(counted) - _MAX_TEXTS} more texts</p>' if len(counted) > _MAX_TEXTS else ""
    return f'<p class="dim sub">by text · 記事別</p><dl class="bars small">{"".join(rows)}</dl>{more}'


def _classes(entry: GlossaryEntry) -> dict[str, str]:
    """Form → class of its colour: one family for forms that stay, one for those that are rewritten."""
    rewrites = dict(entry.rewrites)
    classes, kept, wrong = {}, 0, 0
    for form, _ in entry.forms:
        if form in rewrites:
            classes[form] = f"w{min(wrong, _SHADES - 1)}"
            wrong += 1
        else:
            classes[form] = f"k{min(kept, _SHADES - 1)}"
            kept += 1
    return classes


def overview(documents: Sequence[tuple[str, Resolution]]) -> str:
    """Text by text: how many mentions stay and how many are rewritten."""
    if len(documents) < 2:
        return ""
    most = max(len(result.mentions) for _, result in documents)
    rows = []
    for id_, result in documents[:_MAX_TEXTS]:
        edits = len(result.edits)
        stay = len(result.mentions) - edits
        parts = [(stay, "k0", f"{stay} stay"), (edits, "w0", f"{edits} rewritten")]
        rows.append(
            f"<dt>{text(id_)}</dt><dd>{bar(parts, most)}"
            f"<span>{number(edits)} / {number(len(result.mentions))}</span></dd>"
        )
    more = f'<p class="dim">and {len(documents) - _MAX_TEXTS} more texts</p>' if len(documents) > _MAX_TEXTS else ""
    return f'<h3>Rewritten mentions by text · 記事ごとの書き換え</h3><dl class="bars wide">{"".join(rows)}</dl>{more}'
