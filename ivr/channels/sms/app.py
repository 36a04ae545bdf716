"""The web application that gateways post to. Public, apart from the console; no pages."""

from functools import partial

from flask import Flask
from sqlalchemy import Engine

from config.settings import PREFIX, Settings, WrongSetting
from config.utility import Utility
from ivr.channels.sms.generic import json_gateway
from ivr.channels.sms.twilio import twilio_gateway
from ivr.channels.twilio.signature import Signatures
from models.sms.receive import receive

LARGEST = 16 * 1024  # bytes of a request


def create_app(settings: Settings, engine: Engine, utility: Utility) -> Flask:
    """The application, with the gateways that have a secret."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    take = partial(receive, engine, utility)
    if settings.sms_token:
        app.register_blueprint(json_gateway(take, settings.sms_token))
    if settings.twilio_token:
        url, account = settings.twilio_url.rstrip("/"), settings.twilio_account
        app.register_blueprint(
            twilio_gateway(take, Signatures(url, account, settings.twilio_token))
        )
    return app


def is_wanted(settings: Settings) -> bool:
    """Whether there is a gateway that could be believed."""
    return bool(settings.sms_token or settings.twilio_token)


def check(settings: Settings) -> None:
    """Raises WrongSetting if no gateway could be believed."""
    if settings.twilio_token and not (settings.twilio_url and settings.twilio_account):
        raise WrongSetting(f"{PREFIX}TWILIO_TOKEN needs {PREFIX}TWILIO_URL and TWILIO_ACCOUNT")
    if not is_wanted(settings):
        raise WrongSetting(f"SMS need {PREFIX}SMS_TOKEN, or {PREFIX}TWILIO_TOKEN, or both")
