"""The words of scenario.py: lines of text <-> rules, facts and orders."""

import re
from collections.abc import Callable
from typing import Any

from ccengine.acd import events as e
from ccengine.acd.commands import (
    CallBack,
    CallbackOver,
    Command,
    EndPause,
    Join,
    Release,
    Ring,
    SendOn,
    SetAgent,
    StopRinging,
    Widen,
)
from ccengine.acd.rules import ALL, AgentRules, CallbackRules, QueueRules, Strategy
from ccengine.model.ids import AgentId, CallId, OfferId, QueueName, is_called_back, is_offer
from ccengine.model.why import By, LegCause

QUEUE: dict[str, Callable[[str], Any]] = {
    "ring": float,
    "wrap-up": float,
    "longest wait": float,
    "weight": float,
    "longest queue": int,
    "rings": lambda many: ALL if many == "all" else int(many),
    "strategy": lambda name: Strategy(name.replace(" ", "_")),
    "leave when empty": lambda _: True,
    "longest expected": float,
    "callbacks": lambda text: CallbackRules(
        **{word: int(n) for word, n in (each.split() for each in text.split(", "))}
    ),
}


def queue_of(text: str) -> QueueRules | None:
    found = re.fullmatch(r"queue (\w+):([\d ]*)((?:; .+)?)", text)
    if not found:
        return None
    values = {}
    for part in found[3].split("; ")[1:]:
        word = max((word for word in QUEUE if part == word or part.startswith(word + " ")), key=len)
        values[re.sub("[ -]", "_", word)] = QUEUE[word](part[len(word) + 1 :])
    return QueueRules(QueueName(found[1]), tuple(AgentId(agent) for agent in found[2].split()), **values)


def agent_of(text: str) -> AgentRules | None:
    found = re.fullmatch(r"agent (\d+):(.+)", text)
    if not found:
        return None
    skills: dict[str, int] = {}
    rests: dict[LegCause, float | None] = {}
    tries, away = 1, False
    for part in (part.strip() for part in found[2].split(";")):
        if rest := re.fullmatch(r"rest (.+?) (for ever|[\d.]+)", part):
            rests[LegCause(rest[1])] = None if rest[2] == "for ever" else float(rest[2])
        elif part.startswith("tries "):
            tries = int(part[6:])
        elif part == "away":
            away = True
        else:
            skills |= {name: int(level) for name, level in (one.split() for one in part.split(", "))}
    return AgentRules(AgentId(found[1]), not away, skills, rests, tries)


def steps(text: str) -> tuple[e.Step, ...]:
    return tuple(step(part) for part in text.split(", "))


def step(text: str) -> e.Step:
    found = re.fullmatch(r"(?:after ([\d.]+) s )?(.+)", text)
    assert found
    asked = [] if found[2] == "anybody" else [one.split() for one in found[2].split(" and ")]
    skills = tuple((one[0], int(one[1])) for one in asked if len(one) == 2)
    agent = next((one[0] for one in asked if len(one) == 1), "")
    return e.Step(float(found[1] or 0), skills, AgentId(agent))


