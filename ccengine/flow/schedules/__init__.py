"""When is it open?  flows/schedules.yaml, and the calendars that it names.

    schedule     a week, holidays, exceptions -> the state at a moment          schedule.py
    changes      when the state changes next                                    changes.py
    reading      schedules.yaml -> schedules, or all that is wrong with it      reading.py, days.py
    calendar     calendar/NAME-YEAR.yaml: holidays and make-up workdays         calendar.py
    coming       is the coming year's calendar there?                           coming.py
    folder       a folder of flows -> its schedules                             folder.py
    forced       a state that somebody put in a schedule's place                forced.py

Why they belong to a version as prompts do: docs/decisions/0195-schedules.md.  Nothing here knows a clock."""
