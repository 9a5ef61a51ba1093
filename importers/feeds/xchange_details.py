"""What an xChange file says of a product beside identity and price: kept as text, never read as a claim.

The format has no field for an eco-label. A certificate, an EPD or (2.0: ATX026) an "environmental label"
is a document at an address; its title is prose, so it stays a document.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from importers.feeds.xchange_values import (
    LONGEST_VALUE,
    Pair,
    flag,
    group,
    in_language,
    line_of,
    objects,
    scalars,
    texts,
)
from importers.registers.fields import FieldFault, Row, text

# Code list of the guideline, the same in 1.0 to 2.0
MAIN_PICTURE, PICTURE, PRODUCT_PAGE = "ATX015", "ATX018", "ATX024"
MOST_EXTRA = 300
_SIMILAR, _THUMBNAIL = "MDX002", "MDX047"
_SPECIFICATION = re.compile(r"MDX[0-9]{3}", re.ASCII)
_WEB = ("http://", "https://")
_RELATIONS = {"SUCCESSOR": "replacement", "SIMILAR": "alternative"}
_IDENTITY = frozenset(("ManufacturerProductNumber", "ProductGtin", "BrandName", "UnbrandedProduct"))
# BuyerItemNumber is a customer's own
_ITEM = frozenset(("SupplierItemNumber", "ItemGtin", "BuyerItemNumber"))
_ABOUT = frozenset(("ItemCondition", "StockItem"))

Source = Callable[[], Iterator[Pair]]


def picture(owner: Row, name: str) -> str:
    """The address of the main picture, else of another one; never of a merely similar product."""
    found = {MAIN_PICTURE: "", PICTURE: ""}
    for attachment in objects(owner, name):
        kind = text(attachment, "AttachmentType")
        if kind not in found or found[kind] or flag(attachment, "ProductImageSimilar"):
            continue
        if attachment.get("AttachmentTypeSpecification") in (_SIMILAR, _THUMBNAIL):
            continue
        found[kind] = next((uri for uri in _addresses(attachment) if uri.lower().startswith(_WEB)), "")
    return found[MAIN_PICTURE] or found[PICTURE]


def page(owner: Row, name: str) -> str:
    """The address of the product's page among the attachments, '' without one."""
    for attachment in objects(owner, name):
        if text(attachment, "AttachmentType") == PRODUCT_PAGE:
            return next(_addresses(attachment), "")
    return ""


def relations(product: Row, item: Row) -> tuple[tuple[str, str, str], ...]:
    """Successors, similar products (number kind ``mpn``) and items (the supplier's own), and packages."""
    found: list[tuple[str, str, str]] = []
    for entry in objects(product, "ProductRelations"):
        kind = _RELATIONS.get(text(entry, "RelationType"), "")
        # 2.0 lists the products of a kind, 1.x has one entry for each
        for related in [entry, *objects(entry, "RelatedProducts")]:
            found.append((kind, "mpn", text(related, "RelatedManufacturerProductNumber")))
    for entry in objects(item, "ItemRelations"):
        kind = _RELATIONS.get(text(entry, "RelationType"), "")
        found.append((kind, "", text(entry, "RelatedSupplierItemNumber")))
    for unit in objects(item, "PackagingUnit"):
        packaging = group(unit, "PackagingIdentification")
        size = line_of(packaging.get("PackagingQuantity"))
        found.append(("package", text(packaging, "PackagingTypeCode"), size))
    return tuple(dict.fromkeys(relation for relation in found if relation[0] and relation[2]))


def extras(product: Row, item: Row, own: str) -> tuple[tuple[Pair, ...], list[str]]:
    """The pairs to keep, and a sentence for each part that could not be read or had to be left out."""
    sources: tuple[Source, ...] = (
        lambda: scalars(group(item, "ItemIdentification"), "", _ITEM),
        lambda: scalars(group(product, "ProductIdentification"), "", _IDENTITY),
        lambda: scalars(group(item, "ItemDetails"), "", _ABOUT),
        lambda: scalars(group(item, "Ordering"), ""),
        lambda: scalars(group(product, "ProductDetails"), ""),
        lambda: _attachments(product, "ProductAttachments"),
        lambda: _attachments(item, "ItemAttachments"),
        lambda: scalars(group(product, "Legislation"), "legislation:"),
        lambda: _lca(group(product, "LcaEnvironmental")),
        lambda: _own_fields(product, "Product", own),
        lambda: _own_fields(item, "Item", own),
        lambda: _classes(product),
    )
    pairs: list[Pair] = []
    faults: list[str] = []
    for source in sources:
        try:
            pairs += source()
        except FieldFault as fault:
            faults.append(f"{fault.field}: {fault}: left out")
    kept = [(name, value) for name, value in pairs if len(value) <= LONGEST_VALUE][:MOST_EXTRA]
    if len(kept) < len(pairs):
        limits = f"at most {MOST_EXTRA}, of {LONGEST_VALUE} characters each"
        faults.append(f"{len(pairs) - len(kept)} details left out: {limits}")
    return tuple(_numbered(kept)), faults


