"""What the stories share."""

from tests.journeys.doors import browsers, doors, ids, members

__all__ = ["browsers", "doors", "ids", "members"]
