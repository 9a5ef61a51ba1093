"""Storage classes. They do not validate (``catalog.schemas`` does); they only hold."""

from catalog.models.access import ApiKey, Installation
from catalog.models.answers import OrderAnswer
from catalog.models.classes import ProductClass
from catalog.models.judgements import Judgement, WordingJudgement
from catalog.models.ordering import Basket, BasketLine, Order, OrderLine, QuickDraft
from catalog.models.outgoing import Outgoing, OutgoingEvent
from catalog.models.people import Company, PasswordLink, User
from catalog.models.prices import CompanyPrice
from catalog.models.products import Offer, OfferCertificate, OfferClaim, OfferKey, Product
from catalog.models.punchout import PunchoutCustomer, PunchoutSession
from catalog.models.questions import Question
from catalog.models.registers import Certificate, CertificateKey, CertificateModel, Dataset
from catalog.models.runs import Issue, Run, Supplier
from catalog.models.sourcing import (
    Agreement,
    Assessment,
    Organisation,
    OrganisationFacts,
    SourcingDocument,
)
from catalog.models.tags import Tag

__all__ = [
    "Assessment",
    "Agreement",
    "ApiKey",
    "Basket",
    "BasketLine",
    "Certificate",
    "CertificateKey",
    "CertificateModel",
    "Company",
    "CompanyPrice",
    "Dataset",
    "Installation",
    "Issue",
    "Judgement",
    "Offer",
    "OfferCertificate",
    "OfferClaim",
    "OfferKey",
    "Order",
    "OrderAnswer",
    "OrderLine",
    "Organisation",
    "OrganisationFacts",
    "PasswordLink",
    "Outgoing",
    "OutgoingEvent",
    "Product",
    "ProductClass",
    "PunchoutCustomer",
    "PunchoutSession",
    "Question",
    "QuickDraft",
    "Run",
    "SourcingDocument",
    "Supplier",
    "Tag",
    "User",
    "WordingJudgement",
]
