"""English names of countries as registers write them, to ISO codes. Exact names only, case folded."""

from __future__ import annotations

from importers import countries

_NAMES = """
AE United Arab Emirates|UAE
AL Albania
AR Argentina
AT Austria
AU Australia
BA Bosnia and Herzegovina|Bosnia & Herzegovina
BE Belgium
BG Bulgaria
BR Brazil
CA Canada
CH Switzerland
CL Chile
CN China|People's Republic of China
CO Colombia
CR Costa Rica
CY Cyprus
CZ Czech Republic|Czechia
DE Germany
DK Denmark
EE Estonia
EG Egypt
ES Spain
FI Finland
FR France
GB United Kingdom|Great Britain|UK
GR Greece
HK Hong Kong|Hong Kong SAR
HR Croatia
HU Hungary
ID Indonesia
IE Ireland
IL Israel
IN India
IS Iceland
IT Italy
JP Japan
KR South Korea|Republic of Korea|Korea, Republic of|Korea, South
KW Kuwait
KZ Kazakhstan
LI Liechtenstein
LT Lithuania
LU Luxembourg
LV Latvia
MA Morocco
MC Monaco
MD Moldova
ME Montenegro
MK North Macedonia
MT Malta
MX Mexico
MY Malaysia
NL Netherlands|The Netherlands
NO Norway
NZ New Zealand
OM Oman
PA Panama
PE Peru
PH Philippines|The Philippines
PL Poland
PR Puerto Rico
PT Portugal
QA Qatar
RO Romania
RS Serbia
RU Russia|Russian Federation
SA Saudi Arabia
SE Sweden
SG Singapore
SI Slovenia
SK Slovakia|Slovak Republic
TH Thailand
TR Turkey|Türkiye
TW Taiwan
UA Ukraine
US United States|United States of America|USA
UY Uruguay
VN Vietnam|Viet Nam
ZA South Africa
"""
_CODES = {name.casefold(): line[:2] for line in _NAMES.strip().splitlines() for name in line[3:].split("|")}


def market(text: str) -> str:
    """The ISO code of a country's English name or code, else the text itself behind a ``?``.

    >>> market('norway'), market('SE'), market('Nordics')
    ('NO', 'SE', '?Nordics')
    """
    name = " ".join(text.split())
    return _CODES.get(name.casefold(), "") or countries.market(name)
