"""G.711 (ITU-T), both laws, by tables: 16-bit samples <-> one byte per sample."""

from typing import Final

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int16]
Codes = npt.NDArray[np.uint8]


def _alaw_decode_table() -> Samples:
    code = np.arange(256, dtype=np.int32) ^ 0x55
    segment, step = (code >> 4) & 7, code & 15
    magnitude = np.where(segment == 0, (step << 4) + 8, ((step << 4) + 0x108) << np.maximum(segment - 1, 0))
    return np.where(code & 0x80, magnitude, -magnitude).astype(np.int16)


def _ulaw_decode_table() -> Samples:
    code = ~np.arange(256, dtype=np.int32) & 0xFF
    segment, step = (code >> 4) & 7, code & 15
    magnitude = (((step << 3) + 0x84) << segment) - 0x84
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)


def _encode_table(decode: Samples) -> Codes:
    """For each 16-bit sample (index: sample + 32768) the code whose value is nearest: exact by construction."""
    order = np.argsort(decode, kind="stable")
    levels = decode[order].astype(np.int32)
    borders = (levels[1:] + levels[:-1]) / 2
    return order[np.searchsorted(borders, np.arange(-32768, 32768))].astype(np.uint8)


class Law:
    """One of the two laws."""

    def __init__(self, name: str, payload_type: int, decode: Samples) -> None:
        self.name: Final = name  # as in SDP's rtpmap
        self.payload_type: Final = payload_type  # static, RFC 3551
        self._decode: Final = decode
        self._encode: Final = _encode_table(decode)
        self.silence: Final = bytes(self.encode(np.zeros(1, np.int16)))

    def decode(self, payload: bytes | bytearray) -> Samples:
        return self._decode[np.frombuffer(payload, np.uint8)]

    def encode(self, samples: Samples) -> bytes:
        return self._encode[samples.astype(np.int32) + 32768].tobytes()


PCMU: Final = Law("PCMU", 0, _ulaw_decode_table())
PCMA: Final = Law("PCMA", 8, _alaw_decode_table())
LAWS: Final = {law.name: law for law in (PCMA, PCMU)}
BY_PAYLOAD_TYPE: Final = {law.payload_type: law for law in LAWS.values()}
