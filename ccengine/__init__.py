"""ccengine: an IVR and ACD engine for hotlines.  Where to look first: docs/decisions/0001-layout.md."""

__version__ = "0.1.0"
