"""Sign-in by a provider (OpenID Connect): which ones the environment names."""

import dataclasses
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

KEY = re.compile(r"[a-z][a-z0-9-]{0,29}")
ROLES = ("manager", "agent", "marketer", "analyst", "viewer")  # nobody becomes an owner by signing in
AT_HOME = {"localhost", "127.0.0.1", "::1"}


@dataclasses.dataclass(frozen=True, kw_only=True)
class OidcProvider:
    """Who vouches for members. `role` is what somebody becomes who comes from one of `domains` without an invitation; "" lets
    only members and invited people in."""

    key: str
    name: str
    issuer: str
    client_id: str
    client_secret: str = dataclasses.field(repr=False)
    domains: tuple[str, ...] = ()
    role: str = ""

    def takes(self, email: str) -> bool:
        """Whether an address is of a domain that this provider may vouch for."""
        return not self.domains or email.rpartition("@")[2].lower() in self.domains


def providers_from(env: Any, debug: bool = False) -> tuple[OidcProvider, ...]:
    """The providers that PERENNIAL_OIDC names, each with its own variables. Raises ImproperlyConfigured with what is wrong."""
    keys = [key.strip() for key in env.list("PERENNIAL_OIDC", []) if key.strip()]
    return tuple(_provider(env, key, debug) for key in dict.fromkeys(keys))


def social_apps(providers: Sequence[OidcProvider]) -> list[dict[str, Any]]:
    """The same in allauth's words."""
    return [
        {
            "provider_id": one.key,
            "name": one.name,
            "client_id": one.client_id,
            "secret": one.client_secret,
            "settings": {"server_url": one.issuer.rstrip("/"), "issuer": one.issuer},
        }
        for one in providers
    ]


def _provider(env: Any, key: str, debug: bool) -> OidcProvider:
    if not KEY.fullmatch(key):
        raise ImproperlyConfigured(f"PERENNIAL_OIDC: “{key}” is not a name of small letters, digits and hyphens.")
    start = f"PERENNIAL_OIDC_{key.upper().replace('-', '_')}_"
    said = {word: env.str(start + word, "").strip() for word in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "NAME", "ROLE")}
    for word in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET"):
        if not said[word]:
            raise ImproperlyConfigured(f"PERENNIAL_OIDC names “{key}”, but {start}{word} is not set.")
    address = urlsplit(said["ISSUER"])
    if address.scheme != "https" and not (address.scheme == "http" and (debug or address.hostname in AT_HOME)):
        raise ImproperlyConfigured(f"{start}ISSUER must begin with https://.")
    domains = tuple(name.strip().lower().lstrip("@") for name in env.list(start + "DOMAINS", []) if name.strip())
    if said["ROLE"] and said["ROLE"] not in ROLES:
        raise ImproperlyConfigured(f"{start}ROLE must be one of: {', '.join(ROLES)}.")
    if said["ROLE"] and not domains:
        raise ImproperlyConfigured(f"{start}ROLE lets people in without an invitation: say of which {start}DOMAINS.")
    return OidcProvider(
        key=key,
        name=said["NAME"] or key.replace("-", " ").title(),
        issuer=said["ISSUER"],
        client_id=said["CLIENT_ID"],
        client_secret=said["CLIENT_SECRET"],
        domains=domains,
        role=said["ROLE"],
    )
