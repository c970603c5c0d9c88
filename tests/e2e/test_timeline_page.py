"""The timeline's page in a real browser: it stands alone, its filter works, and it fits a narrow window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.browser import Browser, browser
from tests.histories import long_history

from openimr.pipeline.timelines import chronicle, write_html
from openimr.services.show_timeline import open_timeline, render_timeline

CASES = Path(__file__).parents[2] / "examples" / "cases"
SHOWN = "[...document.querySelectorAll('li.row')].filter(row => row.offsetParent !== null).length"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("timeline") / "timeline.html"
    timeline, record = open_timeline(CASES / "lumbar-epidural")
    path.write_text(render_timeline(timeline, record, "html"), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


def choose(shown: Browser, name: str, value: str) -> None:
    shown.value(
        f"(() => {{ const field = document.querySelector('.filter').elements['{name}']; field.value = '{value}'; "
        "field.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )


def test_page_opens_without_errors_and_asks_the_network_for_nothing(shown: Browser, page: Path) -> None:
    shown.open(page)
    assert shown.value("document.querySelectorAll('figure svg.wide .mark').length") > 10
    assert shown.value(SHOWN) > 40
    assert shown.told == []
    assert shown.asked == [page.resolve().as_uri()]


def test_marks_are_links_to_rows_that_exist(shown: Browser, page: Path) -> None:
    shown.open(page)
    lost = "[...document.querySelectorAll('svg a')].filter(it => !document.querySelector(it.getAttribute('href')))"
    assert shown.value(f"{lost}.length") == 0
    assert shown.value("[...document.querySelectorAll('svg a')].every(it => it.querySelector('title'))")


def test_filter_by_body_part_leaves_only_its_rows(shown: Browser, page: Path) -> None:
    shown.open(page)
    before = shown.value(SHOWN)
    choose(shown, "part", "ankle")
    parts = "[...document.querySelectorAll('li.row')].filter(row => row.offsetParent).map(row => row.dataset.parts)"
    assert shown.value(parts) == ["ankle"] * shown.value(SHOWN)
    assert 0 < shown.value(SHOWN) < before
    assert shown.value("document.querySelectorAll('svg a.dim').length") > 0
    assert "rows" in shown.value("document.querySelector('.filter output').textContent")
    shown.value("document.querySelector('.filter button[type=reset]').click()")
    shown.value("new Promise(done => setTimeout(done, 20))")
    assert shown.value(SHOWN) == before


def test_filter_by_kind_and_words(shown: Browser, page: Path) -> None:
    shown.open(page)
    shown.value("document.querySelector('.filter input[value=finding]').click()")
    kinds = (
        "new Set([...document.querySelectorAll('li.row')].filter(row => row.offsetParent).map(it => it.dataset.kind))"
    )
    assert shown.value(f"{kinds}.has('finding')") is False
    choose(shown, "words", "naproxen")
    assert shown.value(f"[...{kinds}].join()") == "medication"


def test_link_to_a_row_opens_its_excerpt_with_the_words_marked(shown: Browser, page: Path) -> None:
    shown.open(page)
    row = shown.value("document.querySelector('svg.wide a[href^=\"#r\"]').getAttribute('href')")
    shown.open(page, fragment=row)
    shown.value("new Promise(done => setTimeout(done, 50))")
    assert shown.value(f"document.querySelector('{row} details').open")
    assert shown.value(f"document.querySelector('{row} mark').offsetHeight") > 0


@pytest.mark.parametrize("width", [320, 375, 600, 760, 1024, 1600])
def test_nothing_reaches_beyond_the_window(shown: Browser, page: Path, width: int) -> None:
    shown.open(page, width=width)
    assert shown.value("document.documentElement.scrollWidth") <= width
    wide = shown.value("document.querySelector('svg.wide').getBoundingClientRect().width")
    assert (wide == 0) is (width < 736)


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize(
    ("years", "drugs", "every_days"), [(0.1, 3, 4), (1, 12, 14), (6, 30, 40), (30, 8, 200), (30, 5, 5000)]
)
def test_words_of_the_picture_cover_no_other_words(
    shown: Browser, tmp_path: Path, width: int, years: float, drugs: int, every_days: int
) -> None:
    timeline = chronicle(long_history(years, drugs=drugs, every_days=every_days))
    path = tmp_path / "timeline.html"
    path.write_text(write_html(timeline, {}), encoding="utf-8")
    shown.open(path, width=width)
    assert shown.value(OVERLAPS) == []
    assert shown.told == []
    assert shown.value("document.documentElement.scrollWidth") <= width


OVERLAPS = """(() => {
  const texts = [...document.querySelectorAll('figure svg text')]
    .map(it => [it.textContent, it.getBoundingClientRect()]).filter(([, box]) => box.width);
  const found = [];
  texts.forEach(([said, one], at) => texts.slice(at + 1).forEach(([other, two]) => {
    const wide = Math.min(one.right, two.right) - Math.max(one.left, two.left);
    const high = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
    if (wide > 2 && high > 4) found.push(`${said} / ${other}`);
  }));
  return found;
})()"""


def test_page_is_whole_without_scripts(page: Path) -> None:
    content = page.read_text(encoding="utf-8")
    assert '<form class="filter" hidden' in content
    assert "Norco 10/325" in content.split("<script>")[0]
