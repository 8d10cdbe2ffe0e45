"""Who is on duty?  flows/duty.yaml: people with their telephones, and rosters that say whose turn it is.

    roster       a schedule whose states are people; whose turn it is            roster.py
    reading      duty.yaml -> rosters by `duty:NAME`, people by `person:NAME`    reading.py
    coming       days on which nobody is on duty; numbers that nobody may dial   coming.py

A roster is a schedule, so that weeks, holidays, exceptions, versions and what is put in its place by hand are those of
schedules (docs/decisions/0208)."""
