"""First paint of the pages on a throttled phone, beside a bare page of the same server in the same run.

``python -m tests.benchmarks.paint_bench [TURNS]``. The profile is Chromium's own slow 4G (1.6 Mbit/s, 150 ms
each request) and a processor four times slower; what is measured is its first contentful paint of a first
visit, with nothing in the cache.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.benchmarks.load import Load
from tests.benchmarks.table import Bar, Table
from tests.browser.conftest import installed
from tests.browser.whole_site import Site, serving, whole_site
from tests.web import pages_world

SECOND = 1000.0
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
SLOWER = 4
PAGES = {
    "front page": "/", "search": "/search?q=skjerm", "product": "/products/{labelled}", "basket": "/basket",
    "quick order": "/quick",
}  # fmt: skip
PAINT = """() => new Promise(done => {
  const seen = () => performance.getEntriesByName('first-contentful-paint')[0];
  if (seen()) { done(seen().startTime); return; }
  new PerformanceObserver(() => { if (seen()) done(seen().startTime); })
    .observe({ type: 'paint', buffered: true });
})"""


def run(turns: int = 7) -> None:
    """Each page in turn, ``turns`` times; medians, and what they are more than the bare page."""
    with tempfile.TemporaryDirectory() as folder, whole_site(Path(folder)) as site, sync_playwright() as play:
        app = pages_world.application(site.space)
        app.add_url_rule("/bare", "bare", lambda: "<!doctype html><title>bare</title><p>Bare</p>")
        browser = play.chromium.launch(executable_path=str(installed()), args=["--no-sandbox"])
        with serving(app) as bare:
            asked = {"a bare page": f"{bare}/bare"} | {
                name: site.address + path.format(**site.facts) for name, path in PAGES.items()
            }
            times: dict[str, list[float]] = {name: [] for name in asked}
            for _turn in range(turns):
                for name, address in asked.items():
                    times[name].append(_paint(browser, site, address))
        browser.close()
    _told(times)


def _paint(browser: Any, site: Site, address: str) -> float:
    page = site.page(browser, "", 360)
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    wire.send("Network.emulateNetworkConditions", SLOW_4G)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address)
    found = float(page.evaluate(PAINT))
    page.context.close()
    return found


def _told(times: dict[str, list[float]]) -> None:
    table = Table("first contentful paint on a throttled phone (1.6 Mbit/s, 150 ms, processor x4)")
    table.say("", Load.now().said())
    bare = statistics.median(times["a bare page"])
    for name, found in times.items():
        median = statistics.median(found)
        more = f"{median - bare:+5.0f} ms to a bare page, fastest {min(found):.0f} ms"
        table.times("first paint", name, median, max(found), more)
        table.bar(Bar(f"ms to the first paint: {name}", median, SECOND))
    table.print()


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
