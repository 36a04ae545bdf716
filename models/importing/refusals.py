"""Why a row is refused, in Russian: the reader corrects the row in the utility's billing."""

from enum import StrEnum


class Reason(StrEnum):
    """One sentence each; braces are filled in by the refusal."""

    TOO_MANY_CELLS = "В строке больше ячеек, чем столбцов в заголовке: {count}"
    TOO_LONG = "Слишком длинное значение: возможно, не закрыта кавычка"
    EXCEL_ERROR = "В ячейке ошибка Excel: {value}"
    BECAME_DATE = "Столбец «{field}»: Excel превратил значение в дату, верните исходный текст"
    SPOILT_NUMBER = "Столбец «{field}»: Excel округлил номер ({value}), верните все цифры"
    MISSING = "Не заполнен столбец «{field}»"
    NO_ADDRESS = "Не указаны ни населённый пункт, ни улица"
    ACCOUNT_DIGITS = "В номере лицевого счёта «{value}» должно быть цифр: {digits}"
    ACCOUNT_CHECK = "Неверная контрольная цифра в номере лицевого счёта «{value}»"
    UNKNOWN_TERM = "Столбец «{field}»: значение «{value}» неизвестно"
    NOT_WHOLE = "Столбец «{field}»: нужно целое число от {low} до {high}, а не «{value}»"
    NOT_A_QUANTITY = "Столбец «{field}»: «{value}» не число"
    NEGATIVE = "Столбец «{field}»: число «{value}» меньше нуля"
    TOO_FINE = "Столбец «{field}»: у «{value}» больше знаков после запятой, чем {decimals}"
    TOO_LARGE = "Столбец «{field}»: «{value}» не помещается на счётчик с числом цифр {wheels}"
    NOT_A_DATE = "Столбец «{field}»: «{value}» не дата вида 31.12.2025"
    FUTURE = "Столбец «{field}»: дата {value} ещё не наступила"
    TOO_OLD = "Столбец «{field}»: дата {value} слишком давняя"
    NOT_A_PHONE = "Столбец «{field}»: «{value}» не номер телефона"
    NOT_A_CONTRACT = "Столбец «{field}»: «{value}» не номер договора"
    METER_WITHOUT_SERIAL = "Есть данные счётчика, но не указан его заводской номер"
    VALUE_WITHOUT_DAY = "Показание без даты"
    DAY_WITHOUT_VALUE = "Дата показания без показания"
    AFTER_REMOVAL = "Показание снято после снятия счётчика"
    ACCOUNT_CONFLICT = (
        "Строки {one} и {other}: у лицевого счёта разные имя, адрес, вид, телефон или договор"
    )
    METER_CONFLICT = "Строки {one} и {other}: разные данные одного счётчика"
    READING_CONFLICT = "Строки {one} и {other}: разные показания счётчика за один день"
    GIVEN_BY_CALLER = "За {day} абонент сам передал другое показание: {value}"


class Refusal(Exception):
    """A row that cannot be taken; the message is the reason, ready to read."""

    def __init__(self, reason: Reason, **values: object) -> None:
        super().__init__(reason.format(**values))


class NotATable(Exception):
    """The file as a whole cannot be read; the message is one English sentence for the operator."""
