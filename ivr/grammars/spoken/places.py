"""What each language calls the parts of an address: дом, корпус, квартира, letters, ordinals.

Streets are not here: they are the utility's own, and so are the kinds they come in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from config.utility import Language
from ivr.grammars.spoken.words import Kind, Token, phrase, phrases
from models.addresses.said import Mark


@dataclass(frozen=True)
class Places:
    """One language's words; all in the form that `phrase` gives."""

    marks: Mapping[str, Mark]
    letters: Mapping[str, str]  # after a number; the name of a letter -> the letter
    fillers: frozenset[str]  # mean nothing in an address
    ordinals: Mapping[str, Token]
    by_address: Sequence[str]  # instead of an account number
    heard: Sequence[str]  # what a recogniser should listen for
    marks_follow: bool = False


def _marks(**said: str) -> dict[str, Mark]:
    return {form: Mark(mark) for mark, forms in said.items() for form in phrases(forms)}


def _ordinals(table: str, endings: str = "") -> dict[str, Token]:
    """Lines of a value and its stem, which takes each of the endings."""
    kinds = ((10, Kind.UNIT), (20, Kind.TEEN), (100, Kind.TEN), (1000, Kind.HUNDRED))
    found = {}
    for value, stem in map(str.split, table.strip().splitlines()):
        kind = next(kind for below, kind in kinds if int(value) < below)
        for ending in endings.split() or [""]:
            found[phrase(stem + ending)] = Token(kind, int(value))
    return found


_RU_STEMS = """
1 перв
2 втор
4 четвёрт
5 пят
6 шест
7 седьм
8 восьм
9 девят
10 десят
11 одиннадцат
12 двенадцат
13 тринадцат
14 четырнадцат
15 пятнадцат
16 шестнадцат
17 семнадцат
18 восемнадцат
19 девятнадцат
20 двадцат
30 тридцат
40 сороков
50 пятидесят
60 шестидесят
70 семидесят
80 восьмидесят
90 девяност
100 сот
200 двухсот
300 трёхсот
400 четырёхсот
500 пятисот
"""
_RU_THIRD = "третий третья третье третьего третьей третьем третьему третью третьим"
RUSSIAN = Places(
    marks=_marks(
        house="дом, дома, доме, дому, домом",
        building="корпус, корпуса, корпусе, корп",
        block="строение, строения, строении, стр, блок",
        slash="дробь, дробью, дроби",
        letter="литера, литер, литеры, буква, буквы",
        flat="квартира, квартиры, квартиру, квартире, кв, комната, офис, помещение",
    ),
    letters={
        **dict.fromkeys(phrases("а, аа"), "а"),
        **dict.fromkeys(phrases("б, бэ, бе"), "б"),
        **dict.fromkeys(phrases("в, вэ, ве"), "в"),
        **dict.fromkeys(phrases("г, гэ, ге"), "г"),
        **dict.fromkeys(phrases("д, дэ, де"), "д"),
        **dict.fromkeys(phrases("е"), "е"),
        **dict.fromkeys(phrases("ж, жэ, же"), "ж"),
        **dict.fromkeys(phrases("к, ка"), "к"),
    },
    fillers=frozenset(
        phrases(
            "по, на, в, во, у, и, с, г, город, адрес, адресу, мой, номер, нас, меня, я, живу,"
            "живем, мы, проживаю, находится, unk, тире, потом, это, проживаем, населенный, пункт"
        )
    ),
    ordinals={
        **_ordinals(_RU_STEMS, "ый ой ая ое ого ому ым ом ую ые ых"),
        **{phrase(form): Token(Kind.UNIT, 3) for form in _RU_THIRD.split()},
    },
    by_address=phrases(
        "адрес, по адресу, адресу, адресом, назвать адрес, назову адрес, скажу адрес, не знаю,"
        "не помню, не знаю номер, не знаю номера, не помню номер, не помню номера, я не знаю,"
        "я не помню"
    ),
    heard=phrases(
        """улица, проспект, переулок, микрорайон, дом, корпус, строение, дробь, квартира, а, б, в, г
        первый, второй, третий, четвертый, пятый, шестой, седьмой, восьмой, девятый, десятый
        двадцатый, тридцатый, сороковой, пятидесятый"""
    ),
)

