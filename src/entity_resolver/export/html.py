"""A report to look at: one HTML file that loads nothing and runs nothing but its own script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

from entity_resolver.export.options import ExportOptions
from entity_resolver.export.report_charts import charts, overview
from entity_resolver.export.report_markup import attribute, data_block, number, text
from entity_resolver.export.report_text import Details, texts
from entity_resolver.export.terms import DEPRECATED, terms_of
from entity_resolver.glossary import Glossary, GlossaryEntry, reading

_COLUMNS = (
    ("日本語", "text"),
    ("English", "text"),
    ("type", "text"),
    ("count", "number"),
    ("texts", "number"),
    ("forms · 表記", "text"),
)


def render(glossary: Glossary, format: str, options: ExportOptions) -> bytes:
    """Variants, glossary and, where `options.documents` has them, the texts with their mentions. UTF-8."""
    details: Details = []
    body = _body(glossary, options, details)
    css, script = _asset("report.css"), _asset("report.js")
    own = f"style-src '{_hash(css)}'; script-src '{_hash(script)}'"
    policy = f"default-src 'none'; {own}; base-uri 'none'; form-action 'none'"
    page = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{attribute(options.title or 'entity-resolver report')}</title><style>{css}</style></head><body>{body}"
        '<div id="tip" role="tooltip" hidden></div>'
        f'<script type="application/json" id="details">{data_block(details)}</script>'
        f"<script>{script}</script></body></html>\n"
    )
    return page.encode("utf-8", "replace")


@lru_cache(maxsize=4)
def _asset(name: str) -> str:
    return (files("entity_resolver.export") / name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _body(glossary: Glossary, options: ExportOptions, details: Details) -> str:
    documents = options.documents
    sections = []
    if documents or any(entry.count for entry in glossary.entries):
        variants = charts(glossary, documents) + overview(documents)
        sections.append(("variants", "Spelling variants · 表記の揺れ", variants))
    sections.append(("glossary", "Glossary · 用語集", _glossary(glossary)))
    if documents:
        legend = (
            '<p class="dim legend"><span class="keys">Point at a name, tap it, or walk with <kbd>Tab</kbd> '
            "<kbd>←</kbd> <kbd>→</kbd>; <kbd>Esc</kbd> closes.</span>"
            '<mark class="m GPE">linked</mark><mark class="m GPE del">rewritten</mark>'
            '<mark class="m ambiguous">ambiguous</mark><mark class="m nil">not listed</mark></p>'
        )
        sections.append(("texts", "Texts · 本文", legend + texts(documents, details)))
    links = "".join(f'<a href="#{id_}">{text(title)}</a>' for id_, title, _ in sections)
    parts = "".join(
        f'<section id="{id_}"><h2>{text(title)}</h2>{content}</section>' for id_, title, content in sections
    )
    title = text(options.title or "entity-resolver report")
    return (
        f"<header><h1>{title}</h1>{_figures(glossary, options)}<nav>{links}</nav></header><main>{parts}</main>"
        f'<footer class="dim">{text(glossary.signature)}</footer>'
    )


def _figures(glossary: Glossary, options: ExportOptions) -> str:
    mentions = [mention for _, result in options.documents for mention in result.mentions]
    edits = sum(len(result.edits) for _, result in options.documents)
    unsettled = sum(mention.entity is None for mention in mentions)
    figures = [(len(glossary.entries), "names · 名称", "")]
    if options.documents:
        figures = [(len(options.documents), "texts · 記事", ""), (len(mentions), "mentions · 出現", ""), *figures]
        figures += [(edits, "to rewrite · 要統一", "warn"), (unsettled, "unsettled · 未確定", "")]
    cells = "".join(f'<li class="{class_}"><b>{number(count)}</b>{text(name)}</li>' for count, name, class_ in figures)
    return f'<ul class="figures">{cells}</ul>'


def _glossary(glossary: Glossary) -> str:
    if not glossary.entries:
        return '<p class="dim">No names found. · 名称は見つかりませんでした。</p>'
    types = sorted({entry.entity.type for entry in glossary.entries if entry.entity.type})
    boxes = "".join(
        f'<label class="tag {attribute(type_)}"><input type="checkbox" name="type" value="{attribute(type_)}" checked>'
        f"{text(type_)}</label>"
        for type_ in types
    )
    heads = "".join(
        f'<th scope="col" class="{kind}" aria-sort="none">'
        f'<button type="button" data-sort="{kind}">{text(name)}</button></th>'
        for name, kind in _COLUMNS
    )
    rows = "".join(_row(entry) for entry in glossary.entries)
    return (
        '<form class="filter" id="filter"><input type="search" id="query" placeholder="絞り込み · filter" '
        f'aria-label="Filter the glossary">{boxes}'
        '<label><input type="checkbox" id="varied">variants only · 揺れのみ</label>'
        '<label><input type="checkbox" id="common">hide common · 常識を隠す</label>'
        '<output id="shown" aria-live="polite"></output></form>'
        f'<div class="scroll"><table id="table"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _row(entry: GlossaryEntry) -> str:
    e = entry.entity
    marks = f"{' data-varied' if entry.rewrites else ''}{' data-common' if entry.common else ''}"
    common = ' <span class="common" title="common · every reader knows it">common</span>' if entry.common else ""
    return (
        f'<tr data-type="{attribute(e.type)}"{marks}><td lang="ja" data-key="{attribute(reading(e))}">'
        f"<b>{text(e.ja)}</b></td><td>{text(e.en)}{common}</td>"
        f'<td><span class="tag {attribute(e.type)}">{text(e.type)}</span></td><td class="number">{entry.count}</td>'
        f'<td class="number">{entry.documents}</td><td lang="ja" class="forms">{"".join(_forms(entry))}'
        f'<small class="dim">{text(entry.context)}</small></td></tr>'
    )


def _forms(entry: GlossaryEntry) -> Iterable[str]:
    rewrites = dict(entry.rewrites)
    if not entry.forms:
        for term in terms_of(entry):
            if term.lang == "ja" and term.use != "never":
                wrong = " wrong" if term.status == DEPRECATED else ""
                yield f'<span class="form{wrong}">{text(term.form)}</span>'
    for form, count in entry.forms:
        wrong = " wrong" if form in rewrites else ""
        yield f'<span class="form{wrong}">{text(form)}<i>×{number(count)}</i></span>'
