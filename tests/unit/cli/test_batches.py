"""What a file has goes in requests that the office takes."""

import json

from ccengine.cli.batches import batches
from ccengine.cli.lists import AT_ONCE
from ccengine.model.lists import REASON
from ccengine.office.api.guard import LARGEST_BODY


def test_long_reasons_in_chinese_still_fit() -> None:
    rows = [{"what": f"1380013{n:04}", "reason": "骚扰" * (n % 2 * REASON // 2), "by": "x"} for n in range(450)]
    made = list(batches(rows, AT_ONCE))
    assert [row for batch in made for row in batch] == rows
    assert all(len(json.dumps({"entries": batch, "by": "x" * 64})) <= LARGEST_BODY for batch in made)


def test_short_ones_go_by_their_number() -> None:
    made = batches(({"what": f"1380013{n:04}"} for n in range(250)), AT_ONCE)
    assert [len(batch) for batch in made] == [100, 100, 50]
