"""``/api``: what programs can ask for, told to the people who write them."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template

from catalog.schemas_out import MAX_IDENTIFIERS
from web.addresses import absolute
from web.api_reference import operations
from web.services import services
from web.views.api import SPEC

blueprint = Blueprint("developers", __name__)


@blueprint.get("/api", strict_slashes=False)
def show() -> str:
    """The page is drawn from the same description that programs read."""
    settings = services().settings
    return render_template(
        "developers/show.html",
        operations=operations(current_app.extensions[SPEC].to_dict()),
        base_url=settings.base_url,
        anonymous=settings.api_anonymous,
        most=MAX_IDENTIFIERS,
        canonical=absolute("developers.show"),
    )
