"""How people and cron reach Merkbar. ``create_app`` only wires."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from web.config import Settings, SettingsError, from_environment, open_workspace

if TYPE_CHECKING:
    from flask import Flask

MAX_BODY_BYTES = 2_000_000


def create_app(settings: Settings | None = None, *, testing: bool = False) -> Flask:
    """The WSGI application. Settings come from the environment unless given.

    Raises SettingsError without MERKBAR_SECRET_KEY: there is no built-in one.
    """
    # Here, not above: the command line shares this package and serves no page.
    from flask import Flask
    from flask_compress import Compress
    from werkzeug.middleware.proxy_fix import ProxyFix

    from web import (  # fmt: skip
        addresses,
        company_prices,
        errors,
        formats,
        i18n,
        identity,
        punchout_gate,
        punchout_session,
        security,
        services,
        sourcing,
        stylesheet,
        symbols,
    )
    from web.views import (  # fmt: skip
        api,
        auth,
        badges,
        developers,
        embedding,
        evidence_pack,
        expiring,
        known,
        label_changes,
        labels,
        ordering,
        people,
        products,
        punchout,
        punchout_visit,
        quality,
        quick,
        reports,
        review,
        search,
        status,
    )

    settings = settings or from_environment(os.environ)
    if not settings.secret_key:
        raise SettingsError("MERKBAR_SECRET_KEY: serving needs a secret of your own, none is built in")
    app = Flask("web")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MERKBAR_DEMO=settings.demo,
        TESTING=testing,
        # A search page is 2 % larger than at 6, for half the time.
        COMPRESS_LEVEL=5,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https://"),
    )
    services.init_app(app, settings, open_workspace(settings))
    for wiring in (
        punchout_session, i18n, addresses, punchout_gate, security, errors, formats, stylesheet, symbols,
        identity, company_prices, sourcing,
    ):  # fmt: skip
        wiring.init_app(app)
    for view in (
        search, products, labels, ordering, badges, embedding, expiring, review, status, quality, auth,
        people, reports, evidence_pack, known, quick, punchout, punchout_visit, developers, label_changes,
    ):  # fmt: skip
        app.register_blueprint(view.blueprint)
    api.init_app(app)
    # Badges fit one packet as they are; packing each anew would cost more than drawing it.
    Compress(app).compress_mimetypes_set.discard("image/svg+xml")
    if settings.proxies:
        # Only as many addresses as the operator's own proxies have added can be believed.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    return app
