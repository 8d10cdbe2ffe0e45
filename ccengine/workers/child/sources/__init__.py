"""One database, asked by a worker process of its own: SQLAlchemy Core, values bound, names from the settings alone.

    keeper       a task in, an answer out; what went wrong, by kind       keeper.py
    database     connections, with their limits at the server too         database.py
    dialects     what PostgreSQL, MariaDB and SQLite need each            dialects.py
    statements   a request -> SQL                                         statements.py
    kinds        what a column holds, and a value as it takes it          kinds.py
    cells        what comes back -> JSON                                  cells.py

Why it is built so: docs/decisions/0203-data-sources.md."""
