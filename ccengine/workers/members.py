"""Members' PINs, looked at in workers of a kind of their own: other tasks do not wait for a hash."""

from ccengine.model.members import Member, MemberAnswer, MemberFound, MemberRequest, MemberSearch, Verdict
from ccengine.model.services import Effect, Outcome
from ccengine.workers.errand import errand
from ccengine.workers.pool import Pool
from ccengine.workers.settings import WorkerSettings


class Members:
    """`books`: URL of the database that knows them."""

    def __init__(self, books: str, settings: WorkerSettings) -> None:
        self.pool = Pool("member", settings.member, settings)
        self._books = books

    def find(self, search: MemberSearch) -> MemberFound:
        task = {"do": "find", "number": search.number, "caller": search.caller, "books": self._books}
        answer, _ = errand(self.pool, task, search.timeout, Effect.PURE)
        failed = "" if answer["outcome"] == Outcome.DONE else f"{answer['outcome']}: {answer['detail']}"
        return MemberFound(answer.get("number", ""), answer.get("own", False), failed)

    def verify(self, request: MemberRequest) -> MemberAnswer:
        task = {
            "do": "verify", "number": request.number, "books": self._books, "pin": request.pin.reveal(),
            "new_pin": request.new_pin.reveal() if request.new_pin else "",
        }  # fmt: skip
        answer, _ = errand(self.pool, task, request.timeout, Effect.IDEMPOTENT)
        if answer["outcome"] != Outcome.DONE:
            return MemberAnswer(Verdict.FAILED, detail=f"{answer['outcome']}: {answer['detail']}")
        if not answer["right"]:
            return MemberAnswer(Verdict.REFUSED)
        return MemberAnswer(Verdict.KNOWN, Member.of(answer["member"]))
