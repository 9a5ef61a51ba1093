"""Quick order in a real Chromium: forty lines pasted, without scripts, a hand scanner, a lost connection,
and a barcode held before the camera."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.shop import served

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
GTIN = "5397184821671"
FORTY = (
    "El-nr;Antall\n" + "88 123 45;2\n1012345;100\n1609876;abc\n" + "1001 1\n" * 34 + "9999999;3\n6,42E+11;1\n"
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("shop")) as found:
        yield found


def expect(found: Any) -> Any:
    return sync_api.expect(found)


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 360)])
def test_forty_lines_are_pasted_looked_over_corrected_and_in_the_basket(
    chromium: Any, address: str, scripts: bool, width: int
) -> None:
    context = chromium.new_context(
        base_url=address, java_script_enabled=scripts, viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto("/basket")
    page.click("main a[href='/quick']")
    page.fill("#f-text", FORTY)
    page.click("#quick-paste button[type=submit]")
    expect(page.locator("#list")).to_have_text("40 linjer")
    assert page.locator(".quick-lines tbody tr").count() == 40
    expect(page.locator("[data-count=ready]")).to_contain_text("36")
    expect(page.locator("[data-count=unknown]")).to_contain_text("1")
    page.check("#only")
    assert page.locator(".quick-lines tbody tr:visible").count() == 3
    page.fill("tr[data-line='4'] .qty", "3")
    page.fill("tr[data-line='39'] .quick-number", "1002")
    if scripts:
        page.press("tr[data-line='39'] .quick-number", "Tab")
        expect(page.locator("[data-count=ready]")).to_contain_text("38")
        expect(page.locator("#only")).to_be_checked()
    else:
        page.click("button[value=save] >> nth=0")
    page.locator("tr[data-line='40'] button[name=remove]").click()
    expect(page.locator("#list")).to_have_text("39 linjer")
    page.locator("button[value=add]").first.click()
    page.wait_for_url("**/basket")
    expect(page.locator("main .note").first).to_contain_text("38 linjer lagt i")
    quantities = page.locator(".order-lines .qty").evaluate_all("all => all.map(one => one.value)")
    assert sorted(quantities) == ["100", "2", "3", "3", "34"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
    assert not complaints


def test_a_hand_scanner_types_one_number_after_the_other_and_the_field_keeps_focus(
    chromium: Any, address: str
) -> None:
    context = chromium.new_context(base_url=address)
    page = context.new_page()
    page.goto("/quick")
    page.focus("#f-scan")
    for number in (GTIN, "1002", "9999999"):
        page.keyboard.type(number)
        page.keyboard.press("Enter")
    expect(page.locator("tr[data-line='3']")).to_have_attribute("data-status", "unknown")
    assert page.locator(".quick-lines tbody tr").count() == 3
    expect(page.locator("#quick-said")).to_contain_text("Linje 3: 9999999. Fant ingen vare")
    assert page.evaluate("document.activeElement.id") == "f-scan"
    assert page.input_value("#f-scan") == ""
    context.close()


def test_a_lost_connection_loses_neither_the_list_nor_what_was_typed(chromium: Any, address: str) -> None:
    context = chromium.new_context(base_url=address)
    page = context.new_page()
    page.goto("/quick")
    page.fill("#f-text", "1001 2\n9999999 3")
    page.click("#quick-paste button[type=submit]")
    expect(page.locator("#list")).to_have_text("2 linjer")
    context.set_offline(True)
    page.fill("#f-scan", "1002")
    page.press("#f-scan", "Enter")
    expect(page.locator("#f-scan")).to_have_value("1002")
    page.fill("#f-text", "1003 4")
    context.set_offline(False)
    page.reload()
    expect(page.locator("#list")).to_have_text("2 linjer")
    expect(page.locator("#f-text")).to_have_value("1003 4")
    context.close()


def test_a_text_too_large_is_told_beside_the_field_without_being_sent(chromium: Any, address: str) -> None:
    context = chromium.new_context(base_url=address)
    page = context.new_page()
    page.goto("/quick")
    page.evaluate("document.getElementById('f-text').value = '1001;1\\n'.repeat(150000)")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.click("#quick-paste button[type=submit]")
    expect(page.locator("#x-text")).to_contain_text("større enn 1 MB")
    assert "POST" not in sent and page.evaluate("document.getElementById('f-text').value.length") > 1_000_000
    context.close()


LEFT = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111",
        "0001011")  # fmt: skip
PARITY = ("LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL")


def bars(gtin: str) -> str:
    """The 95 modules of an EAN-13 (GS1 General Specifications 5.2.1), 1 for black."""
    flipped = {"0": "1", "1": "0"}
    right = ["".join(flipped[bit] for bit in code) for code in LEFT]
    even = [code[::-1] for code in right]
    digits = [int(digit) for digit in gtin]
    first = zip(digits[1:7], PARITY[digits[0]], strict=True)
    left = "".join(LEFT[digit] if kind == "L" else even[digit] for digit, kind in first)
    return "101" + left + "01010" + "".join(right[digit] for digit in digits[7:]) + "101"


def film(path: Path, gtin: str) -> None:
    """A film of one barcode: Y4M, 640 by 480, grey."""
    width, height, module = 640, 480, 4
    row = bytearray(b"\xeb" * width)
    for place, bit in enumerate(bars(gtin)):
        if bit == "1":
            begin = (width - 95 * module) // 2 + place * module
            row[begin : begin + module] = b"\x10" * module
    white = bytes(b"\xeb" * width)
    luma = b"".join(bytes(row) if 120 <= line < 360 else white for line in range(height))
    frame = b"FRAME\n" + luma + b"\x80" * (width * height // 2)
    path.write_bytes(f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 10)


def test_the_camera_reads_a_barcode_and_all_of_it_comes_from_our_own_server(
    chromium: Any, address: str, tmp_path: Path
) -> None:
    film(tmp_path / "ean.y4m", GTIN)
    browser = chromium.browser_type.launch(
        executable_path="/usr/bin/chromium",
        args=[
            "--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={tmp_path / 'ean.y4m'}",
        ],
    )  # fmt: skip
    page = browser.new_context(base_url=address).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/quick")
    assert not [url for url in asked if "barcode" in url or "zxing" in url]
    page.click("#camera-start")
    expect(page.locator("tr[data-line='1']")).to_contain_text("Dell P2425", timeout=20_000)
    expect(page.locator("#camera-said")).to_have_text(f"Lest: {GTIN}")
    assert [url for url in asked if url.split("?")[0].endswith("zxing_reader.wasm")]
    assert all(url.startswith((address, "blob:", "data:")) for url in asked)
    page.click("#camera-stop")
    expect(page.locator("#camera-picture")).to_be_hidden()
    assert re.fullmatch(r"[1-9] linjer?", page.inner_text("#list"))
    browser.close()


def test_without_a_camera_the_page_says_so_and_the_field_still_works(chromium: Any, address: str) -> None:
    context = chromium.new_context(base_url=address)
    page = context.new_page()
    page.goto("/quick")
    page.click("#camera-start")
    expect(page.locator("#camera-said")).to_contain_text("Fikk ikke tilgang til kameraet")
    page.fill("#f-scan", "1001")
    page.press("#f-scan", "Enter")
    expect(page.locator("#list")).to_have_text("1 linje")
    context.close()
