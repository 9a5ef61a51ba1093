"""Coverage-guided fuzzing by hand: ``python -m tests.fuzz TARGET [FOLDER] [-max_total_time=300 ...]``.

TARGET is a feed format, ``register-`` and a register's format, or ``classes`` (``tests.fuzz.target``). FOLDER
keeps what libFuzzer learns; without it only the golden files are the beginning. Needs ``pip install atheris``
(wheels for Linux). What it finds becomes a test of its own beside the parser.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]

with atheris.instrument_imports(include=["importers", "catalog", "labels"]):
    from tests.fuzz.target import TARGETS, judge, seeds, stand_ins


def main() -> None:
    """Runs until libFuzzer's limits or the first fault."""
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"usage: python -m tests.fuzz TARGET [FOLDER] [options]; one of {', '.join(TARGETS)}")
    target, *arguments = sys.argv[1:]
    for module, name, function in stand_ins():
        setattr(module, name, function)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feed"
        corpus = Path(folder) / "seeds"
        corpus.mkdir()
        for at, content in enumerate(seeds(target)):
            (corpus / str(at)).write_bytes(content)
        atheris.Setup(
            [sys.argv[0], *arguments, str(corpus)], lambda content: judge(target, content, path)
        )
        atheris.Fuzz()


if __name__ == "__main__":
    main()
