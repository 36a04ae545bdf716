"""Words around the address and the readings of a message, in four languages. Pure.

All are in lower case with ё as е. What is not here and stands between readings makes a message one
that is not understood: rather that than a number taken for a reading that was none (M3).
"""

from models.records import Service


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# What a number is of. A meter's place is a word of `models.importing.terms.PLACES`.
SERVICES: dict[str, Service] = {
    word: service
    for service, words in {
        Service.HOT_WATER: (
            "гвс гв гор горяч горячая горячей горячую горячее горячий ыстық karstais karsta karstā"
            " karstajam kū hot hw"
        ),
        Service.COLD_WATER: (
            "хвс хв хол холод холодная холодной холодную холодное холодный суық aukstais"
            " auksta aukstā aukstajam aū cold cw"
        ),
        Service.HEAT: "отопление отопления тепло тепла жылу siltums siltuma apkure heat heating",
    }.items()
    for word in words.split()
}
PLACES: dict[str, str] = {
    word: place
    for place, words in {
        "kitchen": "кух кухня кухне кухни кухню ас асүй virtuve virtuvē virtuves kitchen",
        "bathroom": (
            "ванна ванная ванной ванне ванную ван санузел санузле туалет туалете жуынатын vannas"
            " vanna vannasistaba vannasistabā bathroom bath"
        ),
        "basement": "подвал подвале жертөле pagrabs pagrabā basement",
    }.items()
    for word in words.split()
}
# Said around the numbers, and telling nothing.
SILENT = _set(
    "здравствуйте здравствуй добрый доброе доброго день дня утро утра вечер вечера привет алло"
    " показание показания показаний показаниях пок показ передаю передаем передать прошу примите"
    " принять подаю сообщаю высылаю отправляю счетчик счетчика счетчики счетчиков счетчику сч"
    " прибор прибора приборы приборов учета ипу вода воды воду водой по за на в и адрес адреса"
    " адресу текущие текущее месяц номер numurs number это мой мои наш наши вот спасибо пожалуйста"
    " сәлеметсіз бе сәлем есептегіш есептегіштің көрсеткіші көрсеткіштері көрсеткіштер"
    " көрсеткіш су суы мекенжай рахмет"
    " labdien sveiki rādījums rādījumi rādījumu skaitītājs skaitītāja skaitītāji ūdens ūdenim"
    " adrese paldies un"
    " hello hi good morning day evening reading readings meter meters water address is and are the"
    " my no thanks thank you please"
    " pokazaniya pokazaniia pokazanija schetchik adres gvs xvs voda vody zdravstvuyte spasibo"
)
# Before an account number.
ACCOUNT = _set(
    "лс лиц лицевой лицевого лицевому счет счета счету абонент абонента абонентский"
    " аккаунт ls шот шоты шотым есепшот жеке дербес konts konta kontam klients klienta"
    " abonents numurs account acc number no id"
)
AGREES = _set("да верно подтверждаю правильно точно иә ия дұрыс jā ja pareizi yes correct confirm")
# Whoever takes words back, tells two months or counts in litres is asked to send another message.
TAKES_BACK = _set(
    "не нет ой ошибка ошибся ошиблась ошибочно вместо исправьте исправить прошлые прошлое было"
    " предыдущие предыдущее расход разница жоқ емес қате орнына nē ne nav kļūda vietā iepriekšējais"
    " not wrong instead was previous mistake sorry used"
    " литр литра литров литры litrs litri litru litres liters"
)
