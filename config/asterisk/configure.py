"""Asterisk's configuration, rendered from the templates beside this for the settings in force."""

import re
from ipaddress import ip_address, ip_network
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from config.asterisk.addresses import own_addresses
from config.settings import Settings, WrongSetting, address
from config.utility import Utility, read_utility
from config.waiting import BEFORE_ALL, SINCE

PATIENCE = 10  # seconds that a server may take before it takes charge of the call
HELD = 5  # seconds after which a held caller's channel looks whether the operator is still there
PAUSE = 2  # seconds before the servers are tried again, for one that is being restarted

REQUIRED = (
    "res_timing_timerfd", "res_sorcery_config", "res_sorcery_memory", "res_sorcery_astdb",
    "res_pjproject", "res_pjsip", "res_pjsip_session", "res_pjsip_pubsub", "res_pjsip_sdp_rtp",
    "res_pjsip_authenticator_digest", "res_pjsip_caller_id", "res_pjsip_nat",
    "res_pjsip_rfc3326", "res_rtp_asterisk", "chan_pjsip", "codec_alaw", "codec_ulaw",
    "codec_a_mu", "format_wav", "format_pcm", "pbx_config", "app_playback", "app_read",
    "app_verbose", "res_speech", "res_agi", "func_callerid", "func_channel", "func_logic",
    "func_math", "func_strings", "func_timeout", "func_uuid",
)  # fmt: skip
# For callers who speak; which of the two carriers there is depends on Asterisk's version.
AUDIO = (
    "app_dial", "res_websocket_client", "chan_websocket", "res_audiosocket", "app_audiosocket",
)  # fmt: skip
# For the operators' telephones: registration, and what a browser needs; music for who is held.
SOFTPHONES = (
    "res_http_websocket", "res_pjsip_transport_websocket", "res_pjsip_registrar", "res_srtp",
    "res_pjsip_endpoint_identifier_user", "res_musiconhold", "bridge_simple",
)  # fmt: skip
# For callers who wait, and for what operators and supervisors do with a call.
QUEUES = (
    "app_queue", "app_stack", "app_chanspy", "app_confbridge", "bridge_softmix", "bridge_holding",
    "bridge_builtin_features", "func_devstate", "res_manager_devicestate", "res_pjsip_refer",
    "app_senddtmf",
)  # fmt: skip
# For recording what was announced as recorded (P1).
RECORDING = (
    "format_sln", "func_cut", "func_groupcount", "func_uri", "func_periodic_hook", "app_mixmonitor",
)  # fmt: skip
# When channels began and ended, for the gateway; without, queue_log tells it in whole seconds.
LEGS = ("res_cdrel_custom", "cel_custom")
# What the gateway is told of; its table HAPPENINGS says what each means.
AMI_EVENTS = (
    "QueueCallerJoin", "QueueCallerLeave", "QueueCallerAbandon", "AgentCalled",
    "AgentRingNoAnswer", "AgentConnect", "Hold", "Unhold", "Hangup", "DeviceStateChange",
    "DialEnd", "ChanSpyStart", "ChanSpyStop", "MixMonitorMute", "OriginateResponse",
)  # fmt: skip
BY_ADDRESS, ANYBODY = "res_pjsip_endpoint_identifier_ip", "res_pjsip_endpoint_identifier_anonymous"

# Left to the machine's own Asterisk in production: where its directories are.
OF_THE_MACHINE = "asterisk.conf"
# Changes with the operators' accounts, not with the settings: `operators` renders it.
OF_THE_ACCOUNTS = "pjsip_operators.conf.j2"

templates = Environment(
    loader=PackageLoader("config.asterisk"),
    undefined=StrictUndefined,
    keep_trailing_newline=True,
    trim_blocks=True,
    lstrip_blocks=True,
    autoescape=False,  # Asterisk's files, not HTML; every value below is checked instead
)


def render(settings: Settings, here: str = "", modules: str = "") -> dict[str, str]:
    """The text of each file by its name.

    `here` is the directory of everything generated, `modules` where the program's modules are
    if it does not know. Raises WrongSetting for a value that Asterisk would misread.
    """
    values = _values(settings) | {"here": here, "modules": modules}
    names = (name for name in templates.list_templates() if name.endswith(".j2"))
    return {
        name.removesuffix(".j2"): templates.get_template(name).render(values)
        for name in names
        if name != OF_THE_ACCOUNTS
    }


def listens_on_loopback(settings: Settings) -> bool:
    """Whether only this machine can call. Raises WrongSetting."""
    host, _ = address(settings.sip_bind)
    return ip_address(_ip("TEPLOFON_SIP_BIND", host)).is_loopback


def _values(settings: Settings) -> dict[str, Any]:
    """All that the templates name, checked."""
    utility = read_utility(settings.utility)
    return {
        **_telephony(settings, utility),
        **_doors(settings),
        **_dialplan(settings),
        **_queues(utility),
    }


