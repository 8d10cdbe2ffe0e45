"""What is looked at before anything is started, so that what is wrong is told in one sentence and disturbs nothing."""

import os
import shutil
from pathlib import Path

from ccengine.app.holder import holder
from ccengine.app.ports import check_free
from ccengine.app.trouble import Trouble
from ccengine.model.home import Home
from ccengine.model.settings import Settings

LEAST_FREE = 64 << 20
"""Bytes free where recordings and journal go, for a start: 64 MB are an hour of talk."""

_LONGEST_SOCKET = 107  # bytes of a unix socket's path, by the kernel


def free(kind: str, host: str, port: int) -> bool:
    try:
        check_free(kind, host, port, "", "")
    except Trouble:
        return False
    return True


def check_sip(settings: Settings) -> None:
    """The SIP port is free, as UDP and as TCP; else who has it."""
    host, port = settings.sip
    if settings.rtp[0] <= port <= settings.rtp[1]:
        text = f"the SIP port {port} lies within the RTP ports {settings.rtp[0]}-{settings.rtp[1]}"
        raise Trouble(text, "use another: --sip HOST:PORT (settings.yaml: sip, rtp)")
    for kind in ("udp", "tcp"):
        try:
            check_free(kind, host, port, "SIP", "")
        except Trouble as trouble:
            by = holder(kind, port)
            who = f"by {by}" if by else f"see by whom: ss -l{kind[0]}np 'sport = :{port}'"
            text = f"{trouble.text}, {who}" if by else trouble.text
            remedy = "stop it, or use another: --sip HOST:PORT (settings.yaml: sip)"
            raise Trouble(text, remedy if by else f"{who}; {remedy}") from trouble


def check_socket(path: Path) -> None:
    if len(os.fsencode(path)) > _LONGEST_SOCKET:
        raise Trouble(f"the home folder's path is too long for a socket: {path}", "choose a shorter: --home DIR")


def check_paths(home: Home) -> None:
    """Sockets fit, folders can be written and have room."""
    for socket in (home.engine_socket, home.control_socket, home.asterisk_control):
        check_socket(socket)
    for folder, what in ((home.recordings, "recordings"), (home.journal, "journal"), (home.log, "logs")):
        _writable(folder, what)
        room = shutil.disk_usage(folder).free
        if room < LEAST_FREE:
            raise Trouble(
                f"the folder for {what}, {folder}, has {room >> 20} MB free; {LEAST_FREE >> 20} MB are the least",
                "free some space, or put a folder of a larger disk in its place (a link will do)",
            )


def _writable(folder: Path, what: str) -> None:
    probe = folder / f".probe-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with open(probe, "xb") as file:
            file.write(b"\0" * 4096)
            file.flush()
    except OSError as error:
        raise Trouble(
            f"the folder for {what}, {folder}, cannot be written: {error.strerror}",
            f"see its owner, rights and disk: ls -ld {folder}; df {folder}",
        ) from error
    finally:
        if probe.exists():
            probe.unlink()
