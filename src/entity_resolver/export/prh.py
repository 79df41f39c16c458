"""prh.yml for textlint-rule-prh: every variant that is rewritten, and what to write instead."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

import ahocorasick

from entity_resolver.export.options import ExportOptions
from entity_resolver.export.terms import rewritten_terms, terms_of
from entity_resolver.glossary import Glossary, GlossaryEntry, on_one_line

# Only what has a meaning in a JavaScript regex with the u flag may be escaped there: \- is an error.
_SYNTAX = re.compile(r"[\\^$.*+?()\[\]{}|/]")
_KATAKANA = "[ァ-ヺー]"
_YAML_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def render(glossary: Glossary, format: str, options: ExportOptions) -> bytes:
    """One rule per form to write, longer patterns first; a variant inside another name is kept from firing there.

    Left out: variants that need context, that are somebody's proper name too, or that two names share. UTF-8 YAML.
    """
    targets, names = _targets(glossary.entries)
    holders = _holders(targets, names)
    rules: dict[str, list[str]] = {}
    for variant, target in targets.items():
        rules.setdefault(target, []).append(variant)
    ordered = sorted(rules.items(), key=lambda rule: (-max(map(len, rule[1])), rule[0]))
    lines = [
        "# Made by entity-resolver: https://github.com/prh/prh",
        "version: 1",
        "rules:" if ordered else "rules: []",
    ]
    for target, variants in ordered:
        lines += _rule(target, sorted(variants, key=lambda form: (-len(form), form)), holders)
    return ("\n".join(lines) + "\n").encode()


def _targets(entries: Iterable[GlossaryEntry]) -> tuple[dict[str, str], set[str]]:
    """Variant → the form to write, where there is one answer; and every form that is right as it stands."""
    targets: dict[str, set[str]] = {}
    names: set[str] = set()
    for entry in entries:
        wrong = {term.form for term in rewritten_terms(entry)}
        names |= {
            on_one_line(t.form) for t in terms_of(entry) if t.lang == "ja" and not t.variant_of and t.form not in wrong
        }
        for term in rewritten_terms(entry):
            targets.setdefault(on_one_line(term.form), set()).add(on_one_line(term.variant_of))
    single = {
        variant: next(iter(forms))
        for variant, forms in targets.items()
        if len(forms) == 1 and variant not in names and len(variant) > 1
    }
    return single, names | set(single.values())


def _holders(targets: dict[str, str], names: Iterable[str]) -> dict[str, set[str]]:
    """Variant → the right names that contain it (サーバ is in サーバー)."""
    automaton = ahocorasick.Automaton()
    for variant in targets:
        automaton.add_word(variant, variant)
    if not targets:
        return {}
    automaton.make_automaton()
    found: dict[str, set[str]] = {}
    for name in names:
        for _, variant in automaton.iter(name):
            found.setdefault(variant, set()).add(name)
    return found


def _rule(target: str, variants: list[str], holders: dict[str, set[str]]) -> Iterator[str]:
    patterns = [_pattern(variant, holders.get(variant, ())) for variant in variants]
    yield f"  - expected: {_scalar(target)}"
    yield "    patterns:"
    for pattern in patterns:
        yield f"      - {_scalar(f'/{pattern}/')}"
    # A spec that fails keeps prh from starting, so each is tried here first.
    whole = re.compile("|".join(patterns))
    specs = [(variant, target) for variant in variants]
    specs += [(name, name) for name in sorted({target}.union(*(holders.get(v, set()) for v in variants)))]
    held = [(old, new) for old, new in specs if whole.sub(lambda _: target, old) == new]
    if held:
        yield "    specs:"
        for old, new in held:
            yield f"      - {{from: {_scalar(old)}, to: {_scalar(new)}}}"


def _pattern(variant: str, names: Iterable[str]) -> str:
    """A regex for the variant that fires neither inside a longer katakana word nor inside one of these names."""
    guards = []
    for name in sorted(names):
        at = name.find(variant)
        while at >= 0:
            before, after = name[:at], name[at + len(variant) :]
            guards.append(_guard(before, variant, after))
            at = name.find(variant, at + 1)
    head = f"(?<!{_KATAKANA})" if re.match(_KATAKANA, variant) else ""
    tail = f"(?!{_KATAKANA})" if re.match(_KATAKANA, variant[-1]) else ""
    return head + "".join(dict.fromkeys(guards)) + _escaped(variant) + tail


def _guard(before: str, variant: str, after: str) -> str:
    if not before:
        return f"(?!{_escaped(variant + after)})"
    inside = f"(?={_escaped(variant + after)})" if after else ""
    return f"(?<!{_escaped(before)}{inside})"


def _escaped(text: str) -> str:
    return _SYNTAX.sub(r"\\\g<0>", text)


def _scalar(text: str) -> str:
    """A YAML double-quoted scalar: what JSON writes, and the few characters that YAML does not allow escaped too."""
    return _YAML_UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))
