"""Who sends a request: Twilio, on behalf of our account, or nobody we answer."""

from dataclasses import dataclass

from flask import Request
from twilio.request_validator import RequestValidator

HEADER = "X-Twilio-Signature"


@dataclass(frozen=True)
class Signatures:
    """Checked against the public URL: behind a TLS proxy the request's own is another one."""

    url: str  # without a slash at its end
    account: str
    token: str

    def wrong_with(self, request: Request) -> str:
        """Why the request is not believed; empty if it is."""
        query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
        signature = request.headers.get(HEADER, "")
        if not signature:
            return "it is not signed"
        validator = RequestValidator(self.token)
        if not validator.validate(f"{self.url}{request.path}{query}", request.form, signature):
            return "its signature is wrong"
        if request.method == "POST" and request.form.get("AccountSid") != self.account:
            return "it is of another account"
        return ""
