"""What the logs of a home tell a test of errors."""

from pathlib import Path

from ccengine.model.home import Home
from tests.support.hotline import Logs

WORDS = "Session already DISCONNECTED [reason=200 (OK)]"
LINE = f'{{"logmsg":{{"location":{{"filename":"%s"}},"level":"ERROR","message":"{WORDS}"}}}}'


def test_a_hangup_that_crosses_a_join_is_no_error_and_the_same_words_of_another_are(tmp_path: Path) -> None:
    home = Home(tmp_path)
    messages = home.asterisk / "log" / "messages"
    messages.parent.mkdir(parents=True)
    messages.write_text(f"{LINE % 'before.c'}\n")
    logs = Logs(home)
    with messages.open("a") as file:
        file.write(f"{LINE % 'chan_pjsip.c'}\n{LINE % 'res_pjsip.c'}\n")
    (found,) = logs.errors()
    assert "res_pjsip.c" in found
