"""Every log that Asterisk is told to write has a bound."""

import re
from pathlib import Path

from ccengine.app.logs import bounds
from ccengine.app.shipped import shipped
from ccengine.model.home import Home


def test_every_log_of_asterisk_has_a_bound(tmp_path: Path) -> None:
    conf = shipped("dialplan") / "asterisk" / "logger.conf"
    names = set(re.findall(r"(?m)^(\w+) =", conf.read_text().partition("[logfiles]")[2]))
    assert names <= {bound.path.name for bound in bounds(Home(tmp_path))}
