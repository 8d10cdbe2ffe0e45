"""Hypothesis measures no time here: these tests run on what the real telephones beside them leave of the processors."""

from hypothesis import settings

settings.register_profile("without-deadlines", settings(), deadline=None)
settings.load_profile("without-deadlines")
