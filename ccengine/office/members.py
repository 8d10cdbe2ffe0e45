"""Members in the books: put there, listed, removed.  Their PINs come and go as hashes alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from ccengine.office.schema import Member, MemberPhone


@dataclass(frozen=True, slots=True)
class Put:
    """What is to stand in the books.  None: as it is; of a new one: nothing."""

    number: str
    name: str | None = None
    kind: str | None = None
    phones: Sequence[str] | None = None  # in their one form
    pin_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    number: str
    name: str
    kind: str
    has_pin: bool
    changed: float
    phones: list[str] = field(default_factory=list)  # on file
    learned: list[str] = field(default_factory=list)  # from which he was known last


def put(session: Session, members: Sequence[Put], now: float, new_only: bool = False) -> list[str]:
    """Adds or changes them; with `new_only` none when one is there already: those are given back."""
    there = set(session.scalars(select(Member.number).where(Member.number.in_([each.number for each in members]))))
    if new_only and there:
        return sorted(there)
    for each in members:
        row = session.get(Member, each.number) or Member(number=each.number)
        given = {"name": each.name, "kind": each.kind, "pin_hash": each.pin_hash}
        for name, value in given.items():
            if value is not None:
                setattr(row, name, value)
        row.changed = now
        session.add(row)
        if each.phones is not None:
            _put_phones(session, each.number, each.phones, now)
    session.flush()
    return []


def _put_phones(session: Session, member: str, phones: Sequence[str], now: float) -> None:
    his = MemberPhone.member == member
    session.execute(delete(MemberPhone).where(his, (~MemberPhone.learned) | MemberPhone.form.in_(phones)))
    for form in dict.fromkeys(phones):
        session.execute(insert(MemberPhone).values(member=member, form=form, learned=False, at=now))


def remove(session: Session, number: str) -> bool:
    session.execute(delete(MemberPhone).where(MemberPhone.member == number))
    row = session.get(Member, number)
    if row is not None:
        session.delete(row)
        session.flush()
    return row is not None


def find(session: Session, number: str) -> Shown | None:
    found = listed(session, limit=1, only=number)
    return found[0] if found else None


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Member)) or 0


def listed(session: Session, after: str = "", limit: int = 100, only: str = "") -> list[Shown]:
    """By number, those after this one."""
    where = Member.number == only if only else Member.number > after
    rows = session.scalars(select(Member).where(where).order_by(Member.number).limit(limit)).all()
    found = {row.number: Shown(row.number, row.name, row.kind, bool(row.pin_hash), row.changed) for row in rows}
    phones = select(MemberPhone).where(MemberPhone.member.in_(found)).order_by(MemberPhone.at.desc(), MemberPhone.form)
    for phone in session.scalars(phones):
        shown = found[phone.member]
        (shown.learned if phone.learned else shown.phones).append(phone.form)
    return list(found.values())
