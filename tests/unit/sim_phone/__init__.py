"""The simulated outside world, in parts; and SIPp against SIPp, without a switch."""
