"""Settings: the environment, read once into one frozen value.

Every setting is a field of `Settings`; its variable is the field's name in capitals after
`TEPLOFON_`. A wrong value ends the start with one sentence that says which and why.
"""

import hmac
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from config.files import write_first

PREFIX = "TEPLOFON_"


class WrongSetting(Exception):
    """A setting cannot be used; the message says which, and what would do."""


def _cache() -> Path:
    """Where what can be made again is kept: downloads and synthesised sounds."""
    if os.geteuid() == 0:  # a home of root's could not be read by the user Asterisk runs as
        return Path("/var/cache/teplofon")
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "teplofon"


@dataclass(frozen=True)
class Settings:
    """What a start of Teplofon can be told; defaults are the embedded ones of the demo."""

    utility: str = "demo"  # a profile: config/utilities/NAME.toml, or a path to a file
    home: Path = Path("var")  # the database, the token and what must be kept
    cache: Path = field(default_factory=_cache)  # what can be made again
    database: str = ""  # a database URL; by default SQLite in home
    log_level: str = "INFO"

    agi_listen: str = "127.0.0.1:4573"  # where this FastAGI server listens
    agi_servers: str = "127.0.0.1:4573,127.0.0.1:4574"  # whom the dialplan tries, in order
    agi_allow: str = "127.0.0.0/8"  # addresses that may connect
    agi_token: str = ""  # shared with the dialplan; by default made once and kept in home

    asterisk_dir: str = ""  # generated configuration and run files; by default under cache
    sip_bind: str = "127.0.0.1:5070"
    sip_trunk: str = ""  # the provider's addresses, who alone may call; unused on loopback
    rtp_ports: str = "20000-20999"
    operators_context: str = "teplofon-no-operators"  # dialplan context which has the operators
    emergency_context: str = ""  # that of the emergency service; by default the operators'

    speech_models: str = (
        "ru=vosk-ru-numbers"  # language=directory of a Vosk model, several by commas
    )
    media: str = "127.0.0.1:4575"  # the media server, for itself, AGI servers and Asterisk
    audiosocket: str = "127.0.0.1:4576"  # the same for an Asterisk without chan_websocket
    media_carrier: str = "auto"  # or websocket, audiosocket

    ami: str = "127.0.0.1:5039"  # Asterisk's manager interface, for the gateway alone
    gateway: str = "127.0.0.1:4577"  # the gateway, for the console alone
    sip_websocket: str = "127.0.0.1:8088"  # Asterisk's own web server, for softphones in browsers
    console: str = "127.0.0.1:8080"  # where the operator console listens
    console_url: str = ""  # how browsers reach it, if not there: https://hotline.example
    softphone_url: str = ""  # how browsers reach sip_websocket, if not there: wss://.../ws
    demo_telephone: bool = False  # a page from which anybody calls as a customer; loopback only

    voice: str = "auto"  # RHVoice for Russian where installed; or espeak, rhvoice-anna, -aleksandr
    studio: str = ""  # a directory of recorded prompts, which win over synthesised ones

    recordings: str = ""  # a directory, by default in home, or s3://bucket/prefix
    recordings_endpoint: str = ""  # the S3 service, if not Amazon's: https://s3.example
    recording_keys: str = ""  # the file of master keys; by default in home, made once
    transcripts: str = ""  # hours of the utility's day in which recordings are written down

    twilio_listen: str = "127.0.0.1:8090"  # where Twilio's requests are answered, behind TLS
    twilio_url: str = ""  # how Twilio reaches it: https://calls.example
    twilio_account: str = ""  # the account's id: AC...
    twilio_token: str = ""  # the account's secret, with which Twilio signs its requests
    twilio_operators: str = ""  # numbers or sip: addresses, by commas, or queue:NAME at Twilio
    twilio_emergency: str = ""  # the same for emergencies; by default the operators'
    twilio_fallback: str = ""  # the number to dial when something of ours has failed
    twilio_prompts: Literal["sounds", "text"] = "sounds"  # text: said by Twilio's own voices

    sms_listen: str = "127.0.0.1:8091"  # where messages are taken (M2), behind TLS
    sms_token: str = ""  # of a provider that posts JSON; without one that way is closed

    outbound: Literal["off", "asterisk", "twilio"] = "off"  # who calls customers back (C9)
    outbound_prefixes: str = ""  # of numbers that may be called: +7912,+7341; by default none
    outbound_number: str = ""  # ours, as customers are shown it: +73412000000
    outbound_channel: str = "PJSIP/{number}@trunk"  # how Asterisk reaches a number
    outbound_per_hour: Annotated[int, msgspec.Meta(ge=1)] = 30  # calls to customers
    outbound_at_once: Annotated[int, msgspec.Meta(ge=1)] = 2
    outbound_per_number: Annotated[int, msgspec.Meta(ge=1)] = 5  # in 24 hours

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.home.resolve() / 'teplofon.db'}"

    @property
    def allowed_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        try:
            return tuple(ip_network(part.strip()) for part in self.agi_allow.split(","))
        except ValueError as error:
            raise WrongSetting(f"{PREFIX}AGI_ALLOW: {error}") from None

    @property
    def outbound_allowed(self) -> tuple[str, ...]:
        """The prefixes that may be called."""
        given = (one.strip() for one in self.outbound_prefixes.split(","))
        return tuple(one for one in given if one)

    def token(self) -> str:
        """The secret shared with the dialplan; made on first use and kept for its owner only."""
        if self.agi_token:
            return self.agi_token
        path = self.home / "agi-token"
        if not path.exists():
            write_first(path, secrets.token_urlsafe(24))
        return path.read_text()

    def secret(self, purpose: str) -> str:
        """A secret for one purpose, made of the token: letters and digits, the same each time."""
        return hmac.new(self.token().encode(), purpose.encode(), "sha256").hexdigest()


