"""How an order stands with its supplier, in the reader's words."""

from __future__ import annotations

from flask import current_app

from catalog.models import Company
from catalog.ordering import sending
from catalog.ordering.sending import Sending
from web.delivery import order_rules, orders
from web.delivery.order_settings import DIRECTORY, DOWNLOAD, EMAIL, SFTP, OrderRules
from web.i18n import gettext as _
from web.i18n import lazy_gettext
from web.identity import current_user
from web.services import services, session

STATES = {
    sending.DRAFT: lazy_gettext("Ikke sendt"),
    sending.QUEUED: lazy_gettext("I kø"),
    sending.SENT: lazy_gettext("Sendt"),
    sending.UNCERTAIN: lazy_gettext("Usikker"),
    sending.CONFIRMED: lazy_gettext("Bekreftet"),
    sending.FAILED: lazy_gettext("Ikke levert"),
}
CHANNELS = {
    DOWNLOAD: lazy_gettext("nedlasting"),
    DIRECTORY: lazy_gettext("leverandørens mappe"),
    SFTP: lazy_gettext("SFTP"),
    EMAIL: lazy_gettext("e-post"),
}
FORMATS = {
    "nelfo": lazy_gettext("NELFO 4.0-fil"),
    "csv": lazy_gettext("CSV-fil"),
    "peppol": lazy_gettext("Peppol-ordre (UBL)"),
}
# What stands in a message's history: the states of the outbox.
EVENTS = {
    sending.READY: lazy_gettext("Filen ligger klar til nedlasting"),
    "queued": lazy_gettext("I kø"),
    "sent": lazy_gettext("Sendt"),
    "uncertain": lazy_gettext("Usikker"),
    "failed": lazy_gettext("Ga opp"),
    "cancelled": lazy_gettext("Avlyst av den som drifter tjenesten"),
}


def rules() -> OrderRules:
    """What delivery.toml says. A wrong file stops no page and no order: nothing is sent until it is mended,
    and ``merkbar deliver`` and ``merkbar doctor`` say what is wrong."""
    try:
        return order_rules.load(services().settings.data / order_rules.FILE)
    except order_rules.DeliveryRulesError as error:
        current_app.logger.error("no order can be sent: %s", error)
        return OrderRules()


def hindrance(supplier: str) -> str:
    """Why nothing of the visitor's can be sent to this supplier, '' where it can."""
    company_id = current_user().company_id
    company = session().get(Company, company_id) if company_id is not None else None
    return _(fault) if (fault := orders.hindrance(rules(), supplier, company.slug if company else "")) else ""


def intention(supplier: str) -> str:
    """What confirming an order to this supplier does with it, in one sentence."""
    if fault := hindrance(supplier):
        return _("Den sendes ikke til leverandøren herfra.") + " " + fault
    target = rules().targets[supplier]
    if target.channel == DOWNLOAD:
        return _(
            "Filen (%(format)s) ligger klar til nedlasting når du har bekreftet.",
            format=FORMATS[target.format],
        )
    return _(
        "Når du bekrefter, sendes den til leverandøren: %(format)s, %(channel)s.",
        format=FORMATS[target.format], channel=CHANNELS[target.channel],
    )  # fmt: skip


def state_of(found: Sending) -> str:
    """The state in one or two words."""
    return str(STATES[found.state])
