"""The frame's style sheet as one file: what ``merkbar.css`` imports, itself, and the small sheets that every
page needs. A phone waits for each file that it must ask for before it paints anything.

Nothing is built beforehand: the file is put together from ``static/`` when it is first asked for. The design
system's theme is vendored whole; only the values that some sheet of ours uses are sent.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

from flask import Flask, Response, current_app, make_response, url_for

from web.punchout_session import outside

FRAME = ("merkbar.css", "pages.css", "search.css")
_THEME = "designsystemet.css"
_IMPORT = re.compile(r'@import url\("([^"]+)"\)(?: layer\(([\w.]+)\))?;\n?')
_CHARSET = re.compile(r'@charset "[^"]*";\s*', re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# A declaration of a value: the theme's hold neither strings nor braces.
_VALUE = re.compile(r"(--[\w-]+)\s*:([^;{}]*);\s*")
_USED = re.compile(r"var\(\s*(--[\w-]+)")


def frame(folder: Path) -> str:
    """The sheets in ``FRAME`` of the static folder in one, without comments."""
    sheets = [path.read_text("utf-8") for path in sorted(folder.glob("**/*.css")) if path.name != _THEME]
    text = "".join(_inlined(folder, name, _used(sheets)) for name in FRAME)
    return re.sub(r"\n\s*", "\n", _COMMENT.sub("", text)).strip() + "\n"


def _inlined(folder: Path, name: str, used: frozenset[str]) -> str:
    """A sheet with what it imports in the place of each import, in the layer that it is imported into."""

    def inside(found: re.Match[str]) -> str:
        text = _CHARSET.sub("", (folder / found[1]).read_text("utf-8"))
        if found[1].endswith(_THEME):
            text = _pruned(_COMMENT.sub("", text), used)
        return f"@layer {found[2]} {{\n{text}\n}}\n" if found[2] else f"{text}\n"

    return _IMPORT.sub(inside, (folder / name).read_text("utf-8"))


def _used(texts: list[str]) -> frozenset[str]:
    return frozenset(name for text in texts for name in _USED.findall(text))


def _pruned(theme: str, used: frozenset[str]) -> str:
    """The theme without the values that nothing uses, directly or through other values of it."""
    through: dict[str, set[str]] = {}
    for name, value in _VALUE.findall(theme):
        through.setdefault(name, set()).update(_USED.findall(value))
    wanted, waiting = set(used), list(used)
    # Where the theme uses a value for a property that is none of its own, it is wanted too.
    waiting += _USED.findall(_VALUE.sub("", theme))
    while waiting:
        name = waiting.pop()
        wanted.add(name)
        waiting += through.get(name, set()) - wanted
    return _VALUE.sub(lambda found: found[0] if found[1] in wanted else "", theme)


@cache
def _sheet(folder: str) -> tuple[str, str]:
    text = frame(Path(folder))
    return text, hashlib.sha256(text.encode()).hexdigest()[:12]


def _answer() -> Response:
    answer = make_response(_sheet(current_app.static_folder or "")[0])
    answer.headers["Content-Type"] = "text/css; charset=utf-8"
    return answer


def address() -> str:
    """Where the sheet is, with its hash: it may be kept for a year."""
    return outside(url_for("stylesheet", v=_sheet(current_app.static_folder or "")[1]))


def init_app(app: Flask) -> None:
    """Serves the sheet beside the static files, and gives its address to templates."""
    app.add_url_rule("/static/frame.css", "stylesheet", _answer)
    app.jinja_env.globals.update(stylesheet=address)
