"""The peer of the badge bench: a Flask view that returns a constant, and nothing else."""

from __future__ import annotations

from flask import Flask


def make() -> Flask:
    """A site of one view."""
    app = Flask("constant")
    app.add_url_rule("/", "constant", lambda: "constant")
    return app
