"""The board as plain data, and back.  JSON gives it back unchanged."""

from dataclasses import asdict
from typing import Any

from ccengine.acd.dial.board import Board
from ccengine.acd.dial.state import Dialling, DialState, Leg, LegState
from ccengine.model.dialling import Confirm, Rung
from ccengine.model.ids import CallId, OfferId
from ccengine.model.why import LegCause

VERSION = 2  # 1 had no plan, but targets that were alike
Plain = dict[str, Any]


def save(board: Board) -> Plain:
    return {
        "version": VERSION,
        "run": board.run,
        "now": board.now,
        "switch": board.switch,
        "dialled": board.dialled,
        "dials": [_dial(dial) for dial in board.dials.values()],
        "legs": [_leg(leg) for leg in board.legs.values()],
        "strays": {offer: cause.value for offer, cause in board.strays.items()},
    }


def load(plain: Plain, run: int | None = None) -> Board:
    """ValueError or KeyError when it is not what `save` made."""
    if plain["version"] not in (1, VERSION):
        raise ValueError(f"a snapshot of version {plain['version']}, this code reads {VERSION}")
    board = Board(plain["run"] if run is None else run)
    board.now, board.switch, board.dialled = plain["now"], plain["switch"], plain["dialled"]
    for item in plain["dials"]:
        board.add_dial(_to_dial(item))
    for item in plain["legs"]:
        board.add_leg(_to_leg(item))
    for offer, cause in plain["strays"].items():
        board.stray(OfferId(offer), LegCause(cause))
    return board


def _dial(dial: Dialling) -> Plain:
    return {
        "call": dial.call,
        "plan": [asdict(rung) for rung in dial.plan],
        "until": dial.until,
        "shown": dial.shown,
        "record": dial.record,
        "state": dial.state.value,
        "since": dial.since,
        "tried": dial.tried,
        "legs": list(dial.legs),
        "causes": [cause.value for cause in dial.causes],
    }


def _to_dial(item: Plain) -> Dialling:
    plain = {key: value for key, value in item.items() if key not in ("targets", "at_once", "ring")} | {
        "call": CallId(item["call"]),
        "plan": tuple(map(_rung, item["plan"])) if "plan" in item else _alike(item),
        "state": DialState(item["state"]),
        "legs": [OfferId(offer) for offer in item["legs"]],
        "causes": [LegCause(cause) for cause in item["causes"]],
    }
    return Dialling(**plain)


def _rung(item: Plain) -> Rung:
    asked = item["confirm"]
    confirm = Confirm(**{**asked, "prompts": tuple(asked["prompts"])}) if asked else None
    return Rung(**{**item, "confirm": confirm})


def _alike(item: Plain) -> tuple[Rung, ...]:
    return tuple(
        Rung(target, item["ring"], 0 if item["at_once"] else step) for step, target in enumerate(item["targets"])
    )


def _leg(leg: Leg) -> Plain:
    return {
        "id": leg.id,
        "call": leg.call,
        "target": leg.target,
        "state": leg.state.value,
        "since": leg.since,
        "deadline": leg.deadline,
        "limit": leg.limit,
        "asked": leg.asked,
        "answered": leg.answered,
        "cause": leg.cause.value if leg.cause else None,
    }


def _to_leg(item: Plain) -> Leg:
    plain = item | {"state": LegState(item["state"]), "cause": LegCause(item["cause"]) if item["cause"] else None}
    return Leg(**plain)
