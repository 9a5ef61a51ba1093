"""What to do about a feed or register that needs a person: the commands, ready to copy."""

from __future__ import annotations

from catalog.models.runs import COMPANY_PRICES
from importers.company_run import SEPARATOR
from importers.standing import Standing, Trouble


def remedies(standing: Standing) -> tuple[str, ...]:
    """Commands by which each trouble of it ends, the likeliest first."""
    group = "registers" if standing.kind == "register" else "feeds"
    found: list[str] = []
    if Trouble.HELD in standing.troubles:
        found += [f"merkbar {group} release {standing.name}", f"merkbar {group} drop {standing.name}"]
    if standing.troubles and standing.troubles != (Trouble.HELD,):
        found.append(_again(standing))
    return tuple(found)


def _again(standing: Standing) -> str:
    if standing.profile is not None:
        return f"merkbar {standing.kind}s pull {standing.name}"
    run = standing.run
    form = run.format if run else "table"
    if standing.kind == COMPANY_PRICES:
        supplier, _, company = standing.name.partition(SEPARATOR)
        return f"merkbar feeds load FILE --format {form} --supplier {supplier} --company {company}"
    if standing.kind == "feed":
        return f"merkbar feeds load FILE --format {form} --supplier {standing.name}"
    return f"merkbar registers load FILE --format {form}"
