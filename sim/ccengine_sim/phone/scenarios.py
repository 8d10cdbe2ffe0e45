"""The two SIPp scenarios: a caller, and an agent's phone.  Text made here, so that each state is said once.

SIPp steps through a list; a telephone waits for two sides at once: the far end and the hand that presses a button.
Every waiting state below is therefore a run of optional `recv`s (the far end) closed by one `recvCmd` (the hand), and
every edge is at most one `send` long.  With `-max_recv_loops 1` SIPp takes one message, then makes one step of each
call, so no message is met by a call that stands between two states (docs/decisions/0031)."""

from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

BODY = "\nContent-Type: application/sdp\nContent-Length: [len]\n\n[$sdp]"
NO_BODY = "\nContent-Length: 0"
INVITE_BRANCH = "z9hG4bK-i-[call_number]-[pid]"

ECHO = "[last_Via:]\n[last_From:]\n[last_To:]\n[last_Call-ID:]\n[last_CSeq:]"
INVITED = "Via: [$via]\nFrom: [$far]\nTo: [$near];tag=p[call_number]\nCall-ID: [call_id]\nCSeq: [$cseq]"
"""An answer's headers: to the request just taken, and to the INVITE, whatever came after it."""


def _field(name: str) -> str:
    """A value of a command, taken over into a variable: `X-<name>:<<<...>>>X-<name>`, over several lines if need be."""
    pattern = f"X-{name}:<<<(.*)>>>X-{name}"
    return f'<ereg regexp={quoteattr(pattern)} search_in="msg" assign_to="_,{name}"/>'


def _header(name: str, variable: str, pattern: str = "[ ]*(.*)") -> str:
    return f'<ereg regexp={quoteattr(pattern)} search_in="hdr" header="{name}:" assign_to="_,{variable}"/>'


_REMOTE = _header("Contact", "remote", "<([^>]*)>")
_OF_INVITE = _header("CSeq", "of_invite", "(INVITE)")
"""A CANCEL shares its INVITE's branch, by which SIPp tells transactions: the answers differ by CSeq alone."""
_INVITE = "".join(
    [_header("Via", "via"), _header("From", "far"), _header("To", "near"), _header("CSeq", "cseq"), _REMOTE]
)


def _command(*fields: str, then: str = "", test: str = "") -> str:
    jump = (f' next="{then}"' if then else "") + (f' test="{test}"' if test else "")
    return f"<recvCmd{jump}><action>{''.join(_field(name) for name in fields)}</action></recvCmd>"


def send(text: str, attributes: str = "") -> str:
    """SIPp's element that sends this message; a blank line ends its headers."""
    blank = "" if "\n\n" in text else "\n\n"
    return f"<send {attributes}><![CDATA[\n{text}{blank}\n]]></send>"


def _label(name: str) -> str:
    return f'<label id="{name}"/>'


def _request(method: str, then: str, actions: str = "") -> str:
    """`method` may be a regular expression."""
    return (
        f'<recv request="^({method})$" regexp_match="true" optional="true" next="{then}">'
        f"<action>{actions}</action></recv>"
    )


def _response(codes: Sequence[int], then: str, txn: str, actions: str = "", test: str = "") -> str:
    """One `recv` per code: SIPp before 3.7.5 takes no pattern for a response.  `test`: the variable that must be set
    for the jump; else the call stays where it is."""
    jump = f'next="{then}"' + (f' test="{test}"' if test else "")
    return "\n".join(
        f'<recv response="{code}" optional="true" {jump} response_txn="{txn}"><action>{actions}</action></recv>'
        for code in codes
    )


