"""What each kind of file reads as, and what an edit does to the file."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from entity_resolver.errors import ConfigError, InputError
from entity_resolver.formats_in import FORMATS, Reading, Segment, applied, detect, segments
from entity_resolver.model import Edit
from tests.support import bundled


def read(format_: str, text: str, *columns: str) -> list[Segment]:
    found = list(segments(text, format_, Reading("text", columns), "f"))
    assert all(isinstance(part, Segment) for part in found), found
    return [part for part in found if isinstance(part, Segment)]


def normalized(format_: str, text: str, *columns: str) -> str:
    edits: list[Edit] = []
    for segment in read(format_, text, *columns):
        edits += segment.edits_in_file(bundled().resolve(segment.text).edits)
    return applied(text, edits)


MARKDOWN = """---
title: ルガンスク州
---
# ルガンスク州の戦況

**ルガンスク**州と`ルガンスク州`、[ルガンスク州](https://example.jp/ルガンスク州 "ルガンスク州")。
<!-- ルガンスク州 --> <span title="ルガンスク州">ルガンスク州</span>

> 引用の中のルガン
> スク州

- ルガンスク州
    - ルガンスク州

```
ルガンスク州
```

    ルガンスク州

[ref]: https://example.jp/ルガンスク州
"""


def test_markdown_changes_the_words_and_nothing_else() -> None:
    new = normalized("markdown", MARKDOWN)
    assert "# ルハンスク州の戦況" in new
    assert '**ルハンスク**州と`ルガンスク州`、[ルハンスク州](https://example.jp/ルガンスク州 "ルガンスク州")。' in new
    assert '<!-- ルガンスク州 --> <span title="ルガンスク州">ルハンスク州</span>' in new
    assert "> 引用の中のルハン\n> スク州" in new
    assert "- ルハンスク州\n    - ルハンスク州" in new
    assert new.count("ルガンスク州") == MARKDOWN.count("ルガンスク州") - 5
    assert len(new) == len(MARKDOWN)


HTML = """<!DOCTYPE html><html><head><title>ルガンスク州</title><meta content="ルガンスク州">
<style>.ルガンスク州{}</style><script>var a = "ルガンスク州 <b>";</script></head>
<body><p data-x='a>b ルガンスク州'>ル<b>ガンスク</b>州 &amp; &#12523;ガンスク州<br>ルガンスク州</p>
<pre>ルガンスク州</pre><code>ルガンスク州</code><p translate="no">ルガンスク<span>州</span></p>
<ruby>ルガンスク州<rt>ルガンスク州</rt></ruby></body></html>
"""


def test_html_changes_text_nodes_and_nothing_else() -> None:
    new = normalized("html", HTML)
    assert "<title>ルハンスク州</title>" in new
    assert "ル<b>ハンスク</b>州 &amp; ルハンスク州<br>ルハンスク州</p>" in new
    assert "<ruby>ルハンスク州<rt>ルガンスク州</rt></ruby>" in new
    assert new.count("ルガンスク州") == HTML.count("ルガンスク州") - 3
    assert '<p translate="no">ルガンスク<span>州</span></p>' in new


def test_html_escapes_what_it_writes() -> None:
    (segment,) = read("html", "<p>AT&amp;T</p>")
    assert segment.text == "AT&T"
    assert applied(segment.source, segment.edits_in_file([Edit(0, 4, "AT&T", "A<&B")])) == "<p>A&lt;&amp;B</p>"


def test_names_across_cue_lines() -> None:
    srt = "\ufeff1\r\n00:00:01,000 --> 00:00:02,000\r\n<i>ルガン\r\nスク州</i>で\r\n\r\n"
    srt += "2\r\n00:00:02,000 --> 00:00:03,500\r\nキエ\r\n\r\n3\r\n00:00:03,600 --> 00:00:04,000\r\nフでは\r\n"
    new = normalized("srt", srt)
    assert new == srt.replace("ルガン\r\nスク州", "ルハン\r\nスク州").replace("キエ\r\n", "キー\r\n").replace(
        "フでは", "ウでは"
    )


def test_vtt_leaves_notes_styles_and_settings() -> None:
    vtt = (
        "WEBVTT ルガンスク州\n\nNOTE ルガンスク州\n\nSTYLE\n::cue { ルガンスク州 }\n\nルガンスク州\n"
        "00:01.000 --> 00:02.000 align:start\n<v ルガンスク州>ルガンスク州 &amp; キエフ\n"
    )
    expected = vtt.replace("州>ルガンスク州 &amp; キエフ", "州>ルハンスク州 &amp; キーウ")
    assert normalized("vtt", vtt) == expected


def test_the_text_of_a_record_may_be_its_id() -> None:
    found = list(segments('{"id": "ルガンスク州", "body": 1}\n', "jsonl", Reading("id"), "f.jsonl"))
    assert [segment.text for segment in found if not isinstance(segment, InputError)] == ["ルガンスク州"]


def test_jsonl_keeps_the_bytes_of_everything_else() -> None:
    line = '{"x": 1.50,  "text" : "ルガンスク州\\n\\"\\u30eb\\u30ac\\u30f3スク州", "text2": "ルガンスク州"}\r\n'
    escaped = "\\u30eb\\u30ac\\u30f3スク州"
    assert normalized("jsonl", line) == line.replace("ルガンスク州\\n", "ルハンスク州\\n").replace(
        escaped, "ルハンスク州"
    )
    ascii_line = '{"text": "\\u30eb\\u30ac\\u30f3\\u30b9\\u30af\\u5dde"}'
    assert normalized("jsonl", ascii_line) == '{"text": "\\u30eb\\u30cf\\u30f3\\u30b9\\u30af\\u5dde"}'


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ('{"text": ', ":1:10: not JSON"),
        ("[1]", ":1:1: no text field 'text'"),
        ('{"text": 3}', ":1:1: no text field 'text'"),
        ('{"text": "\\ud800"}', "half of a surrogate pair"),
        ("[" * 100_000, "not read"),
        ('{"text": "a", "n": ' + "9" * 5000 + "}", "not read"),
    ],
)
def test_bad_json_lines_are_told_and_the_rest_is_read(line: str, place: str) -> None:
    found = list(segments(f'{line}\n{{"text": "キエフ"}}\n', "jsonl", Reading(), "f.jsonl"))
    assert isinstance(found[0], InputError) and str(found[0]).startswith("f.jsonl:1:") and place in str(found[0])
    assert isinstance(found[1], Segment) and found[1].text == "キエフ"


def test_csv_columns() -> None:
    source = 'id,body,title\r\n1,"ルガンスク州, ""ルガンスク州""\nルガンスク州",ルガンスク州\r\n2,,\r\nルガンスク州,x'
    new = normalized("csv", source, "body")
    assert new == source.replace(
        'ルガンスク州, ""ルガンスク州""\nルガンスク州', 'ルハンスク州, ""ルハンスク州""\nルハンスク州'
    )
    assert normalized("csv", source, "title", "1").count("ルハンスク州") == 2
    assert normalized("tsv", "a\tb\nルガンスク州\tルガンスク州\n", "b") == "a\tb\nルガンスク州\tルハンスク州\n"
    assert [s.text for s in read("tsv", 'text\n"開かれたまま\tx\n次', "text")] == ['"開かれたまま', "次"]


def test_a_bare_cell_is_quoted_where_its_new_text_needs_it() -> None:
    (segment,) = read("csv", "text,x\nキエフ,1\n")
    new = applied(segment.source, segment.edits_in_file([Edit(3, 3, "", "（a, b）")]))
    assert new == 'text,x\n"キエフ（a, b）",1\n'


def test_a_column_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(InputError, match=r"f:1:1: no column 'body'; name the column .*: id, 本文"):
        list(segments("id,本文\n1,キエフ\n", "csv", Reading("text", ("body",)), "f"))


def test_detect() -> None:
    assert [detect(name) for name in ("a.txt", "A.HTM", "b.md", "c", "d.py", "e.vtt")] == [
        "text", "html", "markdown", "text", "text", "vtt",
    ]  # fmt: skip
    assert detect("a.html", "text") == "text"
    with pytest.raises(InputError, match="is a PDF, not text"):
        detect("a.txt", head=b"%PDF-1.7")
    with pytest.raises(ConfigError, match="one of auto, text, markdown"):
        detect("a", "docx")


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(
    "unit", ["<", "`", "[", "](", "*", '"', '<a "', "<!--", "<code>", "{", "&", "- ", "`a``", "\n", ","]
)
def test_reading_takes_linear_time(format_: str, unit: str) -> None:
    text = unit * (200_000 // len(unit))
    start = time.perf_counter()
    with suppress(InputError):
        list(segments(text, format_, Reading("text", ("1",)), "f"))
    assert time.perf_counter() - start < 8
