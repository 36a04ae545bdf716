"""The operators' telephones as Asterisk must know them: a browser or a desk phone each.

Rendered and written when accounts change; whoever does so reloads `res_pjsip.so` afterwards.
Not here: what their calls lead to, which is the dialplan's.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from config.asterisk.configure import OF_THE_ACCOUNTS, listens_on_loopback, templates
from config.asterisk.directory import account, directory, write
from config.settings import Settings, WrongSetting, address

CONTEXT = "teplofon-operators-dial"  # where the operators' own calls go, and nobody else's
FILE = "generated/operators.conf"
LOGIN = re.compile(r"[a-z][a-z0-9-]{1,30}")
# Seconds without a packet after which a telephone is gone, in a talk and while the caller is held.
# A browser sends packets all the time, muted or not; a telephone on a desk need not.
SILENCE = {"browser": (6, 20), "desk": (60, 3600)}
QUALIFY = 15  # seconds between two questions whether it is there
KINDS = {"browser": ("op", "browsers"), "desk": ("desk", "desk-telephones")}


@dataclass(frozen=True)
class Telephone:
    """One operator's telephone: `name` is its SIP name, endpoint, user and AOR alike."""

    login: str
    name: str
    kind: str
    password: str


def telephone_name(login: str, kind: str) -> str:
    """The SIP name of an operator's telephone: `op-anna` in a browser, `desk-anna` on a desk."""
    return f"{KINDS[kind][0]}-{login}"


def telephone_password(settings: Settings, login: str) -> str:
    """What the telephone registers with; the same each time."""
    return settings.secret(f"sip {login}")


def operators_pjsip(settings: Settings, logins: Sequence[tuple[str, str]]) -> str:
    """The configuration of these (login, "browser" or "desk"). Raises WrongSetting.

    ValueError for a login that Asterisk would misread.
    """
    return templates.get_template(OF_THE_ACCOUNTS).render(
        context=CONTEXT,
        loopback=listens_on_loopback(settings),
        sip_host=address(settings.sip_bind)[0].strip("[]"),
        silence=SILENCE,
        qualify=QUALIFY,
        telephones=[_telephone(settings, login, kind) for login, kind in logins],
    )


def write_operators(settings: Settings, logins: Sequence[tuple[str, str]]) -> bool:
    """Write it where Asterisk reads it; whether anything is new, so that a reload is needed.

    Raises WrongSetting also where Asterisk was never prepared.
    """
    path = directory(settings) / "etc" / FILE
    if not path.parent.is_dir():
        raise WrongSetting(f"there is no {path.parent}: `teplofon asterisk run` makes it")
    text = operators_pjsip(settings, logins)
    if path.exists() and path.read_text() == text:
        return False
    write(path, text, account())
    return True


def _telephone(settings: Settings, login: str, kind: str) -> Telephone:
    if not LOGIN.fullmatch(login):
        raise ValueError(f"{login!r} cannot be the name of a telephone")
    name = telephone_name(login, kind)
    return Telephone(login, name, KINDS[kind][1], telephone_password(settings, login))
