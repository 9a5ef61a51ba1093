"""One attempt of each channel for orders: what lands, under which name, and what stands in the way."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from catalog.clock import Clock
from tests.importers import sftp_server
from tests.importers.sftp_server import Sftp
from tests.web.delivery import mail_server
from tests.web.delivery.mail_server import Post
from web.delivery import directory, landing, sftp, smtp
from web.delivery.order_settings import Mail, OrderRules, OrderTarget
from web.delivery.outcomes import Ambiguous, Message, Outcome, Refused, Sent
from web.delivery.payload import OrderFile, packed
from web.delivery.settings import DeliverySettings

FILE = OrderFile(
    "M000000001", "BM000000001.txt", "text/plain; charset=iso-8859-1", b"BH;\xe6\xf8\r\n.BL;1\r\n"
)
TEMPORARY = ".BM000000001.txt.part"


def message(file: OrderFile = FILE) -> Message:
    at = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    return Message(1, "order", "x", "nord", packed(file), f"order-{file.order}", 1, at)


def settings(
    journal: Path, target: OrderTarget, mail: Mail | None = None, **environ: str
) -> DeliverySettings:
    rules = OrderRules({"nord": target}, {}, mail)
    clock = Clock(None, None)  # type: ignore[arg-type]
    return DeliverySettings(environ, clock, {}, rules, journal, "merkbar.example.no")


class Drop:
    """A drop directory with its channel; ``marks`` are our own."""

    def __init__(self, folder: Path, marks: Path) -> None:
        self.folder, self.marks = folder, marks
        folder.mkdir()

    def send(self, file: OrderFile = FILE) -> Outcome:
        return directory.send(
            message(file), settings(self.marks, OrderTarget("nord", "directory", path=str(self.folder)))
        )


class Remote(Drop):
    """The same behind a real SFTP server."""

    def __init__(self, folder: Path, marks: Path, server: Sftp) -> None:
        super().__init__(folder, marks)
        self.server = server

    def send(self, file: OrderFile = FILE) -> Outcome:
        target = OrderTarget(
            "nord", "sftp", url=f"sftp://127.0.0.1:{self.server.port}/inn", user_env="SFTP_USER",
            password_env="SFTP_PASSWORD", host_key=self.server.fingerprint, allow_private=True,
        )  # fmt: skip
        return sftp.send(message(file), settings(self.marks, target, **sftp_server.ENVIRON))


@pytest.fixture(params=["directory", "sftp"])
def drop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Drop]:
    if request.param == "directory":
        yield Drop(tmp_path / "inn", tmp_path / "marks")
    else:
        with sftp_server.serving(tmp_path) as server:
            yield Remote(tmp_path / "inn", tmp_path / "marks", server)


@pytest.fixture
def post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """The server; marks are put below the current folder, so that is the test's own."""
    monkeypatch.chdir(tmp_path)
    with mail_server.serving() as found:
        yield found


def test_the_file_lands_whole_under_its_name_and_a_second_attempt_changes_nothing(drop: Drop) -> None:
    assert [drop.send(), drop.send()] == [Sent(), Sent()]
    assert [path.name for path in drop.folder.iterdir()] == [FILE.name]
    assert (drop.folder / FILE.name).read_bytes() == FILE.content


def test_a_half_written_temporary_file_is_replaced(drop: Drop) -> None:
    (drop.folder / TEMPORARY).write_bytes(b"BH;")
    assert drop.send() == Sent()
    assert (drop.folder / FILE.name).read_bytes() == FILE.content
    assert [path.name for path in drop.folder.iterdir()] == [FILE.name]


def test_an_attempt_that_died_before_the_rename_is_finished(drop: Drop) -> None:
    drop.marks.mkdir()
    (drop.marks / FILE.order).touch()
    (drop.folder / TEMPORARY).write_bytes(FILE.content)
    assert drop.send() == Sent()
    assert [path.name for path in drop.folder.iterdir()] == [FILE.name]


def test_a_file_that_the_supplier_has_fetched_is_not_written_again_but_asked_about(drop: Drop) -> None:
    assert drop.send() == Sent()
    (drop.folder / FILE.name).unlink()
    outcome = drop.send()
    assert isinstance(outcome, Ambiguous) and outcome.ask
    assert list(drop.folder.iterdir()) == []
    landing.forget(drop.marks, FILE.order)
    assert drop.send() == Sent()
    assert (drop.folder / FILE.name).exists()


