"""Profiles: what the operator may write in feeds.toml."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from importers import profiles
from importers.config import Gates, Profile
from importers.errors import ProfileError
from importers.profiles import Profiles

FEED = """
[feeds.elko-priser]
format = "nelfo"
supplier = "elko"
supplier_name = "Elko Grossist AS"
path = "in/priser.csv"
mode = "full"
[feeds.elko-priser.options]
encoding = "cp850"
[feeds.elko-priser.gates]
min_records = 30000
max_disappeared = 0.05
max_price_factor = 10
"""
REGISTER = """
[registers.displays]
format = "energy-star"
url = "https://data.example/qbg3-d468.csv?$limit=50000"
dataset = "qbg3-d468"
max_age_days = 14
"""


def load(folder: Path, text: str) -> Profiles:
    (folder / "feeds.toml").write_text(text, "utf-8")
    return profiles.load(folder / "feeds.toml")


def test_a_feed_is_read_with_all_its_parts(tmp_path: Path) -> None:
    assert load(tmp_path, FEED).feeds["elko-priser"] == Profile(
        name="elko-priser",
        kind="feed",
        format="nelfo",
        supplier="elko",
        supplier_name="Elko Grossist AS",
        path=str(tmp_path / "in/priser.csv"),
        mode="full",
        options={"encoding": "cp850"},
        gates=Gates(min_records=30000, max_disappeared=Decimal("0.05"), max_price_factor=Decimal(10)),
    )


def test_a_register_knows_the_label_of_its_format(tmp_path: Path) -> None:
    found = load(tmp_path, REGISTER).registers["displays"]
    assert (found.kind, found.label, found.dataset) == ("register", "energy-star", "qbg3-d468")
    assert (found.mode, found.max_age_days, found.token_header) == ("delta", 14, "Authorization")


def test_an_empty_file_has_no_profiles(tmp_path: Path) -> None:
    assert load(tmp_path, "# nothing yet\n") == Profiles()


FAULTS = [
    ("max_age = 3", "max_age", "is no key of a feed"),
    ('label = "epeat"', "label", "is no key of a feed"),
    ('format = "datanorm"', "format", "'datanorm' is none of nelfo"),
    ('mode = "all"', "mode", "'all' is none of delta, full"),
    ('supplier = "Elko AS"', "supplier", "only the letters"),
    ('supplier = ""', "supplier", "only the letters"),
    ('supplier = "no"', "supplier", "reserved for the el-numbers"),
    ("supplier = 3", "supplier", "a text is expected, not int"),
    ('path = ""', "path", "exactly one of url and path"),
    ('url = "https://a.example/f"', "url", "exactly one of url and path"),
    ('path = ""\nurl = "http://a.example/f"', "url", "https is expected"),
    ('path = ""\nallow_private = true\nurl = "http://93.184.215.14/f"', "url", "https is expected"),
    ('path = ""\nurl = "http://10.0.0.1/f"', "url", "https is expected"),
    ('path = ""\nurl = "https://me:secret@a.example/f"', "url", "without credentials"),
    ('path = ""\nurl = "ftp://a.example/f"', "url", "an address like https"),
    ('path = ""\nurl = "https://[a/f"', "url", "cannot be read"),
    ('token_env = "s3cr-et"', "token_env", "not its content"),
    ('token_header = "X Api"', "token_header", "the name of an HTTP header"),
    ('allow_private = "yes"', "allow_private", "true or false"),
    ("max_bytes = 0", "max_bytes", "a whole number above 0"),
    ("max_bytes = true", "max_bytes", "a whole number above 0"),
    ('columns = "a"', "columns", "a table is expected"),
    ("columns.gtin = 3", "columns.gtin", "a text in quotes"),
    ("options.header = true", "options.header", "a text in quotes"),
    ("gates.max_chang = 0.1", "gates.max_chang", "is no gate"),
    ("gates.max_change = 20", "gates.max_change", "a share from 0 to 1"),
    ("gates.max_change = nan", "gates.max_change", "a share from 0 to 1"),
    ('gates.max_change = "0.1"', "gates.max_change", "a number is expected"),
    ("gates.min_records = 1.5", "gates.min_records", "a whole number above 0"),
    ("gates.max_price_factor = 1", "gates.max_price_factor", "a factor above 1"),
    ("gates = 3", "gates", "a table is expected"),
]


@pytest.mark.parametrize(("line", "key", "reason"), FAULTS)
def test_a_fault_names_file_table_and_key(tmp_path: Path, line: str, key: str, reason: str) -> None:
    given = {"format": '"nelfo"', "supplier": '"elko"', "path": '"p.csv"'}
    given = {name: value for name, value in given.items() if not line.startswith(f"{name} =")}
    lines = "\n".join(f"{name} = {value}" for name, value in given.items())
    with pytest.raises(ProfileError) as caught:
        load(tmp_path, f"[feeds.elko]\n{lines}\n{line}\n")
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / 'feeds.toml'} [feeds.elko], field {key}: ")
    assert reason in message
    assert "s3cr-et" not in message
    assert "secret" not in message


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[feeds.x", "is not valid TOML"),
        ('[feeds."Elko AS"]\nformat = "nelfo"\n', r"\[feeds.Elko AS\]: a name of the letters"),
        ("[feeds]\nelko = 3\n", "a table is expected"),
        ("[feed.elko]\n", "field feed: only"),
        ("feeds = 3\n", "field feeds: only"),
        ('[registers.x]\nformat = "ecat"\npath = "p"\n', "'ecat' is none of tco, epeat, energy-star"),
        ('[registers.x]\nformat = "epeat"\nlabel = "tco-certified"\npath = "p"\n', "epeat only"),
        ('[registers.x]\nformat = "tco"\nlabel = "epeat"\npath = "p"\n', "tco-certified only"),
        ('[registers.x]\nformat = "tco"\nsupplier = "x"\npath = "p"\n', "is no key of a register"),
        ('[registers.x]\nformat = "table"\nlabel = "Epeat!"\npath = "p"\n', "short name of a label"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(ProfileError, match=reason):
        load(tmp_path, text)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="gone.toml: cannot be read"):
        profiles.load(tmp_path / "gone.toml")


@pytest.mark.parametrize("host", ["10.0.0.1", "127.0.0.1", "[::1]", "files.internal"])
def test_http_is_possible_inside_the_own_network(tmp_path: Path, host: str) -> None:
    text = f"""[feeds.elko]
    format = "table"
    supplier = "elko"
    url = "http://{host}:8080/f.csv"
    allow_private = true
    """
    assert load(tmp_path, text).feeds["elko"].allow_private


def test_a_load_takes_over_what_is_configured_for_such_files(tmp_path: Path) -> None:
    known = load(tmp_path, FEED)
    found = profiles.for_load(known, "feed", "nelfo", supplier="elko")
    assert found.options == {"encoding": "cp850"}
    assert found.gates.min_records == 30000
    assert found.supplier_name == "Elko Grossist AS"
    assert (found.mode, found.url, found.path) == ("delta", "", "")
    other = profiles.for_load(known, "feed", "table", supplier="elko", supplier_name="Elko")
    assert (other.options, other.gates, other.supplier_name) == ({}, Gates(), "Elko")


def test_a_load_takes_over_nothing_from_two_candidates(tmp_path: Path) -> None:
    known = load(tmp_path, REGISTER + REGISTER.replace(".displays", ".computers"))
    found = profiles.for_load(known, "register", "energy-star", mode="full")
    assert (found.label, found.dataset, found.mode) == ("energy-star", "", "full")
    assert found.max_age_days == 365


def test_a_load_never_takes_over_the_data_set(tmp_path: Path) -> None:
    found = profiles.for_load(load(tmp_path, REGISTER), "register", "energy-star")
    assert (found.dataset, found.max_age_days) == ("", 14)


@pytest.mark.parametrize(
    ("kind", "file_format", "supplier", "label", "field"),
    [
        ("feed", "nelfo", "", "", "supplier"),
        ("feed", "nelfo", "fi", "", "supplier"),
        ("feed", "tco", "elko", "", "format"),
        ("register", "nelfo", "", "", "format"),
        ("register", "tco", "", "epeat", "label"),
    ],
)
def test_a_load_names_the_argument_at_fault(
    kind: str, file_format: str, supplier: str, label: str, field: str
) -> None:
    with pytest.raises(ProfileError, match=f"{kind}s load, field {field}: "):
        profiles.for_load(Profiles(), kind, file_format, supplier=supplier, label=label)


def test_the_shipped_file_is_valid_and_holds_no_secret() -> None:
    path = Path(__file__).parents[2] / "data" / "feeds.toml"
    shipped = profiles.load(path)
    assert not shipped.feeds
    assert shipped.registers
    for profile in shipped.registers.values():
        assert profile.mode == "full"
        assert profile.dataset in profile.url
        assert (profile.paging, bool(profile.dataset_name)) == ("socrata", True)
        assert not profile.token_env
