"""`ccctl flow schema`, as it is typed."""

import json

from click.testing import CliRunner

from ccengine.cli.ccctl import main
from ccengine.flow.schema import flow_schema


def test_it_prints_the_schema() -> None:
    result = CliRunner().invoke(main, ["flow", "schema"])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == flow_schema()
