"""What names in a text mean, looked up once each: a text may name the same thing a thousand times."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from perennial.audiences.models import Audience
from perennial.records.fields import Field

MOST_NAMES = 200  # of records, of one text: each is searched for


class Lookups:
    """What was looked up so far for one text, as a member knows it."""

    def __init__(self, member: Any) -> None:
        self.member = member
        self._called: dict[tuple[str, str, str], Sequence[str]] = {}
        self._options: dict[tuple[str, str], Mapping[str, Any]] = {}

    @cached_property
    def audiences(self) -> Mapping[str, int]:
        """The ids of audiences by their names."""
        return {name.casefold(): pk for pk, name in Audience.objects.kept().values_list("pk", "name")}

    def options(self, field: Field, of: str) -> Mapping[str, Any]:
        """The choices of a field of customers, or of what happened."""
        if (of, field.key) not in self._options:
            self._options[of, field.key] = dict(field.options()) if field.options else {}
        return self._options[of, field.key]

    def called(self, field: Field, text: str, of: str) -> Sequence[str] | None:
        """The ids of the records that are called so; None where too many were looked up already."""
        asked = of, field.key, text.casefold()
        if asked not in self._called:
            if len(self._called) >= MOST_NAMES:
                return None
            self._called[asked] = self._found(field, text)
        return self._called[asked]

    def _found(self, field: Field, text: str) -> Sequence[str]:
        assert field.leads_to is not None
        found = list(field.leads_to.found(self.member, text))
        names = field.leads_to.names(self.member, found)
        return [str(pk) for pk in found if names.get(pk, "").casefold() == text.casefold()]
