"""Latvian: numerals in genders and cases, the words of answers. Not checked by a native."""

from ivr.grammars.spoken.words import Kind, Lexicon, forms, phrases, signs

UNITS = """
1 viens viena vienu vienam vienai vienā vienas
2 divi divas divu diviem divām divus
3 trīs triju trijiem trijām trim
4 četri četras četru četriem četrām četrus
5 pieci piecas piecu pieciem piecām piecus
6 seši sešas sešu sešiem sešām sešus
7 septiņi septiņas septiņu septiņiem septiņām septiņus
8 astoņi astoņas astoņu astoņiem astoņām astoņus
9 deviņi deviņas deviņu deviņiem deviņām deviņus
"""
TEENS = """
10 desmit desmitu desmitiem
11 vienpadsmit vienpadsmitu vienpadsmitiem
12 divpadsmit divpadsmitu divpadsmitiem
13 trīspadsmit trīspadsmitu trīspadsmitiem
14 četrpadsmit četrpadsmitu četrpadsmitiem
15 piecpadsmit piecpadsmitu piecpadsmitiem
16 sešpadsmit sešpadsmitu sešpadsmitiem
17 septiņpadsmit septiņpadsmitu septiņpadsmitiem
18 astoņpadsmit astoņpadsmitu astoņpadsmitiem
19 deviņpadsmit deviņpadsmitu deviņpadsmitiem
"""
TENS = """
20 divdesmit divdesmitu divdesmitiem
30 trīsdesmit trīsdesmitu trīsdesmitiem
40 četrdesmit četrdesmitu četrdesmitiem
50 piecdesmit piecdesmitu piecdesmitiem
60 sešdesmit sešdesmitu sešdesmitiem
70 septiņdesmit septiņdesmitu septiņdesmitiem
80 astoņdesmit astoņdesmitu astoņdesmitiem
90 deviņdesmit deviņdesmitu deviņdesmitiem
"""
HUNDREDS = """
100 viensimt
200 divsimt divsimti divsimts divsimtu
300 trīssimt trīssimti trīssimts trīssimtu
400 četrsimt četrsimti četrsimts četrsimtu
500 piecsimt piecsimti piecsimts piecsimtu
600 sešsimt sešsimti sešsimts sešsimtu
700 septiņsimt septiņsimti septiņsimts septiņsimtu
800 astoņsimt astoņsimti astoņsimts astoņsimtu
900 deviņsimt deviņsimti deviņsimts deviņsimtu
"""
HUNDRED = "100 simts simta simtam simtā"
MARKS = """
100 simtu
1000 tūkstotis tūkstoti tūkstoša tūkstotim
1000000 miljons miljonu miljona miljonam
"""
AFTER_A_NUMBER = """
100 simti simtus simtiem simt
1000 tūkstoši tūkstošus tūkstošu tūkstošiem tūkstoš
1000000 miljoni miljonus miljoniem
"""
DIGIT = """
1 vieninieks vieninieku
2 divnieks divnieku
3 trijnieks trijnieku
4 četrinieks četrinieku
5 piecinieks piecinieku
6 sešinieks sešinieku
7 septītnieks septītnieku septiņnieks septiņnieku
8 astotnieks astotnieku astoņnieks astoņnieku
9 devītnieks devītnieku deviņnieks deviņnieku
"""
DIGITS = """
0 nulles nullu nullēm
1 vieninieki vieniniekus
2 divnieki divniekus
3 trijnieki trijniekus
4 četrinieki četriniekus
5 piecinieki pieciniekus
6 sešinieki sešiniekus
7 septītnieki septītniekus septiņnieki septiņniekus
8 astotnieki astotniekus astoņnieki astoņniekus
9 devītnieki devītniekus deviņnieki deviņniekus
"""
PARTS = """
1 desmitdaļa, desmitdaļas, desmitdaļu, desmitās, desmitā, desmitās daļas, desmitā daļa
2 simtdaļa, simtdaļas, simtdaļu, simtās, simtā, simtās daļas, simtā daļa
3 tūkstošdaļa, tūkstošdaļas, tūkstošdaļu, tūkstošās, tūkstošās daļas, tūkstošā daļa
"""
EMERGENCY = phrases(
    """avārija, avāriju, avārijas, avārijā, avārijas dienests, avārijas dienestu
    plīsa, plīsusi, plīsis, pārplīsa, pārplīsusi, pārplīsis, pārrāva, pārrauta, plīsums, sprādziens
    tek, sūcas, noplūde, noplūdi, noplūdes, šļācas, strūklo, gāžas ūdens, ūdens gāžas
    applūst, applūda, applūdusi, applūdis, applūdina, pārplūst, pārplūda, plūdi
    tvaiks, tvaiku, verdošs ūdens, vārošs ūdens, ugunsgrēks, deg"""
)

