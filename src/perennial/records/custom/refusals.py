"""Why a value or a field is not kept, in words for the person who asked."""

from django.utils.functional import Promise


class CustomRefused(Exception):  # noqa: N818
    """Nothing was done; the message is for people. `field` names the input to be mended, when it is one."""

    def __init__(self, message: "str | Promise", field: str = "") -> None:
        super().__init__(str(message))
        self.field = field


class FieldConflict(CustomRefused):
    """Somebody else changed the field since it was opened."""


class BadValue(ValueError):  # noqa: N818 - said to people
    """A value that a field cannot hold; the message says why, without the name of the field."""
