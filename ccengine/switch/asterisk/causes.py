"""Asterisk's and Q.850's causes <-> ours."""

from ccengine.model.why import By, LegCause

BUSY = 17
NO_USER_RESPONSE = 18
NO_ANSWER = 19
SUBSCRIBER_ABSENT = 20
CALL_REJECTED = 21
ANSWERED_ELSEWHERE = 26
NORMAL_CLEARING = 16

_HANGUP = {
    BUSY: LegCause.BUSY,
    CALL_REJECTED: LegCause.REJECTED,
    NO_ANSWER: LegCause.NO_ANSWER,
    1: LegCause.UNREACHABLE,  # 404: no such user there
    3: LegCause.UNREACHABLE,
    NO_USER_RESPONSE: LegCause.UNREACHABLE,  # 408: the phone never said a word
    SUBSCRIBER_ABSENT: LegCause.UNREACHABLE,
    27: LegCause.UNREACHABLE,
    28: LegCause.UNREACHABLE,
    38: LegCause.CONGESTION,
    41: LegCause.CONGESTION,
    42: LegCause.CONGESTION,
    44: LegCause.CONGESTION,
    58: LegCause.CONGESTION,
}
_SIP = {
    "486": LegCause.BUSY,
    "600": LegCause.BUSY,
    "603": LegCause.REJECTED,
    "403": LegCause.REJECTED,
    "401": LegCause.UNREACHABLE,
    "404": LegCause.UNREACHABLE,
    "408": LegCause.UNREACHABLE,
    "480": LegCause.UNREACHABLE,
    "503": LegCause.UNREACHABLE,
}


def leg_failed(cause: str, tech_cause: str) -> LegCause:
    """Of a leg whose phone refused.  `cause` is Q.850's, `tech_cause` the phone's own word (`486`), "" when Asterisk
    does not tell it."""
    code = next((word for word in tech_cause.split() if word in _SIP), "")
    if code:
        return _SIP[code]
    number = int(cause) if cause.isascii() and cause.isdigit() else 0
    return _HANGUP.get(number, LegCause.NO_ANSWER)


# `Reason` of OriginateResponse: the last control frame, or 0.
def not_originated(reason: str) -> LegCause:
    """Of a leg for which no channel ever existed."""
    return {"3": LegCause.NO_ANSWER, "5": LegCause.BUSY, "8": LegCause.CONGESTION}.get(reason, LegCause.UNREACHABLE)


def hangup_cause(cause: LegCause) -> int:
    """What the phone is told (Q.850; 26 puts `Reason: SIP;cause=200;text="Call completed elsewhere"` into the CANCEL,
    so that the phone shows no missed call)."""
    return ANSWERED_ELSEWHERE if cause is LegCause.ANSWERED_ELSEWHERE else NORMAL_CLEARING


def released_by(cause: LegCause) -> By:
    """Who ended a talk when we hung up the agent's leg for this cause."""
    match cause:
        case LegCause.CALLER_LEFT:
            return By.CALLER
        case LegCause.FORCED:
            return By.OPERATOR
        case _:
            return By.ENGINE
