"""The report, opened in a real browser."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from entity_resolver.export import render
from entity_resolver.glossary import Glossary
from tests.unit.export.samples import documents, from_lexicon, from_texts, hostile, resolver

EVIL = (
    '<script>document.title="hacked"</script> "onload="document.title=1 '
    "\u202eルガンスク州\u202c </script><img src=x onerror=alert(1)>"
)


def report() -> bytes:
    evil = ("<b>evil</b>", resolver().resolve(EVIL))
    texts = [*documents(), evil]
    glossary = Glossary.collect(result for _, result in texts)
    both = Glossary((*glossary.entries, *Glossary.of(hostile()).entries), "er:<test>")
    return render(both, "html", documents=texts, title='標題 <"&>')


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("data", [report, lambda: render(from_lexicon(), "html"), lambda: render(Glossary(()), "html")])
def test_nothing_is_loaded_and_nothing_foreign_runs(data: Any) -> None:
    page = data().decode()
    parser = _Tags()
    parser.feed(page)
    assert [attributes.get("type") for tag, attributes in parser.tags if tag == "script"] == ["application/json", None]
    for tag, attributes in parser.tags:
        assert tag not in ("img", "link", "iframe", "object", "embed", "base", "form action")
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "style", "srcset")]
        assert str(attributes.get("href", "#")).startswith("#")
    policy = next(str(a["content"]) for t, a in parser.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy
    assert "\u202e" not in page
    assert not re.search(r"https?://", page.replace("http://www.w3.org/2000/svg", ""))


def test_counts_of_each_spelling_are_charted() -> None:
    page = render(from_texts(), "html", documents=documents()).decode()
    assert "<title>ルガンスク州 2</title>" in page
    assert "<title>ルハンスク州 2</title>" in page
    assert "記事別" in page


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    driver, chromium = shutil.which("chromedriver"), shutil.which("chromium") or shutil.which("google-chrome")
    if not driver or not chromium:
        pytest.skip("Chromium is not installed: make consumers")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--window-size=1280,900",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chrome = webdriver.Chrome(options=options, service=Service(driver))
    yield chrome
    chrome.quit()


@pytest.fixture
def page(browser: Any, tmp_path: Path) -> Any:
    path = tmp_path / "report.html"
    path.write_bytes(report())
    browser.get(path.as_uri())
    yield browser
    assert browser.get_log("browser") == []


def css(page: Any, selector: str) -> list[Any]:
    from selenium.webdriver.common.by import By

    found: list[Any] = page.find_elements(By.CSS_SELECTOR, selector)
    return found


def visible_rows(page: Any) -> list[str]:
    return [row.text for row in css(page, "#table tbody tr") if row.is_displayed()]


def test_hostile_text_is_inert(page: Any) -> None:
    assert page.title == '標題 <"&>'
    text = css(page, "#texts")[0].text
    assert '<script>document.title="hacked"</script> "onload="document.title=1' in text
    assert "U+202E" in text
    assert css(page, "img, #texts script, b > b") == []


def test_filtering_and_sorting(page: Any) -> None:
    everything = visible_rows(page)
    query = css(page, "#query")[0]
    query.send_keys("luhansk")
    assert len(visible_rows(page)) == 1
    assert css(page, "#shown")[0].text == f"1 / {len(everything)}"
    query.clear()
    query.send_keys("ルガンスク")
    assert len(visible_rows(page)) == 1
    page.execute_script("arguments[0].value=''; arguments[0].dispatchEvent(new Event('input', {bubbles: true}))", query)
    css(page, "#varied")[0].click()
    assert [row.split("\n")[0].split(" ")[0] for row in visible_rows(page)] == ["ルハンスク州"]
    css(page, "#varied")[0].click()
    css(page, "input[name=type][value=ORG]")[0].click()
    assert 0 < len(visible_rows(page)) < len(everything)
    counts = css(page, "th button")[3]
    counts.click()
    numbers = [int(cell.text) for cell in css(page, "#table tbody td:nth-child(4)") if cell.text]
    assert numbers == sorted(numbers, reverse=True) and numbers[0] == 5
    assert css(page, "th")[3].get_attribute("aria-sort") == "descending"


def test_pointing_shows_entity_confidence_and_reason(page: Any) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    mark = next(m for m in css(page, ".doc mark.del") if m.text == "ルガンスク州")
    tip = css(page, "#tip")[0]
    assert not tip.is_displayed()
    ActionChains(page).move_to_element(mark).perform()
    assert tip.is_displayed()
    for shown in ("ルハンスク州", "Luhansk Oblast", "luhansk-oblast", "LINKED", "confidence", "rewrite"):
        assert shown in tip.text
    assert len(css(page, "mark.on")) == 2
    box, place = mark.rect, tip.rect
    assert place["y"] > box["y"] + box["height"] or place["y"] + place["height"] < box["y"]


def test_the_keyboard_reaches_every_mention(page: Any) -> None:
    from selenium.webdriver.common.keys import Keys

    tip = css(page, "#tip")[0]
    first = css(page, ".doc mark[tabindex='0']")[0]
    page.execute_script("arguments[0].focus()", first)
    assert "ルハンスク州" in tip.text
    page.switch_to.active_element.send_keys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    assert page.switch_to.active_element.text == "日本"
    assert "Japan" in tip.text
    page.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert not tip.is_displayed()


def test_original_and_normalized_stand_side_by_side(page: Any) -> None:
    left, right = css(page, ".doc .body .pair:first-child > div")[:2]
    assert left.text.startswith("ルガンスク州とルハンスク州。")
    assert right.text.startswith("ルハンスク州とルハンスク州。")
    assert left.rect["y"] == right.rect["y"] and left.rect["x"] < right.rect["x"]
    assert [m.text for m in css(page, ".doc:first-of-type mark.ins")] == ["ルハンスク州"]
