"""Every format comes back byte-identical outside the edits, whatever is in the file."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entity_resolver.errors import InputError
from entity_resolver.formats_in import FORMATS, Reading, Segment, applied, segments
from entity_resolver.model import Edit

_ALPHABET = st.sampled_from(
    [
        *"ルガンスク州キエフ米ロ、。・ー（）「」『』 　\t&<>/!-#*_`~[]()\"'\\|:;.,0123=",
        "\n",
        "\r\n",
        "\r",
        "\ufeff",
        "𠮷",
        "が",
        "\x00",
    ]
)
_PIECES = st.sampled_from(
    [
        *("<b>", "</b>", "<p>", "<code>", "</code>", "<!--", "-->", "<script>", "</script>", "<br/>", "<ruby>", "<rt>"),
        *("</rt>", '<a title="x>y">', "&amp;", "&#12523;", "&lt;", "```", "**", "](http://x/キエフ)", "---\n", "    "),
        *("> ", "- ", "# ", "WEBVTT\n\n", "00:00:01.000 --> 00:00:02.000\n", "00:00:01,000 --> 00:00:02,000\n"),
        *(
            "1\n",
            "<v 誰>",
            "{\\an8}",
            '""',
            "text,id\n",
            "text\tid\n",
            '"ルガンスク州、\nキエフ"',
            "ルガンスク州",
            "キエフ",
        ),
    ]
)
_MARKUP = st.lists(_ALPHABET | _PIECES, max_size=40).map("".join)
_VALUES = st.lists(_ALPHABET, max_size=20).map("".join)


def _read(format_: str, text: str) -> list[Segment]:
    reading = Reading("text", ("1",) if format_ in ("csv", "tsv") else ())
    try:
        found = list(segments(text, format_, reading, "<test>"))
    except InputError:
        return []
    return [segment for segment in found if isinstance(segment, Segment)]


def _check(source: str, segment: Segment, data: st.DataObject) -> None:
    """Draw edits of the segment; the file may change under them and nowhere else, and reads as edited."""
    size = len(segment.text)
    cuts = sorted(data.draw(st.lists(st.integers(0, size), max_size=6, unique=True)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    edits = [
        Edit(s, e, segment.text[s:e], data.draw(st.sampled_from(["ルハンスク", "a<b&c", 'q"q', "", "\\"])))
        for s, e in spans
    ]
    made = segment.edits_in_file(edits)
    at = 0
    for edit in made:
        assert at <= edit.start <= edit.end <= len(source)
        assert source[edit.start : edit.end] == edit.old
        at = edit.end
    new = applied(source, made)
    at_new = at = 0
    for edit in made:
        kept = source[at : edit.start]
        assert new[at_new : at_new + len(kept)] == kept
        at_new += len(kept) + len(edit.new)
        at = edit.end
    assert new[at_new:] == source[at:]


@pytest.mark.parametrize("format_", FORMATS)
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_nothing_changes_outside_the_edits(format_: str, data: st.DataObject) -> None:
    source = data.draw(_MARKUP)
    last = 0
    for segment in _read(format_, source):
        assert applied(source, segment.edits_in_file([])) == source
        assert segment.start >= last or format_ in ("csv", "tsv")
        last = segment.end
        _check(source, segment, data)


@pytest.mark.parametrize("format_", FORMATS)
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_every_character_maps_to_itself(format_: str, data: st.DataObject) -> None:
    source = data.draw(_MARKUP)
    for segment in _read(format_, source):
        for at, char in enumerate(segment.text):
            start, end = segment.span_in_file(at, at + 1)
            assert 0 <= start <= end <= len(source)
            if end - start == 1 and char not in "\n\u2029\ufffc":
                assert source[start] == char


@given(
    st.lists(st.tuples(_VALUES, _VALUES), min_size=1, max_size=5),
    st.booleans(),
    st.sampled_from(["ルハンスク", 'a"b\\\n']),
)
@settings(max_examples=150, deadline=None)
def test_json_lines_read_and_written_as_json_does(rows: list[tuple[str, str]], ascii_: bool, new: str) -> None:
    source = "\n".join(json.dumps({"id": a, "text": b, "text2": a}, ensure_ascii=ascii_) for a, b in rows)
    found = _read("jsonl", source)
    assert [segment.text for segment in found] == [b for _, b in rows]
    edits = [
        made
        for segment in found
        for made in segment.edits_in_file([Edit(len(segment.text), len(segment.text), "", new)])
    ]
    after = [json.loads(line) for line in applied(source, edits).split("\n")]
    assert after == [{"id": a, "text": b + new, "text2": a} for a, b in rows]


@given(
    st.lists(st.lists(_VALUES, min_size=2, max_size=2), min_size=1, max_size=5),
    st.sampled_from(["ルハンスク", 'a,b"c']),
)
@settings(max_examples=150, deadline=None)
def test_csv_reads_and_writes_as_the_csv_module_does(rows: list[list[str]], new: str) -> None:
    rows = [[cell.replace("\r", "").replace("\x00", "").replace("\ufeff", "") for cell in row] for row in rows]
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([["text", "other"], *rows])
    source = buffer.getvalue()
    found = list(segments(source, "csv", Reading(), "<test>"))
    assert [s.text for s in found if isinstance(s, Segment)] == [row[0] for row in rows if row[0]]
    edits = [
        made
        for segment in found
        if isinstance(segment, Segment)
        for made in segment.edits_in_file([Edit(len(segment.text), len(segment.text), "", new)])
    ]
    after = list(csv.reader(io.StringIO(applied(source, edits))))[1:]
    assert after == [[row[0] + new if row[0] else "", row[1]] for row in rows]
