"""The fixed words of records: types of fields, and what can be asked of each."""

from enum import StrEnum


class Type(StrEnum):
    """What a field holds."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    LINK = "link"
    NUMBER = "number"
    MONEY = "money"
    DAY = "day"
    MOMENT = "moment"
    ANNIVERSARY = "anniversary"  # a day of every year
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    REFERENCE = "reference"  # another record, by its id


class Operator(StrEnum):
    """What is asked of a field. Its opposite is a `Not` around it, so that there is one way to say each thing."""

    IS = "is"
    CONTAINS = "contains"
    BEGINS = "begins"
    FROM = "from"  # this or more
    TO = "to"  # this or less; of days: this day included
    ABOVE = "above"
    BELOW = "below"
    BEFORE = "before"
    AFTER = "after"
    ANY_OF = "any_of"
    ALL_OF = "all_of"
    EMPTY = "empty"
    FILLED = "filled"


_TEXT = (Operator.CONTAINS, Operator.IS, Operator.BEGINS)
_AMOUNT = (Operator.FROM, Operator.TO, Operator.IS, Operator.ABOVE, Operator.BELOW)
_DAY = (Operator.IS, Operator.FROM, Operator.TO, Operator.BEFORE, Operator.AFTER)
OPERATORS: dict[Type, tuple[Operator, ...]] = {
    Type.TEXT: _TEXT,
    Type.LONG_TEXT: (Operator.CONTAINS,),
    Type.LINK: _TEXT,
    Type.NUMBER: _AMOUNT,
    Type.MONEY: _AMOUNT,
    Type.DAY: _DAY,
    Type.MOMENT: _DAY,
    Type.ANNIVERSARY: (Operator.IS,),
    Type.CHOICE: (Operator.ANY_OF,),
    Type.CHOICES: (Operator.ANY_OF, Operator.ALL_OF),
    Type.YES_NO: (Operator.IS,),
    Type.REFERENCE: (Operator.ANY_OF,),
}  # the first one is meant where none is named
EXISTENCE = (Operator.EMPTY, Operator.FILLED)
ME = "me"  # among the choices of a field that names members: whoever asks
NONE = "none"  # among the choices of a field that may be empty
