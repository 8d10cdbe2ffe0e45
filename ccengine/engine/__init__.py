"""The one place that decides.  A gevent process between the switch, the flows and the ACD machine.

    clock      wall time that never steps back                                   clock.py
    mailbox    every fact goes through it, in order; a turn = facts in,          core.py
               journal written once, orders out
    book       what the engine knows of each call; rebuilt from the journal      book.py
    machines   the ACD and the dialer behind one handle                          machines.py
    translate  the switch's facts -> the journal's and the machines'            translate.py
    sessions   a caller's greenlet: port, flow, end; where its flow stands       sessions.py, stand.py
    standby    imported, and waiting for the word                               standby.py
    returns    waiting callers come back after a death, one after the other      returns.py
    services   HTTP, scripts and programs for a call's flow                      services.py
    desk       what a flow asks, put in the mailbox                              desk.py
    members    is a caller who he says he is, and how often may he try           members.py, attempts.py
    callbacks  may one be kept; where the call that comes of it begins           callbacks.py
    dispatch   orders -> the switch, directives -> calls                         dispatch.py
    portbook   the ports' versions, what was before, how their calls ended       portbook.py, portstate.py
    entrance   port, limit and version of a call that comes in                   entrance.py
    lists      who is refused, and of which class a caller is                    listbook.py, screening.py
    loading    flows go into force while calls are here                          loading.py, changes.py, watching.py
    compiler   the workers that check and compile; versions in memory            compiler.py, library.py
    recovery   journal -> state; state against the switch                        recovery.py
    control    the live socket: JSON lines                                       control.py, flow_verbs.py
    operator   what operators ask and order                                      operator.py
    views      state as the control socket shows it                              views.py
    watch      do the rules hold, and does somebody serve every call             watch.py
    health     lateness of the loop and who caused it                            health.py
    insight    objects, greenlets, descriptors, memory, tables, when asked          insight.py
    engine     all of it put together                                            engine.py

It opens no database, touches no audio sample and runs no user code: what may hang lives in another process."""
