"""What a person has to act on: what is wrong, and what to type."""


class Trouble(Exception):
    """An error of set-up or start.  `str()` is the sentence and, below it, the remedy: no traceback is needed."""

    def __init__(self, text: str, remedy: str = "") -> None:
        self.text = text
        self.remedy = remedy
        super().__init__(f"{text}\n    {remedy}" if remedy else text)
