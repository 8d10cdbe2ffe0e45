"""ccctl's requests before they leave."""

from pathlib import Path

import pytest

from ccengine.cli.api import Api, Refused


def test_what_fits_in_no_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="too long"):
        Api(tmp_path).post(f"callbacks/{'x' * 100_000}/cancel")
