"""Files of one company's prices, and how they are loaded."""

from __future__ import annotations

from typing import Any

from catalog.workspace import Workspace
from importers import company_run, profiles
from importers.journal import Report

PUBLIC = "VH;EFONELFO;4.0;NO912345678MVA;;;20260101;;NOK;PRISFIL;FJORDLYS AS;;;5003;BERGEN;NO\r\n"
RH = "RH;EFONELFO;4.0;NO912345678MVA;;55012;AVT77;20260101;20261231;NOK;R;FJORDLYS AS;;;5003;BERGEN;NO\r\n"
PH = "PH;EFONELFO;4.0;NO912345678MVA;;55012;20260101;20261231;NOK;AVT77;FJORDLYS AS;;;5003;BERGEN;NO\r\n"


def vl(number: str, oere: int = 10_000, group: str = "H06", kind: str = "", post: str = "VL") -> str:
    """A product line at 100.00 kr, with the el-number ``number``."""
    priced = f"1;EA;STYKK;{oere};10000;20260101;1;;{group};;;J;10000;0;{kind}"
    return f"{post};1;{number};VARE {number};;{priced}\r\n"


def load_company(
    space: Workspace,
    text: str,
    file_format: str = "nelfo",
    *,
    company: str = "firma",
    supplier: str = "fjordlys",
    **more: Any,
) -> Report:
    source = space.var / "company.txt"
    source.write_bytes(text.encode("latin-1"))
    known = profiles.for_load(profiles.Profiles(), "feed", file_format, supplier=supplier)
    profile = company_run.company_profile(space, known, company)
    raw = company_run.keep_private(space, profile, source)
    return company_run.run_company(space, profile, company, raw, **more)
