"""Names of ETIM classes: which language, which class, and files that are something else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.classes import ClassName, read_ixf
from importers.errors import UnreadableFeed

CABLE = """<Class changeCode="Unchanged"><Code>EC000057</Code><Version>9</Version><Status>Published</Status>
  <GroupCode>EG000001</GroupCode>
  <Translations>
   <Translation language="en-GB"><Description>Low voltage cable</Description></Translation>
   <Translation language="EN"><Description>Low voltage
     power cable</Description><Synonyms><Synonym>Wire</Synonym></Synonyms></Translation>
   <Translation language="nl-BE"><Description>Laagspanningskabel</Description></Translation>
   <Translation language="no-NO"><Description>Lavspenningskabel</Description></Translation>
   <Translation language="sv-SE"><Description></Description></Translation>
  </Translations>
  <Features><Feature><FeatureCode>EF000001</FeatureCode><Translations><Translation language="nb-NO">
   <Description>Ikke klassen</Description></Translation></Translations></Feature></Features></Class>"""
OTHERS = """<Features><Feature><Code>EF000001</Code><Translations><Translation language="EN">
  <Description>Halogen free</Description></Translation></Translations></Feature></Features>
 <Groups><Group><Code>EG000001</Code></Group></Groups>"""
MODELLING = "<Class><Code>MC000023</Code><Translations/></Class>"
UNNAMED = "<Class><Code>EC000002</Code><Translations/></Class><Class><Code>EC000003</Code></Class>"


def ixf(*classes: str, space: str = "") -> str:
    attribute = f' xmlns="{space}"' if space else ""
    return f"<IXF{attribute}><Header/>{OTHERS}<Classes>{''.join(classes)}</Classes></IXF>"


def read(folder: Path, content: str | bytes) -> list[ClassName]:
    path = folder / "ETIM.xml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_ixf(path))


@pytest.mark.parametrize(
    "space",
    ["", "https://www.etim-international.com/etimixf/31", "http://www.etim-international.com/etimixf/1"],
)
def test_a_class_has_its_own_names_in_the_languages_of_the_house(tmp_path: Path, space: str) -> None:
    feature, found = read(tmp_path, ixf(CABLE, MODELLING, UNNAMED, space=space))
    assert feature == ClassName("EF000001", {"en": "Halogen free"})
    assert found.code == "EC000057"
    assert found.names == {"nb": "Lavspenningskabel", "en": "Low voltage power cable"}


def test_features_values_and_units_have_names_and_a_unit_its_sign(tmp_path: Path) -> None:
    names = """<Units><Unit><Code>EU570448</Code><Translations><Translation language="EN">
     <Description>Square millimetre</Description><Abbreviation>mm²</Abbreviation></Translation></Translations>
     </Unit><Unit><Code>EU000001</Code><Translations><Translation language="nb-NO"><Description>Stykk
     </Description></Translation></Translations></Unit></Units>
     <Values><Value><Code>EV000123</Code><Translations><Translation language="no-NO"><Description>Kobber
     </Description></Translation></Translations></Value></Values>
     <ModellingClasses><ModellingClass><Code>MC000001</Code><Features><Feature><FeatureCode>EF000002
     </FeatureCode></Feature></Features></ModellingClass></ModellingClasses>"""
    content = ixf(CABLE).replace("<Groups>", names + "<Groups>")
    assert [(item.code, dict(item.names)) for item in read(tmp_path, content)][:4] == [
        ("EF000001", {"en": "Halogen free"}), ("EU570448", {"en": "mm²"}), ("EU000001", {"nb": "Stykk"}),
        ("EV000123", {"nb": "Kobber"}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("tags", "names"),
    [
        (["nb-NO", "nn-NO"], {"nb": "0", "nn": "1"}),
        (["nb", "no"], {"nb": "0"}),
        (["nb-NO", "NO"], {"nb": "1"}),
        (["en-US", "en_GB"], {"en": "0"}),
        (["de-DE", "fi-FI", "da-DK", "fr-FR"], {"da": "2", "fi": "1", "de": "0"}),
    ],
)
def test_a_language_without_a_country_goes_first(
    tmp_path: Path, tags: list[str], names: dict[str, str]
) -> None:
    translations = "".join(
        f'<Translation language="{tag}"><Description>{at}</Description></Translation>'
        for at, tag in enumerate(tags)
    )
    content = f"<Class><Code>EC000001</Code><Translations>{translations}</Translations></Class>"
    assert read(tmp_path, ixf(content))[1:] == [ClassName("EC000001", names)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (ixf(CABLE.replace("EC000057", "57")), "field Code: expected a class like EC000057, found '57'"),
        (ixf(MODELLING, UNNAMED), "expected ETIM IXF with Class elements"),
        ("<BMECAT><HEADER/></BMECAT>", "expected ETIM IXF with Class elements"),
        ("<html><body>Logg inn</body></html>", "a web page"),
        ('{"Class": 1}', "not whole, well-formed XML"),
        ("", "is empty"),
    ],
)
def test_what_is_no_classification_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    with pytest.raises(UnreadableFeed) as caught:
        read(tmp_path, content)
    assert reason in str(caught.value) and str(caught.value).startswith("ETIM.xml")


def test_every_truncation_is_refused(tmp_path: Path) -> None:
    whole = ixf(CABLE).encode()
    for end in range(len(whole)):
        with pytest.raises(UnreadableFeed):
            read(tmp_path, whole[:end])


@given(content=st.binary(max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    with pytest.raises(UnreadableFeed):
        read(tmp_path_factory.getbasetemp(), content)