FACTS = (
    (
        r"(\w+) enters (\w+)(?: with (-?\d+) s)?(?: within (\d+) s)?(?: for (.+))?",
        lambda c, q, h, x, s: e.CallerQueued(
            CallId(c), QueueName(q), float(h or 0), steps(s) if s else (), float(x) if x else None, True
        ),
    ),
    (r"([A-Z]\w*) leaves", lambda c: e.CallerLeft(CallId(c))),
    (r"([A-Z]\w*) presses (.)", lambda c, key: e.WayOutTaken(CallId(c), key)),
    (r"([A-Z]\w*) goes on", lambda c: e.CallerLeft(CallId(c), By.FLOW)),
    (
        r"([A-Z]\w*) asks (\w+) to call (\d+) back",
        lambda c, q, n: e.CallbackAsked(CallId(f"back:{c}"), CallId(c), QueueName(q), n),
    ),
    (r"(c\d+) reached", lambda c: e.CallbackReached(CallId(c), QueueName(""))),
    (r"(c\d+) not reached: (.+)", lambda c, why: e.CallbackFailed(CallId(c), LegCause(why))),
    (r"(c\d+) leaves", lambda c: e.CallerLeft(CallId(c))),
    (r"(c\d+) is lost", lambda c: e.CallerLeft(CallId(c), By.SWITCH, estimated=True)),
    (r"(back:\w+) cancelled", lambda c: e.CallbackCancelled(CallId(c))),
    (r"(o\d+) rings", lambda o: e.OfferRinging(OfferId(o))),
    (r"(o\d+) answered", lambda o: e.OfferAnswered(OfferId(o))),
    (r"(o\d+) failed: (.+)", lambda o, why: e.OfferFailed(OfferId(o), LegCause(why))),
    (r"(o\d+) talks", lambda o: e.TalkBegan(OfferId(o))),
    (r"(o\d+) on hold", lambda o: e.TalkHeld(OfferId(o), True)),
    (r"(o\d+) off hold", lambda o: e.TalkHeld(OfferId(o), False)),
    (r"(o\d+) ended by (\w+)", lambda o, by: e.TalkEnded(OfferId(o), By(by))),
    (r"(\d+) logs in", lambda a: e.AgentLoggedIn(AgentId(a))),
    (r"(\d+) logs out", lambda a: e.AgentLoggedOut(AgentId(a))),
    (r"(\d+) ready", lambda a: e.AgentReady(AgentId(a))),
    (r"(\d+) not ready: (.+)", lambda a, why: e.AgentNotReady(AgentId(a), why)),
    (r"(\d+) needs (-?\d+) s more", lambda a, s: e.WrapUpExtended(AgentId(a), float(s))),
    (r"(\d+) reachable", lambda a: e.AgentReachable(AgentId(a), True)),
    (r"(\d+) unreachable", lambda a: e.AgentReachable(AgentId(a), False)),
    (r"switch back", lambda: e.SwitchAvailable(True)),
    (r"switch lost", lambda: e.SwitchAvailable(False)),
    (r"wait", lambda: e.TimePassed()),
)


def short(offer: str) -> str:
    """Offers count on over all runs: o3-17 is o17, the dialer's d3-17 is d17, a callback's leg c3-17 is c17."""
    return offer[0] + offer.partition("-")[2] if is_offer(offer) or is_called_back(offer) else offer


def say(order: Command) -> str:
    match order:
        case Ring(offer, agent, call, _, limit):
            return f"ring {agent} for {short(call)} as {short(offer)}, {limit:g} s"
        case StopRinging(offer, cause):
            return f"stop {short(offer)} ({cause.value})"
        case Join(offer, agent, call, _):
            return f"join {short(call)} with {agent} ({short(offer)})"
        case Release(offer, cause):
            return f"release {short(offer)} ({cause.value})"
        case Widen(call, step):
            return f"widen {short(call)} to {step}"
        case SendOn(call, exit, key):
            return f"send {short(call)} on: {exit.value}{f' {key}' if key else ''}"
        case CallBack(offer, agent, callback, _, call, number, limit):
            return f"dial {number} for {callback} as {short(call)}, {limit:g} s; {agent} reserved ({short(offer)})"
        case EndPause(callback):
            return f"{callback} wants an agent again"
        case CallbackOver(callback, why):
            return f"{callback} given up: {why.value}"
        case SetAgent(agent, state, reason, until):
            because = f": {reason}" if reason else ""
            end = f" until {until:g}" if until is not None else ""
            return f"{agent} {state.replace('_', ' ')}{because}{end}"


def fact_of(text: str, whole: Callable[[str], str]) -> e.Event:
    """`whole`: from `o17` to the offer's id."""
    for pattern, make in FACTS:
        if found := re.fullmatch(pattern, text):
            return make(*(whole(one) if one and re.fullmatch(r"[oc]\d+", one) else one for one in found.groups()))
    raise ValueError(f"not a fact: {text}")
