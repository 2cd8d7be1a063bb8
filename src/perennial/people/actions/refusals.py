"""Why an action on a customer does not happen, in words for the person who asked."""

from django.utils.functional import Promise

from perennial.people.models import Party


class Refused(Exception):  # noqa: N818
    """The action was not done. `field` names what has to be mended, when it is one field."""

    def __init__(self, message: "str | Promise", field: str = "") -> None:
        super().__init__(str(message))
        self.field = field


class Conflict(Refused):
    """Somebody else changed the record meanwhile. `theirs` is the record as it stands."""

    def __init__(self, message: "str | Promise", theirs: Party) -> None:
        super().__init__(message)
        self.theirs = theirs


class IdentityTaken(Refused):
    """An external id belongs to somebody else already."""

    def __init__(self, message: "str | Promise", holder: Party) -> None:
        super().__init__(message, "value")
        self.holder = holder
