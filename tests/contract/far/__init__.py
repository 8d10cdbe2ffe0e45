"""The far side of a real switch: a telephone, made for listening exactly.

    sound    tones that are names; what a stretch of audio is, as names         sound.py
    media    RTP both ways: tones and keys out, what came in with its times     media.py
    sip      messages of SIP, as little as a phone on loopback needs            sip.py
    phone    calls out, calls in, hang-ups                                      phone.py

For the gevent-patched process.  Loopback only: no retransmission, no TCP, no authentication."""
