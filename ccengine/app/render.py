"""Settings and runtime facts -> the files of Asterisk, from the templates in dialplan/asterisk/."""

import hashlib
import ipaddress
import os
import pwd
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ccengine.app import conf
from ccengine.app.root import Root
from ccengine.app.shipped import shipped
from ccengine.app.trouble import Trouble
from ccengine.model.home import Home
from ccengine.model.music import class_folders
from ccengine.model.runtime import OUTGOING, PATH_HEADER, Runtime, phone_user
from ccengine.model.settings import AgentSettings, Settings
from ccengine.model.trunk import Source
from ccengine.wire.identity import CUT, WHOLE

TRUNK_CONTEXT = "ccengine-trunk"
PHONES_CONTEXT = "ccengine-phones"
LEG_WAIT = 20  # seconds an agent's answered leg waits to be fetched
PATIENCE = 120  # seconds a caller is kept with music while no engine answers
LONGEST_NUMBER = 24  # digits of a called number

_PLAIN = ("modules", "cel", "logger", "indications", "features", "cdr", "http", "stasis")
_EMPTY = ("acl", "ccss", "cli", "cli_aliases", "codecs", "dnsmgr", "dsp", "extconfig", "pjproject",
          "sorcery", "udptl")  # fmt: skip


def system_name(home: Home, now: float | None = None) -> str:
    """First part of every unique id: of the home, and of this boot.  Unique ids are `<name>-<epoch second>.<n>`."""
    place = hashlib.sha256(str(home.root.absolute()).encode()).hexdigest()[:4]
    stamp = round((time.time() if now is None else now) * 1000) % 0x1000000
    return f"c{place}{stamp:06x}"


@cache
def template(name: str) -> str:
    return (shipped("dialplan") / "asterisk" / f"{name}.conf").read_text("utf-8")


def _media(address: str) -> str:
    """Media leaves from the SIP address as well, unless that is every address."""
    if ipaddress.ip_address(address).is_unspecified:
        return ""
    return f"media_address = {address}\nbind_rtp_to_media_address = yes"


def _agent(agent: AgentSettings, runtime: Runtime, media: str) -> str:
    name = conf.word(agent.id, "the agent's id")
    if agent.id not in runtime.phones:
        raise Trouble(f"agent {name} has no phone password in runtime.json", "remove runtime.json: it is made anew")
    if agent.contact:
        contact = f"contact = {conf.uri(agent.contact, f'the contact of agent {name}')}"
    else:
        contact = "max_contacts = 1\nremove_existing = yes\nminimum_expiration = 30\nmaximum_expiration = 3600"
    values = {
        "user": phone_user(agent.id),
        "context": PHONES_CONTEXT,
        "media": media,
        "password": conf.secret(runtime.phones[agent.id].reveal(), f"the phone password of agent {name}"),
        "contact": contact,
    }
    return conf.fill(template("pjsip_agent"), values)


def _outgoing(settings: Settings, media: str) -> list[str]:
    if not settings.outgoing.contact:
        return []
    values = {
        "name": OUTGOING,
        "context": PHONES_CONTEXT,
        "media": media,
        "contact": conf.uri(settings.outgoing.contact, "the contact of outgoing calls"),
    }
    return [conf.fill(template("pjsip_outgoing"), values)]


def pjsip(settings: Settings, runtime: Runtime) -> str:
    """Trunk, way out and phones: all of SIP but the transport."""
    media = _media(settings.sip[0])
    matches = "\n".join(f"match = {conf.network(address, 'the trunk')}" for address in settings.trunk)
    trunk = {"context": TRUNK_CONTEXT, "media": media, "matches": matches}
    parts = [conf.fill(template("pjsip_trunk"), trunk)] if settings.trunk else []
    parts += _outgoing(settings, media)
    parts += [_agent(agent, runtime, media) for agent in settings.agents.values()]
    return "".join(parts)


def pjsip_base(settings: Settings) -> str:
    host, port = settings.sip
    bind = f"{conf.host(host, 'the SIP address')}:{conf.number(port, 1, 65535, 'the SIP port')}"
    return conf.fill(template("pjsip_base"), {"bind": bind})


_HEADERS = {
    Source.ASSERTED: "P-Asserted-Identity",
    Source.DIVERSION: "Diversion",
    Source.HISTORY: "History-Info",
}

PATH_CUT = 180
"""Characters of X-CCengine-Path: eight names and the blanks between them."""

PRIVACY = 100
"""Characters of Privacy: with three headers that are as long as may be, the argument stays below the 2048 at which
Asterisk cuts it; what it cut would not look cut."""

_LINES = ((Source.ASSERTED, 1), (Source.DIVERSION, 1), (Source.HISTORY, 3))
"""How many headers of each kind are read."""


