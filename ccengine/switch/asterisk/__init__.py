"""Asterisk: `Call` over FastAGI and AMI.

    switch        what the engine holds: orders out, facts in, sessions         switch.py
    call, line    one caller's line, and the one place where it waits           call.py line.py
    strokes       AMI's DTMF events -> keys, each once                          strokes.py
    talk          joined with an agent's leg                                    talk.py
    recording     the caller alone; recorder: talks                             recording.py recorder.py place.py
    tracker       AMI events -> the switch's state and our facts                tracker.py state.py causes.py
    legs          those that go out, from the gate to the phone                 legs.py phones.py
    dialstring    whom to ring, once the gate let it pass (../gate.py)          dialstring.py
    question      the key that who answers is asked for                         question.py
    path          the hotlines that a call came through                         path.py
    prompts       a name and a language -> a file                               prompts.py
    known         channels that Asterisk told of: no other session is served    known.py
    steer         orders over AMI                                               steer.py shown.py
    reading       the state, read anew                                          reading.py
    ami_client    logs in, stays alive, comes back                              ami_client.py
    who           who calls, of what the dialplan tells                         who.py
    door          FastAGI connections that Asterisk has not sent                door.py
    agi_session   one FastAGI connection                                        agi_session.py

What Asterisk does and does not do: docs/asterisk-notes.md."""

from ccengine.switch.asterisk.ami_client import AmiAway, AmiRefused
from ccengine.switch.asterisk.call import AsteriskCall
from ccengine.switch.asterisk.state import Channel, SwitchState
from ccengine.switch.asterisk.switch import AsteriskSwitch

__all__ = ["AmiAway", "AmiRefused", "AsteriskCall", "AsteriskSwitch", "Channel", "SwitchState"]
