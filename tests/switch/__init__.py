"""The Asterisk shell on a real Asterisk.  Run in a gevent-patched process (see tests/run.py)."""
