"""BMEcat files of the made-up assortment: as a wholesaler writes them, and lean.

A wholesaler's file has what ETIM's guideline asks for: texts, keywords, some ETIM features with units and
ranges, order and price details, pictures and documents, extensions, measures. How many of each there are
differs from product to product. A lean one has a number, a name, a price and as many features as asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.feed_files import CLASSES, Made, products

_NAMESPACE = "http://www.bmecat.org/bmecat/2005"
_PROSE = (
    "Halogenfri utførelse med lav røykutvikling for fast installasjon innendørs og utendørs i rør.",
    "Monteres på DIN-skinne, 35 mm. Leveres med merkelapp &amp; monteringsanvisning på norsk og engelsk.",
    "Energieffektiv og dimbar, med utskiftbar driver; levetid 50 000 timer ved 25 °C omgivelse.",
)
_WORDS = ("kabel", "PFXP", "installasjon", "vern", "jordfeil", "belysning", "LED", "kanal", "boks")
_UNITS = ("EU570448", "EU570054", "EU570126", "EU571097")
Written = Callable[[Made], str]


def write_bmecat(path: Path, count: int, day: str = "20260901", *, moved: bool = False) -> None:
    """A catalogue as a wholesaler writes it: 80 to 175 elements and 5 kB a product."""
    _write(path, count, day, moved, _product)


def write_lean_bmecat(
    path: Path, count: int, day: str = "20260901", *, moved: bool = False, features: int = 12
) -> None:
    """A catalogue with hardly more than names and prices, and so many ``features`` of an ETIM class."""
    _write(path, count, day, moved, lambda made: _lean(made, features))


def _write(path: Path, count: int, day: str, moved: bool, written: Written) -> None:
    stood = f"{day[:4]}-{day[4:6]}-{day[6:]}"
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(
            f'<?xml version="1.0" encoding="UTF-8"?>\n<BMECAT version="2005" xmlns="{_NAMESPACE}">\n<HEADER>'
            "<CATALOG><LANGUAGE>nob</LANGUAGE><CATALOG_ID>BENCH</CATALOG_ID><CATALOG_VERSION>1"
            f"</CATALOG_VERSION><GENERATION_DATE>{stood}</GENERATION_DATE><CURRENCY>NOK</CURRENCY>"
            "</CATALOG><SUPPLIER><SUPPLIER_NAME>Bench AS</SUPPLIER_NAME></SUPPLIER></HEADER>\n"
            "<T_NEW_CATALOG>\n"
        )
        for made in products(count, moved=moved):
            file.write(written(made))
        file.write("</T_NEW_CATALOG>\n</BMECAT>\n")


def _lean(made: Made, features: int) -> str:
    values = "".join(
        f"<FEATURE><FNAME>EF{made.number % 7 + at:06d}</FNAME><FVALUE>{made.price % (at + 9)}</FVALUE>"
        "</FEATURE>\n"
        for at in range(features)
    )
    block = f"<PRODUCT_FEATURES>{_system(made)}\n{values}</PRODUCT_FEATURES>\n" if features else ""
    return (
        f'<PRODUCT mode="new"><SUPPLIER_PID>{made.number}</SUPPLIER_PID>\n<PRODUCT_DETAILS>'
        f'<DESCRIPTION_SHORT>{made.name}</DESCRIPTION_SHORT><INTERNATIONAL_PID type="gtin">{made.gtin}'
        f"</INTERNATIONAL_PID><MANUFACTURER_PID>{made.mpn}</MANUFACTURER_PID><MANUFACTURER_NAME>{made.brand}"
        f"</MANUFACTURER_NAME></PRODUCT_DETAILS>\n{block}<PRODUCT_ORDER_DETAILS><ORDER_UNIT>C62</ORDER_UNIT>"
        "</PRODUCT_ORDER_DETAILS>\n"
        '<PRODUCT_PRICE_DETAILS><PRODUCT_PRICE price_type="net_list">'
        f"<PRICE_AMOUNT>{_kroner(made.price)}</PRICE_AMOUNT>"
        "<PRICE_CURRENCY>NOK</PRICE_CURRENCY></PRODUCT_PRICE></PRODUCT_PRICE_DETAILS>\n</PRODUCT>\n"
    )


def _product(made: Made) -> str:
    return f'<PRODUCT mode="new">\n  <SUPPLIER_PID>{made.number}</SUPPLIER_PID>\n' + "".join(
        part(made) for part in (_details, _features, _order, _prices, _media, _extensions, _logistics)
    ) + "</PRODUCT>\n"  # fmt: skip


def _details(made: Made) -> str:
    words = "".join(
        f'    <KEYWORD lang="nob">{_WORDS[(made.number + at) % len(_WORDS)]}</KEYWORD>\n'
        for at in range(made.weight % 4)
    )
    return (
        f'  <PRODUCT_DETAILS>\n    <DESCRIPTION_SHORT lang="nob">{made.name}</DESCRIPTION_SHORT>\n'
        f'    <DESCRIPTION_LONG lang="nob">{made.name}. {_PROSE[made.number % 3]} {_PROSE[made.weight % 3]}'
        f'</DESCRIPTION_LONG>\n    <INTERNATIONAL_PID type="gtin">{made.gtin}</INTERNATIONAL_PID>\n'
        f"    <MANUFACTURER_PID>{made.mpn}</MANUFACTURER_PID>\n    <MANUFACTURER_NAME>{made.brand}"
        f"</MANUFACTURER_NAME>\n    <MANUFACTURER_TYPE_DESCR>{made.name[:20]}"
        f'</MANUFACTURER_TYPE_DESCR>\n{words}    <PRODUCT_STATUS type="core_product">Standard'
        "</PRODUCT_STATUS>\n  </PRODUCT_DETAILS>\n"
    )


def _system(made: Made) -> str:
    return (
        "<REFERENCE_FEATURE_SYSTEM_NAME>ETIM-8.0</REFERENCE_FEATURE_SYSTEM_NAME>"
        f"<REFERENCE_FEATURE_GROUP_ID>{CLASSES[made.number % len(CLASSES)]}</REFERENCE_FEATURE_GROUP_ID>"
    )


def _features(made: Made) -> str:
    """8 to 27 features: one of 25 values, yes or no, numbers and ranges with a unit, some without a value."""
    found = []
    for at in range(8 + made.weight % 20):
        kind = (made.price + at * 7) % 10
        if kind < 4:
            said = f"<FVALUE>EV{at * 40 + made.price // 10 % 25:06d}</FVALUE>"
        elif kind < 6:
            said = f"<FVALUE>{'true' if kind == 4 else 'false'}</FVALUE>"
        elif kind < 8:
            said = f"<FVALUE>{made.price % (at + 90)}</FVALUE><FUNIT>{_UNITS[at % 4]}</FUNIT>"
        elif kind < 9:
            said = f"<FVALUE>-{at}</FVALUE><FVALUE>{at + 7}.5</FVALUE><FUNIT>{_UNITS[at % 4]}</FUNIT>"
        else:
            said = "<FVALUE>-</FVALUE><FVALUE_DETAILS>NA</FVALUE_DETAILS>"
        code = f"EF{made.number % 7 * 40 + at:06d}"
        found.append(f"    <FEATURE>\n      <FNAME>{code}</FNAME>{said}\n    </FEATURE>\n")
    return f"  <PRODUCT_FEATURES>\n    {_system(made)}\n{''.join(found)}  </PRODUCT_FEATURES>\n"


def _order(made: Made) -> str:
    per = "MTR" if made.number % 3 == 0 else "C62"
    return (
        f"  <PRODUCT_ORDER_DETAILS>\n    <ORDER_UNIT>{per}</ORDER_UNIT>\n    <CONTENT_UNIT>{per}"
        f"</CONTENT_UNIT>\n    <NO_CU_PER_OU>1</NO_CU_PER_OU>\n    <PRICE_QUANTITY>"
        f"{100 if per == 'MTR' else 1}</PRICE_QUANTITY>\n    <QUANTITY_MIN>{made.weight % 10 + 1}"
        "</QUANTITY_MIN>\n    <QUANTITY_INTERVAL>1</QUANTITY_INTERVAL>\n  </PRODUCT_ORDER_DETAILS>\n"
    )


def _prices(made: Made) -> str:
    scales = ((1, made.price), (100, made.price * 9 // 10)) if made.number % 8 == 0 else ((1, made.price),)
    listed = "".join(
        f'    <PRODUCT_PRICE price_type="net_list">\n      <PRICE_AMOUNT>{_kroner(price)}</PRICE_AMOUNT>\n'
        f"      <PRICE_CURRENCY>NOK</PRICE_CURRENCY>\n      <TAX>0.25</TAX>\n      <LOWER_BOUND>{bound}"
        "</LOWER_BOUND>\n    </PRODUCT_PRICE>\n"
        for bound, price in scales
    )
    return (
        '  <PRODUCT_PRICE_DETAILS>\n    <DATETIME type="valid_start_date">\n      <DATE>2026-09-01</DATE>\n'
        f"    </DATETIME>\n{listed}  </PRODUCT_PRICE_DETAILS>\n"
    )


def _kroner(price: int) -> str:
    return f"{price // 100}.{price % 100:02d}"


def _media(made: Made) -> str:
    kinds = (
        ("MD01", "image/jpeg", "normal", "jpg"), ("MD22", "application/pdf", "data_sheet", "pdf"),
        ("MD14", "application/pdf", "others", "pdf"), ("MD04", "image/jpeg", "detail", "jpg"),
    )  # fmt: skip
    found = "".join(
        f"    <MIME>\n      <MIME_TYPE>{kind}</MIME_TYPE>\n      <MIME_SOURCE>https://media.bench.example/"
        f"{made.number}/{code}.{suffix}?v=1&amp;w=800</MIME_SOURCE>\n      <MIME_DESCR>{code}</MIME_DESCR>\n"
        f"      <MIME_PURPOSE>{purpose}</MIME_PURPOSE>\n      <MIME_ORDER>{at}</MIME_ORDER>\n    </MIME>\n"
        for at, (code, kind, purpose, suffix) in enumerate(kinds[: 1 + made.weight % 4])
    )
    return f"  <MIME_INFO>\n{found}  </MIME_INFO>\n"


def _extensions(made: Made) -> str:
    return (
        "  <USER_DEFINED_EXTENSIONS>\n    <UDX.EDXF.MANUFACTURER_ACRONYM>BEN"
        "</UDX.EDXF.MANUFACTURER_ACRONYM>\n"
        f"    <UDX.EDXF.BRAND_NAME>{made.brand}</UDX.EDXF.BRAND_NAME>\n    <UDX.EDXF.PACKING_UNITS>\n"
        "      <UDX.EDXF.PACKING_UNIT>\n        <UDX.EDXF.QUANTITY_MIN>10</UDX.EDXF.QUANTITY_MIN>\n"
        "        <UDX.EDXF.PACKING_UNIT_CODE>BX</UDX.EDXF.PACKING_UNIT_CODE>\n"
        "      </UDX.EDXF.PACKING_UNIT>\n    </UDX.EDXF.PACKING_UNITS>\n"
        "    <UDX.EDXF.REACH>\n      <UDX.EDXF.REACH.INFO>false"
        "</UDX.EDXF.REACH.INFO>\n    </UDX.EDXF.REACH>\n  </USER_DEFINED_EXTENSIONS>\n"
    )


def _logistics(made: Made) -> str:
    others = "".join(
        f'  <PRODUCT_REFERENCE type="accessories">\n    <PROD_ID_TO>{made.number + at}</PROD_ID_TO>\n'
        "  </PRODUCT_REFERENCE>\n"
        for at in range(1, made.price % 4)
    )
    return (
        f"{others}  <PRODUCT_LOGISTIC_DETAILS>\n    <CUSTOMS_TARIFF_NUMBER>\n      <CUSTOMS_NUMBER>85444290"
        "</CUSTOMS_NUMBER>\n    </CUSTOMS_TARIFF_NUMBER>\n    <PRODUCT_DIMENSIONS>\n      <WEIGHT>"
        f"{made.weight}</WEIGHT>\n      <LENGTH>0.1</LENGTH>\n      <WIDTH>0.2</WIDTH>\n"
        "    </PRODUCT_DIMENSIONS>\n    <COUNTRY_OF_ORIGIN>NO</COUNTRY_OF_ORIGIN>\n"
        "  </PRODUCT_LOGISTIC_DETAILS>\n"
    )
