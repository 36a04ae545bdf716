"""What somebody must look after before a recording is lost: for the pages of supervisors."""

from config.settings import WrongSetting
from models.operators.roles import Role
from operator_console.recordings.room import recordings, this_archive
from operator_console.security.visitor import signed_in
from recordings.archive.alarms import Alarm, What, alarms
from recordings.cipher import BadKeyFile
from recordings.store import StoreFailed


@recordings.app_template_global()
def recording_alarms() -> list[Alarm]:
    """All that there are now; none for who cannot do anything about them."""
    if signed_in().role is not Role.SUPERVISOR:
        return []
    try:
        return alarms(this_archive())
    except (WrongSetting, BadKeyFile, StoreFailed):
        return [Alarm(What.STORE_FAILS)]