LATVIAN = Lexicon(
    numbers={
        **forms(Kind.ZERO, "0 nulle nulli nullei"),
        **forms(Kind.UNIT, UNITS),
        **forms(Kind.TEEN, TEENS),
        **forms(Kind.TEN, TENS),
        **forms(Kind.HUNDRED, HUNDREDS),
        **forms(Kind.MARK_OF_ONE, HUNDRED),
        **forms(Kind.MARK, MARKS),
        **forms(Kind.MARKS, AFTER_A_NUMBER),
        **forms(Kind.DIGIT, DIGIT),
        **forms(Kind.DIGITS, DIGITS),
        **forms(Kind.TIMES, "2 divreiz"),
        **forms(Kind.TIMES, "3 trīsreiz"),
        **forms(Kind.PART, PARTS),
        **signs(Kind.WHOLE, "veseli, vesels, vesela, veselas, veselu, veselus"),
        **signs(Kind.POINT, "komats, punkts, komatu"),
        **signs(Kind.AND, "un"),
        **signs(Kind.AND_A_HALF, "ar pusi, un puse, un pusi"),
        **signs(Kind.HALF, "puse, pusi, puskubs, puskubu"),
        **signs(Kind.ONE_AND_A_HALF, "pusotra, pusotrs, pusotru, pusotri"),
        **signs(
            Kind.MEASURE,
            "kubs, kubi, kubu, kubus, kubikmetrs, kubikmetri, kubikmetru, kubikmetrus,"
            "kubikmetra, kubikmetriem, gigakalorija, gigakalorijas, gigakaloriju",
        ),
        **signs(Kind.LITRE, "litrs, litri, litru, litrus"),
        **signs(Kind.CORRECTION, "nē, pareizāk, precīzāk, tas ir, atvainojiet, piedodiet, ak"),
    },
    mark=",",
    hesitations=frozenset(
        phrases(
            "e, ē, ee, em, m, mm, nu, tā, tātad, lūdzu, tagad, momentu, mirkli, vienu momentu,"
            "vienu mirkli, man ir, ir, būs, alo, te, šeit"
        )
    ),
    yes=phrases(
        "jā, ja, jā jā, protams, pareizi, viss pareizi, tieši tā, tā ir, apstiprinu, labi, aha,"
        "piekrītu"
    ),
    no=phrases(
        "nē, ne, nepareizi, nav pareizi, ne pareizi, tā nav, ne tā, kļūda, kļūdaini, nepiekrītu,"
        "protams nē, cits, citu, cits numurs, citu numuru, uz citu numuru"
    ),
    skip=phrases(
        "izlaist, izlaidiet, izlaižu, izlaist skaitītāju, tālāk, nākamais, nākamo,"
        "nākamais skaitītājs, nezinu"
    ),
    operator=phrases(
        "operators, operatoru, operatoram, operatora, operatori, speciālists, speciālistu,"
        "speciālistam, darbinieks, darbinieku, darbiniekam, dzīvs cilvēks, dzīvu cilvēku,"
        "ar cilvēku"
    ),
    repeat=phrases(
        "atkārtojiet, atkārtot, atkārto, vēlreiz, vēl reizi, nesadzirdēju, nedzirdēju, nesapratu"
    ),
    emergency=EMERGENCY,
    no_emergency=(
        *(f"{no} {word}" for word in EMERGENCY for no in ("ne", "nav")),
        *phrases("avārijas nav, avārija nav, noplūdes nav, bez avārijas, pēc avārijas"),
    ),
    negations=frozenset({"ne", "nē", "nav", "bez", "nevajag"}),
    keys={
        **dict.fromkeys(phrases("nulle, nulli"), "0"),
        **dict.fromkeys(phrases("viens, viena, vienu, pirmais, pirmo, pirmā"), "1"),
        **dict.fromkeys(phrases("divi, divas, otrais, otro, otrā"), "2"),
        **dict.fromkeys(phrases("trīs, trešais, trešo, trešā"), "3"),
        **dict.fromkeys(phrases("četri, četras, ceturtais, ceturto, ceturtā"), "4"),
        **dict.fromkeys(phrases("pieci, piecas, piektais, piekto, piektā"), "5"),
    },
    entries={
        "readings": phrases(
            "rādījums, rādījumi, rādījumu, rādījumus, skaitītājs, skaitītāja, skaitītāju,"
            "skaitītāji, skaitītājus"
        ),
        "hours": phrases("darba laiks, darba laiku, darba laiki, stundas, grafiks, grafiku"),
        "callback": phrases(
            "atzvanīt, atzvaniet, atzvanīšana, atzvanīšanu, zvans, zvanu, piezvaniet"
        ),
    },
    seldom=frozenset(
        phrases(
            """viena, vienu, pirmo, pirmā, divas, otro, otrā, trešo, trešā, četras, ceturto, ceturtā
            piecas, piekto, piektā, rādījums, rādījumu, rādījumus, skaitītāja, skaitītāju
            skaitītāji, skaitītājus, darba laiku, darba laiki, stundas, grafiks, grafiku
            atzvanīt, atzvanīšana, atzvanīšanu, zvanu, piezvaniet"""
        )
    ),
    dictated=phrases(
        """nulle, viens, divi, trīs, četri, pieci, seši, septiņi, astoņi, deviņi
        desmit, vienpadsmit, divpadsmit, trīspadsmit, četrpadsmit, piecpadsmit, sešpadsmit
        septiņpadsmit, astoņpadsmit, deviņpadsmit, divdesmit, trīsdesmit, četrdesmit
        piecdesmit, sešdesmit, septiņdesmit, astoņdesmit, deviņdesmit, simts, simtu, simti, simt"""
    ),
    large=phrases("tūkstotis, tūkstoši, tūkstošu, tūkstoš"),
    behind=phrases(
        "komats, punkts, veseli, un, desmitdaļas, simtdaļas, tūkstošdaļas, ar pusi, pusotra,"
        "kubi, kubu, kubikmetri, kubikmetru, litri, litru"
    ),
    corrections=phrases("nē"),
    agreement=phrases("jā, pareizi, tieši tā, nē, nepareizi, nav pareizi"),
    commands=phrases("avārija, plīsa, tek, applūst, operators, speciālistu, atkārtojiet, vēlreiz"),
)
