"""``merkbar deliver`` with orders, as cron and the operator call it."""

from __future__ import annotations

import json
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlmodel import select

from catalog import db
from catalog.errors import InvalidRequest, MerkbarError
from catalog.models import Outgoing
from tests.importers.confirmation_files import cl, confirmation, drop
from tests.web.delivery import mail_server
from tests.web.delivery.order_world import DAY, World, opened
from web.cli import merkbar
from web.delivery import directory, landing
from web.delivery.outbox import message
from web.delivery.payload import unpacked
from web.delivery.settings import DeliverySettings

MAIL = '[mail]\nhost = "127.0.0.1"\nport = {}\nsecurity = "none"\nsender = "a@firma.no"\nanswer_seconds = 1\n'


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    found = opened(tmp_path / "site")
    yield found
    found.workspace.engine.dispose()


def run(world: World, *arguments: str, day: str = DAY) -> tuple[int, str]:
    done = CliRunner().invoke(merkbar, ["deliver", *arguments], env=world.environment(day))
    if isinstance(done.exception, MerkbarError):
        return 1, str(done.exception)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout + done.stderr


def counts(said: str) -> dict[str, Any]:
    (line,) = [line for line in said.splitlines() if line.startswith("{")]
    found: dict[str, Any] = json.loads(line)
    return found


def test_an_order_lands_in_the_directory_and_its_confirmation_is_taken(world: World, tmp_path: Path) -> None:
    (tmp_path / "inn").mkdir()
    (tmp_path / "svar").mkdir()
    world.write_rules(f'channel = "directory"\npath = "{tmp_path}/inn"\nconfirmations = "{tmp_path}/svar"')
    number = world.confirm(reference="Kari", project="P-77", mark="Bad")
    code, said = run(world, "--json")
    assert (code, counts(said)["sent"], counts(said)["confirmed"]) == (0, 1, 0)
    (file,) = (tmp_path / "inn").iterdir()
    assert file.read_bytes() == unpacked(world.messages()[0].payload).content
    assert (file.name, world.state(number).state) == (f"B{number}.txt", "sent")
    drop(tmp_path / "svar", "C1.txt", confirmation(number, cl(1)))
    drop(tmp_path / "svar", "C2.txt", b"rubbish")
    code, said = run(world, "--json")
    assert (code, counts(said)["confirmed"]) == (1, 1)
    assert "C2.txt, line 1: expected CH;EFONELFO;4.0" in said
    assert run(world)[0] == 0
    assert world.state(number).state == "confirmed"


def test_the_doctor_names_what_cannot_be_used_and_what_is_not_set(world: World, tmp_path: Path) -> None:
    drop(tmp_path / "svar", "C2.txt", b"rubbish")
    world.write_rules(
        f'channel = "email"\nto = "a@nord.no"\nconfirmations = "{tmp_path}/svar"',
        MAIL.format(25).replace("none", "tls") + 'user_env = "NO_USER"\npassword_env = "NO_PASSWORD"',
    )
    assert run(world)[0] == 1
    said = CliRunner().invoke(merkbar, ["doctor"], env=world.environment()).output
    assert "order confirmation C2.txt of nord" in said
    assert "delivery.toml: the environment variable NO_PASSWORD is not set" in said


def test_an_answer_after_a_crash_keeps_the_order_from_being_sent_again(world: World, tmp_path: Path) -> None:
    """The attempt died after the file had its name; the supplier has fetched it and answered."""
    (tmp_path / "inn").mkdir()
    world.write_rules(f'channel = "directory"\npath = "{tmp_path}/inn"\nconfirmations = "{tmp_path}/svar"')
    number = world.confirm()
    marks = landing.journal(world.folder / "var")
    marks.mkdir(parents=True)
    (marks / number).touch()
    with db.writing(world.workspace.engine) as session:
        row = session.exec(select(Outgoing)).one()
        row.attempts, row.started_at = 1, world.workspace.clock.now()
        session.add(row)
    drop(tmp_path / "svar", "C1.txt", confirmation(number, cl(1)))
    assert run(world)[0] == 0
    assert list((tmp_path / "inn").iterdir()) == []
    assert [row.state for row in world.messages()] == ["sent"]