def _telephony(settings: Settings, utility: Utility) -> dict[str, Any]:
    """Modules, and where calls and their sound come in."""
    loopback = listens_on_loopback(settings)
    callers = ANYBODY if loopback else BY_ADDRESS
    first, last = _ports(settings.rtp_ports)
    return {
        "loopback": loopback,
        "required": (*REQUIRED, *SOFTPHONES, *QUEUES, *RECORDING, callers),
        "optional": (*AUDIO, *(LEGS if utility.queues else ())),
        "sip_bind": settings.sip_bind,
        "sip_host": address(settings.sip_bind)[0].strip("[]"),
        "customer_password": _customer(settings, loopback),
        "own_addresses": own_addresses() if loopback else (),
        "trunk": () if loopback else _trunk(settings.sip_trunk),
        "provider": _provider(settings) if not loopback else "",
        "rtp_first": first,
        "rtp_last": last,
    }


def _doors(settings: Settings) -> dict[str, Any]:
    """Where our own programs and the softphones reach Asterisk, or it them."""
    web_host, web_port = address(settings.sip_websocket or "127.0.0.1:1")
    ami_host, ami_port = address(settings.ami or "127.0.0.1:1")
    return {
        "media": _server("TEPLOFON_MEDIA", settings.media) if settings.media else "",
        "web": bool(settings.sip_websocket),
        "web_host": _ip("TEPLOFON_SIP_WEBSOCKET", web_host),
        "web_port": web_port,
        "ami": bool(settings.ami),
        "ami_host": _ip("TEPLOFON_AMI", ami_host),
        "ami_port": ami_port,
        "ami_events": AMI_EVENTS,
        "ami_secret": settings.secret("ami"),
    }


def _dialplan(settings: Settings) -> dict[str, Any]:
    """The servers of calls, and where a call goes from them."""
    servers = [_server("TEPLOFON_AGI_SERVERS", one) for one in settings.agi_servers.split(",")]
    emergency = settings.emergency_context or settings.operators_context
    return {
        "servers": servers,
        "tries": servers * 2,
        "token": _word("TEPLOFON_AGI_TOKEN", settings.token()),
        "operators_context": _word("TEPLOFON_OPERATORS_CONTEXT", settings.operators_context),
        "emergency_context": _word("TEPLOFON_EMERGENCY_CONTEXT", emergency),
        "patience": PATIENCE,
        "pause": PAUSE,
        "held_look": HELD,
    }


def _queues(utility: Utility) -> dict[str, Any]:
    """The profile's queues and specialists, and how callers wait."""
    return {
        "queues": utility.queues,
        "survey": bool(utility.survey.questions),
        "default_queue": next(reversed(utility.queues), ""),
        "specialists": list(utility.specialists.values()),
        "longest_wait": utility.waiting.longest,
        "ring": utility.norms.specialist_connect.limit,
        "before_all": BEFORE_ALL,
        "since": int(SINCE.timestamp()),
    }


def _customer(settings: Settings, loopback: bool) -> str:
    """The password of the demo's telephone; empty where there is none."""
    if settings.demo_telephone and not loopback:
        raise WrongSetting("TEPLOFON_DEMO_TELEPHONE: only on loopback (TEPLOFON_SIP_BIND)")
    return settings.secret("sip customer") if settings.demo_telephone else ""


def _ip(name: str, host: str) -> str:
    try:
        return str(ip_address(host.strip("[]")))
    except ValueError:
        raise WrongSetting(f"{name}: {host!r} is not an IP address") from None


def _ports(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d+)-(\d+)", text)
    first, last = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1024 <= first < last < 65536:
        raise WrongSetting(f"TEPLOFON_RTP_PORTS: {text!r} is not a range such as 20000-20999")
    return first, last


def _server(name: str, text: str) -> str:
    host, port = address(text)
    if not re.fullmatch(r"[\w.-]+|\[[0-9a-fA-F:]+\]", host, re.ASCII):
        raise WrongSetting(f"{name}: {host!r} is not the name of a host")
    return f"{host}:{port}"


def _trunk(text: str) -> list[str]:
    """The provider's addresses; without any nobody could call, and that is not a hotline."""
    try:
        found = [str(ip_network(part.strip())) for part in text.split(",") if part.strip()]
    except ValueError as error:
        raise WrongSetting(f"TEPLOFON_SIP_TRUNK: {error}") from None
    if not found:
        raise WrongSetting(
            "TEPLOFON_SIP_TRUNK: name the provider's addresses; "
            "only on loopback (TEPLOFON_SIP_BIND) are calls taken from anyone"
        )
    return found


def _provider(settings: Settings) -> str:
    """The first address that is one machine's, to which our calls go; empty where none do."""
    if settings.outbound != "asterisk":
        return ""
    found = [ip_network(part.strip()) for part in settings.sip_trunk.split(",") if part.strip()]
    hosts = [one.network_address for one in found if one.num_addresses == 1]
    return (f"[{hosts[0]}]" if hosts[0].version == 6 else str(hosts[0])) if hosts else ""


def _word(name: str, text: str) -> str:
    if not re.fullmatch(r"[\w-]+", text, re.ASCII):
        raise WrongSetting(f"{name}: only letters, digits, - and _ can stand in a dialplan")
    return text
