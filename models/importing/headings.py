"""The columns we know and what billing systems call them; one table, to be added to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.importing.refusals import NotATable
from models.importing.terms import fold, index


class Field(StrEnum):
    """A column we know, by its first Russian name: the one used in reasons and messages."""

    NUMBER = "Лицевой счёт"
    NAME = "Имя"
    CUSTOMER = "Вид абонента"
    LOCALITY = "Населённый пункт"
    STREET = "Улица"
    HOUSE = "Дом"
    FLAT = "Квартира"
    PHONE = "Телефон"
    CONTRACT = "Номер договора"
    SERIAL = "Номер счётчика"
    SERVICE = "Услуга"
    PLACE = "Место установки"
    WHEELS = "Цифр до запятой"
    DECIMALS = "Цифр после запятой"
    NORM = "Норматив"
    REMOVED_ON = "Дата снятия счётчика"
    VALUE = "Последнее показание"
    TAKEN_ON = "Дата показания"
    REFUSED_ROW = "Номер строки (отказ)"
    REFUSED_REASON = "Причина отказа"

    __hash__ = str.__hash__  # every cell is found by it; Enum's own is slow


SYNONYMS: Mapping[Field, tuple[str, ...]] = {
    Field.NUMBER: (
        "лицевой счёт", "номер лицевого счёта", "№ лицевого счёта", "№ лс", "лс", "л/с", "№ л/с",
        "лиц. счёт", "account", "account number", "account no", "дербес шот", "дербес шот нөмірі",
        "есепшот", "konts", "konta numurs", "abonenta numurs", "līguma numurs",
    ),
    Field.NAME: (
        "имя", "фио", "ф.и.о.", "фио абонента", "абонент", "наименование", "наименование абонента",
        "потребитель", "name", "full name", "customer name", "аты-жөні", "атауы", "тұтынушы",
        "vārds, uzvārds", "vārds", "nosaukums", "klients",
    ),
    Field.CUSTOMER: (
        "вид абонента", "тип абонента", "категория", "тип потребителя", "физ/юр", "customer",
        "customer type", "customer kind", "тұтынушы түрі", "абонент түрі", "klienta veids",
    ),
    Field.LOCALITY: (
        "населённый пункт", "город", "нас. пункт", "locality", "city", "town", "елді мекен",
        "қала", "pilsēta", "apdzīvota vieta",
    ),
    Field.STREET: ("улица", "ул.", "street", "көше", "iela"),
    Field.HOUSE: ("дом", "№ дома", "номер дома", "house", "building", "үй", "māja", "mājas numurs"),
    Field.FLAT: (
        "квартира", "кв.", "№ квартиры", "номер квартиры", "помещение", "flat", "apartment",
        "пәтер", "dzīvoklis",
    ),
    Field.PHONE: (
        "телефон", "тел.", "телефоны", "номер телефона", "контактный телефон", "телефон абонента",
        "мобильный телефон", "phone", "phone number", "telephone", "mobile", "телефон нөмірі",
        "ұялы телефон", "tālrunis", "tālruņa numurs", "telefons",
    ),
    Field.CONTRACT: (
        "номер договора", "договор", "№ договора", "договор №", "contract", "contract number",
        "contract no", "шарт", "шарт нөмірі", "келісімшарт", "келісімшарт нөмірі", "līgums",
    ),
    Field.SERIAL: (
        "номер счётчика", "№ счётчика", "заводской номер", "зав. №", "заводской номер счётчика",
        "номер прибора учёта", "номер ипу", "номер пу", "serial", "serial number", "meter",
        "meter number", "есептегіш нөмірі", "зауыттық нөмірі", "skaitītāja numurs",
    ),
    Field.SERVICE: (
        "услуга", "вид услуги", "ресурс", "тип счётчика", "вид счётчика", "service", "utility",
        "қызмет", "қызмет түрі", "pakalpojums",
    ),
    Field.PLACE: (
        "место установки", "место", "расположение", "place", "location", "орнату орны", "орны",
        "uzstādīšanas vieta", "vieta",
    ),
    Field.WHEELS: (
        "цифр до запятой", "разрядность", "разрядов", "знаков до запятой", "число разрядов",
        "wheels", "digits", "үтірге дейінгі таңба", "разрядтылығы", "ciparu skaits",
        "cipari pirms komata",
    ),
    Field.DECIMALS: (
        "цифр после запятой", "знаков после запятой", "дробных разрядов", "точность", "decimals",
        "үтірден кейінгі таңба", "дәлдігі", "cipari aiz komata",
    ),
    Field.NORM: (
        "норматив", "норма", "норматив в месяц", "норматив потребления", "norm", "monthly norm",
        "нормасы", "ай сайынғы норма", "norma", "mēneša norma",
    ),
    Field.REMOVED_ON: (
        "дата снятия счётчика", "дата снятия", "снят", "дата демонтажа", "removed on", "removed",
        "алынған күні", "noņemšanas datums", "noņemts",
    ),
    Field.VALUE: (
        "последнее показание", "показание", "показания", "последние показания", "текущее показание",
        "reading", "last reading", "value", "көрсеткіш", "соңғы көрсеткіш", "rādījums",
        "pēdējais rādījums",
    ),
    Field.TAKEN_ON: (
        "дата показания", "дата показаний", "дата последнего показания", "дата снятия показаний",
        "reading date", "date of reading", "taken on", "last reading date", "көрсеткіш күні",
        "rādījuma datums",
    ),
    Field.REFUSED_ROW: ("номер строки (отказ)",),
    Field.REFUSED_REASON: ("причина отказа",),
}  # fmt: skip

FIELD_OF = index(SYNONYMS)
REQUIRED = (Field.NUMBER, Field.NAME, Field.STREET, Field.HOUSE)
OF_A_METER = (Field.SERIAL, Field.SERVICE, Field.WHEELS, Field.DECIMALS)
MORE_OF_A_METER = (Field.PLACE, Field.NORM, Field.REMOVED_ON, Field.VALUE, Field.TAKEN_ON)
OF_A_READING = (Field.VALUE, Field.TAKEN_ON)
OURS = (Field.REFUSED_ROW, Field.REFUSED_REASON)


@dataclass(frozen=True)
class Headings:
    """Which column holds what."""

    at: Mapping[Field, int]
    ignored: tuple[str, ...]  # headings nobody knows
    width: int  # columns in all
    original: int  # columns without the two that we add to refused rows

    @property
    def given(self) -> frozenset[Field]:
        return frozenset(self.at)


def recognised(cells: Sequence[object]) -> int:
    """How many different columns we know in this row; a heading row has the account and more."""
    known = {FIELD_OF.get(fold(str(cell))) for cell in cells if cell is not None} - {None}
    return len(known) if Field.NUMBER in known else min(len(known), 1)


def read_headings(cells: Sequence[object]) -> Headings:
    """The columns of a file. Raises NotATable if one is missing or stands there twice."""
    at: dict[Field, int] = {}
    ignored: list[str] = []
    for position, cell in enumerate(cells):
        words = "" if cell is None else " ".join(str(cell).split())
        field = FIELD_OF.get(fold(words))
        if field in at:
            raise NotATable(f"two columns both mean «{field}»: remove one of them")
        if field:
            at[field] = position
        elif words:
            ignored.append(words)
    _check(at)
    ours = [at.pop(field) for field in OURS if field in at]
    return Headings(at, tuple(ignored), len(cells), min([len(cells), *ours]))


def _check(at: Mapping[Field, int]) -> None:
    wanted = list(REQUIRED)
    if any(field in at for field in (*OF_A_METER, *MORE_OF_A_METER)):
        wanted += OF_A_METER
    if any(field in at for field in OF_A_READING):
        wanted += OF_A_READING
    if missing := [field for field in wanted if field not in at]:
        names = " or ".join(SYNONYMS[missing[0]][:2])
        raise NotATable(f"the column «{missing[0]}» is missing (it may also be headed: {names})")
