"""What a browser may do with our pages: little, and nothing that came from elsewhere."""

from flask import Flask, Response, request

from config.settings import Settings
from operator_console.security.cookies import over_https
from operator_console.security.gate import STATIC

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=(), payment=(), usb=()",
}
YEAR = 365 * 24 * 3600  # seconds


def add(app: Flask, settings: Settings) -> None:
    """To every answer, an error too."""
    fixed = HEADERS | {"Content-Security-Policy": content_policy(settings)}
    if over_https(settings):
        fixed["Strict-Transport-Security"] = f"max-age={YEAR}"

    def dress(answer: Response) -> Response:
        answer.headers.update(fixed)
        if request.endpoint != STATIC:
            answer.headers.setdefault("Cache-Control", "no-store")  # customers' data
        return answer

    app.after_request(dress)


def content_policy(settings: Settings) -> str:
    """Everything is ours; a page talks to the softphone's websocket besides."""
    softphone = settings.softphone_url or f"ws://{settings.sip_websocket}/ws"
    return "; ".join(
        (
            "default-src 'self'",
            f"connect-src 'self' {softphone}",
            "img-src 'self' blob:",  # a photo before it is sent
            "media-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )
