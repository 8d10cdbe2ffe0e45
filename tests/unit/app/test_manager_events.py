"""Which of Asterisk's events are made, and which the engine is told."""

import re

from ccengine.app.render import template


def test_no_event_that_the_engine_asks_for_is_disabled() -> None:
    """In one line: of two, Asterisk takes the last."""
    (disabled,) = re.findall(r"^disabledevents = (.+)$", template("manager"), re.MULTILINE)
    asked = re.findall(r"name\((\w+)\)", template("manager_user"))
    assert "Hangup" in asked
    assert not set(asked) & set(disabled.split(","))
