"""Callers' numbers are not for every user of the machine (as journal, books and recordings: 0640)."""

from tests.support.hotline import Hotline


def test_logs_with_callers_numbers_are_not_for_everybody(hotline: Hotline) -> None:
    log = hotline.home.asterisk / "log"
    for name in ("cel.csv", "messages", "security"):
        if (log / name).exists():
            assert not (log / name).stat().st_mode & 0o007 or not log.stat().st_mode & 0o001, name
