"""Risk levels, roles, documents and agreements in words. A level is said, never shown by colour alone."""

from __future__ import annotations

from catalog.sourcing.known import Standing
from web.formats import day
from web.i18n import gettext as _
from web.i18n import lazy_gettext

LEVELS = {
    "low": lazy_gettext("lav"),
    "medium": lazy_gettext("middels"),
    "high": lazy_gettext("høy"),
    "not-assessed": lazy_gettext("ikke vurdert"),
}
DOCUMENTS = {
    "code_of_conduct": lazy_gettext("Etiske retningslinjer"),
    "rohs": lazy_gettext("RoHS-erklæring"),
    "reach": lazy_gettext("REACH-erklæring"),
    "ce": lazy_gettext("CE-samsvarserklæring"),
    "conflict_minerals": lazy_gettext("Skjema for konfliktmineraler"),
}
CONFLICT_RULES = {
    "market": lazy_gettext("gjelder ikke i et marked som teller her"),
    "group": lazy_gettext("merket finnes ikke for denne typen produkt"),
    "contradicted": lazy_gettext("en annen leverandør sier det motsatte"),
    "second-hand": lazy_gettext("varen er brukt eller oppusset"),
}


def level_words(standing: Standing) -> str:
    """The level in a word or two: ``lav``, ``ikke vurdert siden 15.01.2027``."""
    if standing.since is not None:
        return _("ikke vurdert siden %(day)s", day=day(standing.since))
    return str(LEVELS[standing.level])


def level_source(standing: Standing) -> str:
    """Who assessed it, when, and until when it holds; '' where nobody has."""
    assessed = standing.assessed
    if assessed is None or not assessed.assessed_by:
        return ""
    parts = [assessed.assessed_by]
    if assessed.assessed_on:
        parts.append(day(assessed.assessed_on))
    if assessed.valid_to:
        parts.append(_("gjelder til %(day)s", day=day(assessed.valid_to)))
    return ", ".join(parts)
