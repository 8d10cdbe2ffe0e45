"""Rows of a file, in requests that the control API takes."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

ROOM = 12 * 1024
"""Bytes of rows in one request: the office takes 16 KB (ccengine/office/api/guard.py), and what is around them is
short."""


def batches(rows: Iterable[Mapping[str, Any]], most: int) -> Iterator[list[Mapping[str, Any]]]:
    """In order; at most so many in each."""
    batch: list[Mapping[str, Any]] = []
    size = 0
    for row in rows:
        length = len(json.dumps(row)) + 2
        if batch and (len(batch) == most or size + length > ROOM):
            yield batch
            batch, size = [], 0
        batch.append(row)
        size += length
    if batch:
        yield batch