def test_a_question_about_one_order_holds_up_no_other(world: World, tmp_path: Path) -> None:
    (tmp_path / "inn").mkdir()
    world.write_rules(f'channel = "directory"\npath = "{tmp_path}/inn"')
    asked, other = world.confirm(), world.confirm()
    landing.mark(landing.journal(world.folder / "var"), asked)
    code, said = run(world, "--json")
    assert (code, counts(said)["uncertain"], counts(said)["sent"]) == (1, 1, 1)
    assert (world.state(asked).state, world.state(other).state) == ("uncertain", "sent")


def test_a_mail_that_nobody_knows_of_waits_for_a_person(world: World) -> None:
    with mail_server.serving() as post:
        world.write_rules('channel = "email"\nto = "ordre@nord.no"', MAIL.format(post.port))
        number = world.confirm()
        post.answers = ["hang"]
        code, said = run(world, "--json")
        assert (code, counts(said)["uncertain"]) == (1, 1)
        assert "no answer to a whole message" in said
        for day in (DAY, "2026-11-25"):
            assert run(world, "--json", day=day)[0] == 0
        assert (len(post.taken), world.state(number).state) == (1, "uncertain")
        assert run(world, "--resolve", number, "resend")[0] == 0
        assert (len(post.taken), world.state(number).state) == (1, "queued")
        assert counts(run(world, "--json")[1])["sent"] == 1
        assert post.ids() == [f"<order-{number}@merkbar.example.no>"] * 2
        assert post.taken[0] == post.taken[1]
        code, said = run(world, "--resolve", number, "sent")
        assert code == 1 and "no order of which nobody knows" in said


@pytest.mark.parametrize(("marked", "state", "mails"), [(False, "sent", 1), (True, "uncertain", 0)])
def test_a_mail_whose_attempt_died_is_sent_again_only_if_its_end_was_never_sent(
    world: World, marked: bool, state: str, mails: int
) -> None:
    with mail_server.serving() as post:
        world.write_rules('channel = "email"\nto = "ordre@nord.no"', MAIL.format(post.port))
        number = world.confirm()
        with db.writing(world.workspace.engine) as session:
            row = session.exec(select(Outgoing)).one()
            row.attempts, row.started_at = 1, world.workspace.clock.now()
            session.add(row)
        if marked:
            landing.mark(landing.journal(world.folder / "var"), number)
        run(world)
        assert (world.state(number).state, len(post.taken)) == (state, mails)


def test_the_operators_word_that_it_arrived_ends_the_doubt(world: World) -> None:
    with mail_server.serving() as post:
        world.write_rules('channel = "email"\nto = "ordre@nord.no"', MAIL.format(post.port))
        number = world.confirm()
        post.answers = ["cut"]
        assert run(world)[0] == 1
        assert run(world, "--resolve", number, "sent")[0] == 0
        assert run(world, "--json", day="2026-11-25")[0] == 0
        assert (len(post.taken), world.state(number).state) == (1, "sent")


def test_a_full_disk_holds_the_order_until_there_is_room(world: World, tmp_path: Path) -> None:
    """The file size limit stands for the disk: the kernel refuses to write on, with the same errors."""
    (tmp_path / "inn").mkdir()
    world.write_rules(f'channel = "directory"\npath = "{tmp_path}/inn"')
    number = world.confirm()
    size = len(unpacked(world.messages()[0].payload).content)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    marks = landing.journal(world.folder / "var")
    settings = DeliverySettings({}, world.workspace.clock, {}, world.rules(), marks)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size // 2, before[1]))
    try:
        outcome = directory.send(message(world.messages()[0]), settings)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "File too large" in str(outcome)
    assert list((tmp_path / "inn").iterdir()) == []
    assert counts(run(world, "--json")[1])["sent"] == 1
    assert [path.name for path in (tmp_path / "inn").iterdir()] == [f"B{number}.txt"]


@pytest.mark.parametrize("field", ["reference", "project", "mark"])
@pytest.mark.parametrize("text", ["a;b", "a\r\nBL;9", "a\nb", "🙂", "Ω", "x" * 99])
def test_what_no_order_file_can_hold_is_refused_before_anything_is_ordered(
    world: World, field: str, text: str
) -> None:
    world.write_rules('channel = "download"')
    with pytest.raises(InvalidRequest) as caught:
        world.confirm(**{field: text})
    assert caught.value.field == field
    assert world.messages() == []


def test_a_wrong_delivery_file_is_named_before_anything_is_sent(world: World) -> None:
    world.write_rules('channel = "download"\ncolour = "red"')
    code, said = run(world)
    assert (code, "[suppliers.nord], key colour" in said) == (1, True)
