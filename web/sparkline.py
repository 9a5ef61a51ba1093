"""A small line of figures over the last runs: coordinates only, a template draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, EDGE = 96, 24, 3


@dataclass(frozen=True, slots=True)
class Sparkline:
    """``points`` for a polyline in a box of WIDTH x HEIGHT, the last of them, and the range in words'
    figures."""

    points: str
    last_x: float
    last_y: float
    least: int
    most: int
    last: int
    count: int


def sparkline(values: Sequence[int]) -> Sparkline | None:
    """None for fewer than two values: one point is no line. Nought is always in the picture, so that a
    small change does not look like a fall."""
    if len(values) < 2:
        return None
    top = max(max(values), 1)
    step = (WIDTH - 2 * EDGE) / (len(values) - 1)
    places = [
        (round(EDGE + index * step, 1), round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * value / top, 1))
        for index, value in enumerate(values)
    ]
    text = " ".join(f"{x:g},{y:g}" for x, y in places)
    return Sparkline(text, *places[-1], min(values), max(values), values[-1], len(values))
