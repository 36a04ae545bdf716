"""Accounts by words of the customer's name, in any order and case, perhaps mistyped."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, bindparam, func, select

from models.search.found import MOST, Hit, Why
from models.search.tables import SearchSlipRow, SearchWordRow
from models.search.words import folded, initials_of, slips_of, stem_of, words_of
from models.tables import AccountRow

MOST_WORDS = 6  # of what was typed
MOST_FORMS = 40  # words of names that one typed word may stand for
LEAST_BEGINNING = 3  # letters
CONSIDERED = 200  # accounts that are ranked
COUNTED = 3000  # accounts of a word: beyond, it is a common word
LAST = "\U0010ffff"  # sorts behind every letter


def by_name(connection: Connection, typed: str) -> Iterator[Hit]:
    """Those who have all the words, written so; else in another form or with a slip."""
    words = [word for word in words_of(typed) if not word.isdecimal()][:MOST_WORDS]
    words = [word for word in words if len(word) > 1]
    if not words:
        return
    accounts = dict.fromkeys(_having_all(connection, [[word] for word in words]))
    if not accounts or (len(words) == 1 and len(accounts) < MOST):
        forms = [_forms(connection, word) for word in words]
        if all(forms):
            accounts |= dict.fromkeys(_having_all(connection, forms))
    yield from _graded(connection, list(accounts), words, initials_of(typed))


def _forms(connection: Connection, word: str) -> list[str]:
    """Words of names that the typed one may be, the likeliest first."""
    forms = {word: None}
    for beginning in dict.fromkeys((word, stem_of(word))):
        if len(beginning) >= LEAST_BEGINNING:
            bounds = {"from": beginning, "to": beginning + LAST}
            forms |= dict.fromkeys(connection.scalars(_BEGINNING, bounds))
    forms |= dict.fromkeys(connection.scalars(_SLIPPED, {"slips": sorted(slips_of(word))}))
    return list(forms)[:MOST_FORMS]


def _having_all(connection: Connection, forms: Sequence[Sequence[str]]) -> list[int]:
    """Accounts that have a word out of each list: begun with the rarest, the others probed."""
    if len(forms) > 1:
        forms = sorted(forms, key=lambda words: _count(connection, words))
    first, *others = forms
    query = select(SearchWordRow.account_id).where(SearchWordRow.word.in_(first))
    for words in others:
        too = SearchWordRow.__table__.alias()
        probe = select(1).where(too.c.word.in_(words), too.c.account_id == SearchWordRow.account_id)
        query = query.where(probe.exists())
    return list(connection.scalars(query.limit(CONSIDERED)))


def _count(connection: Connection, words: Sequence[str]) -> int:
    return connection.execute(_HOW_MANY, {"words": list(words)}).scalar_one()


def _graded(
    connection: Connection, accounts: list[int], asked: Sequence[str], initials: Sequence[str]
) -> Iterator[Hit]:
    """The better, the more of the name was typed as it is written."""
    if not accounts:
        return
    for account, name in connection.execute(_NAMES, {"accounts": accounts}):
        words = words_of(name)
        same = sum(word in words for word in asked)
        begun = sum(any(one.startswith(word) for one in words) for word in asked)
        letters = [word[0] for word in folded(name).replace(".", " ").split()]
        initial = sum(one in letters[1:] for one in initials)
        share = (0.6 * same + 0.25 * begun + 0.1 * initial) / (len(asked) + 0.1 * len(initials))
        less = 0.05 * min(3, max(0, len(words) - len(asked)))  # of two, the one who is only that
        yield Hit(account, Why.NAME if same == len(asked) else Why.LIKE_NAME, 0.15 + share - less)


_BEGINNING = (
    select(SearchSlipRow.word)
    .where(
        SearchSlipRow.slip >= bindparam("from"),
        SearchSlipRow.slip < bindparam("to"),
        SearchSlipRow.slip == SearchSlipRow.word,
    )
    .order_by(SearchSlipRow.slip)
    .limit(MOST_FORMS // 2)
)
_SLIPPED = (
    select(SearchSlipRow.word)
    .where(SearchSlipRow.slip.in_(bindparam("slips", expanding=True)))
    .limit(MOST_FORMS)
)
_SOME = (
    select(SearchWordRow.account_id)
    .where(SearchWordRow.word.in_(bindparam("words", expanding=True)))
    .limit(COUNTED)
    .subquery()
)
_HOW_MANY = select(func.count()).select_from(_SOME)
_NAMES = select(AccountRow.id, AccountRow.name).where(
    AccountRow.id.in_(bindparam("accounts", expanding=True))
)