def _identity(settings: Settings) -> str:
    """What the engine is told of who calls besides From: percent-encoded, and short enough that AGI() takes all of it.
    What is not asked for is not handed on."""
    asked = [(source.value, _HEADERS[source], lines) for source, lines in _LINES if source in settings.caller_by]
    parts = []
    for name, header, lines in (("privacy", "Privacy", 1), *asked):
        read = ",".join(f"${{PJSIP_HEADER(read,{header},{line + 1})}}" for line in range(lines))
        # A slice of a function's value needs the function to be the variable.
        parts.append(f" same => n,Set(TOLD=${{URIENCODE({read})}})")
        most = CUT if name in _HEADERS else PRIVACY
        parts.append(f" same => n,Set(IDENTITY=${{IDENTITY}}&{name}=${{TOLD:0:{most}}})")
    # Which hotlines it came through (switch/asterisk/path.py).
    parts.append(f" same => n,Set(TOLD=${{URIENCODE(${{PJSIP_HEADER(read,{PATH_HEADER})}})}})")
    parts.append(f" same => n,Set(IDENTITY=${{IDENTITY}}&path=${{TOLD:0:{PATH_CUT}}})")
    return "\n".join(parts)


def extensions(settings: Settings, runtime: Runtime, home: Home) -> str:
    numbers = "\n".join(
        f"exten => _[+0-9*#]{'[0-9*#]' * more},1,Goto(acd,${{EXTEN}},1)" for more in range(LONGEST_NUMBER)
    )
    values = {
        "trunk": TRUNK_CONTEXT,
        "phones": PHONES_CONTEXT,
        "identity": _identity(settings),
        "whole": str(WHOLE),
        "numbers": numbers,
        "agi_port": conf.number(runtime.agi_port, 1, 65535, "the AGI port"),
        "agi_key": conf.secret(key, "the AGI key") if (key := runtime.agi_key.reveal()) else "",
        "patience": str(PATIENCE),
        "engine_away": conf.path(home.engine_away.absolute(), "the home"),
        "leg_wait": str(LEG_WAIT),
    }
    return conf.fill(template("extensions"), values)


def manager_user(runtime: Runtime) -> str:
    values = {
        "ami_user": conf.word(runtime.ami_user, "the AMI user"),
        "ami_secret": conf.secret(runtime.ami_secret.reveal(), "the AMI secret"),
    }
    return conf.fill(template("manager_user"), values)


def musiconhold(home: Home, root: Root) -> str:
    """The classes that ship, each unless the home has it, and the home's own."""
    classes = {
        "default": (root.path / "usr/share/asterisk/moh", "random"),
        "ringback": (shipped("dialplan") / "ringback", "alpha"),
    }
    classes |= {folder.name: (folder, "alpha") for folder in _own_classes(home)}
    return template("musiconhold") + "".join(
        conf.fill(
            template("musiconhold_class"),
            {"name": conf.word(name, "the music class"), "folder": conf.path(folder, "a music folder"), "sort": sort},
        )
        for name, (folder, sort) in classes.items()
    )


def _own_classes(home: Home) -> list[Path]:
    """Those that `up` has looked at; without one whose files are gone since then: Asterisk plays `default` for it."""
    try:
        folders = [home.music.absolute() / accepted.name for accepted in class_folders(home.accepted.music)]
        return [folder for folder in folders if any(folder.glob("*.wav"))]
    except OSError:
        return []


def cli_permissions() -> str:
    """For whoever this Asterisk runs as, root included; none by that number, and there are no others to hold back."""
    try:
        user = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return template("empty")
    return conf.fill(template("cli_permissions"), {"user": conf.word(user, "the user's name")})


def render(settings: Settings, runtime: Runtime, home: Home, root: Root, systemname: str) -> Mapping[str, str]:
    """Every file of the managed Asterisk's etc folder, by name.  Raises Trouble at a value that cannot stand there."""
    base = home.asterisk.absolute()
    folders = {name: conf.path(base / name, "the home folder") for name in ("etc", "lib", "spool", "run", "log")}
    places = {
        **folders,
        "modules": conf.path(root.libraries / "asterisk/modules", "the cache folder"),
        "data": conf.path(root.path / "usr/share/asterisk", "the cache folder"),
        "systemname": conf.word(systemname, "the system name"),
    }
    first, last = settings.rtp
    rtp = {
        "rtp_first": conf.number(first, 1024, 65535, "the first RTP port"),
        "rtp_last": conf.number(last, first + 1, 65535, "the last RTP port"),
    }
    files = {f"{name}.conf": template(name) for name in _PLAIN}
    files |= {f"{name}.conf": template("empty") for name in _EMPTY}
    files["asterisk.conf"] = conf.fill(template("asterisk"), places)
    files["pjsip.conf"] = pjsip_base(settings) + "\n" + pjsip(settings, runtime)
    files["extensions.conf"] = "[general]\nstatic = yes\nwriteprotect = yes\n\n" + extensions(settings, runtime, home)
    ami = {"ami_port": conf.number(runtime.ami_port, 1, 65535, "the AMI port")}
    files["manager.conf"] = conf.fill(template("manager"), ami) + "\n" + manager_user(runtime)
    files["cli_permissions.conf"] = cli_permissions()
    files["cel_custom.conf"] = conf.fill(
        template("cel_custom"), {"cel": conf.path(home.channel_events.absolute(), "the home folder")}
    )
    files["musiconhold.conf"] = musiconhold(home, root)
    files["rtp.conf"] = conf.fill(template("rtp"), rtp)
    return files
