"""The API does what its own description says: every operation, with valid and with invalid requests.

schemathesis makes the requests from the OpenAPI text and holds every answer against it with all its checks:
status, media type, body, refused and accepted input, authentication. Bounded, so that it ends in time.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from schemathesis import Case, GenerationMode

from catalog import db
from catalog.people import keys
from tests.web import pages_world

EXAMPLES = 30
pytestmark = pytest.mark.slow


def _operations() -> list[str]:
    """``GET /api/v1/labels`` and so on, as an application over an empty store describes itself."""
    with tempfile.TemporaryDirectory() as folder, pages_world.opened(Path(folder)) as space:
        text = pages_world.application(space).test_client().get("/api/v1/openapi.json").json
    return [
        f"{method.upper()} {path}"
        for path, item in text["paths"].items()
        for method in ("get", "post")
        if method in item
    ]


OPERATIONS = _operations()
# It takes nothing.
NOTHING_TO_SPOIL = ("GET /api/v1/labels", GenerationMode.NEGATIVE)


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[schemathesis.BaseSchema, str]]:
    """The description of a filled site that answers it as well, and a key that may do everything."""
    with pages_world.opened(tmp_path_factory.mktemp("contract")) as space:
        pages_world.fill(space)
        with db.writing(space.engine) as session:
            token = keys.add(session, "Prøve", keys.SCOPES, 1_000_000, space.clock.source())
        app = pages_world.application(space, api_anonymous=1_000_000)
        yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app), token


def _is_range(text: object) -> bool:
    low, _dash, high = str(text).partition("-")
    return not (low and high and high.replace(".", "").isdigit()) or Decimal(low) < Decimal(high)


def test_there_are_operations() -> None:
    assert len(OPERATIONS) == 16


@pytest.mark.parametrize(
    ("named", "mode"),
    [(named, mode) for named in OPERATIONS for mode in GenerationMode if (named, mode) != NOTHING_TO_SPOIL],
)
def test_every_operation_keeps_its_word(
    described: tuple[schemathesis.BaseSchema, str], named: str, mode: GenerationMode
) -> None:
    schema, token = described
    method, path = named.split()
    operation = schema[path][method]

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
        phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Case) -> None:
        # What no schema can say: every text is a CSV, a range ends after it begins, and a cursor is one
        # that was handed out.
        query = case.query or {}
        if mode is GenerationMode.NEGATIVE:
            assume(case.media_type != "text/csv")
        else:
            assume(all(map(_is_range, query.get("price") or ())))
            assume(query.get("cursor", "now") == "now")
        case.call_and_validate(headers={"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"})

    ask()
