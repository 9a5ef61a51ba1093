"""The quality report as CSV and as JSON. The CSV is for a spreadsheet in Norway: semicolons, UTF-8 with a
byte order mark, and no cell that a spreadsheet would run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from catalog.quality import Line, Report
from web.quality_words import TITLES, reason

COLUMNS = ("supplier", "problem", "title", "file", "line", "number", "field", "reason", "value")
BOM = "\ufeff"
_CHUNK = 1 << 15
# OWASP, CSV injection: what a spreadsheet takes for a formula, also after white space that it strips.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(value: str | int) -> str | int:
    """A text that cannot run: an apostrophe in front where it would begin a formula. Numbers stay numbers."""
    if isinstance(value, int):
        return value
    return f"'{value}" if value.lstrip(" ").startswith(_FORMULA) else value


def as_csv(slug: str, lines: Iterable[tuple[str, Line]]) -> Iterator[str]:
    """The whole file in pieces of some 32 kB, header first."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffer.write(BOM)
    writer.writerow(COLUMNS)
    for code, line in lines:
        values = (slug, code, str(TITLES[code]), line.file, line.line, line.number, line.field,
                  reason(line.reason), line.value)  # fmt: skip
        writer.writerow([cell(value) for value in values])
        if buffer.tell() > _CHUNK:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def as_json(report: Report) -> dict[str, Any]:
    """Counts, shares (0.1 is ten per cent) and the first lines of every finding."""
    return {
        "supplier": report.slug,
        "name": report.name,
        "offers": report.offers,
        "claims": report.claims,
        "runs": [
            {"run": run.id, "name": run.name, "status": run.status, "file": run.file_name, "read": run.read}
            for run in report.runs
        ],
        "findings": [
            {
                "problem": found.code,
                "title": str(TITLES[found.code]),
                "count": found.count,
                "of": found.base,
                "share": round(found.share, 4),
                "reasons": [
                    {"field": field, "reason": why, "count": count}
                    for field, why, count in found.reasons
                ],
                "first": [asdict(line) for line in found.first],
            }
            for found in report.findings
        ],
    }
