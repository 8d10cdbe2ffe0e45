"""Whom to ring, in Asterisk's words.  Only what went through the gate becomes a DialString, and only a DialString is
dialled."""

from typing import NewType

from ccengine.model.facts import LegSent
from ccengine.model.ids import CallId, OfferId
from ccengine.model.parties import Outside, Party
from ccengine.model.runtime import OUTGOING, phone_user
from ccengine.switch.asterisk.state import Channel
from ccengine.switch.gate import NO_CALL, Gate

DialString = NewType("DialString", str)

TRUNK = "PJSIP/ccengine-trunk-"
"""How the channels of calls by the trunk begin: its endpoint (dialplan/asterisk/pjsip_trunk.conf)."""


def dial_string(gate: Gate, offer: OfferId, party: Party, call: CallId = NO_CALL) -> tuple[DialString, LegSent | None]:
    """And what is to be on record before it is dialled.  Raises NotDialled."""
    number, leg = gate.number(offer, party, call)
    to = f"PJSIP/{number}@{OUTGOING}" if isinstance(party, Outside) else f"PJSIP/{phone_user(party)}"
    return DialString(to), leg


def is_outside(channel: Channel) -> bool:
    """Does it go out by the trunk?"""
    return channel.name.startswith(f"PJSIP/{OUTGOING}-")
