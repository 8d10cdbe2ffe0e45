"""The answer to a challenge of SIP's digest authentication (RFC 3261, 22; RFC 2617), MD5, qop auth or none.

Computed here and not by SIPp: 3.6 takes no variable for the user, and so no password ever reaches its traces."""

import hashlib
import re
import secrets

from ccengine_sim.phone.message import Message


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def answer(challenge: Message, method: str, uri: str, user: str, password: str) -> str:
    """A header line for the repeated request.  Raises ValueError when it is no challenge that we can answer."""
    proxy = challenge.status == 407
    text = challenge.header("Proxy-Authenticate" if proxy else "WWW-Authenticate")
    given = dict(re.findall(r'(\w+)="([^"]*)"', text)) | dict(re.findall(r"(\w+)=([^\s\",]+)", text))
    if not text.startswith("Digest ") or given.get("algorithm", "MD5") != "MD5" or "nonce" not in given:
        raise ValueError(f"no challenge that can be answered: {text[:200]}")
    secret = _md5(f"{user}:{given.get('realm', '')}:{password}")
    request = _md5(f"{method}:{uri}")
    parts = [f'username="{user}"', f'realm="{given.get("realm", "")}"', f'nonce="{given["nonce"]}"', f'uri="{uri}"']
    if "auth" in given.get("qop", "").split(","):
        mine = secrets.token_hex(8)
        proof = _md5(f"{secret}:{given['nonce']}:00000001:{mine}:auth:{request}")
        parts += [f'cnonce="{mine}"', "nc=00000001", "qop=auth"]
    else:
        proof = _md5(f"{secret}:{given['nonce']}:{request}")
    parts += [f'response="{proof}"', "algorithm=MD5"]
    if "opaque" in given:
        parts.append(f'opaque="{given["opaque"]}"')
    return f"{'Proxy-Authorization' if proxy else 'Authorization'}: Digest {', '.join(parts)}"
