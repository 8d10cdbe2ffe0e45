"""The cheapest real telephones: one SIPp that calls, one that answers for all agents.  No RTP of their own.

Both read what they do from files made by plan.py.  Keys go as SIP INFO, whose moment is in the trace."""

from ccengine_sim.compare.plan import TALKS
from ccengine_sim.phone.scenarios import send

_SDP = (
    "Content-Type: application/sdp\nContent-Length: [len]\n\nv=0\no=- 1 1 IN IP4 [local_ip]\ns=-\n"
    "c=IN IP4 [local_ip]\nt=0 0\nm=audio {sink} RTP/AVP 8 101\na=rtpmap:8 PCMA/8000\n"
    "a=rtpmap:101 telephone-event/8000"
)
AGAIN = 4000
"""Milliseconds in which a telephone answers the same request again: Asterisk takes no answer while it boots, and SIPp
is silent to what it has done with."""

_NOTHING = "Content-Length: 0"
_VIA = "Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]"
_CONTACT = "Contact: <sip:{user}@[local_ip]:[local_port]>"
_ECHO = "[last_Via:]\n[last_From:]\n[last_To:]{tag}\n[last_Call-ID:]\n[last_CSeq:]"


def _request(method: str, uri: str, number: int, more: str, who: str) -> str:
    return (
        f"{method} {uri} SIP/2.0\n{_VIA}\n{who}\nCall-ID: [call_id]\nCSeq: {number} {method}\n"
        f"{_CONTACT.format(user='ccsim')}\nMax-Forwards: 70\n{more}"
    )


def _reply(line: str, more: str = _NOTHING, tag: str = "") -> str:
    return f"SIP/2.0 {line}\n{_ECHO.format(tag=tag)}\n{more}"


def _scenario(name: str, steps: list[str]) -> str:
    body = "\n".join(steps)
    return f'<?xml version="1.0" encoding="UTF-8" ?>\n<scenario name="{name}">\n{body}\n</scenario>\n'


def _number(variable: str, text: str) -> str:
    """A value of a file, as a number of milliseconds."""
    as_text = f"{variable}_text"
    return f'<assignstr assign_to="{as_text}" value="{text}"/><todouble assign_to="{variable}" variable="{as_text}"/>'


def caller(called: str, sink: int, patience: float) -> str:
    """Dials, presses 1 after his pause, and waits `patience` seconds at most until he is hung up on."""
    sdp = _SDP.format(sink=sink)
    first = f"From: <sip:[field0]@[local_ip]>;tag=c[call_number]\nTo: <sip:{called}@[remote_ip]>"
    later = f"From: <sip:[field0]@[local_ip]>;tag=c[call_number]\nTo: <sip:{called}@[remote_ip]>[peer_tag_param]"
    key = "Content-Type: application/dtmf-relay\nContent-Length: [len]\n\nSignal=1\nDuration=100"
    uri = f"sip:{called}@[remote_ip]:[remote_port]"
    return _scenario(
        "caller",
        [
            f"<nop><action>{_number('think', '[field1]')}</action></nop>",
            send(_request("INVITE", uri, 1, sdp, first), 'retrans="500"'),
            '<recv response="100" optional="true"/><recv response="180" optional="true"/>',
            '<recv response="183" optional="true"/><recv response="200" rrs="true"/>',
            send(_request("ACK", "[next_url]", 1, _NOTHING, later)),
            '<pause variable="think"/>',
            send(_request("INFO", "[next_url]", 2, key, later), 'retrans="500"'),
            '<recv response="200"/>',
            f'<recv request="BYE" timeout="{round(patience * 1000)}" ontimeout="leave"/>',
            send(_reply("200 OK"), 'next="over"'),
            '<label id="leave"/>',
            send(_request("BYE", "[next_url]", 3, _NOTHING, later), 'retrans="500"'),
            '<recv response="200"/>',
            '<label id="over"/>',
            "<nop/>",
        ],
    )


def agents(sink: int) -> str:
    """Every agent: rings, answers, talks for as long as this caller's line of the file says, hangs up.  OPTIONS are
    answered, since Asterisk asks each telephone every 15 s whether it is there."""
    sdp = _CONTACT.format(user="agent") + "\n" + _SDP.format(sink=sink)
    tag = ";tag=a[call_number]"
    line = "[field{n} file=&quot;" + TALKS + "&quot; line=&quot;[$line]&quot;]"
    number = '<ereg regexp="sip:([0-9]+)@" search_in="hdr" header="From:" assign_to="whole,number"/>'
    ends = '<ereg regexp="&lt;([^&gt;]*)&gt;" search_in="hdr" header="Contact:" assign_to="whole,remote"/>'
    ends += '<ereg regexp="[ ]*(.*)" search_in="hdr" header="From:" assign_to="whole,far"/>'
    ends += '<ereg regexp="[ ]*(.*)" search_in="hdr" header="To:" assign_to="whole,near"/>'
    bye = f"From: [$near]{tag}\nTo: [$far]"
    return _scenario(
        "agents",
        [
            '<recv request="OPTIONS" optional="true" next="there"/>',
            f'<recv request="INVITE"><action>{number}{ends}</action></recv>',
            '<nop><action><log message="[call_id] [$number]"/>'
            f'<lookup assign_to="line" file="{TALKS}" key="[$number]"/>'
            f"{_number('rings', line.format(n=1))}{_number('talks', line.format(n=2))}</action></nop>",
            send(_reply("180 Ringing", tag=tag)),
            '<pause variable="rings"/>',
            send(_reply("200 OK", sdp, tag), 'retrans="500"'),
            '<recv request="ACK"/>',
            '<pause variable="talks"/>',
            send(_request("BYE", "[$remote]", 1, _NOTHING, bye), 'retrans="500"'),
            '<recv response="200" next="over"/>',
            '<label id="there"/>',
            send(_reply("200 OK", tag=tag)),
            '<label id="over"/>',
            '<Reference variables="whole"/>',
            f'<timewait milliseconds="{AGAIN}"/>',
        ],
    )
