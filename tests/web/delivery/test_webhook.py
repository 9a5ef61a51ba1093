"""The webhook channel against a real server: signature, refusals, time-outs, redirects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from catalog.clock import Clock
from tests.web.delivery.receiver import KEY, SECRET, Receiver, receiving
from web.delivery import webhook
from web.delivery.outcomes import Ambiguous, Message, Outcome, Refused, Sent
from web.delivery.settings import DeliverySettings, Webhook

NOW = datetime(2026, 11, 22, 3, 4, 5, tzinfo=UTC)
MESSAGE = Message(7, "alert", "webhook", "ops", '{"type": "run.failed", "å": 1}', "ops-1-run-7", 1, NOW)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as state:
        yield state


def send(url: str, secret: str = SECRET, *, allow_private: bool = True) -> Outcome:
    target = Webhook("ops", url, "HOOK_KEY", allow_private=allow_private)
    clock = Clock(source=lambda: NOW)
    return webhook.send(MESSAGE, DeliverySettings({"HOOK_KEY": secret}, clock, {"ops": target}))


def test_the_body_arrives_as_it_was_written_and_signed(receiver: Receiver) -> None:
    assert send(receiver.url) == Sent()
    (got,) = receiver.got
    assert got.body == MESSAGE.payload.encode()
    assert got.verified()
    assert not got.verified(KEY[::-1])
    assert got.headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert got.id == got.headers["idempotency-key"] == MESSAGE.key


def test_the_signature_is_that_of_the_specifications_example() -> None:
    # https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    target = Webhook("ops", "https://example.com", "HOOK_KEY")
    key = webhook.signing_key(target, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = b'{"test": 2432232314}'
    made = webhook.signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("status", [400, 401, 404, 500, 503])
def test_any_answer_but_2xx_is_a_refusal_that_may_pass(receiver: Receiver, status: int) -> None:
    receiver.statuses = [status]
    outcome = send(receiver.url)
    assert isinstance(outcome, Refused)
    assert str(status) in outcome.reason
    assert not outcome.final


def test_gone_is_final_and_a_wait_that_was_asked_for_is_kept(receiver: Receiver) -> None:
    receiver.statuses = [410]
    assert send(receiver.url) == Refused(f"{receiver.url}: answered 410", final=True)
    receiver.statuses, receiver.headers = [429], {"Retry-After": "120"}
    assert send(receiver.url) == Refused(f"{receiver.url}: answered 429", wait=120.0)


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    with receiving() as elsewhere:
        receiver.statuses, receiver.headers = [307], {"Location": elsewhere.url}
        outcome = send(receiver.url)
    assert isinstance(outcome, Refused)
    assert "redirects are not followed" in outcome.reason
    assert len(receiver.got) == 1
    assert not elsewhere.got


def test_a_server_that_hangs_is_left_after_a_bounded_time(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "READ_SECONDS", 0.2)
    receiver.delay = 1.0
    assert send(receiver.url) == Ambiguous(f"{receiver.url}: no answer in time")


def test_nobody_listening_is_said_without_the_query(receiver: Receiver) -> None:
    outcome = send("http://127.0.0.1:1/hook?token=hidden")
    assert isinstance(outcome, (Refused, Ambiguous))
    assert outcome.reason.startswith("http://127.0.0.1:1/hook: ")
    assert "hidden" not in outcome.reason


def test_a_private_address_is_refused_unless_the_operator_allows_it(receiver: Receiver) -> None:
    outcome = send(receiver.url.replace("http://", "https://"), allow_private=False)
    assert isinstance(outcome, Refused)
    assert "private address" in outcome.reason
    assert not receiver.got


@pytest.mark.parametrize(
    ("secret", "said"),
    [("", "HOOK_KEY is not set"), ("not base64!", "HOOK_KEY does not hold base64"), ("c2hvcnQ=", "5 bytes")],
)
def test_a_missing_or_weak_key_sends_nothing(receiver: Receiver, secret: str, said: str) -> None:
    outcome = send(receiver.url, secret)
    assert isinstance(outcome, Refused)
    assert said in outcome.reason
    assert "not base64!" not in outcome.reason
    assert not receiver.got


def test_a_target_that_was_taken_out_ends_the_message() -> None:
    outcome = webhook.send(MESSAGE, DeliverySettings({}, Clock()))
    assert outcome == Refused("ops is no longer in alerts.toml", final=True)
