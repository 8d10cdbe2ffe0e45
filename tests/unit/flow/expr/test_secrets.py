"""A Secret is compared, tested and passed on whole; attacks.yaml holds what it is not."""

import pytest

from ccengine.flow.expr import Value
from ccengine.model.secret import Secret
from tests.unit.flow.expr.reading import SCOPE, value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ pin == '2468' }}", True),
        ("{{ '2468' == pin }}", True),
        ("{{ pin == '1357' }}", False),
        ("{{ pin != '1357' }}", True),
        ("{{ pin == pin }}", True),
        ("{{ pin == no_pin }}", False),
        ("{{ pin == none }}", False),
        ("{{ pin in ['1111', '2468'] }}", True),
        ("{{ pin not in ['1111', '246'] }}", True),
        ("{{ [pin, 1] == ['2468', 1] }}", True),
        ("{{ 'typed' if pin else 'nothing' }}", "typed"),
        ("{{ 'typed' if no_pin else 'nothing' }}", "nothing"),
        ("{{ not no_pin }}", True),
        ("{{ pin is defined and pin is not none }}", True),
        ("{{ 'PIN: ' + ('right' if pin == '2468' else 'wrong') }}", "PIN: right"),
    ],
)
def test_compared_and_tested(text: str, expected: Value) -> None:
    assert value(text) is expected or value(text) == expected


@pytest.mark.parametrize(
    "text", ["{{ pin }}", "{{ no_pin or pin }}", "{{ pin if tries else 0 }}", "{{ default(a, pin) }}"]
)
def test_passed_whole(text: str) -> None:
    assert value(text) is SCOPE["pin"]


def test_non_ascii_and_of_unequal_length() -> None:
    scope: dict[str, Value] = {"a": Secret("密码"), "b": "密码", "c": "密"}
    assert value("{{ a == b and a != c }}", scope) is True
