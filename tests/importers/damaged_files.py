"""Small whole files of every feed format for the damage tests, three products told apart by 1, 2, 3 in each.

The GTINs are valid; every other text of a product holds its number, so that whatever lands in a wrong place
shows. ``FIELD_GROUPS`` names fields that one value of the file decides together.
"""

from __future__ import annotations

from dataclasses import dataclass, field

NUMBERS = (1, 2, 3)
GTINS = {1: "7038901234562", 2: "7038901234579", 3: "7038901234586"}
PRICES = {1: "11.50", 2: "22.50", 3: "33.50"}
VH = "VH;EFONELFO;4.0;NO912345678MVA;;;20260101;20261231;NOK;PRISFIL;FJORDLYS AS;GATE 9;;5003;BERGEN;NO\r\n"
VL = (
    "VL;1;400000{n};LAMPE NR {n};HVIT {n}{n};1;EA;STYKK;{n}{n}50;10000;2026010{n};1;810{n};RAB{n};MERK{n};"
    "TYPE-{n};J;{n}0000;;B\r\nVA;2;{gtin};V\r\nVX;VEKT;{n}26\r\nVA;0;ERST-{n};E\r\nVX;DIMENSJON;{n}x{n}9\r\n"
)
TABLE_HEAD = "supplier_number;name;brand;mpn;gtin;el_number;price;currency;unit;labels\n"
TABLE_ROW = "NR-{n};Lampe {n};Merke{n};MPN-{n};{gtin};400000{n};{price};NOK;C6{n};Svanemerket\n"
TSV_HEAD = "id\ttitle\tbrand\tmpn\tgtin\tprice\tavailability\n"
TSV_ROW = "NR-{n}\tLampe {n}\tMerke{n}\tMPN-{n}\t{gtin}\t{price} NOK\tin_stock\n"
ARTICLE = """<ARTICLE mode="new"><SUPPLIER_AID>NR-{n}</SUPPLIER_AID>
<ARTICLE_DETAILS><DESCRIPTION_SHORT><![CDATA[Lampe {n}]]></DESCRIPTION_SHORT>
<EAN>{gtin}</EAN><MANUFACTURER_AID>MPN-{n}</MANUFACTURER_AID><MANUFACTURER_NAME>Merke{n}</MANUFACTURER_NAME>
</ARTICLE_DETAILS><ARTICLE_FEATURES><REFERENCE_FEATURE_SYSTEM_NAME>ETIM-9.0</REFERENCE_FEATURE_SYSTEM_NAME>
<FEATURE><FNAME>EF00000{n}</FNAME><FVALUE>EV00010{n}</FVALUE></FEATURE></ARTICLE_FEATURES>
<ARTICLE_PRICE_DETAILS><ARTICLE_PRICE price_type="net_list"><PRICE_AMOUNT>{price}</PRICE_AMOUNT>
</ARTICLE_PRICE></ARTICLE_PRICE_DETAILS></ARTICLE>
"""
BMECAT_HEAD = """<BMECAT version="1.2"><HEADER><CATALOG><CURRENCY>NOK</CURRENCY></CATALOG></HEADER>
<T_NEW_CATALOG>
"""
ITEM = """<item><g:id>NR-{n}</g:id><g:title>Lampe {n}</g:title><g:brand>Merke{n}</g:brand>
<g:mpn>MPN-{n}</g:mpn><g:gtin>{gtin}</g:gtin><g:price>{price} NOK</g:price></item>
"""
RSS_HEAD = '<rss xmlns:g="http://base.google.com/ns/1.0"><channel>\n'
SHEET = """<Product Code="1" ID="7{n}" Prod_id="NR-{n}" Title="Lampe {n}"><EANCode EAN="{gtin}"/>
<Supplier Name="Merke{n}"/><ProductFeature Presentation_Value="V{n}"><Feature ID="90{n}">
<Name Value="Navn{n}"/></Feature></ProductFeature></Product>
"""
ENTRY = """<file Product_ID="7{n}" Prod_ID="NR-{n}" Model_Name="Lampe {n}" Supplier_id="8{n}"
Quality="ICECAT"><EAN_UPCS><EAN_UPC Value="{gtin}" IsApproved="1"/></EAN_UPCS></file>
"""
LINE = """<CatalogueLine><ID>{n}</ID><RequiredItemLocationQuantity><Price>
<PriceAmount currencyID="NOK">{price}</PriceAmount></Price></RequiredItemLocationQuantity>
<Item><Name>Lampe {n}</Name><BrandName>Merke{n}</BrandName>
<SellersItemIdentification><ID>NR-{n}</ID></SellersItemIdentification>
<ManufacturersItemIdentification><ID>MPN-{n}</ID></ManufacturersItemIdentification>
<StandardItemIdentification><ID schemeID="0160">{gtin}</ID></StandardItemIdentification></Item>
</CatalogueLine>
"""
PRODUCT = (
    '{{"ProductIdentification": {{"ManufacturerName": "Merke{n}", "ManufacturerProductNumber": "MPN-{n}"}},\n'
    '"ProductDetails": {{"ProductDescriptions": [{{"MinimalProductDescription": "Lampe {n}"}}]}},\n'
    '"EtimClassification": [{{"EtimClassCode": "EC00005{n}", "EtimFeatures":'
    ' [{{"EtimFeatureCode": "EF00000{n}", "EtimValueCode": "EV00010{n}"}}]}}],\n'
    '"TradeItem": [{{"ItemIdentification": {{"SupplierItemNumber": "NR-{n}", "ItemGtin": ["{gtin}"]}},\n'
    '"Pricing": [{{"PriceUnit": "C6{n}", "PriceQuantity": "1", "GrossListPrice": "{price}"}}]}}]}}'
)
XCHANGE_HEAD = (
    '{"CatalogueType": "FULL", "CurrencyCode": "NOK",\n"Supplier": [{"SupplierName": "Fjord", "Product": [\n'
)


