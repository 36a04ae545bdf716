"""A batch of good lines compared with what is known: what is to be written, row by row decided."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import Enum

from models.importing.headings import Field
from models.importing.known import Known, KnownReading, MeterKey, meter_key
from models.importing.lines import NUMBERS_IN, AccountFacts, Line, MeterFacts, Number
from models.importing.refusals import Reason, Refusal
from models.records import Reading, Source


class Fate(Enum):
    """What a good row did to the database."""

    NEW = "new"  # an account or a meter that was not known
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass
class Batch:
    """What a batch will write. `given` are the file's columns: others are left as they stand."""

    known: Known
    given: Collection[Field]
    new_accounts: dict[str, AccountFacts] = field(default_factory=dict)
    changed_accounts: dict[str, AccountFacts] = field(default_factory=dict)
    new_numbers: list[tuple[str, Number]] = field(default_factory=list)  # of an account
    gone_numbers: list[tuple[str, Number]] = field(default_factory=list)
    new_meters: dict[MeterKey, MeterFacts] = field(default_factory=dict)
    changed_meters: dict[MeterKey, MeterFacts] = field(default_factory=dict)
    new_readings: list[tuple[MeterKey, Reading]] = field(default_factory=list)
    replaced: list[int] = field(default_factory=list)  # ids of readings

    def add(self, line: Line) -> Fate:
        """Decide on one line. Raises Refusal, and then nothing of the line is written."""
        number = line.account.number
        key = meter_key(number, line.meter) if line.meter else None
        if key and line.reading:
            self._check(key, line.reading)
        fates = {self._add_account(line.account), self._add_numbers(number, line.numbers)}
        if key and line.meter:
            fates.add(self._add_meter(key, line.meter))
            if line.reading:
                fates.add(self._add_reading(key, line.reading))
        return next(fate for fate in Fate if fate in fates)

    def _check(self, key: MeterKey, reading: Reading) -> None:
        """What a caller gave is not overwritten by a file: a person has to decide."""
        standing = self.known.readings.get((key, reading.taken_on))
        if standing and standing.value != reading.value and standing.source != Source.IMPORT:
            raise Refusal(
                Reason.GIVEN_BY_CALLER,
                day=f"{reading.taken_on:%d.%m.%Y}",
                value=f"{standing.value.normalize():f}".replace(".", ","),
            )

    def _add_account(self, account: AccountFacts) -> Fate:
        known = self.known.accounts.get(account.number)
        if known and Field.CUSTOMER not in self.given:
            account = account._replace(customer=known.customer)
        if account == known:
            return Fate.UNCHANGED
        self.known.accounts[account.number] = account
        if known:
            self.changed_accounts[account.number] = account
            return Fate.CHANGED
        self.new_accounts[account.number] = account
        return Fate.NEW

    def _add_numbers(self, account: str, numbers: Collection[Number]) -> Fate:
        """Those of an earlier file go when this one has the column; what calls told stays."""
        known = self.known.numbers.setdefault(account, {})
        kinds = {kind for field, kind in NUMBERS_IN.items() if field in self.given}
        new = [one for one in numbers if one not in known]
        gone = [
            one
            for one, source in known.items()
            if source == Source.IMPORT and one.kind in kinds and one not in numbers
        ]
        for one in gone:
            del known[one]
        known.update(dict.fromkeys(new, Source.IMPORT))
        self.new_numbers += [(account, one) for one in new]
        self.gone_numbers += [(account, one) for one in gone]
        return Fate.CHANGED if new or gone else Fate.UNCHANGED

    def _add_meter(self, key: MeterKey, meter: MeterFacts) -> Fate:
        known = self.known.meters.get(key)
        if known:
            meter = self._as_given(meter, known)
        if meter == known:
            return Fate.UNCHANGED
        self.known.meters[key] = meter
        if known:
            self.changed_meters[key] = meter
            return Fate.CHANGED
        self.new_meters[key] = meter
        return Fate.NEW

    def _as_given(self, meter: MeterFacts, known: MeterFacts) -> MeterFacts:
        return meter._replace(
            place=meter.place if Field.PLACE in self.given else known.place,
            monthly_norm=meter.monthly_norm if Field.NORM in self.given else known.monthly_norm,
            removed_on=meter.removed_on if Field.REMOVED_ON in self.given else known.removed_on,
        )

    def _add_reading(self, key: MeterKey, reading: Reading) -> Fate:
        standing = self.known.readings.get((key, reading.taken_on))
        if standing and standing.value == reading.value:
            return Fate.UNCHANGED
        if standing and standing.id is not None:
            self.replaced.append(standing.id)
        now = KnownReading(None, reading.value, Source.IMPORT)
        self.known.readings[key, reading.taken_on] = now
        self.new_readings.append((key, reading))
        return Fate.CHANGED
