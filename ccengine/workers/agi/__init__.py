"""A program's AGI commands -> methods of `Call`, answered as Asterisk answers.

    answer        one line in, one answer out; what happens when the caller is gone         answer.py
    session       a program's line, variables and time                                      session.py
    table         every command of Asterisk 22: its usage, what becomes of it               table.py
    playing       STREAM FILE, GET DATA, WAIT FOR DIGIT ...                                 playing.py
    saying        SAY ...                                                                   saying.py
    recording     RECORD FILE                                                               recording.py
    line          ANSWER, HANGUP, SET MUSIC ...                                             line.py
    variables     SET VARIABLE, GET FULL VARIABLE ...                                       variables.py
    hotline       CC(...): what a program asks the hotline                          hotline.py
    applications  EXEC: the few that mean something without a dialplan                      applications.py

What differs from Asterisk is in docs/manual/agi-commands.md, whose table is made from the one here."""
