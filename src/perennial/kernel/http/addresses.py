"""Addresses that are asked for on every page or in every row of a list: worked out once, because they never change."""

from functools import cache

from django.urls import reverse

_PLACE = 987_654_321_012_345_678  # stands where an id will


@cache
def address_of(name: str) -> str:
    """`reverse(name)`."""
    return reverse(name)


def address_of_one(name: str, id_: int) -> str:
    """`reverse(name, args=[id_])` for an address with one id in it."""
    before, after = _parts(name)
    return f"{before}{id_}{after}"


@cache
def _parts(name: str) -> tuple[str, str]:
    before, _id, after = reverse(name, args=[_PLACE]).partition(str(_PLACE))
    return before, after
