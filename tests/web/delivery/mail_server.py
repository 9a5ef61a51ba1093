"""A real mail server on loopback (aiosmtpd) that keeps what it takes and can be made to misbehave."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


@dataclass
class Post:
    """``answers`` are given to whole messages in turn, then 250: a text is the answer (the message is taken
    where it begins with 250), ``hang`` takes it and never answers, ``cut`` takes it and cuts the line."""

    port: int = 0
    delay: float = 0.0
    answers: list[str] = field(default_factory=list)
    refuse_recipient: str = ""
    taken: list[bytes] = field(default_factory=list)

    def ids(self) -> list[str]:
        """The message ids of what was taken, in order, repetitions too."""
        return [str(message_from_bytes(content)["Message-ID"]) for content in self.taken]

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's name)
        self, server: SMTP, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.refuse_recipient:
            return self.refuse_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        await asyncio.sleep(self.delay)
        answer = self.answers.pop(0) if self.answers else "250 taken"
        if answer.startswith("250") or answer in ("hang", "cut"):
            self.taken.append(bytes(envelope.original_content))
        if answer == "hang":
            await asyncio.sleep(3)
        if answer == "cut":
            server.transport.close()
        return answer


class _Controller(Controller):  # type: ignore[misc]
    """Listens where the system chooses; aiosmtpd's own check would ask port 0."""

    def chosen(self) -> int:
        return int(self.server.sockets[0].getsockname()[1])

    def _trigger_server(self) -> None:
        with socket.create_connection(("127.0.0.1", self.chosen()), 5) as wire:
            wire.recv(1024)


@contextmanager
def serving() -> Iterator[Post]:
    """The server, while it runs."""
    post = Post()
    controller = _Controller(post, hostname="127.0.0.1", port=0, ready_timeout=20)
    controller.start()
    post.port = controller.chosen()
    yield post
    controller.stop()
