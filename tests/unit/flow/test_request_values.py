"""What leaves the engine: values as text, and where no secret may be.  The checks refuse most of it before a call."""

from typing import Any

import pytest

from ccengine.flow.expr import ExpressionFault
from ccengine.flow.fields import requests
from ccengine.model.secret import Secret

PIN = Secret("2468")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a b", "a b"),
        ("", ""),
        (0, "0"),
        (-7, "-7"),
        (1234567.0, "1234567"),
        (0.1, "0.1"),
        (True, "true"),
        (False, "false"),
    ],
)
def test_written(value: Any, text: str) -> None:
    assert requests.written(value) == requests.sent(value) == text


@pytest.mark.parametrize("value", [None, [1], {"a": 1}, ()])
def test_not_written(value: Any) -> None:
    with pytest.raises(ExpressionFault, match="a text or a number is needed"):
        requests.written(value)


def test_a_secret_is_sent_and_never_written() -> None:
    assert requests.sent(PIN) is PIN
    with pytest.raises(ExpressionFault, match="a secret may stand in the body"):
        requests.written(PIN)


@pytest.mark.parametrize("value", [PIN, [1, PIN], {"a": {"b": (PIN,)}}])
def test_a_script_gets_no_secret(value: Any) -> None:
    with pytest.raises(ExpressionFault, match="pin: a secret is not given to a script"):
        requests.without_secrets({"number": 1, "pin": value})
    assert requests.without_secrets({"number": [1, {"a": None}]}) == {"number": [1, {"a": None}]}
