"""The office keeps the books.  An asyncio process beside the engine; when it or its database is away, calls notice
nothing.

    schema       the tables, in their final shape                                  schema.py, migrations/
    database     an engine for SQLite or PostgreSQL, its time limits, away or not  database.py
    page         the rows that one batch of records touches                        page.py
    booking      one journal record -> rows                                        booking*.py
    records      batches of records -> one transaction each, exactly once          records.py
    ledger       what is asked of the books                                        ledger.py, ways.py
    numbers/     service level, ASA, AHT, occupancy: by SQL when asked           numbers/
    tail         follows the journal, waits for a database that is away            tail.py
    wav          raw stereo samples -> a WAV file, whole or not at all             wav.py
    recordings   which recordings are due, and what became of them                 recordings.py, recording_files.py
    engine_link  questions to the engine's control socket                          engine_link.py
    api/         the HTTP control API                                              api/
    threads      database work, each piece with an end                             threads.py
    words        of the books, of what is wrong, and text from outside             words.py, problems.py, text.py
    lateness     how late the loop is                                             lateness.py
    sockets      where the API listens; who connects and asks nothing goes         sockets.py, connection.py
    process      all of it put together                                            process.py, __main__.py

It never imports the engine: the journal and two sockets are between them."""
