"""The simulated telephones by themselves, in real time."""
