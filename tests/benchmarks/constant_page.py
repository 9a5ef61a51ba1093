"""The peer of the page bench: a Flask view that returns one constant page, compressed as ours are."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask
from flask_compress import Compress


def create_app() -> Flask:
    """The site; its page is the file that BENCH_PAGE names."""
    page = Path(os.environ["BENCH_PAGE"]).read_text("utf-8")
    app = Flask(__name__)
    app.config["COMPRESS_LEVEL"] = 5
    app.add_url_rule("/search", "search", lambda: page)
    Compress(app)
    return app