def address(text: str) -> tuple[str, int]:
    """`host:port` as a pair. Raises WrongSetting."""
    host, _, port = text.strip().rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise WrongSetting(f"{text!r} is not host:port")
    return host, int(port)


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the environment. Raises WrongSetting for an unknown name or a bad value."""
    known = {PREFIX + item.name.upper(): item.name for item in fields(Settings)}
    given = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
    if unknown := sorted(given.keys() - known.keys()):
        raise WrongSetting(f"there is no setting {unknown[0]}")
    raw = {known[name]: value for name, value in given.items()}
    try:
        settings = msgspec.convert(
            raw, Settings, strict=False, dec_hook=lambda kind, value: kind(value)
        )
    except msgspec.ValidationError as error:
        raise WrongSetting(f"a setting cannot be used: {error}") from None
    _check_outbound(settings)
    return settings


def _check_outbound(settings: Settings) -> None:
    """What costs money is right, or nothing starts."""
    for prefix in settings.outbound_allowed:
        if not re.fullmatch(r"\+[1-9][0-9]{0,14}", prefix):
            raise WrongSetting(f"{PREFIX}OUTBOUND_PREFIXES: {prefix!r} is not like +7912")
    if not re.fullmatch(r"(\+[1-9][0-9]{6,14})?", settings.outbound_number):
        raise WrongSetting(f"{PREFIX}OUTBOUND_NUMBER: it must be like +73412000000")
    if settings.outbound == "twilio" and not settings.outbound_number:
        raise WrongSetting(f"{PREFIX}OUTBOUND_NUMBER: Twilio calls from a number of yours, name it")
    if not re.fullmatch(r"\w+/[\w@.:/+-]*\{number\}[\w@.:/+-]*", settings.outbound_channel):
        raise WrongSetting(f"{PREFIX}OUTBOUND_CHANNEL: it must be like PJSIP/{{number}}@trunk")


def as_environment(settings: Settings) -> dict[str, str]:
    """The variables which give another process the same settings."""
    return {
        PREFIX + item.name.upper(): str(getattr(settings, item.name)) for item in fields(Settings)
    }
