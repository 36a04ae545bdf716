"""A real Asterisk with telephones of its own: desk-201 and on, each dialled by its number.

2xx rings that telephone, 3xx rings it for a second only. desk-202 is asked in SHA-256.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.asterisk.process import AsteriskProcess
from config.settings import Settings, address, read_settings
from tests.ports import free_ports

PASSWORD = "door, 9 \\ bells"
MODULES = "load = res_pjsip_refer.so\n"
DIALPLAN = """
[teplofon-incoming]
exten => _2XX,1,Goto(phones,${EXTEN},1)
exten => _3XX,1,Dial(PJSIP/desk-2${EXTEN:1},1)
 same => n,Hangup(${HANGUPCAUSE})
[phones]
exten => _2XX,1,Dial(PJSIP/desk-${EXTEN},30)
 same => n,Hangup(${HANGUPCAUSE})
"""
HINT = "exten => {number},hint,PJSIP/desk-{number}\n"
TELEPHONE = """
[desk-{number}]
type = endpoint
transport = transport-udp
context = phones
disallow = all
allow = alaw
direct_media = no
rtp_symmetric = yes
media_address = 127.0.0.1
bind_rtp_to_media_address = yes
auth = desk-{number}
aors = desk-{number}
[desk-{number}]
type = auth
auth_type = digest
username = desk-{number}
password = {password}
supported_algorithms_uas = {algorithm}
[desk-{number}]
type = aor
max_contacts = 1
remove_existing = yes
minimum_expiration = 1
qualify_frequency = 1
"""


@dataclass(frozen=True)
class Exchange:
    """Where to register and to call; `process` is the Asterisk, to be asked and restarted."""

    far: tuple[str, int]
    process: AsteriskProcess

    def state(self, number: int) -> str:
        """What Asterisk believes a telephone is doing, as `InUse` or `Idle`."""
        hints = self.process.cli("core show hints").splitlines()
        mine = next(line for line in hints if f"PJSIP/desk-{number}" in line)
        return mine.partition("State:")[2].split()[0]

    def number_of_contacts(self) -> int:
        return self.process.cli("pjsip show contacts").count("/sip:desk-")


@contextmanager
def open_exchange(telephones: int = 3) -> Iterator[Exchange]:
    here = Path(tempfile.mkdtemp(prefix="exchange-"))
    here.chmod(0o755)
    sip, agi = free_ports(2)
    settings = Settings(
        home=here / "home",
        cache=read_settings().cache,
        asterisk_dir=str(here / "ast"),
        sip_bind=f"127.0.0.1:{sip}",
        rtp_ports="27000-27999",
        agi_servers=f"127.0.0.1:{agi}",
        agi_token="token",
        sip_websocket="",
    )
    numbers = range(201, 201 + telephones)
    local = here / "ast/etc/local"
    local.mkdir(parents=True)
    (local / "modules.conf").write_text(MODULES)
    (local / "pjsip.conf").write_text("".join(_telephone(number) for number in numbers))
    (local / "extensions.conf").write_text(
        DIALPLAN + "".join(HINT.format(number=number) for number in numbers)
    )
    try:
        with AsteriskProcess(settings) as process:
            yield Exchange(address(settings.sip_bind), process)
    finally:
        shutil.rmtree(here)


def _telephone(number: int) -> str:
    algorithm = "SHA-256" if number == 202 else "MD5"
    return TELEPHONE.format(number=number, password=PASSWORD, algorithm=algorithm)
