import base64
import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest

from siliconfriend.evaluation.pages.charts import Chart, page_of
from tests.cli.conftest import Run
from tests.evaluation.conftest import QUESTIONS

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script> | **bold** & 'q'"


class Seen(HTMLParser):
    """Every tag, every address that a browser would load, and the text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loaded: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loaded += [value or "" for name, value in attrs if name in ("src", "href", "data", "srcset")]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def report(run: Run, bank_file: Path, questions_file: Path, tmp_path: Path) -> Run:
    """The report of a run over the small bank, with a question that is up to no good."""

    def write(name: str, *more: str) -> str:
        hostile = json.dumps({"user": "Bo", "question": HOSTILE, "evidence": [["2023-05-03", 0]], "kind": HOSTILE})
        questions_file.write_text(questions_file.read_text("utf-8") + "\n" + hostile, encoding="utf-8")
        files = ["--bank", str(bank_file), "--questions", str(questions_file)]
        done = run("eval", *files, *more, "--report", str(tmp_path / name))
        assert done.code == 0
        return (tmp_path / name).read_text("utf-8")

    return write  # type: ignore[return-value] # what is written is read back


def test_html_stands_alone_and_shows_everything(report: Run) -> None:
    page = Seen(str(report("r.html", "--model", "builtin")))
    assert page.loaded == []
    assert not {"script", "link", "img", "iframe", "b2"} & set(page.tags)
    assert page.tags.count("svg") == 2
    assert page.tags.count("details") == len(QUESTIONS) + 1
    assert HOSTILE in page.text
    assert {"0.763", "0.716", "0.912", "0.818"} <= set(re.findall(r"\d\.\d{3}", page.text))


def test_retrieval_alone_has_a_report_without_answers(report: Run) -> None:
    page = Seen(str(report("r.html", "--retrieval-only")))
    assert "0.763" not in page.text
    assert page.tags.count("svg") == 2


def test_markdown_carries_its_charts(report: Run) -> None:
    page = str(report("r.md", "--model", "builtin"))
    charts = [base64.b64decode(one).decode() for one in re.findall(r"data:image/svg\+xml;base64,([\w+/=]+)", page)]
    assert len(charts) == 2
    for chart in charts:
        ET.fromstring(chart)
    assert "| builtin | " in page
    assert "<" not in page.replace("\\<", "")


@pytest.mark.parametrize("language", ["en", "cn"])
def test_it_is_in_the_readers_language(report: Run, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    monkeypatch.setenv("SILICONFRIEND_INTERFACE_LANGUAGE", language)
    assert ("检索" in str(report("r.md", "--retrieval-only"))) == (language == "cn")


def test_another_kind_of_file_is_refused_at_once(run: Run) -> None:
    done = run("eval", "--report", "r.pdf")
    assert done.code == 2
    assert ".html" in done.err


def test_lines_are_where_their_values_are() -> None:
    chart = Chart("a < b", ["@1", "@3", "@5"], {"up": [0.0, 0.5, 1.0], "gap": [1.0, None, 1.0]})
    drawn = ET.fromstring(page_of([chart], columns=1, width=200, height=100))
    lines = [
        [tuple(map(float, point.split(","))) for point in line.attrib["points"].split()]
        for line in drawn.iter(f"{SVG}polyline")
    ]
    up = next(line for line in lines if len(line) == 3)
    (x0, y0), (x1, y1), (x2, y2) = up
    assert x0 < x1 < x2
    assert y0 > y1 > y2
    assert y1 == pytest.approx((y0 + y2) / 2, abs=0.1)
    assert sorted(map(len, lines)) == [1, 1, 3]
    assert all(x <= 200 and y <= 200 for line in lines for x, y in line)
    assert "a < b" in "".join(drawn.itertext())
