"""How an order stands with its supplier, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import current_app

from catalog.models import Company
from catalog.ordering import sending
from catalog.ordering.alternatives import Alternative
from catalog.ordering.baskets import Group
from catalog.ordering.formats.buyer import Buyer
from catalog.ordering.sending import Sending
from web import alternative_words
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
    sending.CONFIRMED: lazy_gettext("Bekreftet av leverandøren"),
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


def hindrance(supplier: str, owned: bool = True) -> str:
    """Why nothing of the visitor's can be sent to this supplier, '' where it can; what was ordered before
    any log-in is not ``owned`` by a company."""
    company_id = current_user().company_id if owned else None
    company = session().get(Company, company_id) if company_id is not None else None
    return _(fault) if (fault := orders.hindrance(rules(), supplier, company.slug if company else "")) else ""


def buyer(supplier: str) -> Buyer:
    """The visitor's company as the supplier knows it; nothing for one without."""
    company_id = current_user().company_id
    company = session().get(Company, company_id) if company_id is not None else None
    if company is None:
        return Buyer()
    known = rules()
    target = known.targets.get(supplier)
    customer = target.customers.get(company.slug, "") if target else ""
    return Buyer(known.companies.get(company.slug, ""), customer, company.name)


def alternatives(group: Group) -> Mapping[int, Sequence[Alternative]]:
    """Labelled alternatives of the same supplier to each line, which a NELFO order can name in its BA."""
    target = rules().targets.get(group.supplier)
    if target is not None and target.format != "nelfo":
        return {}
    found = alternative_words.of_lines(group.orderable).by_line
    own = {
        key: [one for one in several if one.offer.supplier == group.supplier]
        for key, several in found.items()
    }
    return {key: several for key, several in own.items() if several}


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
