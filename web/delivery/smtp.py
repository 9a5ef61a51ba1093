"""The channel ``email``: an order as a mail with its file attached, sent at most once without a person.

The message id comes from the order number, so a copy that a person sends again can be told by the receiver's
server. A mail is taken when the server answers the end of the data with 250 (RFC 5321, 4.2.5); before the
end of the data was sent it certainly was not. In between nobody knows: that is never tried again by itself.
A mark on disk says that an attempt came that far, for the process that finds it dead.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from web.delivery import landing
from web.delivery.order_settings import Mail
from web.delivery.outcomes import Ambiguous, Message, Outcome, Refused, Sent
from web.delivery.payload import OrderFile, PayloadFault, unpacked
from web.delivery.settings import DeliverySettings

REPEATABLE = False
CONNECT_SECONDS = 10.0
TEXT = """\
Bestilling {order} er vedlagt som {name}.

Filens SHA-256: {sha256}
Kommer denne bestillingen mer enn én gang, har hver kopi samme nummer og samme Message-ID: utfør den én gang.
"""


class _NoPassword(Exception):
    """The environment does not hold what the mail server asks for."""


def send(message: Message, settings: DeliverySettings) -> Outcome:
    """Hands the mail to the operator's server, once."""
    mail, target = settings.orders.mail, settings.orders.targets.get(message.target)
    if mail is None or target is None or not target.to:
        return Refused(f"{message.target} has no mail address in delivery.toml")
    place = f"{mail.host}:{mail.port}"
    try:
        file = unpacked(message.payload)
        content = composed(message, file, mail.sender, target.to, settings.host)
        with _connected(mail, settings) as server:
            return _hand_over(server, mail, target.to, content, _Journal(settings.journal, file.order), place)
    except PayloadFault as error:
        return Refused(str(error), final=True)
    except _NoPassword as error:
        return Refused(str(error))
    except smtplib.SMTPResponseException as error:
        return Refused(f"{place}: answered {error.smtp_code}")
    except smtplib.SMTPException as error:
        return Refused(f"{place}: {type(error).__name__}")
    except ssl.SSLError:
        return Refused(f"{place}: the server's certificate was not accepted")
    except OSError as error:
        return Refused(f"{place}: {error.strerror or type(error).__name__}")


def composed(message: Message, file: OrderFile, sender: str, to: str, host: str) -> bytes:
    """The mail, the same bytes at every attempt."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = sender, to
    mail["Subject"] = f"Bestilling {file.order}"
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = f"<{message.key}@{host}>"
    mail.set_content(TEXT.format(order=file.order, name=file.name, sha256=file.sha256))
    kind, _slash, rest = file.content_type.partition("/")
    mail.add_attachment(
        file.content, maintype=kind, subtype=rest.partition(";")[0], filename=file.name, cte="base64"
    )
    mail.set_boundary(f"merkbar-{file.order}-{file.sha256[:32]}")
    return mail.as_bytes()


def untouched(message: Message, settings: DeliverySettings) -> bool:
    """Whether an attempt that died certainly had not sent the end of its data."""
    try:
        return not landing.is_marked(settings.journal, unpacked(message.payload).order)
    except PayloadFault:
        return False


@dataclass(frozen=True, slots=True)
class _Journal:
    """Where it is written down that the end of the data is about to be sent."""

    folder: Path
    order: str


def _hand_over(
    server: smtplib.SMTP, mail: Mail, to: str, content: bytes, journal: _Journal, place: str
) -> Outcome:
    for code, answer in (server.mail(mail.sender), server.rcpt(to)):
        if code not in (250, 251):
            return Refused(f"{place}: answered {code} {_shown(answer)}", final=500 <= code < 600)
    code, answer = server.docmd("DATA")
    if code != 354:
        return Refused(f"{place}: answered {code} {_shown(answer)} to DATA", final=500 <= code < 600)
    server.send(_dotted(content))
    # From here on the server may have taken it, whatever we hear.
    landing.mark(journal.folder, journal.order)
    try:
        server.send(b".\r\n")
        code, answer = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        return Ambiguous(f"{place}: no answer to a whole message ({type(error).__name__})")
    if 200 <= code < 300:
        return Sent()
    if not 400 <= code < 600:
        return Ambiguous(f"{place}: an answer that is none to a whole message: {code} {_shown(answer)}")
    landing.forget(journal.folder, journal.order)
    return Refused(f"{place}: answered {code} {_shown(answer)} to the message", final=500 <= code < 600)


@contextmanager
def _connected(mail: Mail, settings: DeliverySettings) -> Iterator[smtplib.SMTP]:
    """A connection that has said hello, is encrypted and logged in as delivery.toml wants it."""
    if mail.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            mail.host,
            mail.port,
            settings.host,
            timeout=CONNECT_SECONDS,
            context=ssl.create_default_context(),
        )
    else:
        server = smtplib.SMTP(mail.host, mail.port, settings.host, CONNECT_SECONDS)
    try:
        if mail.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        server.ehlo_or_helo_if_needed()
        if mail.user_env:
            server.login(_secret(mail.user_env, settings), _secret(mail.password_env, settings))
        if isinstance(server.sock, socket.socket):
            server.sock.settimeout(mail.answer_seconds)
        yield server
    finally:
        # no QUIT: the message is settled, and a server that hangs must not hold us up
        server.close()


def _secret(variable: str, settings: DeliverySettings) -> str:
    value = settings.environ.get(variable, "")
    if not value:
        raise _NoPassword(f"the environment variable {variable} is not set")
    return value


def _dotted(content: bytes) -> bytes:
    """The data with its leading dots doubled (RFC 5321, 4.5.2) and a line end at its end."""
    content = content if content.endswith(b"\r\n") else content + b"\r\n"
    dotted = content.replace(b"\r\n.", b"\r\n..")
    return b"." + dotted if dotted.startswith(b".") else dotted


def _shown(answer: bytes) -> str:
    return answer.decode("ascii", "replace")[:200]
