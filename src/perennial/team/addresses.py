"""Where a request comes from, and what our own address is: never believed from the request's own words."""

import ipaddress
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


def link_to(path: str) -> str:
    """A link for a mail: always on the configured origin, whatever Host the request named."""
    return f"{settings.ORIGIN}{path}"


def address_of(request: HttpRequest) -> str | None:
    """The address of whoever sent the request. X-Forwarded-For counts only as far as it was written by trusted proxies."""
    address = _parsed(request.META.get("REMOTE_ADDR", ""))
    if address is None:
        return None
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    while _is_trusted_proxy(address) and hops:
        if (before := _parsed(hops.pop())) is None:
            break
        address = before
    return str(address)


def is_from_this_machine(request: HttpRequest) -> bool:
    """Whether a browser on this very machine asks, by a name of this machine. A proxy in between, or a foreign name that was
    made to point here, counts as outside."""
    if any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Forwarded-Host", "X-Real-IP")):
        return False
    address = _parsed(request.META.get("REMOTE_ADDR", ""))
    host = request.get_host().rsplit(":", 1)[0] if not request.get_host().endswith("]") else request.get_host()
    return address is not None and address.is_loopback and host in LOCAL_NAMES


def _parsed(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_trusted_proxy(address: Address) -> bool:
    return any(address in network for network in _trusted(tuple(settings.TRUSTED_PROXIES)))


@lru_cache(maxsize=8)
def _trusted(names: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(name.strip(), strict=False) for name in names if name.strip())
