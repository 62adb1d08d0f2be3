"""What is finished by rule after an engine, and what is left alone."""

import pytest

from pipeline.translation.engine import Candidate
from pipeline.translation.finishing import finish


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("Take 1.5 mg.", "Tome 1,5 mg.", "Tome 1,5 mg."),
        ("See www.a.org/1.5 today.", "Vea www.a.org/1.5 hoy.", "Vea www.a.org/1.5 hoy."),
        ("Version of 10.5.2023.", "Versión de 10.5.2023.", "Versión de 10.5.2023."),
        ("Take 15 mg.", "Tome 1.5 mg.", "Tome 1.5 mg."),
        ("At 1.250 g.", "De 1.250.000 g.", "De 1.250.000 g."),
        ("Is it safe?", "¿Es seguro?", "¿Es seguro?"),
        ("It is safe.", "¿Es seguro?", "¿Es seguro?"),
        ("It is safe.", "Es seguro?", "Es seguro?"),
        ("Take 1.5 mg.", "Tome 1.5 mg.", "Tome 1,5 mg."),
        ("Of 97,000 people 1,250.5 g", "De 97,000 personas 1,250.5 g", "De 97\u00a0000 personas 1250,5 g"),
        ("Is it safe?", "Es seguro?", "¿Es seguro?"),
        ("You wait. Is it safe?", "Espera. Es seguro?", "Espera. ¿Es seguro?"),
    ],
)
def test_only_what_the_source_proves_is_finished(source: str, text: str, expected: str) -> None:
    assert finish(source, Candidate(text), "es", "comma").text == expected


def test_a_language_with_a_decimal_point_keeps_its_numbers() -> None:
    assert finish("Take 1.5 mg.", Candidate("Tome 1.5 mg."), "es", "point").text == "Tome 1.5 mg."
