"""French and Portuguese number words, written out by their grammar."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet

import pytest

from pipeline.reading.numbers import numbers

ROUND = (*range(1000), 1000, 1001, 1100, 1234, 2000, 2021, 9999, 10_000, 21_000, 80_081, 100_000, 121_071, 999_999)

_FR = "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()
_FR_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante"}
_BELGIAN = {70: "septante", 90: "nonante"}
_SWISS = {70: "septante", 80: "huitante", 90: "nonante"}
_PT = "zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze".split()
_BRAZIL = ["dezesseis", "dezessete", "dezoito", "dezenove"]
_PORTUGAL = ["dezasseis", "dezassete", "dezoito", "dezanove"]
_PT_TENS = ["vinte", "trinta", "quarenta", "cinquenta", "sessenta", "setenta", "oitenta", "noventa"]
_PT_HUNDREDS = ["cento", "duzentos", "trezentos", "quatrocentos", "quinhentos", "seiscentos", "setecentos"]
_PT_HUNDREDS += ["oitocentos", "novecentos"]


def french(amount: int, regional: dict[int, str], one: str = "un") -> str:
    """A number below a million in French words, with the tens that a region has of its own."""
    if amount >= 1000:
        thousands, rest = divmod(amount, 1000)
        head = "mille" if thousands == 1 else f"{french(thousands, regional).removesuffix('s')} mille"
        return f"{head} {french(rest, regional, one)}" if rest else head
    if amount >= 100:
        hundreds, rest = divmod(amount, 100)
        head = "cent" if hundreds == 1 else f"{_FR[hundreds]} cent{'' if rest else 's'}"
        return f"{head} {french(rest, regional, one)}" if rest else head
    if amount < 17:
        return one if amount == 1 else _FR[amount]
    if amount < 20:
        return f"dix-{_FR[amount - 10]}"
    return _french_tens(amount, _FR_TENS | regional, one)


def _french_tens(amount: int, tens: dict[int, str], one: str) -> str:
    base = max(ten for ten in (*tens, 80) if ten <= amount)
    rest, word = amount - base, tens.get(base, "quatre-vingt")
    if rest == 0:
        return "quatre-vingts" if word == "quatre-vingt" else word
    if rest in (1, 11) and word != "quatre-vingt":
        return f"{word} et {one if rest == 1 else 'onze'}"
    return f"{word}-{one if rest == 1 else french(rest, {})}"


def portuguese(amount: int, teens: list[str], gender: str = "m") -> str:
    """A number below a million in Portuguese words, as Brazil or Portugal writes sixteen to nineteen."""
    if amount >= 1000:
        thousands, rest = divmod(amount, 1000)
        head = "mil" if thousands == 1 else f"{portuguese(thousands, teens, gender)} mil"
        joint = " e " if rest and (rest < 100 or rest % 100 == 0) else " "
        return head + joint + portuguese(rest, teens, gender) if rest else head
    if amount == 100:
        return "cem"
    if amount > 100:
        hundreds, rest = divmod(amount, 100)
        head = _feminine(_PT_HUNDREDS[hundreds - 1], gender)
        return f"{head} e {portuguese(rest, teens, gender)}" if rest else head
    if amount < 20:
        return _feminine((_PT + teens)[amount], gender)
    ten, rest = divmod(amount, 10)
    return f"{_PT_TENS[ten - 2]} e {portuguese(rest, teens, gender)}" if rest else _PT_TENS[ten - 2]


def _feminine(word: str, gender: str) -> str:
    if gender == "m":
        return word
    return {"um": "uma", "dois": "duas"}.get(word, word[:-2] + "as" if word.endswith("entos") else word)


WAYS: dict[str, tuple[str, Callable[[int], str]]] = {
    "France": ("fr", lambda amount: french(amount, {})),
    "Belgium": ("fr", lambda amount: french(amount, _BELGIAN)),
    "Switzerland": ("fr", lambda amount: french(amount, _SWISS)),
    "hyphens throughout": ("fr", lambda amount: french(amount, {}).replace(" ", "-")),
    "feminine, French": ("fr", lambda amount: french(amount, {}, "une")),
    "Brazil": ("pt", lambda amount: portuguese(amount, _BRAZIL)),
    "Portugal": ("pt", lambda amount: portuguese(amount, _PORTUGAL)),
    "feminine, Portuguese": ("pt", lambda amount: portuguese(amount, _BRAZIL, "f")),
}


@pytest.mark.parametrize("way", WAYS)
def test_number_words_are_read_to_their_value(way: str) -> None:
    """Every number to a thousand and some above, alone and among other words."""
    language, write = WAYS[way]
    for amount in ROUND:
        for text in (write(amount), f"x {write(amount)} y", f"{write(amount)}%".capitalize()):
            read = numbers(text, language, "comma")
            assert [sorted(one.values) for one in read] == [[amount]], text
            assert all(one.unit == "%" for one in read if text.endswith("%"))


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("fr", "vingt-cinquième", [25]),
        ("fr", "vingt et unième", [21]),
        ("fr", "quatre-vingt-dix-septième", [97]),
        ("fr", "soixante et onze pour cent", [71]),
        ("fr", "dix-neuf cent quatre-vingt-six", [1986]),
        ("fr", "deux millions trois cent mille", [2_300_000]),
        ("fr", "entre vingt et trente", [20, 30]),
        ("fr", "de quatre, vingt et six", [4, 20, 6]),
        ("fr", "deux heures et demie", [2.5]),
        ("pt", "vigésimo quinto", [25]),
        ("pt", "mil novecentos e oitenta e seis", [1986]),
        ("pt", "mil e duzentos", [1200]),
        ("pt", "mil milhões", [1_000_000_000]),
        ("pt", "vinte por cento", [20]),
        ("pt", "entre vinte e trinta", [20, 30]),
        ("pt", "entre mil e duas mil", [1000, 2000]),
        ("pt", "duas horas e meia", [2.5]),
        ("en", "seventy-one percent", [71]),
        ("en", "nineteen eighty-six", [1986]),
        ("en", "twenty ten-minute walks", [20, 10]),
        ("en", "between one hundred and two hundred", [1, 100, 200]),
        ("en", "one hundred and one", [1, 101]),
        ("es", "treinta y uno por ciento", [31]),
        ("es", "entre mil y dos mil", [1000, 2000]),
    ],
)
def test_number_words_end_where_another_number_begins(language: str, text: str, values: list[float]) -> None:
    assert [max(one.values) for one in numbers(text, language, "comma")] == values


@pytest.mark.parametrize(
    ("language", "text", "hours"),
    [
        ("en", "at 8:30 a.m.", {8}), ("en", "after 10 p.m.", {10, 22}), ("en", "at ten p.m.", {10, 22}),
        ("en", "at 12 a.m.", {0, 12}), ("fr", "à 8 h 30", {8}), ("fr", "à 22h", {22}), ("fr", "à 22 h 00", {22}),
        ("pt", "às 22h30", {22}), ("pt", "às 8 horas da manhã", {8}), ("pt", "às 22h00", {22}),
    ],
)  # fmt: skip
def test_the_time_of_day_is_hours(language: str, text: str, hours: AbstractSet[float]) -> None:
    first, *others = [n for n in numbers(text, language, "comma") if n.text != "a"]
    assert (first.values, first.unit) == (hours, "hour")
    assert all(n.values & {0.0, 30.0} for n in others)