def test_another_file_of_that_name_is_never_overwritten(drop: Drop) -> None:
    (drop.folder / FILE.name).write_bytes(b"theirs")
    outcome = drop.send()
    assert isinstance(outcome, Refused) and outcome.final
    assert (drop.folder / FILE.name).read_bytes() == b"theirs"


def test_a_missing_folder_is_refused_for_now(drop: Drop) -> None:
    drop.folder.rmdir()
    outcome = drop.send()
    assert isinstance(outcome, Refused) and not outcome.final
    assert "No such file" in outcome.reason
    drop.folder.mkdir()
    assert drop.send() == Sent()


def test_a_folder_without_rights_is_refused_for_now(drop: Drop) -> None:
    drop.folder.chmod(0o500)
    root = os.geteuid() == 0
    if root:  # who may write anywhere
        os.seteuid(65534)
    try:
        outcome = drop.send()
    finally:
        if root:
            os.seteuid(0)
    assert isinstance(outcome, Refused) and not outcome.final
    assert "ermission denied" in outcome.reason
    drop.folder.chmod(0o700)
    assert drop.send() == Sent()


def test_a_full_disk_leaves_nothing_half_written_under_the_final_name(tmp_path: Path) -> None:
    drop = Drop(tmp_path / "inn", tmp_path / "marks")
    file = OrderFile(FILE.order, FILE.name, FILE.content_type, b"x" * 50_000)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        outcome = drop.send(file)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert isinstance(outcome, Refused) and not outcome.final
    assert list(drop.folder.iterdir()) == []
    assert drop.send(file) == Sent()
    assert (drop.folder / FILE.name).read_bytes() == file.content


def mail(post: Post, **more: Any) -> DeliverySettings:
    server = Mail("127.0.0.1", "ordre@firma.no", post.port, "none", answer_seconds=1, **more)
    return settings(Path("nowhere"), OrderTarget("nord", "email", to="ordre@nord.no"), server)


def test_a_mail_carries_the_file_byte_for_byte_and_an_id_of_its_order(post: Post) -> None:
    assert smtp.send(message(), mail(post)) == Sent()
    (content,) = post.taken
    found = message_from_bytes(content)
    assert found["Message-ID"] == "<order-M000000001@merkbar.example.no>"
    assert (found["From"], found["To"]) == ("ordre@firma.no", "ordre@nord.no")
    assert found["Subject"] == "Bestilling M000000001"
    (attached,) = [part for part in found.walk() if part.get_filename()]
    assert attached.get_filename() == FILE.name
    assert attached.get_payload(decode=True) == FILE.content
    again = smtp.composed(message(), FILE, "ordre@firma.no", "ordre@nord.no", "merkbar.example.no")
    assert again == content


@pytest.mark.parametrize("fault", ["hang", "cut", "354 go on"])
def test_no_answer_to_a_whole_message_is_ambiguous(post: Post, fault: str) -> None:
    post.answers = [fault]
    outcome = smtp.send(message(), mail(post))
    assert isinstance(outcome, Ambiguous)
    assert "to a whole message" in outcome.reason


@pytest.mark.parametrize(("answer", "final"), [("451 later", False), ("554 no", True)])
def test_a_refused_message_was_certainly_not_taken(post: Post, answer: str, final: bool) -> None:
    post.answers = [answer]
    outcome = smtp.send(message(), mail(post))
    assert isinstance(outcome, Refused)
    assert (outcome.final, answer in outcome.reason) == (final, True)


def test_an_unknown_recipient_and_a_dead_server_are_refused(post: Post) -> None:
    post.refuse_recipient = "550 no such user"
    outcome = smtp.send(message(), mail(post))
    assert isinstance(outcome, Refused) and outcome.final
    found = settings(
        Path("nowhere"), OrderTarget("nord", "email", to="a@b.no"), Mail("127.0.0.1", "a@b.no", 1, "none")
    )
    outcome = smtp.send(message(), found)
    assert isinstance(outcome, Refused) and not outcome.final
    assert not post.taken


def test_a_missing_password_is_named_and_never_shown(post: Post) -> None:
    outcome = smtp.send(message(), mail(post, user_env="SMTP_USER", password_env="SMTP_PASSWORD"))
    assert outcome == Refused("the environment variable SMTP_USER is not set")