@dataclass(frozen=True)
class Small:
    """One small file: what stands before, between and after its three products, which ``blocks`` holds."""

    format: str
    head: str
    block: str
    foot: str = ""
    between: str = ""
    encoding: str = "utf-8"
    blocks: dict[int, tuple[int, int]] = field(init=False, default_factory=dict)
    content: bytes = field(init=False, default=b"")

    def __post_init__(self) -> None:
        content = self.head.encode(self.encoding)
        for number in NUMBERS:
            begin = len(content)
            said = self.block.format(n=number, gtin=GTINS[number], price=PRICES[number])
            content += said.encode(self.encoding)
            self.blocks[number] = (begin, len(content))
            if number != NUMBERS[-1]:
                content += self.between.encode(self.encoding)
        object.__setattr__(self, "content", content + self.foot.encode(self.encoding))


FILES = {
    "nelfo": Small("nelfo", VH, VL, encoding="latin-1"),
    "table": Small("table", TABLE_HEAD, TABLE_ROW),
    "google-tsv": Small("google", TSV_HEAD, TSV_ROW),
    "google": Small("google", RSS_HEAD, ITEM, "</channel></rss>"),
    "bmecat": Small("bmecat", BMECAT_HEAD, ARTICLE, "</T_NEW_CATALOG></BMECAT>"),
    "peppol": Small("peppol", '<Catalogue xmlns="urn:c"><ID>1</ID>\n', LINE, "</Catalogue>"),
    "icecat": Small("icecat", "<ICECAT-interface>\n", SHEET, "</ICECAT-interface>"),
    "icecat-index": Small("icecat", '<ICECAT-interface><files.index Generated="20260102030405">\n', ENTRY,
                          "</files.index></ICECAT-interface>"),
    "xchange": Small("xchange", XCHANGE_HEAD, PRODUCT, "]}]}", ",\n"),
}  # fmt: skip
# What one cell decides: VareMrk and VareNr say which number it is, PrisEnhet whether there is a price
FIELD_GROUPS = (
    frozenset(("supplier_number", "number_kind", "el_number", "el_country", "gtins", "mpn", "extra:type")),
    frozenset(("price", "currency", "price_unit", "price_quantity", "unit")),
    frozenset(("stock_state", "stock_quantity")),
    frozenset(("brand", "extra:ManufacturerName", "extra:ManufacturerParty.PartyName.Name")),
)
# Fields that another one stands in for where they are missing: a product without a name has its number's
FALLS_BACK = {"icecat": ("name",)}