PROVISIONAL = (100, 180, 181, 182, 183, 199)
OK = (200,)
CHALLENGED = (401, 407)
FAILED = (
    300, 301, 302, 305, 380, *range(400, 408), 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, *range(420, 426),
    428, 429, 430, 433, 436, 437, 438, 439, 440, 469, 470, *range(480, 490), 491, 493, 494, *range(500, 506), 513,
    555, 580, 600, 603, 604, 606, 607, 608,
)  # fmt: skip
FINAL = (*OK, 202, 204, *FAILED)
REFUSALS = {486: "Busy Here", 480: "Temporarily Unavailable", 603: "Decline", 404: "Not Found", 503: "Unavailable"}
"""What a phone can answer instead of 200.  SIPp 3.6 wants the code in the scenario's text."""


def _reply(line: str, then: str = "", headers: str = ECHO, more: str = NO_BODY) -> str:
    return send(f"SIP/2.0 {line}\n{headers}{more}", f'next="{then}"' if then else "")


def _out(method: str, uri: str, number: str, branch: str = "[branch]", who: str = "", more: str = NO_BODY) -> str:
    """A request of our own."""
    who = who or "From: [$from];tag=c[call_number]\nTo: [$to][peer_tag_param]"
    return (
        f"{method} {uri} SIP/2.0\n"
        f"Via: SIP/2.0/UDP [local_ip]:[local_port];rport;branch={branch}\n{who}\nCall-ID: [call_id]\n"
        f"CSeq: {number} {method}\nContact: [$contact]\nMax-Forwards: 70\nUser-Agent: ccsim{more}"
    )


def _talk(bye: str) -> list[str]:
    """An answered call, the same on both sides.  The next command ends it; so does the far end."""
    return [
        _label("talking"),
        _request("BYE", "left"),
        _request("INVITE", "reinvited"),
        _request("ACK", "talking"),
        _request("CANCEL|INFO|UPDATE|OPTIONS|NOTIFY|MESSAGE", "asked"),
        _command(),
        _label("bye"),
        send(bye, 'retrans="500" start_txn="bye"'),
        _label("leaving"),
        _request("BYE", "crossed"),
        _response(PROVISIONAL, "leaving", "bye"),
        _response(FINAL, "end", "bye"),
        _command(then="leaving"),
        _label("crossed"),
        _reply("200 OK", "leaving"),
        _label("asked"),
        _reply("200 OK", "talking"),
        _label("reinvited"),
        _reply("200 OK", "talking", more="\nContact: [$contact]" + BODY),
        _label("left"),
        _reply("200 OK", "end"),
    ]


def caller() -> str:
    """INVITE on command; the next command ends the call in the way its state asks for: CANCEL, or BYE.

    A CANCEL may come too late: then the call is answered all the same, and ended with BYE.  It is not repeated: with
    `retrans` SIPp would hold back the ACK until the CANCEL is answered, and then overlook that answer."""
    ack_ok = _out("ACK", "[$remote]", "1")
    return _scenario(
        "caller",
        [
            _command("from", "contact", "uri", "to", "extra", "sdp"),
            send(
                _out("INVITE", "[$uri]", "1", INVITE_BRANCH, more="[$extra]" + BODY),
                'retrans="500" start_txn="invite"',
            ),
            _label("calling"),
            _response(PROVISIONAL, "calling", "invite"),
            _response(OK, "answered", "invite", _REMOTE),
            _response(FAILED, "refused", "invite"),
            _command(),
            send(
                _out("CANCEL", "[$uri]", "1", INVITE_BRANCH, "From: [$from];tag=c[call_number]\nTo: [$to]"),
            ),
            _label("cancelled"),
            _response(PROVISIONAL, "cancelled", "invite"),
            _response(OK, "late", "invite", _OF_INVITE + _REMOTE, test="of_invite"),
            _response(FAILED, "refused", "invite", _OF_INVITE, test="of_invite"),
            _command(then="cancelled"),
            _label("late"),
            send(ack_ok, 'ack_txn="invite" next="bye"'),
            _label("refused"),
            send(_out("ACK", "[$uri]", "1", INVITE_BRANCH), 'ack_txn="invite" next="end"'),
            _label("answered"),
            send(ack_ok, 'ack_txn="invite"'),
            *_talk(_out("BYE", "[$remote]", "2")),
        ],
        used="_,extra",
    )


