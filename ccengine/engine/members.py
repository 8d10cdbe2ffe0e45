"""Is a caller the member that he says he is?  The limits, the record, and the worker that looks.

A try is on disk before anybody looks, so that a crash in the midst gives no guess for nothing."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ccengine.engine.attempts import Attempts
from ccengine.engine.book import Book
from ccengine.engine.control import Args, Refused
from ccengine.engine.core import Order
from ccengine.engine.flow_verbs import text
from ccengine.model import facts
from ccengine.model.clock import Clock
from ccengine.model.ids import CallId, Seconds
from ccengine.model.members import MemberAnswer, MemberFound, MemberRequest, MemberSearch, Verdict
from ccengine.model.services import Services


class MemberGate:
    """`written`: put something in the mailbox and return when it is on disk."""

    def __init__(self, workers: Services, book: Book, clock: Clock, written: Callable[[object], None]) -> None:
        self._workers, self._book, self._clock, self._written = workers, book, clock, written
        # Numbers that nobody has are limited as others are, or one would see by it who is a member.  In memory alone:
        # there is no PIN to guess, and what was entered may be one, too soon.
        self._nobody = Attempts()

    def verbs(self) -> Mapping[str, Callable[[Args], Any]]:
        return {"member_attempts": self.attempts, "member_unlock": self.unlock}

    # -- for flows

    def find(self, search: MemberSearch) -> MemberFound:
        return self._workers.find_member(search)

    def verify(self, call: CallId, request: MemberRequest) -> MemberAnswer:
        found = self._workers.find_member(MemberSearch(request.caller, request.number))
        if found.failed:
            return self._told(call, MemberAnswer(Verdict.FAILED, detail=found.failed), tried=False)
        tried = facts.PinTried(call, found.number, request.caller, found.own)
        if wait := self._try(tried, "" if found.number else request.number):
            answer = MemberAnswer(Verdict.LOCKED, detail=f"for {wait:.0f} s", wait=wait)
            return self._told(call, answer, tried=False)
        try:
            answer = self._workers.verify(request)
        except BaseException:  # the line was taken away
            self._told(call, MemberAnswer(Verdict.REFUSED))
            raise
        changed = answer.verdict is Verdict.KNOWN and request.new_pin is not None
        return self._told(call, answer, changed=changed)

    def _try(self, tried: facts.PinTried, unknown: str) -> Seconds:
        """0 when it is on record and may be looked at, else how long it would have to wait.  In the turn, with the
        counts as they are then: two calls at once are one after the other."""
        said: list[Seconds] = []

        def decide(_: object, now: Seconds) -> list[object]:
            shadow = replace(tried, member=unknown)
            wait = max(self._book.attempts.wait(tried, now), self._nobody.wait(shadow, now) if unknown else 0.0)
            said.append(wait)
            if wait:
                return []
            if unknown:
                self._nobody.apply(shadow, now)
                self._nobody.apply(facts.PinJudged(tried.call, Verdict.REFUSED), now)
            return [tried]

        self._written(Order(decide, "PinTried"))
        return said[0]

    def _told(self, call: CallId, answer: MemberAnswer, *, changed: bool = False, tried: bool = True) -> MemberAnswer:
        self._written(facts.PinJudged(call, answer.verdict, answer.detail, changed, tried))
        return answer

    # -- for operators

    def attempts(self, args: Args) -> dict[str, Any]:
        member = _member(args)
        return {"member": member, "wrong": self._book.attempts.of(member, self._clock.now())}

    def unlock(self, args: Args) -> dict[str, Any]:
        member = _member(args)
        self._written(facts.MemberUnlocked(member, text(args, "by")))
        return {"member": member}


def _member(args: Args) -> str:
    if not (member := text(args, "member")).isdecimal():
        raise Refused("bad-request", "a member's number has digits only")
    return member
