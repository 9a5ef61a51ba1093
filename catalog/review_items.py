"""Tags as things to decide: the product's side, the register's side, what differs, what each rule said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlmodel import Session, col

from catalog import differences
from catalog.evidence import label_views
from catalog.identifiers import mpn_key
from catalog.judgements import product_keys
from catalog.models import Certificate, CertificateModel, Offer, OfferClaim, Product, Supplier, Tag
from catalog.review_shapes import TAG, Comparison, ReviewItem, Said
from catalog.shapes import LabelView
from catalog.workspace import Workspace

MODELS_SHOWN = 6
_COMPARED, _SCORE = "compared", "score"


def tag_items(
    session: Session, workspace: Workspace, today: date, wanted: Sequence[tuple[int, str, str, str]]
) -> list[ReviewItem]:
    """Items for (tag id, item id, kind, reason), in that order; tags that have closed since are left out.

    An empty reason becomes the tag's own.
    """
    ids = [tag_id for tag_id, *_ in wanted]
    statement = select(Tag).where(col(Tag.id).in_(ids), col(Tag.closed_at).is_(None))
    tags = {tag.id: tag for tag in session.execute(statement).scalars()}
    side = _Side(session, workspace, today, list(tags.values()))
    return [
        side.item(tags[tag_id], item_id, kind, reason)
        for tag_id, item_id, kind, reason in wanted
        if tag_id in tags
    ]


class _Side:
    """Both sides of some tags, read in a fixed number of statements."""

    def __init__(self, session: Session, workspace: Workspace, today: date, tags: Sequence[Tag]) -> None:
        products = sorted({tag.product_id for tag in tags})
        certificates = sorted({tag.certificate_id for tag in tags if tag.certificate_id})
        rows = session.execute(select(Product).where(col(Product.id).in_(products))).scalars()
        self.products = {row.id: row for row in rows}
        self.keys = product_keys(session, products)
        entries = select(Certificate).where(col(Certificate.id).in_(certificates))
        self.certificates = {row.id: row for row in session.execute(entries).scalars()}
        self.models: dict[int, list[CertificateModel]] = defaultdict(list)
        models = select(CertificateModel).where(col(CertificateModel.certificate_id).in_(certificates))
        for model in session.execute(models.order_by(col(CertificateModel.id))).scalars():
            self.models[model.certificate_id].append(model)
        views = label_views(session, workspace, products, today)
        self.views: dict[int, LabelView] = {view.tag_id: view for own in views.values() for view in own}
        self.said = _said(session, products)

    def item(self, tag: Tag, item_id: str, kind: str, reason: str) -> ReviewItem:
        product = self.products[tag.product_id]
        rows = self.models[tag.certificate_id or 0]
        gtins = {key[2:] for key in self.keys[tag.product_id] if key.startswith("g:")}
        steps = {rule: detail for rule, _passed, detail in tag.steps}
        row, name = _closest(product, gtins, rows, steps.get(_COMPARED, "").partition(" ~ ")[2])
        names = list(dict.fromkeys([name, *(other for one in rows for other in one.models)])) if name else []
        return ReviewItem(
            id=item_id,
            kind=kind,
            reason=reason or tag.rejected,
            product_id=tag.product_id,
            product_name=product.name,
            brand=product.brand,
            mpn=product.mpn,
            label=tag.label,
            certificate=tag.certificate_number,
            register_brand=row.brand if row else "",
            register_models=tuple(names[:MODELS_SHOWN]),
            model_count=len(names),
            level=tag.level,
            method=tag.method,
            score=int(steps[_SCORE]) if steps.get(_SCORE, "").isdecimal() else None,
            differences=self._differences(product, gtins, tag, row, name),
            evidence=self.views.get(tag.id or 0),
            said=tuple(self.said[tag.product_id, tag.label]),
        )

    def _differences(
        self, product: Product, gtins: set[str], tag: Tag, row: CertificateModel | None, name: str
    ) -> tuple[Comparison, ...]:
        found = []
        if row is not None:
            found.append(differences.texts("brand", product.brand, row.brand))
            found.append(differences.texts("model", product.mpn, name))
            if row.gtins:
                found.append(differences.sets("gtin", gtins, row.gtins))
        certificate = self.certificates.get(tag.certificate_id)
        if certificate is not None and (product.product_group or certificate.product_group):
            ours, theirs = (
                [group] if group else [] for group in (product.product_group, certificate.product_group)
            )
            found.append(differences.sets("group", ours, theirs))
        return tuple(found)


def _closest(
    product: Product, gtins: set[str], rows: Sequence[CertificateModel], compared: str
) -> tuple[CertificateModel | None, str]:
    """The register's row to show beside the product and its name: the row with its GTIN, else the one
    that was compared, else the likest of its brand, else the likest of all."""
    for row in rows:
        if gtins & set(row.gtins):
            return row, _likest(product.mpn, row.models)
    for row in rows:
        if compared and ", ".join(row.models)[: len(compared)] == compared:
            return row, _likest(product.mpn, row.models)
    same_brand = [row for row in rows if row.brand_key == product.brand_key]
    names = [(row, name) for row in same_brand or rows for name in row.models or [""]]
    if not names:
        return None, ""
    found = process.extractOne(mpn_key(product.mpn), [mpn_key(name) for _, name in names], scorer=fuzz.ratio)
    return names[found[2]]


def _likest(mpn: str, names: Sequence[str]) -> str:
    found = process.extractOne(mpn_key(mpn), [mpn_key(name) for name in names], scorer=fuzz.ratio)
    return names[found[2]] if found else ""


def _said(session: Session, product_ids: Sequence[int]) -> dict[tuple[int, str], list[Said]]:
    found: dict[tuple[int, str], list[Said]] = defaultdict(list)
    statement = (
        select(col(Offer.product_id), col(Supplier.name), OfferClaim)
        .join(OfferClaim, col(OfferClaim.offer_id) == col(Offer.id))
        .join(Supplier, col(Supplier.id) == col(Offer.supplier_id))
        .where(col(Offer.product_id).in_(product_ids), col(Offer.withdrawn_at).is_(None))
        .order_by(col(Supplier.slug), col(OfferClaim.id))
    )
    for product_id, supplier, claim in session.execute(statement):
        said = Said(supplier, claim.held, claim.raw)
        if said not in found[product_id, claim.label]:
            found[product_id, claim.label].append(said)
    return found


def standing_tags(session: Session, product_id: int) -> list[tuple[int, str, str, str]]:
    """Every register tag that stands on a product, as ``tag_items`` takes them."""
    statement = select(col(Tag.id)).where(
        col(Tag.product_id) == product_id, col(Tag.kind) == "register", col(Tag.closed_at).is_(None)
    )
    return [(key, f"t{key}", TAG, "") for key in session.execute(statement.order_by(col(Tag.id))).scalars()]
