"""PIN <-> what is kept of it.  For processes that may be held up for a tenth of a second: workers and ccctl.

Argon2id (RFC 9106) by argon2-cffi; the parameters stand in each hash, so that they can be raised without a migration.
The figures: docs/decisions/0200-members-and-pins.md."""

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from ccengine.model.members import PIN_HASH
from ccengine.model.secret import Secret

MEMORY, PASSES, LANES = 47_104, 1, 1
"""KiB, and how often it is gone over, by one thread: what OWASP's Password Storage Cheat Sheet gives for Argon2id."""

_HASHER = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY, parallelism=LANES)
NOBODYS = f"$argon2id$v=19$m={MEMORY},t={PASSES},p={LANES}$Y2NlbmdpbmUtbm9ib2R5cw$" + "A" * 43
"""What a PIN is compared with when there is no such member: it takes as long, and is never right."""


def hashed(pin: Secret) -> str:
    return _HASHER.hash(pin.reveal())


def is_hash(text: str) -> bool:
    """One that `matches` can look at without taking more memory than a worker has."""
    found = PIN_HASH.fullmatch(text)
    return found is not None and int(found[1]) <= 4 * MEMORY and 1 <= int(found[2]) <= 10 and int(found[3]) <= 4


def matches(kept: str, pin: Secret) -> bool:
    """Raises nothing: what is no hash is nobody's."""
    try:
        return _HASHER.verify(kept if is_hash(kept) else NOBODYS, pin.reveal()) and is_hash(kept)
    except (Argon2Error, InvalidHashError):
        return False
