"""What `ccsim run` shows."""

from collections.abc import Mapping, Sequence
from typing import Any

from ccengine.cli.replay.table import percent, seconds
from ccengine.cli.text import table
from ccengine.cli.views import added
from ccengine.cli.words import say

COUNTS = ("offered", "answered", "abandoned", "abandoned_short", "flowed_out")
TIMES = ("asa", "time_to_abandon", "longest_wait", "aht")


def told(found: Mapping[str, Any]) -> str:
    words = ("queue", "offered", "answered", "abandoned", "short", "flowed out")
    levels = [row["service_level"] for row in found["queues"]]
    formula = levels[0]["formula"].value if levels else "SL"
    head = [*map(say, words), "ASA", say("to abandon"), say("longest wait"), "AHT", formula]
    rows = [
        [
            row["queue"],
            *(str(row[name]) for name in COUNTS),
            *(_seconds(row[name]) for name in TIMES),
            _level(row["service_level"]),
        ]
        for row in found["queues"]
    ]
    back = [row for row in found["queues"] if row["callbacks"] is not None]
    staff = (say(name) + " " + _share(found["staff"][name]) for name in ("occupancy", "utilisation"))
    counts = say("{calls} calls, {steps} steps, {checks} checks: all rules held.", **{
        name: found[name] for name in ("calls", "steps", "checks")
    })  # fmt: skip
    return "\n".join([table(head, rows), "", *_callbacks(back), f"{say('agents')}: {', '.join(staff)}", counts])


def _callbacks(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Nothing where no queue calls anybody back."""
    if not rows:
        return []
    words = ("callbacks", "asked", "refused", "tries", "reached", "unreached", "until reached", "they add")
    return [
        table(
            [say(word) for word in words],
            [
                [
                    row["queue"],
                    *(str(row["callbacks"][name]) for name in ("asked", "refused", "tries", "reached", "unreached")),
                    _seconds(row["callbacks"]["mean_until_reached"]),
                    added(row["callbacks"]["added"]),
                ]
                for row in rows
            ],
        ),
        "",
    ]


def _level(level: Mapping[str, Any]) -> str:
    if level["value"] is None:
        return ""
    return say("{value:.1f} % in {threshold:g} s", value=100 * level["value"], threshold=level["threshold"])


def _seconds(value: float | None) -> str:
    return "" if value is None else seconds(value)


def _share(value: float | None) -> str:
    return "-" if value is None else percent(value)
