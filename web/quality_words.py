"""What the quality report calls its findings and what the supplier should do about each."""

from __future__ import annotations

from web.i18n import lazy_gettext

TITLES = {
    "rejected": lazy_gettext("Poster som ikke kunne tas inn"),
    "claim-contradicted": lazy_gettext("Oppgitte merker som registeret sier imot"),
    "claim-without-evidence": lazy_gettext("Oppgitte merker uten sertifikat"),
    "wording-unknown": lazy_gettext("Merketekster som ikke ble forstått"),
    "gtin-invalid": lazy_gettext("Ugyldige GTIN"),
    "gtin-missing": lazy_gettext("Uten GTIN"),
    "el-number-invalid": lazy_gettext("Ugyldige el-nummer"),
    "brand-unknown": lazy_gettext("Ukjente varemerker"),
    "brand-missing": lazy_gettext("Uten varemerke"),
    "class-missing": lazy_gettext("Uten klasse"),
    "price-missing": lazy_gettext("Uten pris"),
}
ADVICE = {
    "rejected": lazy_gettext("Rett feltet og send posten på nytt; til da står gårsdagens post."),
    "claim-contradicted": lazy_gettext("Rett opplysningen, eller send sertifikatnummeret som gjelder nå."),
    "claim-without-evidence": lazy_gettext("Send sertifikatnummer, eller rett varemerke og typenummer."),
    "wording-unknown": lazy_gettext("Bruk merkets navn og nivå, for eksempel «EPEAT Gold»."),
    "gtin-invalid": lazy_gettext("Send varens eget GTIN med riktig kontrollsiffer, som tekst."),
    "gtin-missing": lazy_gettext("Send varens eget GTIN: det er den sikreste koblingen til registrene."),
    "el-number-invalid": lazy_gettext("Send el-nummer med sju sifre og riktig kontrollsiffer."),
    "brand-unknown": lazy_gettext("Skriv varemerket slik produsenten gjør, ikke agent eller importør."),
    "brand-missing": lazy_gettext("Send varemerket: uten det kan varen bare kobles på GTIN."),
    "class-missing": lazy_gettext("Send ETIM-klasse (EC og seks sifre)."),
    "price-missing": lazy_gettext("Send pris, eller ta varen ut av filen."),
}
BASES = {
    "offers": lazy_gettext("av varene"),
    "claims": lazy_gettext("av de oppgitte merkene"),
    "records": lazy_gettext("av de leste postene"),
}
# The report's own reasons; those of the gate stand as the journal has them.
_REASONS = {
    "no GTIN": lazy_gettext("uten GTIN"),
    "in no list of brands and in no register": lazy_gettext(
        "finnes verken i varemerkelisten eller i et register"
    ),
    "no brand": lazy_gettext("uten varemerke"),
    "neither ETIM class nor product group": lazy_gettext("verken ETIM-klasse eller produktgruppe"),
    "no price": lazy_gettext("uten pris"),
    "unknown label wording": lazy_gettext("ukjent merketekst"),
    "the same number stands twice": lazy_gettext("samme varenummer står to ganger"),
    "no certificate in any register": lazy_gettext("ikke noe sertifikat i noe register"),
    "the register confirms": lazy_gettext("registeret bekrefter"),
    "the register says that it has ended or does not hold here": lazy_gettext(
        "registeret sier at det er utløpt eller ikke gjelder her"
    ),
}


def reason(text: str) -> str:
    """A reason in the reader's language, with what follows its colon as it is."""
    words, colon, rest = text.partition(": ")
    known = _REASONS.get(words)
    return f"{known}{colon}{rest}" if known is not None else text
