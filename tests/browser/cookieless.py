"""A browser of its own that blocks all cookies and storage buys one thing over OCI, in a frame.

``python -m tests.browser.cookieless ERP FOLDER`` prints what the browser kept and the errors of its pages.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import installed


def main(system: str, folder: Path) -> dict[str, object]:
    profile = folder / "profile" / "Default"
    profile.mkdir(parents=True)
    blocked = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (profile / "Preferences").write_text(json.dumps(blocked), "utf-8")
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(folder / "profile"), executable_path=str(installed()), args=["--no-sandbox"]
        )
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{system}/oci?frame=1")
        # the setting holds: a page of the browser cannot keep anything
        kept = page.evaluate("() => { document.cookie = 'a=b'; return document.cookie.includes('a=b'); }")
        page.get_by_text("Åpne butikken").click()
        shop = page.frame("shop")
        assert shop
        shop.wait_for_selector("#q")
        shop.fill("#q", "P2425")
        shop.press("#q", "Enter")
        shop.wait_for_selector(".hit")
        shop.fill("input.qty", "2")
        shop.click("form.add button")
        shop.wait_for_selector(".basket-share:has-text('1 av 1')")
        shop.click("#basket-link")
        shop.click("text=Send tilbake til innkjøpssystemet")
        page.wait_for_selector("text=Rekvisisjon")
        found = {"kept": kept or bool(context.cookies()), "errors": errors}
        context.close()
    return found


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], Path(sys.argv[2]))))
