"""``merkbar punchout``: customers are made, listed, given a new secret and removed; no secret is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from catalog import db
from catalog.punchout import customers
from tests import conftest
from web.cli import merkbar

RETURN = "https://erp.example.no/in/"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("MERKBAR_VAR", str(tmp_path))
    monkeypatch.setenv("MERKBAR_DATA", str(conftest.ROOT / "data"))

    def called(*words: str, **more: str) -> Result:
        return CliRunner().invoke(merkbar, ["punchout", *words], catch_exceptions=True, **more)  # type: ignore[arg-type]

    return called


def knows(folder: Path, secret: str, protocol: str = "oci") -> bool:
    engine = db.connect(f"sqlite:///{folder / 'merkbar.db'}")
    with db.reading(engine) as session:
        found = customers.authenticated(session, protocol, "kommune", secret)
    engine.dispose()
    return found is not None


def test_a_customer_is_made_listed_renewed_and_removed(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    made = run(
        "add", "kommune", "--name", "Kommunen", "--return", RETURN, "--unit", "C62=ST", "--protocol", "oci"
    )
    assert made.exit_code == 0, made.output
    secret = made.output.strip()
    assert len(secret) >= 30
    assert knows(tmp_path, secret) and not knows(tmp_path, secret, "cxml") and not knows(tmp_path, "")
    assert secret not in (tmp_path / "merkbar.db").read_bytes().decode("latin-1")
    assert run("list").output == f"kommune\tkommune\toci\t{RETURN}\tKommunen\n"
    renewed = run("secret", "kommune").output.strip()
    assert knows(tmp_path, renewed) and not knows(tmp_path, secret)
    chosen = "kundens egen hemmelighet"
    assert run("secret", "kommune", "--ask", input=f"{chosen}\n{chosen}\n").exit_code == 0
    assert knows(tmp_path, chosen)
    assert run("remove", "kommune").exit_code == 0
    assert not knows(tmp_path, chosen) and run("list").output == ""


def test_what_is_changed_is_replaced_and_the_rest_stays(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    secret = run("add", "kommune", "--return", RETURN, "--unit", "C62=ST", "--protocol", "oci").output.strip()
    other = "https://ny.example.no/"
    done = run("change", "kommune", "--return", other, "--name", "Ny kommune")
    assert (done.exit_code, done.output) == (0, "kommune: name, returns changed\n")
    assert run("list").output == f"kommune\tkommune\toci\t{other}\tNy kommune\n"
    assert knows(tmp_path, secret)
    assert run("change", "kommune", "--currency", "kr").exit_code == 2
    assert run("change", "kommune", "--identity", "annen").exit_code == 0
    assert not knows(tmp_path, secret)
    assert run("visits", "kommune").output == ""


@pytest.mark.parametrize(
    "words",
    [
        ["kommune"],
        ["Kommune", "--return", RETURN],
        ["kommune", "--return", "erp.example.no"],
        ["kommune", "--return", RETURN, "--unit", "C62"],
        ["kommune", "--return", RETURN, "--unit", "C62=STYKK"],
        ["kommune", "--return", RETURN, "--vendor", "nordisk=12345678901"],
        ["kommune", "--return", RETURN, "--currency", "kr"],
        ["kommune", "--return", RETURN, "--peppol-id", "123"],
    ],
)
def test_what_no_message_could_carry_is_wrong_usage(run, words: list[str]) -> None:  # type: ignore[no-untyped-def]
    assert run("add", *words).exit_code == 2
    assert run("list").output == ""


def test_the_same_name_is_not_given_twice_and_an_unknown_one_is_told(run) -> None:  # type: ignore[no-untyped-def]
    assert run("add", "kommune", "--return", RETURN).exit_code == 0
    assert run("add", "annen", "--identity", "kommune", "--return", RETURN).exit_code == 2
    assert "no punchout customer" in str(run("remove", "hvem").exception)
    assert "no company" in str(run("add", "ny", "--company", "ukjent", "--return", RETURN).exception)


def test_an_address_without_encryption_is_taken_with_a_warning(run) -> None:  # type: ignore[no-untyped-def]
    assert "not encrypted" in run("add", "kommune", "--return", "http://erp.intern/").stderr
