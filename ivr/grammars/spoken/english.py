"""English numerals and the words of answers."""

from ivr.grammars.spoken.words import Kind, Lexicon, forms, phrases, signs

UNITS = """
1 one
2 two
3 three
4 four
5 five
6 six
7 seven
8 eight
9 nine
"""
DIGITS = """
0 zeros zeroes noughts ohs
1 ones
2 twos
3 threes
4 fours
5 fives
6 sixes
7 sevens
8 eights
9 nines
"""
TEENS = """
10 ten
11 eleven
12 twelve
13 thirteen
14 fourteen
15 fifteen
16 sixteen
17 seventeen
18 eighteen
19 nineteen
"""
TENS = """
20 twenty
30 thirty
40 forty
50 fifty
60 sixty
70 seventy
80 eighty
90 ninety
"""
MARKS = """
100 hundred
1000 thousand
1000000 million
"""
PARTS = """
1 tenth tenths
2 hundredth hundredths
3 thousandth thousandths
"""
EMERGENCY = phrases(
    """emergency, burst, pipe burst, burst pipe, leak, leaks, leaking, leakage, flood, flooding
    flooded, gushing, pouring out, steam, boiling water, scalded, explosion, fire"""
)

ENGLISH = Lexicon(
    numbers={
        **forms(Kind.ZERO, "0 zero oh nought nil o"),
        **forms(Kind.UNIT, UNITS),
        **forms(Kind.DIGITS, DIGITS),
        **forms(Kind.TEEN, TEENS),
        **forms(Kind.TEN, TENS),
        **forms(Kind.HUNDRED, "100 a hundred,"),
        **forms(Kind.MARKS, MARKS),
        **forms(Kind.TIMES, "2 double twice"),
        **forms(Kind.TIMES, "3 triple treble"),
        **forms(Kind.PART, PARTS),
        **signs(Kind.JOIN, "and"),
        **signs(Kind.POINT, "point, dot, decimal"),
        **signs(Kind.AND_A_HALF, "and a half, and one half"),
        **signs(Kind.HALF, "half, one half, a half"),
        **signs(Kind.MEASURE, "cubic metre, cubic metres, cubic meters, cubes, gigacalories"),
        **signs(Kind.LITRE, "litre, litres, liters"),
        **signs(Kind.CORRECTION, "no, sorry, i mean, rather, correction, or rather"),
    },
    mark=".",
    hesitations=frozenset(
        phrases("er, erm, uh, um, hm, well, so, now, please, a, it is, it s, just a moment")
    ),
    yes=phrases(
        "yes, yeah, yep, correct, right, that s right, that is right, that s correct, sure"
    ),
    no=phrases(
        "no, nope, wrong, incorrect, not correct, not right, that s wrong, that is wrong,"
        "that s not right, another number, a different number"
    ),
    skip=phrases("skip, skip it, skip this meter, next, next meter, i don t know"),
    operator=phrases("operator, agent, representative, a person, real person, human"),
    repeat=phrases("repeat, repeat please, again, say again, once more, pardon"),
    emergency=EMERGENCY,
    no_emergency=(
        *(f"{no} {word}" for word in EMERGENCY for no in ("no", "not", "not an", "not a", "isn t")),
        *phrases("after the emergency, after an emergency, after the leak, without a leak"),
    ),
    negations=frozenset({"not", "no", "don", "without"}),
    keys={
        **dict.fromkeys(phrases("zero, oh"), "0"),
        **dict.fromkeys(phrases("one, first, the first"), "1"),
        **dict.fromkeys(phrases("two, second, the second"), "2"),
        **dict.fromkeys(phrases("three, third, the third"), "3"),
        **dict.fromkeys(phrases("four, fourth, the fourth"), "4"),
        **dict.fromkeys(phrases("five, fifth, the fifth"), "5"),
    },
    entries={
        "readings": phrases("reading, readings, meter, meters"),
        "hours": phrases("hours, opening hours, opening times"),
        "callback": phrases("call back, callback, call me, call me back"),
    },
    seldom=frozenset(
        phrases(
            """the first, the second, the third, the fourth, the fifth, reading, meters
            opening times, callback, call me"""
        )
    ),
    dictated=phrases(
        """zero, oh, one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve
        thirteen, fourteen, fifteen, sixteen, seventeen, eighteen, nineteen, twenty, thirty
        forty, fifty, sixty, seventy, eighty, ninety, hundred, and, double, triple"""
    ),
    large=phrases("thousand"),
    behind=phrases(
        "point, and a half, half, tenths, hundredths, thousandths, cubic metres, litres"
    ),
    corrections=phrases("no, sorry"),
    agreement=phrases("yes, correct, right, no, wrong, not correct"),
    commands=phrases("emergency, burst, leaking, flooded, operator, agent, repeat, again"),
)
