"""The channel ``webhook``: a signed POST after Standard Webhooks (https://www.standardwebhooks.com).

``webhook-signature`` is ``v1,`` and the base64 of HMAC-SHA256 over ``<id>.<timestamp>.<body>``. The id is the
message's key, the same at every attempt, so a receiver that remembers ids takes each message once.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from importers import guard, hosts
from importers.retry import asked_wait
from web.delivery.outcomes import Ambiguous, Message, Outcome, Refused, Sent
from web.delivery.settings import DeliverySettings, Webhook

REPEATABLE = True
CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
# The shortest key that Standard Webhooks allows.
KEY_BYTES = 24
GONE = 410


class KeyFault(ValueError):
    """The signing key is missing or malformed; ``str()`` names the variable, never its content."""


def send(message: Message, settings: DeliverySettings) -> Outcome:
    """Posts the payload once. Redirects are not followed: a signature belongs to one address."""
    target = settings.webhooks.get(message.target)
    if target is None:
        return Refused(f"{message.target} is no longer in alerts.toml", final=True)
    try:
        key = signing_key(target, settings.environ.get(target.secret_env, ""))
        hosts.check(target.url, target.allow_private)
        return _post(message, target, key, int(settings.clock.now().timestamp()))
    except (KeyFault, hosts.AddressRefused) as error:
        return Refused(str(error))
    except (requests.ReadTimeout, requests.exceptions.ChunkedEncodingError):
        return Ambiguous(f"{hosts.shown(target.url)}: no answer in time")
    except requests.exceptions.SSLError:
        return Refused(f"{hosts.shown(target.url)}: the server's certificate was not accepted")
    except requests.ConnectTimeout:
        return Refused(f"{hosts.shown(target.url)}: no connection in time")
    except (requests.RequestException, HTTPError, OSError) as error:
        return Ambiguous(f"{hosts.shown(target.url)}: {type(error).__name__}")


def untouched(message: Message, settings: DeliverySettings) -> bool:
    """Never asked: a second attempt does no harm."""
    return False


def signing_key(target: Webhook, text: str) -> bytes:
    """The key's bytes from ``whsec_<base64>`` or bare base64. Raises KeyFault."""
    try:
        key = base64.b64decode(text.strip().removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise KeyFault(f"{target.secret_env} does not hold base64 (openssl rand -base64 32)") from error
    if len(key) < KEY_BYTES:
        what = "is not set" if not key else f"holds {len(key)} bytes, at least {KEY_BYTES} are needed"
        raise KeyFault(f"the environment variable {target.secret_env} {what}")
    return key


def signature(key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """The value of ``webhook-signature``; ``timestamp`` in seconds since 1970."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode("ascii")


def _post(message: Message, target: Webhook, key: bytes, timestamp: int) -> Outcome:
    body = message.payload.encode("utf-8")
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "merkbar",
        "Idempotency-Key": message.key,
        "webhook-id": message.key,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(key, message.key, timestamp, body),
    }
    with _session(target.allow_private) as session, session.post(
        target.url, data=body, headers=headers, stream=True, allow_redirects=False,
        timeout=(CONNECT_SECONDS, READ_SECONDS),
    ) as answer:  # fmt: skip
        return _read(answer, hosts.shown(target.url))


def _read(answer: requests.Response, place: str) -> Outcome:
    """The status alone counts; the body is never read."""
    status = answer.status_code
    if 200 <= status < 300:
        return Sent()
    if 300 <= status < 400:
        return Refused(f"{place}: answered {status}; redirects are not followed")
    return Refused(f"{place}: answered {status}", final=status == GONE, wait=asked_wait(answer.headers))


def _session(allow_private: bool) -> requests.Session:
    """Without the environment's proxies and .netrc: a proxy would resolve names behind our check."""
    session = _Session()
    session.trust_env = False
    if not allow_private:
        for scheme in ("https://", "http://"):
            session.mount(scheme, _PublicOnly())
    return session


class _Session(requests.Session):
    """Leaves redirects alone: requests would read a redirect's whole body into memory first."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        return None


class _PublicOnly(HTTPAdapter):
    """Opens guarded connections only."""

    def init_poolmanager(self, *args: object, **kwargs: object) -> None:
        super().init_poolmanager(*args, **kwargs)  # type: ignore[arg-type]
        self.poolmanager.pool_classes_by_scheme = guard.POOLS
