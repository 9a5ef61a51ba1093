"""An order's file inside an outbox message: made once, byte for byte the same at every attempt."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OrderFile:
    """One file of one order. ``name`` comes from the order number alone, so that a second copy cannot
    have another name."""

    order: str
    name: str
    content_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Of the content, in hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()


class PayloadFault(ValueError):
    """A message that holds no order file, or another one than was put into it."""


def packed(file: OrderFile) -> str:
    """The file as the text of a message."""
    return json.dumps(
        {
            "order": file.order,
            "name": file.name,
            "type": file.content_type,
            "sha256": file.sha256,
            "content": base64.b64encode(file.content).decode("ascii"),
        }
    )


def unpacked(text: str) -> OrderFile:
    """What ``packed`` made. Raises PayloadFault, also where the content is not what it was."""
    try:
        found = json.loads(text)
        content = base64.b64decode(found["content"], validate=True)
        file = OrderFile(str(found["order"]), str(found["name"]), str(found["type"]), content)
        wanted = found["sha256"]
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise PayloadFault("the message holds no order file") from error
    if file.sha256 != wanted:
        raise PayloadFault(f"the file {file.name} is not the one that was queued (sha256 differs)")
    return file