def _numbered(pairs: list[Pair]) -> Iterator[Pair]:
    """The pairs under names of their own: the second document of one kind gets ``#2``."""
    seen: Counter[str] = Counter()
    for name, value in pairs:
        seen[name] += 1
        yield (name if seen[name] == 1 else f"{name}#{seen[name]}"), value


def _addresses(attachment: Row) -> Iterator[str]:
    for detail in objects(attachment, "AttachmentDetails"):
        uri = text(detail, "AttachmentUri")
        if uri:
            yield uri


def _attachments(owner: Row, name: str) -> Iterator[Pair]:
    for attachment in objects(owner, name):
        kind = text(attachment, "AttachmentType")
        if not kind or kind in (MAIN_PICTURE, PICTURE):
            continue
        specification = line_of(attachment.get("AttachmentTypeSpecification"))
        suffix = f"/{specification}" if _SPECIFICATION.fullmatch(specification) else ""
        for uri in _addresses(attachment):
            yield f"attachment:{line_of(kind)}{suffix}", line_of(uri)


def _lca(lca: Row) -> Iterator[Pair]:
    yield from scalars(lca, "lca:")
    for declaration in objects(lca, "LcaDeclaration"):
        stage, value = text(declaration, "LifeCycleStage"), line_of(declaration.get("DeclaredUnitGwpTotal"))
        if stage and value:
            yield f"lca:{stage}:DeclaredUnitGwpTotal", value


def _own_fields(owner: Row, level: str, own: str) -> Iterator[Pair]:
    start = f"CS{level}Characteristic"
    for entry in objects(owner, f"{level}CountrySpecificFields"):
        code = text(entry, f"{start}Code")
        value = _value(entry, f"{start}Value", own) or ", ".join(texts(entry, f"{start}MultivalueSelect"))
        unit = text(entry, f"{start}ValueUnitCode")
        if code and value:
            yield f"cs:{code}", f"{value} {unit}".strip()


def features(product: Row, own: str) -> tuple[tuple[tuple[str, str, str], ...], int]:
    """The features of the first ETIM class, and how many of them are too many or too long.

    The format has no unit beside a value: ETIM fixes it.
    """
    classes = objects(product, "EtimClassification")
    found: dict[tuple[str, str, str], None] = {}
    for feature in objects(classes[0], "EtimFeatures") if classes else ():
        code, value = text(feature, "EtimFeatureCode"), _value(feature, "EtimValue", own)
        if code and value:
            found[code, value, ""] = None
    kept = [one for one in found if len(one[1]) <= LONGEST_VALUE][:MOST_EXTRA]
    return tuple(kept), len(found) - len(kept)


def _classes(product: Row) -> Iterator[Pair]:
    for position, entry in enumerate(objects(product, "EtimClassification")):
        if position:
            yield "etim_class", text(entry, "EtimClassCode")
        else:
            yield from scalars(entry, "", frozenset(("EtimClassCode",)))


def _value(entry: Row, start: str, own: str) -> str:
    """The value of a feature or characteristic, whichever of its typed fields holds it."""
    for kind in ("Code", "Logical", "Boolean", "Numeric", "Select"):
        value = line_of(entry.get(f"{start}{kind}"))
        if value:
            return value
    low, high = line_of(entry.get(f"{start}RangeLower")), line_of(entry.get(f"{start}RangeUpper"))
    if low or high:
        return f"{low}..{high}"
    for name in (f"{start}Details", f"{start}String"):
        found = in_language(objects(entry, name), name, "Language", own)
        if found:
            return line_of(found[name])
    sets = objects(entry, f"{start}Set")
    return ", ".join(texts(sets[0], f"{start}Set")) if sets else ""
