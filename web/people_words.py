"""Roles and rights in the reader's language."""

from __future__ import annotations

from catalog.people.roles import Right, Role
from web.i18n import lazy_gettext

ROLES: dict[Role, str] = {
    Role.ELECTRICIAN: lazy_gettext("Elektriker"),
    Role.BUYER: lazy_gettext("Innkjøper"),
    Role.REVIEWER: lazy_gettext("Vurderer"),
    Role.ADMIN: lazy_gettext("Administrator"),
}
RIGHTS: dict[Right, str] = {
    Right.ORDER: lazy_gettext("Samle varer og bekrefte bestillinger"),
    Right.REPORTS: lazy_gettext("Se firmaets priser og rapporter"),
    Right.POLICY: lazy_gettext("Bestemme hvordan merkede alternativer foreslås"),
    Right.JUDGE: lazy_gettext("Vurdere bevis for merker"),
    Right.USERS: lazy_gettext("Styre brukerne i firmaet"),
    Right.RESOLVE: lazy_gettext("Si om leverandøren har fått en bestilling som er usikker"),
}