_KK_ORDINALS = """
1 бірінші
2 екінші
3 үшінші
4 төртінші
5 бесінші
6 алтыншы
7 жетінші
8 сегізінші
9 тоғызыншы
20 жиырмасыншы
30 отызыншы
40 қырқыншы
50 елуінші
60 алпысыншы
70 жетпісінші
80 сексенінші
90 тоқсаныншы
100 жүзінші
"""
KAZAKH = Places(
    marks=_marks(
        house="үй, үйі, үйде, үйдің",
        building="корпус, корпусы, ғимарат",
        block="блок, құрылыс",
        slash="бөлшек, дробь",
        letter="әріп, әрпі, литер",
        flat="пәтер, пәтері, пәтерде, бөлме",
    ),
    letters={
        **dict.fromkeys(phrases("а"), "а"),
        **dict.fromkeys(phrases("б, бе, бэ"), "б"),
        **dict.fromkeys(phrases("в, ве, вэ"), "в"),
        **dict.fromkeys(phrases("г, ге, гэ"), "г"),
    },
    fillers=frozenset(
        phrases("менің, мекенжайым, мекенжай, қаласы, қала, нөмір, нөмірі, тұрамын, біз, unk")
    ),
    ordinals=_ordinals(_KK_ORDINALS) | {"оныншы": Token(Kind.TEN, 10)},
    by_address=phrases("мекенжай, мекенжайы, мекенжайым, мекенжай бойынша, білмеймін, есімде жоқ"),
    heard=phrases(
        """көшесі, даңғылы, шағынауданы, үй, корпус, пәтер, а, б, в, г
        бірінші, екінші, үшінші, төртінші, бесінші, алтыншы, жетінші, сегізінші, тоғызыншы
        оныншы, жиырмасыншы, отызыншы, қырқыншы"""
    ),
    marks_follow=True,
)

_LV_STEMS = """
1 pirm
2 otr
3 treš
4 ceturt
5 piekt
6 sest
7 septīt
8 astot
9 devīt
10 desmit
11 vienpadsmit
12 divpadsmit
13 trīspadsmit
14 četrpadsmit
15 piecpadsmit
16 sešpadsmit
17 septiņpadsmit
18 astoņpadsmit
19 deviņpadsmit
20 divdesmit
30 trīsdesmit
40 četrdesmit
50 piecdesmit
60 sešdesmit
70 septiņdesmit
80 astoņdesmit
90 deviņdesmit
100 simt
"""
LATVIAN = Places(
    marks=_marks(
        house="māja, mājas, mājā, māju, nams, nama, namā",
        building="korpuss, korpusa, korpusā, ēka",
        block="bloks, būve",
        slash="daļsvītra, slīpsvītra, caur",
        letter="burts, litera",
        flat="dzīvoklis, dzīvokļa, dzīvoklī, dzīvokli, telpa",
    ),
    letters={
        **dict.fromkeys(phrases("a, ā"), "a"),
        **dict.fromkeys(phrases("b, bē"), "b"),
        **dict.fromkeys(phrases("c, cē"), "c"),
        **dict.fromkeys(phrases("d, dē"), "d"),
    },
    fillers=frozenset(
        phrases("adrese, mana, mans, es, dzīvoju, mēs, numurs, pilsēta, uz, un, unk, pie")
    ),
    ordinals=_ordinals(_LV_STEMS, "ais ā ajā ajam ās o"),
    by_address=phrases("adrese, pēc adreses, adresi, nezinu, neatceros, es nezinu"),
    heard=phrases(
        """iela, prospekts, māja, korpuss, dzīvoklis, a, b, c, d
        pirmais, otrais, trešais, ceturtais, piektais, sestais, septītais, astotais, devītais
        desmitais"""
    ),
)

_EN_ORDINALS = """
1 first
2 second
3 third
4 fourth
5 fifth
6 sixth
7 seventh
8 eighth
9 ninth
10 tenth
11 eleventh
12 twelfth
20 twentieth
30 thirtieth
40 fortieth
50 fiftieth
"""
ENGLISH = Places(
    marks=_marks(
        house="house",
        building="building, corpus",
        block="block",
        slash="slash, stroke",
        letter="letter",
        flat="flat, apartment",
    ),
    letters={
        **dict.fromkeys(phrases("a, ay"), "а"),
        **dict.fromkeys(phrases("b, bee"), "б"),
        **dict.fromkeys(phrases("c, see"), "в"),
        **dict.fromkeys(phrases("d, dee"), "г"),
    },
    fillers=frozenset(
        phrases("the, at, on, in, my, address, is, i, live, number, city, we, of, and, unk")
    ),
    ordinals=_ordinals(_EN_ORDINALS),
    by_address=phrases(
        "address, by address, my address, the address, i don t know, don t know, i don t remember"
    ),
    heard=phrases(
        """street, avenue, house, building, block, slash, flat, apartment, a, b, c, d
        first, second, third, fourth, fifth, sixth, seventh, eighth, ninth, tenth"""
    ),
)
PLACES: Mapping[Language, Places] = {
    "ru": RUSSIAN,
    "kk": KAZAKH,
    "lv": LATVIAN,
    "en": ENGLISH,
}
