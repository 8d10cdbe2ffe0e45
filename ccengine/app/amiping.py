"""Is Asterisk ready?  Only AMI can say: a login that is answered, and the event FullyBooted.

The control socket's existence proves nothing (a killed Asterisk leaves it), and a port that listens is not a booted
Asterisk.  A few lines of its own, since the supervisor waits here before any engine runs."""

import socket

from ccengine.model.secret import Secret

_CAP = 65536  # bytes read until FullyBooted; it follows the login within a few lines


def fully_booted(port: int, user: str, secret: Secret, timeout: float) -> bool:
    """One try.  False: not yet (nobody listens, or no FullyBooted within `timeout` seconds).

    Raises PermissionError when somebody answers who does not know our password."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout) as ami:
            ami.sendall(f"Action: Login\r\nUsername: {user}\r\nSecret: {secret.reveal()}\r\n\r\n".encode())
            got = b""
            while len(got) < _CAP:
                if b"\r\nEvent: FullyBooted\r\n" in got:
                    return True
                if b"Response: Error" in got:
                    raise PermissionError(f"AMI on port {port} refuses our password")
                more = ami.recv(4096)
                if not more:
                    return False
                got += more
    except PermissionError:
        raise
    except OSError:
        pass
    return False
