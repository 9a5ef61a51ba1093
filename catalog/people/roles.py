"""What each role may do: the one table that every check reads.

A reviewer's decision counts for the whole catalogue, so for every company: only the operator gives
that role (``merkbar users``), and an admin of a company neither gives it nor has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a user is in the company."""

    ELECTRICIAN = "electrician"
    BUYER = "buyer"
    REVIEWER = "reviewer"
    ADMIN = "admin"


class Right(StrEnum):
    """One thing that a role allows."""

    ORDER = "order"
    REPORTS = "reports"
    POLICY = "policy"
    JUDGE = "judge"
    USERS = "users"
    RESOLVE = "resolve"


#                        collect,      company prices,  policy of      judge       users of the  whether an
#                        confirm       and reports      alternatives   evidence    own company   order came
MAY: dict[Role, frozenset[Right]] = {
    Role.ELECTRICIAN: frozenset({Right.ORDER}),
    Role.BUYER: frozenset({Right.ORDER, Right.REPORTS, Right.POLICY, Right.RESOLVE}),
    Role.REVIEWER: frozenset({Right.ORDER, Right.REPORTS, Right.POLICY, Right.JUDGE, Right.RESOLVE}),
    Role.ADMIN: frozenset({Right.ORDER, Right.REPORTS, Right.POLICY, Right.USERS, Right.RESOLVE}),
}
# The roles that a company's own admin may give.
GIVEN_BY_ADMIN = (Role.ELECTRICIAN, Role.BUYER, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is asking. ``user_id``, ``company_id`` and ``role`` are None for one who has not logged in,
    who may do what the site allows without (search, labels, badges, a basket of their own).
    ``prices_for_all``: the company shows its net prices to all its users.
    """

    user_id: int | None = None
    company_id: int | None = None
    role: Role | None = None
    name: str = ""
    company: str = ""
    prices_for_all: bool = False

    @property
    def known(self) -> bool:
        """Whether this is a user who has logged in."""
        return self.user_id is not None

    def may(self, right: Right) -> bool:
        """Whether the visitor's role allows it."""
        return self.role is not None and right in MAY[self.role]


NOBODY = Visitor()
