"""The books as plain data, for comparison."""

from sqlalchemy import select

from ccengine.office.database import Database
from ccengine.office.records import Found, Position, apply
from ccengine.office.schema import Base


def rows(database: Database, table: type[Base], *columns: str) -> list[tuple[object, ...]]:
    """In the order of the primary key."""
    order = [column for column in table.__table__.columns if column.primary_key]
    wanted = [table.__table__.c[name] for name in columns] or list(table.__table__.c)
    with database.reading() as session:
        return [tuple(row) for row in session.execute(select(*wanted).order_by(*order))]


def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    return {mapper.class_.__tablename__: rows(database, mapper.class_) for mapper in Base.registry.mappers}


def book(database: Database, found: list[Found]) -> Position:
    return apply(database, found, Position())