def phone() -> str:
    """Registers on command (the answer to a challenge is another command), rings by itself when called; then the next
    command answers or refuses, and the one after that hangs up.

    After a CANCEL the refusal of the INVITE (487) waits for a command too, so that an answer which was on its way
    finds a state that takes it."""
    me = "From: [$aor];tag=r[call_number]\nTo: [$aor]"
    bye = _out("BYE", "[$remote]", "1", who="From: [$near];tag=p[call_number]\nTo: [$far]")
    login = "\nExpires: [$expires]"
    return _scenario(
        "phone",
        [
            _request("INVITE", "called", _INVITE),
            _request("ACK", "end"),
            _request("BYE|CANCEL", "unknown"),
            _request(".*", "alive"),
            _command("aor", "uri", "contact", "expires"),
            send(_out("REGISTER", "[$uri]", "1", who=me, more=login + NO_BODY), 'retrans="500" start_txn="first"'),
            _label("registering"),
            _response(PROVISIONAL, "registering", "first"),
            _response(CHALLENGED, "challenged", "first"),
            _response(FINAL, "end", "first"),
            _command(then="registering"),
            _label("challenged"),
            _command("proof"),
            send(
                _out("REGISTER", "[$uri]", "2", who=me, more=login + "\n[$proof]" + NO_BODY),
                'retrans="500" start_txn="second"',
            ),
            _label("proving"),
            _response(PROVISIONAL, "proving", "second"),
            _response(FINAL, "end", "second"),
            _command(then="proving"),
            _label("alive"),
            _reply("200 OK", "end"),
            _label("unknown"),
            _reply("481 Call/Transaction Does Not Exist", "end"),
            _label("called"),
            _reply("180 Ringing", headers=INVITED),
            _label("ringing"),
            _request("CANCEL", "cancelled"),
            _request("OPTIONS|UPDATE|INFO", "asked_early"),
            _command("contact", "sdp", "yes", *(f"r{code}" for code in REFUSALS), then="answering", test="yes"),
            *(
                send(
                    f"SIP/2.0 {code} {reason}\n{INVITED}{NO_BODY}", f'condexec="r{code}" next="refusing" test="r{code}"'
                )
                for code, reason in REFUSALS.items()
            ),
            _reply("500 No Such Refusal", headers=INVITED),
            _label("refusing"),
            _request("ACK", "end"),
            _request("CANCEL", "crossing"),
            _command(then="refusing"),
            _label("crossing"),
            _reply("200 OK", "refusing"),
            _label("asked_early"),
            _reply("200 OK", "ringing"),
            _label("cancelled"),
            _reply("200 OK", headers=ECHO.replace("[last_To:]", "[last_To:];tag=p[call_number]")),
            _label("cancelling"),
            _request("CANCEL", "cancelling"),
            _command(),
            _reply("487 Request Terminated", "refusing", INVITED),
            _label("answering"),
            send(
                f"SIP/2.0 200 OK\n{INVITED}\nContact: [$contact]\nAllow: INVITE,ACK,BYE,CANCEL,OPTIONS{BODY}",
                'retrans="500"',
            ),
            _label("answered"),
            _request("ACK", "talking"),
            _request("CANCEL", "too_late"),
            _request("BYE", "left"),
            _command(then="answered"),
            _label("too_late"),
            _reply("200 OK", "answered"),
            *_talk(bye),
        ],
        used="_",
    )


def _scenario(name: str, parts: list[str], used: str) -> str:
    """`used`: variables that are set for their side effect; SIPp wants them named."""
    body = "\n".join([*parts, _label("end"), "<nop/>"])
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE scenario SYSTEM "sipp.dtd">\n'
        f'<scenario name="{name}">\n{body}\n<Reference variables="{used}"/>\n</scenario>\n'
    )
