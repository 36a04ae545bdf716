"""The furniture of the hotline: operators, numbers to call, a telephone of a specialist."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, insert

from config.asterisk import process
from config.settings import Settings
from models.operators.passwords import hash_of
from models.operators.tables import OperatorRow

OPERATORS = ("anna", "boris")
PASSWORD = "правильный пароль оператора"
NAMES = {"anna": "Иванова А. П.", "boris": "Петров Б. С."}
SPECIALIST = "201"  # a telephone of the profile's, and its password
# Numbers of three digits lead to where one waits, past the menu; 201 is a specialist's telephone.
EXTENSIONS = """\
[teplofon-incoming](+)
exten => _[1-9]XX,1,Set(__TEPLOFON_ROUTE=waiting)
 same => n,Goto(teplofon-hotline,s,1)
"""
TELEPHONE = """\
[{name}]
type = endpoint
transport = transport-udp
context = {context}
disallow = all
allow = alaw
direct_media = no
rtp_symmetric = yes
force_rport = yes
rewrite_contact = yes
identify_by = username
auth = {name}
aors = {name}
[{name}]
type = auth
auth_type = userpass
username = {name}
password = {name}
[{name}]
type = aor
max_contacts = 1
remove_existing = yes
"""


def telephone(name: str, context: str) -> str:
    """Of a telephone that registers under this name, its password too, and calls this context."""
    return TELEPHONE.format(name=name, context=context)


def hire(engine: Engine, telephone: str) -> dict[str, int]:
    """The operators, at desk phones or in browsers, who serve every queue; their numbers."""
    made = insert(OperatorRow).returning(OperatorRow.id)
    with engine.begin() as db:
        return {
            login: db.execute(made, _operator(login, telephone)).scalar_one() for login in OPERATORS
        }


def add_numbers(settings: Settings) -> None:
    """Extensions and telephones of the tests."""
    local = Path(settings.asterisk_dir) / "etc" / "local"
    local.mkdir(exist_ok=True)
    (local / "extensions.conf").write_text(EXTENSIONS)
    own = telephone(SPECIALIST, "teplofon-operators-dial")
    (local / "pjsip.conf").write_text(own)
    process.console(settings, "dialplan reload")
    process.console(settings, "module reload res_pjsip.so")


def _operator(login: str, telephone: str) -> dict[str, object]:
    return {
        "login": login, "name": NAMES[login], "unit": "ОКА", "role": "engineer", "language": "ru",
        "theme": "", "password_hash": hash_of(PASSWORD), "must_change_password": False,
        "wrong_passwords": 0, "active": True, "telephone": telephone,
        "queues": ["emergency", "legal", "individuals"], "changed_at": datetime.now(UTC),
    }  # fmt: skip
