"""What goes wrong: with a text when it is read, with an expression when it is evaluated."""


class ExpressionFault(Exception):
    """An expression has no value.  The text is for people; it names variables and kinds, never a value, for that may
    be what a caller typed."""


class Missing(ExpressionFault):
    """A variable or an entry that is not there: `default` and `is defined` ask for this one."""


class Unreadable(Exception):
    """A text is no template.  `offset`: where in it, in characters from 0."""

    def __init__(self, offset: int, text: str, rule: str, remedy: str) -> None:
        super().__init__(text)
        self.offset, self.text, self.rule, self.remedy = offset, text, rule, remedy
