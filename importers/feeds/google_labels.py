"""Which of Google's groups say something of a label: ``certification`` and ``product_detail``.

Only these structured groups claim; title, description and every other text never do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from catalog.records import Notice
from importers.feeds.google_text import one_line
from importers.text import RAW_LIMIT
from labels import tokens
from labels.wording import Wordings

VOCABULARY = "google"


@dataclass(slots=True)
class Said:
    """What the groups of one offer say, in the shapes of a ProductRecord."""

    labels: list[str] = field(default_factory=list)
    codes: list[tuple[str, str, str]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def add_certification(said: Said, line: int, group: Mapping[str, str], wordings: Wordings) -> None:
    """Adds a certification: by its code, or by its name where that is a label's name.

    Authority, code and every other mark (EPREL) are not claims; the caller keeps them.
    """
    name = one_line(group.get("certification_name", ""))
    value = one_line(group.get("certification_value", ""))
    coded = bool(wordings.read_code(VOCABULARY, name))
    words = name if wordings.mentions(name) else name.replace("_", " ")
    if not coded and (not wordings.mentions(words) or wordings.is_known_other(name)):
        return
    if value and not tokens.plain(value):
        said.notices.append(_unread(line, "certification_value", name, value))
    elif not coded:
        said.labels.append(f"{words}: {value}" if value else words)
    elif wordings.read_code(VOCABULARY, name, value):
        said.codes.append((VOCABULARY, name, value))
    else:
        said.notices.append(_unread(line, "certification_value", name, value))


def add_detail(said: Said, line: int, group: Mapping[str, str], wordings: Wordings) -> bool:
    """Adds a product detail whose name is a label's name; False where it is about something else.

    It is a claim only together with its value: ``ENERGY STAR`` with ``Жоқ`` (Kazakh: no) is seen in a
    real feed, and a name with no value, or with a dash, must not read as a yes.
    """
    name = one_line(group.get("attribute_name", ""))
    value = one_line(group.get("attribute_value", ""))
    if not wordings.mentions(name):
        return False
    if tokens.plain(value):
        said.labels.append(f"{name}: {value}")
    else:
        said.notices.append(_unread(line, "attribute_value", name, value))
    return True


def _unread(line: int, name: str, label: str, value: str) -> Notice:
    reason = f"expected a yes, a no or a level of {label[:60]!r}, found {value[:60]!r}: no claim"
    return Notice(line, name, reason, f"{label}: {value}"[:RAW_LIMIT])
