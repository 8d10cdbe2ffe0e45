"""The shapes of surveys.  Shares are 0 to 1; None is "of nobody"."""

from pydantic import Field

from ccengine.office.api.answers import Answer

GRADE = "What the key means, by language; an empty language stands for all."


class Survey(Answer):
    survey: str = Field(description="Empty: of before surveys had names.")
    calls: int = Field(description="That were asked at least one question.")
    answered: int = Field(description="Of them, those that answered something.")
    rate: float | None = Field(description="answered / calls")
    marks: int
    comments: int
    last: float = Field(description="When a question was asked last.")


class Surveys(Answer):
    since: float
    until: float
    surveys: list[Survey]


class Given(Answer):
    key: str
    count: int
    share: float = Field(description="Of the marks of this question.")
    grade: dict[str, str] = Field(description=GRADE)


class Question(Answer):
    survey: str
    question: str
    agent: str | None = Field(default=None, description="Who talked to the caller before; empty: nobody.")
    asked: int
    answered: int
    rate: float | None = Field(description="answered / asked")
    mean: float | None = Field(description="Of the keys as numbers.")
    comments: int
    marks: list[Given]


class Questions(Answer):
    since: float
    until: float
    questions: list[Question]


class One(Answer):
    """One question to one caller."""

    n: int = Field(description="Of the journal record: give the last one as `after` for the next page.")
    at: float
    asked_at: str = Field(description="`at` as local time of the hotline, with its distance to UTC.")
    call: str
    survey: str
    question: str
    key: str
    grade: dict[str, str] = Field(description=GRADE)
    answered: float | None
    answered_at: str = Field(description="`answered` as local time; empty: not answered.")
    path: str = Field(description="Of a comment: the WAV in the recordings folder.")
    seconds: float | None
    agent: str
    queue: str


class All(Answer):
    since: float
    until: float
    answers: list[One]
    next: int | None = Field(description="Give it as `after` for the next page; None at the end.")
