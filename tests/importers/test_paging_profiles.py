"""What feeds.toml may say about registers that answer page by page."""

from __future__ import annotations

from pathlib import Path

import pytest

from importers import profiles
from importers.config import Profile
from importers.errors import ProfileError

SOCRATA = {
    "format": "energy-star",
    "paging": "socrata",
    "url": "https://data.example/resource/qbg3-d468.json",
    "dataset_name": "Certified Displays",
}
TCO = {"format": "tco", "paging": "tco", "url": "https://api.example/gtin?product_type=Displays"}


def load(folder: Path, keys: dict[str, object]) -> Profile:
    lines = (f"{name} = {value!r}".replace("'", '"') for name, value in keys.items() if value is not None)
    (folder / "feeds.toml").write_text("[registers.x]\n" + "\n".join(lines), "utf-8")
    return profiles.load(folder / "feeds.toml").registers["x"]


def test_a_register_with_pages_is_read_with_all_its_keys(tmp_path: Path) -> None:
    found = load(tmp_path, SOCRATA | {"page_size": 5000, "dataset": "qbg3-d468"})
    assert (found.paging, found.page_size, found.dataset_name) == ("socrata", 5000, "Certified Displays")
    found = load(tmp_path, TCO | {"options.method": "POST"})
    assert (found.paging, found.page_size, found.options) == ("tco", 1000, {"method": "POST"})


@pytest.mark.parametrize("url", ["https://data.example", "https://data.example/"])
@pytest.mark.parametrize("dataset", ["", "qbg3-d468", "star-list"])
def test_the_id_may_be_left_to_the_name(tmp_path: Path, url: str, dataset: str) -> None:
    assert load(tmp_path, SOCRATA | {"url": url, "dataset": dataset}).dataset == dataset


def test_a_data_set_may_be_called_as_the_operator_likes(tmp_path: Path) -> None:
    assert load(tmp_path, SOCRATA | {"dataset": "star-list"}).dataset == "star-list"


@pytest.mark.parametrize(
    ("keys", "key", "reason"),
    [
        (SOCRATA | {"paging": "pages"}, "paging", "'pages' is none of tco, socrata"),
        (SOCRATA | {"paging": "cursor", "dataset_name": None}, "paging", "'cursor' is not for a register"),
        (SOCRATA | {"paging": "tco"}, "page_size|dataset_name|paging", "only"),
        (SOCRATA | {"paging": None}, "dataset_name", 'with paging = "socrata" only'),
        (SOCRATA | {"format": "tco"}, "paging", "'socrata' is for the format energy-star only"),
        (SOCRATA | {"url": None, "path": "p.json"}, "paging", "needs a url"),
        (SOCRATA | {"dataset_name": None}, "dataset_name", "is needed"),
        (SOCRATA | {"page_size": 50_001}, "page_size", "at most 50000 rows"),
        (SOCRATA | {"page_size": 0}, "page_size", "a whole number above 0"),
        (SOCRATA | {"dataset": "rxdj-2c88"}, "dataset", "is not the qbg3-d468 of the address"),
        (SOCRATA | {"url": "https://data.example/resource/qbg3-d468.csv"}, "url", "abcd-1234.json"),
        (SOCRATA | {"url": SOCRATA["url"] + "?$where=x"}, "url", "without a query"),
        (SOCRATA | {"options.method": "POST"}, "options.method", 'with paging = "tco" only'),
        (TCO | {"format": "table", "label": "epeat"}, "paging", "for the format tco only"),
        (TCO | {"page_size": 10}, "page_size", "it belongs to paging socrata"),
        (TCO | {"url": "https://api.example/gtin?page=1"}, "url", "leave it out"),
        (TCO | {"url": "https://api.example/gtin?page="}, "url", "leave it out"),
        (TCO | {"options.method": "PUT"}, "options.method", "'PUT' is none of GET, POST"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    tmp_path: Path, keys: dict[str, object], key: str, reason: str
) -> None:
    with pytest.raises(ProfileError, match=rf"\[registers.x\], field ({key}): .*{reason}"):
        load(tmp_path, keys)


FEED = {"format": "table", "supplier": "x", "url": "https://api.example/products", "paging": "page"}


@pytest.mark.parametrize(
    ("keys", "key", "reason"),
    [
        (FEED | {"dataset_name": "x"}, "dataset_name", "is no key of a feed"),
        (FEED | {"paging": "tco"}, "paging", "'tco' is not for a feed"),
        (FEED | {"url": None, "path": "p"}, "paging", "needs a url"),
        (FEED | {"paging": None, "page_size": 10}, "page_size", "it belongs to paging"),
        (FEED | {"paging": "link", "page_size": 10}, "page_size", "it belongs to paging"),
        (FEED | {"paging": None, "pages.rows": "x"}, "pages", "with paging only"),
        (FEED | {"format": "nelfo"}, "paging", "the format table is expected"),
        (FEED | {"pages.row": "items"}, "pages.row", "is no key of pages; known are rows"),
        (FEED | {"pages.next": "next"}, "pages.next", "with paging cursor and link only"),
        (FEED | {"pages.first": "2"}, "pages.first", 'is "0" or "1"'),
        (FEED | {"paging": "link", "pages.parameter": "p"}, "pages.parameter", "not used with paging link"),
    ],
)
def test_what_cannot_be_meant_about_a_feeds_pages_is_refused(
    tmp_path: Path, keys: dict[str, object], key: str, reason: str
) -> None:
    lines = (f"{name} = {value!r}".replace("'", '"') for name, value in keys.items() if value is not None)
    (tmp_path / "feeds.toml").write_text("[feeds.x]\n" + "\n".join(lines), "utf-8")
    with pytest.raises(ProfileError, match=rf"\[feeds.x\], field {key}: .*{reason}"):
        profiles.load(tmp_path / "feeds.toml")
