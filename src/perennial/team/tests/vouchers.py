"""Providers that vouch for people: real ones, served in a thread."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import flask
import oidc_provider_mock
import requests
from django.test import Client
from werkzeug.serving import make_server

from perennial.team.oidc import OidcProvider, social_apps

ROSA = {"email": "rosa@juniper.example", "email_verified": True, "name": "Rosa Quell"}


class Voucher:
    """A running provider. `asked` holds what came to its token address."""

    def __init__(self, key: str) -> None:
        self.key, self.asked = key, []  # type: ignore[var-annotated]
        app = oidc_provider_mock.app(require_nonce=True)
        app.before_request(self._listen)
        self.server = make_server("localhost", 0, app, threaded=True)
        self.issuer = f"http://localhost:{self.server.server_port}"

    def _listen(self) -> None:
        if flask.request.path == "/oauth2/token":
            self.asked.append(flask.request.form.to_dict())

    def knows(self, sub: str, **claims: Any) -> None:
        """Let somebody have an account there."""
        requests.put(f"{self.issuer}/users/{sub}", json=claims, timeout=5).raise_for_status()

    def configured(self, **options: Any) -> OidcProvider:
        return OidcProvider(
            **{
                "key": self.key,
                "name": self.key.title(),
                "issuer": self.issuer,
                "client_id": "perennial",
                "client_secret": "shh",
                **options,
            }
        )

    def agree(self, address: str, sub: str) -> str:
        """Sign in there as `sub` and agree: gives where the browser is sent back to."""
        answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=5)
        return re.sub(r"^https?://[^/]+", "", answer.headers["Location"])


@contextmanager
def voucher(key: str) -> Iterator[Voucher]:
    """A provider for as long as the test lasts."""
    one = Voucher(key)
    thread = threading.Thread(target=one.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield one
    finally:
        one.server.shutdown()
        thread.join(5)
        one.server.server_close()


def set_up(settings: Any, *providers: OidcProvider) -> None:
    """Let the installation know these providers."""
    settings.OIDC_PROVIDERS = providers
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": social_apps(providers)}}


def begin(client: Client, key: str, path: str = "", **sent: str) -> str:
    """Press the button: gives the address at the provider that the page leads on to."""
    page = client.post(path or f"/accounts/oidc/{key}/login/", sent)
    assert page.status_code == 200, page.status_code
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode())
    assert found, page.content.decode()
    return found[1].replace("&amp;", "&")


def asked_for(address: str) -> dict[str, str]:
    """What an address asks for."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
