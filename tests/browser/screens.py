"""Every screen of the product, with what must be there to see it. A slice that adds a screen adds it here."""

import dataclasses
from collections.abc import Callable

from perennial.team.models import Member
from tests.browser import customers


def nothing(member: Member) -> str:
    """No data: the screen as it is on the first day."""
    return ""


@dataclasses.dataclass(frozen=True)
class Screen:
    """A screen: `path`, or what `prepare(member)` gives after it has put data there. `signed_in=False` is for strangers."""

    name: str
    path: str = ""
    prepare: Callable[[Member], str] = nothing
    signed_in: bool = True
    status: int = 200


SCREENS = [
    Screen("styleguide", "/styleguide/"),
    Screen("search", "/search/?q=settings"),
    Screen("search-nothing", "/search/?q=nobody-of-this-name"),
    Screen("settings", "/settings/"),
    Screen("not-found", "/no-such-page/", status=404),
    Screen("form-page", "/styleguide/dialog/"),
    Screen("customer-story", prepare=customers.customer_page),
    Screen("story", prepare=customers.story_page),
    Screen("log", prepare=customers.log_page),
    Screen("follow-up-new", "/follow-ups/new/"),
    Screen("follow-ups", prepare=customers.follow_ups_page),
    Screen("follow-ups-ended", prepare=customers.ended_follow_ups_page),
    Screen("follow-ups-none", "/follow-ups/"),
    Screen("cadences", prepare=customers.cadences_page),
    Screen("cadences-none", "/settings/cadences/"),
]
