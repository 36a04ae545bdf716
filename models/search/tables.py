"""The tables of the search: small word indexes that both databases keep in the same way."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.columns import BigKey, Letters
from models.tables import AccountRow, Base


class SearchWordRow(Base):
    """A word of an account's name."""

    __tablename__ = "search_word"
    __table_args__ = ({"sqlite_with_rowid": False},)

    word: Mapped[str] = mapped_column(Letters, primary_key=True)
    account_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey(AccountRow.id), primary_key=True, autoincrement=False
    )


class SearchSlipRow(Base):
    """How a word of some name may be mistyped: itself, its sound, itself without one letter."""

    __tablename__ = "search_slip"
    __table_args__ = ({"sqlite_with_rowid": False},)

    slip: Mapped[str] = mapped_column(Letters, primary_key=True)
    word: Mapped[str] = mapped_column(Letters, primary_key=True)


class CustomerNumberRow(Base):
    """A telephone number or a contract by which an account is known."""

    __tablename__ = "customer_number"
    __table_args__ = (
        Index(None, "account_id", "kind", "number", unique=True),
        Index(None, "kind", "number"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(AccountRow.id))
    kind: Mapped[str]  # "phone" or "contract"
    number: Mapped[str] = mapped_column(Letters)  # E.164; a contract as `words.contract_key` has it
    source: Mapped[str]  # "call", "operator", "import"
