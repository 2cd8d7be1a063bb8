from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from perennial.team.oidc import providers_from, social_apps

ONE = {
    "PERENNIAL_OIDC": "garden-club",
    "PERENNIAL_OIDC_GARDEN_CLUB_ISSUER": "https://garden.example/",
    "PERENNIAL_OIDC_GARDEN_CLUB_CLIENT_ID": "id",
    "PERENNIAL_OIDC_GARDEN_CLUB_CLIENT_SECRET": "shh",
}


def read(monkeypatch: pytest.MonkeyPatch, **more: str) -> Any:
    for name, value in {**ONE, **more}.items():
        monkeypatch.setenv(name, value)
    return providers_from(Env())


def test_a_provider_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    domains = "@Juniper.example, shop.example"
    (one,) = read(monkeypatch, PERENNIAL_OIDC_GARDEN_CLUB_DOMAINS=domains, PERENNIAL_OIDC_GARDEN_CLUB_ROLE="agent")
    assert (one.name, one.domains, one.role) == ("Garden Club", ("juniper.example", "shop.example"), "agent")
    assert (one.takes("a@JUNIPER.example"), one.takes("a@juniper.example.evil.example")) == (True, False)
    assert "shh" not in repr(one)
    assert social_apps([one])[0]["settings"]["server_url"] == "https://garden.example"


def test_nothing_said_is_no_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PERENNIAL_OIDC", raising=False)
    assert providers_from(Env()) == ()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PERENNIAL_OIDC", "Garden!", "small letters"),
        ("PERENNIAL_OIDC", "garden-club,shed", "PERENNIAL_OIDC_SHED_ISSUER is not set"),
        ("PERENNIAL_OIDC_GARDEN_CLUB_CLIENT_SECRET", "", "CLIENT_SECRET is not set"),
        ("PERENNIAL_OIDC_GARDEN_CLUB_ISSUER", "http://garden.example", "https://"),
        ("PERENNIAL_OIDC_GARDEN_CLUB_ROLE", "owner", "must be one of"),
        ("PERENNIAL_OIDC_GARDEN_CLUB_ROLE", "agent", "DOMAINS"),
    ],
)
def test_what_makes_no_sense_is_said_at_once(monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=words):
        read(monkeypatch, **{name: value})
