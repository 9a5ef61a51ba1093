"""The table that a bench prints: times, builds, and how each bar was met."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Bar:
    """A number that should be at most ``limit``, or at least where ``least``."""

    what: str
    value: float
    limit: float
    least: bool = False

    @property
    def met(self) -> bool:
        """Whether it is."""
        return self.value >= self.limit if self.least else self.value <= self.limit


class Table:
    """Collects lines and bars; nothing is asserted, what falls short is said at the end."""

    def __init__(self, title: str) -> None:
        self._lines = [f"\n{title}"]
        self._bars: list[Bar] = []

    def say(self, what: str, text: str) -> None:
        """A line of its own."""
        self._lines.append(f"  {what:<14} {text}")

    def times(self, kind: str, who: str, median: float, slow: float, more: str = "") -> None:
        """Median and 95th percentile in milliseconds."""
        self.say(kind, f"{who:<13} {median:9.3f} / {slow:9.3f} ms (p50 / p95)  {more}".rstrip())

    def build(self, who: str, wall: float, cpu: float, place: Path) -> None:
        """Seconds by the clock and of the processors, and the size of what was built."""
        size = sum(path.stat().st_size for path in place.rglob("*") if path.is_file()) / 1e6
        self.say("build", f"{who:<13} {wall:7.1f} s, {cpu:7.1f} s of processors, {size:6.0f} MB")

    def bar(self, bar: Bar) -> None:
        """A bar and what was measured."""
        self._bars.append(bar)

    def print(self) -> None:
        """Everything, the bars last."""
        for line in self._lines:
            print(line)
        for bar in self._bars:
            sign = "at least" if bar.least else "at most"
            verdict = "met" if bar.met else "FALLS SHORT"
            print(f"  {bar.what:<52} {bar.value:9.2f}  {sign} {bar.limit:g}: {verdict}")
