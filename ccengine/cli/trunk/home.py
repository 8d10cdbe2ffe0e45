"""What a trunk's report takes from the hotline's own files: who went into a queue when, and how long agents wrap up."""

import re
from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ccengine.cli.journal_search import Asked, Search
from ccengine.model.home import Home
from ccengine.model.ids import AgentId, Seconds
from ccengine.model.runtime import phone_user
from ccengine.model.settings import parse_settings
from ccengine_sim.trunk import Seen
from ccengine_sim.trunk.books import paired
from ccengine_sim.trunk.scenario import Answering, Leaving

QUEUED = "CallerQueued"


def entered(home: Home, since: Seconds, records: Iterable[Mapping[str, Any]]) -> dict[str, list[Seconds]]:
    """By the caller's number, ascending; from the journal.  Raises OSError."""
    numbers = {record["id"]: str(record["caller"]) for record in records}
    found: dict[str, list[Seconds]] = defaultdict(list)
    for entry in Search(Asked(kinds=frozenset((QUEUED,)), since=since)).entries(home.journal):
        if (number := numbers.get(str(entry.fields.get("call")))) is not None:
            insort(found[number], entry.at)
    return found


def call_ids(seen: Iterable[Seen], records: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """The call on record of each planned call that has one."""
    return {call.planned.n: str(record["id"]) for _, call, record in paired(seen, records) if call and record}


def sounds(home: Home) -> list[Path]:
    """The prompts of the versions that ran, and the music."""
    conf = (home.asterisk / "etc" / "musiconhold.conf").read_text("utf-8")
    folders = [
        home.versions / "objects",
        *(Path(each) for each in re.findall(r"^directory\s*=\s*(.+?)\s*$", conf, re.M)),
    ]
    return [file for folder in folders for file in sorted(folder.glob("*.wav"))]


def wrap_ups(home: Home, staff: Mapping[AgentId, Answering]) -> dict[str, Seconds]:
    """By SIP user; without agents whose queues differ, and those who are unregistered at times: nobody could ring them.
    Raises OSError, BadInput."""
    away = {agent for agent, habits in staff.items() if habits.unregisters != Leaving()}
    file = home.accepted.settings
    found: dict[str, set[Seconds]] = defaultdict(set)
    for queue in parse_settings(file.read_bytes(), str(file)).queues.values():
        for agent in set(queue.agents) - away:
            found[phone_user(agent)].add(queue.wrap_up)
    return {user: each.pop() for user, each in found.items() if len(each) == 1}
