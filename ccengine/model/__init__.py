"""The vocabulary every other package speaks.  No I/O, no clock, no threads.

ids           names of calls, agents, queues, offers, legs                 ids.py
why           why a method of Call ended, why a call or a leg ended        why.py
call          the Call protocol: one caller's line, as a flow sees it      call.py
desk          what a flow asks of the engine besides the line              desk.py
services      HTTP requests, scripts and AGI programs: deadline, reason    services.py
numbering     one form of a number, however it is written; who may call in    numbering.py, here.py, trunk.py
dialling      reaching somebody by telephone: what is asked, who, numbers  dialling.py, parties.py, numbers.py
url           a URL of the author's text and callers' values                url.py
facts         what happened to calls: the records of the journal           facts.py
diagnostics   errors for people: file:line:column, remedy, rule            diagnostics.py
yamltree      YAML with a position for every value                         yamltree.py, yamltext.py, yamlerrors.py
reader        typed fields out of a mapping, all errors at once            reader.py, values.py, addresses.py
shape         what a read takes: JSON Schema, words for the manual         shape.py
keys          keys pressed between commands, and an entry being made       keys.py
settings      settings.yaml -> Settings, or all its errors at once         settings.py, outgoing.py
service level the share of callers who were served in time                 service_level.py
home          where an installation keeps its things                       home.py
runtime       what was chosen for a home at its first start                runtime.py
secret        a string that no codec serialises                            secret.py
lateness      how late a loop runs what is due, counted                    lateness.py
clock         the time, as an argument                                     clock.py"""
