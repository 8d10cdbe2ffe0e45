"""The simulators.  Installed as ccengine_sim; only ccengine.cli imports it."""
