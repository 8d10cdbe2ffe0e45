"""Records of members -> stages of their calls, and the phones that count as theirs."""

from sqlalchemy import delete, insert, select, update

from ccengine.model import facts
from ccengine.model.members import LEARNED
from ccengine.office.page import Entry, Page
from ccengine.office.schema import Member, MemberPhone
from ccengine.office.words import Step


def judged(page: Page, entry: Entry, body: facts.PinJudged) -> None:
    detail = f"{body.verdict}: {body.detail}" if body.detail else body.verdict
    page.stage(page.call(body.call, entry), entry, Step.PIN, detail=detail, exit=body.verdict)


def known(page: Page, entry: Entry, body: facts.MemberKnown) -> None:
    told = " ".join(filter(None, (body.member, f"({body.kind})" if body.kind else "", body.name)))
    page.stage(page.call(body.call, entry), entry, Step.MEMBER, detail=told)
    if body.caller:
        _learn(page, entry, body.member, body.caller)


def _learn(page: Page, entry: Entry, member: str, form: str) -> None:
    """At once, not with the page's other rows: the next record may be of the same member."""
    session = page.session
    this = (MemberPhone.member == member, MemberPhone.form == form)
    if session.scalar(select(Member.number).where(Member.number == member)) is None:
        return  # removed since
    if session.scalar(select(MemberPhone.form).where(*this)) is not None:
        session.execute(update(MemberPhone).where(*this, MemberPhone.learned).values(at=entry.at))
        return
    session.execute(insert(MemberPhone).values(member=member, form=form, learned=True, at=entry.at))
    his = (MemberPhone.member == member, MemberPhone.learned)
    known = session.scalars(select(MemberPhone.form).where(*his).order_by(MemberPhone.at.desc(), MemberPhone.form))
    if old := known.all()[LEARNED:]:
        session.execute(delete(MemberPhone).where(*his, MemberPhone.form.in_(old)))
