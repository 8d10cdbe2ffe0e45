"""Addresses, numbers and ranges out of a YAML tree: reads for settings.  All of these end up in Asterisk's
configuration, so each is held to a pattern that cannot carry a line, an option or a second value."""

import re
from ipaddress import ip_address, ip_network

from ccengine.model.reader import Report
from ccengine.model.values import matching, text
from ccengine.model.yamltext import full_width_remedy, shown
from ccengine.model.yamltree import Tree

MOST_IN_RANGE = 10_000

called_number = matching(
    r"\+?[0-9*#]{1,32}", "a called number", "bad-number", "digits, * and #, 32 at most, a + only in front"
)
agent = matching(r"[A-Za-z0-9]{1,20}", "an agent", "bad-agent", "letters a-z and digits, 20 at most")
sip_uri = matching(
    r"sips?:(?:[A-Za-z0-9_.+-]{1,64}@)?(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?"
    r"(?:;transport=(?:udp|tcp|tls))?",
    "a SIP address",
    "bad-contact",
    "as in sip:8001@192.0.2.7:5060",
)


def host_port(value: str) -> tuple[str, int] | None:
    """`192.0.2.1:5060` or `[2001:db8::1]:5060`; None for anything else.  The host is an IP address: a name could
    change its meaning between two starts."""
    match = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]{2,45})\]|([0-9.]{7,15})):([0-9]{1,5})", value)
    if not match or not 0 < int(match[3]) < 65536:
        return None
    try:
        host = ip_address(match[1] or match[2])
    except ValueError:
        return None
    return str(host), int(match[3])


def address(tree: Tree, report: Report) -> tuple[str, int]:
    value = text(tree, report)
    got = host_port(value)
    if got is None:
        remedy = full_width_remedy(value) or "an IP address, a colon and a port from 1 to 65535: 127.0.0.1:5060"
        raise report.wrong(tree.at, f'"{shown(value)}" is not ADDRESS:PORT', "bad-address", remedy)
    return got


def loopback(tree: Tree, report: Report) -> tuple[str, int]:
    got = address(tree, report)
    if not ip_address(got[0]).is_loopback:
        remedy = "use 127.0.0.1, and a proxy with TLS before it"
        raise report.wrong(tree.at, f"{got[0]} is not this machine's own address", "not-loopback", remedy)
    return got


def network(tree: Tree, report: Report) -> str:
    """An address or a network, as text in its usual spelling."""
    value = text(tree, report)
    try:
        got = ip_network(value, strict=True)
    except ValueError:
        remedy = full_width_remedy(value) or "as in 192.0.2.7 or 192.0.2.0/24 (no bits set behind the prefix)"
        raise report.wrong(tree.at, f'"{shown(value)}" is no address or network', "bad-network", remedy) from None
    if got.prefixlen == 0:
        remedy = "name the networks of your carrier"
        raise report.wrong(tree.at, f"{value} lets everybody call in", "open-to-all", remedy)
    return str(got.network_address) if got.prefixlen == got.max_prefixlen else str(got)


def ports(tree: Tree, report: Report) -> tuple[int, int]:
    """`10000-20000`."""
    value = text(tree, report)
    match = re.fullmatch(r"([0-9]{1,5})-([0-9]{1,5})", value)
    if not match or not 1024 <= int(match[1]) < int(match[2]) < 65536:
        remedy = full_width_remedy(value) or "two numbers from 1024 to 65535, the smaller first: 10000-20000"
        raise report.wrong(tree.at, f'"{shown(value)}" is not a range of ports', "bad-ports", remedy)
    return int(match[1]), int(match[2])


def agents(tree: Tree, report: Report) -> tuple[str, ...]:
    """One agent, `8001`, or a range of equal length, `8001-8008`."""
    return _range(tree, report, "agents", 20, "8001-8008") or (agent(tree, report),)


def numbers(tree: Tree, report: Report) -> tuple[str, ...]:
    """One called number, or a range of equal length, `075523456700-075523456799`."""
    return _range(tree, report, "numbers", 32, "075523456700-075523456799") or (called_number(tree, report),)


def _range(tree: Tree, report: Report, what: str, digits: int, example: str) -> tuple[str, ...]:
    """Nothing for what is no range of digits."""
    value = text(tree, report)
    match = re.fullmatch(rf"([0-9]{{1,{digits}}})-([0-9]{{1,{digits}}})", value)
    if not match:
        return ()
    low, high = int(match[1]), int(match[2])
    if len(match[1]) != len(match[2]) or not low <= high < low + MOST_IN_RANGE:
        remedy = f"numbers of equal length, the smaller first, {MOST_IN_RANGE} at most: {example}"
        raise report.wrong(tree.at, f'"{shown(value)}" is not a range of {what}', "bad-range", remedy)
    return tuple(str(number).zfill(len(match[1])) for number in range(low, high + 1))
