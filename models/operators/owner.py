"""What somebody changes of the own account: the password, and how the screens look."""

from datetime import datetime

from sqlalchemy import Engine, update

from models.operators import sessions
from models.operators.accounts import LANGUAGES, THEMES, Refused
from models.operators.changes import Change, record
from models.operators.entering import prove
from models.operators.passwords import hash_of, is_password
from models.operators.sessions import SignedIn
from models.operators.tables import OperatorRow


def change_password(writer: Engine, who: SignedIn, old: str, new: str, now: datetime) -> str:
    """Ends all sessions; returns the key of a new one. Wrong old ones count as in signing in.

    Raises Refused.
    """
    proven = prove(writer, who.login, old, now)
    if proven is None:
        raise Refused("old", "wrong")
    if new == old:
        raise Refused("new", "same")
    if not is_password(new, who.login):
        raise Refused("new", "weak")
    fresh = hash_of(new)
    with writer.begin() as connection:
        changed = connection.execute(
            update(OperatorRow)
            .where(OperatorRow.id == who.operator, OperatorRow.password_hash == proven.hash)
            .values(password_hash=fresh, must_change_password=False, changed_at=now)
        )
        if not changed.rowcount:
            raise Refused("old", "wrong")  # an administrator has reset it meanwhile
        sessions.end_all(connection, who.operator, now)
        record(connection, who.operator, Change.PASSWORD_CHANGED, who.operator, now)
        return sessions.begin(connection, who.operator, now)


def set_look(writer: Engine, who: SignedIn, language: str, theme: str) -> None:
    """The language and the colours of the owner's screens. Raises Refused."""
    if language not in LANGUAGES:
        raise Refused("language", "unknown")
    if theme not in THEMES:
        raise Refused("theme", "unknown")
    query = update(OperatorRow).where(OperatorRow.id == who.operator)
    with writer.begin() as connection:
        connection.execute(query.values(language=language, theme=theme))
