"""What every answer carries so that a browser protects the person using it, and the check that a form is ours."""

from __future__ import annotations

from flask import Flask, Response, request
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from engine.config import Config
from engine.errors import InvalidInput
from web.forms import CSRF

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TWO_YEARS = 63_072_000
LARGEST_REQUEST = 2 * 1024 * 1024


def is_https(config: Config) -> bool:
    """Whether people reach the application over HTTPS, as configured and not as a request claims."""
    return config.base_url.startswith("https://")


def look_through_proxies(app: Flask, config: Config) -> None:
    """Take the address of who asks from our own proxies. Nothing else of what they claim is used."""
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=0)  # type: ignore[method-assign]


def refuse_null_characters() -> None:
    """Nobody types them, and PostgreSQL keeps none: they would be a fault of ours later on."""
    sent = (text for given in (request.args, request.form) for pair in given.items(multi=True) for text in pair)
    if "\0" in request.path or any("\0" in text for text in sent):
        raise InvalidInput("Expected text that can be read, but it includes a null character. Take it out.")


def protect(app: Flask, config: Config) -> None:
    """Check every state change for our token, and put the headers on every answer."""
    secure = is_https(config)
    app.config.update(
        SECRET_KEY=config.secret_key,
        SESSION_COOKIE_NAME="pathways_form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        WTF_CSRF_FIELD_NAME=CSRF,
        # A form left open overnight is still good: the token lives as long as the browser's session.
        WTF_CSRF_TIME_LIMIT=None,
        # Our own referrer policy sends no referrer, so its absence proves nothing.
        WTF_CSRF_SSL_STRICT=False,
    )
    CSRFProtect(app)
    app.before_request(refuse_null_characters)

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers[name] = value
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        if secure:
            response.headers["Strict-Transport-Security"] = f"max-age={TWO_YEARS}; includeSubDomains"
        return response
