"""The benches run: small sizes, real processes, a table each. What they measure is not asserted here."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.benchmarks import (
    alternatives_bench,
    api_bench,
    import_bench,
    parse_bench,
    search_bench,
    tagging_bench,
)
from tests.benchmarks.import_bench import WRITERS
from tests.benchmarks.load import Load
from tests.browser.conftest import installed
from tests.conftest import ROOT


@pytest.mark.slow
def test_every_bench_prints_its_table(capfd: pytest.CaptureFixture[str]) -> None:
    for kind in WRITERS:
        import_bench.measure(200, kind)
    parse_bench.run(200)
    alternatives_bench.run(5_000)
    tagging_bench.run(400, 200)
    api_bench.run(300)
    search_bench.run(300, "fts5", "stock whoosh", "pages")
    printed = capfd.readouterr().out
    assert "new header date" in printed
    assert "a page of 1,000 changes" in printed
    assert "products.jsonl" in printed
    assert "x lxml's iterparse" in printed
    assert "every tag anew" in printed
    assert "p50 / p95" in printed
    assert "25/25 totals equal" in printed
    assert "a page from one sync worker" in printed


@pytest.mark.browser
@pytest.mark.slow
def test_the_bench_of_the_first_paint_prints_its_table() -> None:
    """In a process of its own: the other browser tests of this one have a browser running."""
    pytest.importorskip("playwright.sync_api")
    if installed() is None and not os.environ.get("CI"):
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.paint_bench", "1"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
    assert "ms to a bare page" in printed


def test_a_bench_says_at_the_top_that_others_used_the_machine() -> None:
    assert Load(0.1, 2).said() == "load 0.1 on 2 processors: a quiet machine"
    assert "load 1.4 on 2 processors: BUSY" in Load(1.4, 2).said()
