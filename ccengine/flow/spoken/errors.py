"""What is raised for a value that cannot be said."""


class NotSpeakable(ValueError):
    """The value is of the wrong type, too large or too long.  Its text is for people."""
