"""The secrets of a feed or register, out of the environment variables that its profile names."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass

from importers.config import Profile
from importers.errors import FetchFailed

HIDDEN = "***"


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """What is sent to be let in; '' for what the profile does not name. Never shown, not by ``repr``."""

    token: str = ""
    user: str = ""
    password: str = ""
    key_file: str = ""

    def header(self, name: str) -> dict[str, str]:
        """The HTTP header: Basic (RFC 7617, UTF-8) for user and password, else the token in ``name``.

        A token of two words names its scheme already ("Bearer ...", "Basic ..."); alone in Authorization
        it is a bearer token (RFC 6750).
        """
        if self.password:
            return {"Authorization": f"Basic {self._pair()}"}
        if not self.token:
            return {}
        bare = name.lower() == "authorization" and " " not in self.token
        return {name: f"Bearer {self.token}" if bare else self.token}

    def clean(self, message: str) -> str:
        """A message that holds none of the secrets, whatever a server echoed."""
        for secret in (self.password and self._pair(), self.token, self.password):
            if secret:
                message = message.replace(secret, HIDDEN)
        return message

    def _pair(self) -> str:
        return b64encode(f"{self.user}:{self.password}".encode()).decode("ascii")


def credentials_of(profile: Profile, environ: Mapping[str, str]) -> Credentials:
    """The profile's secrets. Raises FetchFailed with the variable's name, without showing what it held."""
    found = Credentials(
        token=_value(profile, environ, profile.token_env),
        user=_value(profile, environ, profile.user_env),
        password=_value(profile, environ, profile.password_env),
        key_file=_value(profile, environ, profile.key_file_env),
    )
    if not found.token.isascii():
        reason = f"{profile.token_env} holds characters that no HTTP header can carry"
        raise FetchFailed(profile.name, reason)
    if ":" in found.user and profile.url.startswith("http"):
        # RFC 7617, 2: the colon ends the user name
        raise FetchFailed(profile.name, f"{profile.user_env} holds a colon, which basic credentials cannot")
    return found


def _value(profile: Profile, environ: Mapping[str, str], variable: str) -> str:
    if not variable:
        return ""
    value = environ.get(variable, "").strip()
    if not value:
        raise FetchFailed(profile.name, f"the environment variable {variable} is not set")
    if not value.isprintable():
        raise FetchFailed(profile.name, f"{variable} holds control characters: pasted over several lines?")
    return value
