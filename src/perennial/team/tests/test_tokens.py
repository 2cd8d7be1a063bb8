"""API tokens: made, shown once, used within their scopes, ended."""

import datetime as dt

import pytest
from django.test import Client

from perennial.kernel import clock
from perennial.team.actions import TokenRefusedError, change_role, deactivate_member, make_token, revoke_token, token_named
from perennial.team.models import ApiToken, AuditEntry, Member
from perennial.team.permissions import Permission
from perennial.team.rest.bearer import limits
from perennial.team.tests.test_doors import prove
from tests.apiclient import Program

SEE, EDIT = Permission.SEE_CUSTOMERS, Permission.EDIT_CUSTOMERS


def test_only_a_hash_is_kept_and_the_text_opens(ana: Member) -> None:
    token, text = make_token(by=ana, name=" Shop ", scopes=[SEE])
    assert text.startswith(f"prn_{token.prefix}_")
    assert len(text) > 50
    kept = ApiToken.objects.values().get()
    assert text not in str(kept)
    assert token_named(text) == token
    assert AuditEntry.objects.filter(action="team.api_token.made", member=ana).count() == 1


@pytest.mark.parametrize("text", ["", "prn", "prn_", "prn__", "prn_x_y", "x" * 5000, "prn_\x00_y", "prn_ä_y", "pat_abc_def"])
def test_what_is_no_token_opens_nothing(ana: Member, text: str) -> None:
    make_token(by=ana, name="Shop", scopes=[SEE])
    assert token_named(text) is None


def test_another_secret_behind_a_known_prefix_opens_nothing(ana: Member) -> None:
    token, text = make_token(by=ana, name="Shop", scopes=[SEE])
    assert token_named(text[:-1] + ("a" if text[-1] != "a" else "b")) is None
    assert token_named(f"prn_{token.prefix}_") is None


@pytest.mark.parametrize(
    ("name", "scopes"), [("", [SEE]), ("Shop", []), ("Shop", [SEE, Permission.MANAGE_TEAM]), ("Shop", [Permission.EXPORT])]
)
def test_a_token_may_no_more_than_who_makes_it(ana: Member, name: str, scopes: list[Permission]) -> None:
    with pytest.raises(TokenRefusedError):
        make_token(by=ana, name=name, scopes=scopes)
    assert not ApiToken.objects.exists()


def test_a_token_dies_with_its_day_its_revocation_and_its_member(olive: Member, ana: Member) -> None:
    api = Program(ana)
    assert api("GET", "/me").status_code == 200
    until, text = make_token(by=ana, name="Shop", scopes=[SEE], expires_at=clock.now() + dt.timedelta(days=1))
    with clock.standing_at(clock.now() + dt.timedelta(days=1)):
        assert token_named(text) is None
    revoke_token(until, by=olive)
    revoke_token(until, by=olive)
    assert token_named(text) is None
    deactivate_member(ana, by=olive)
    refused = api("GET", "/me")
    assert refused.status_code == 401
    assert "invalid_token" in refused["WWW-Authenticate"]


def test_who_was_demoted_loses_the_right_at_once(olive: Member, magnus: Member) -> None:
    api = Program(magnus, SEE, Permission.EDIT_CATALOGUE)
    product = {"name": "Tea", "sku": "T1"}
    assert api("POST", "/products", product).status_code == 201
    change_role(magnus, "viewer", by=olive)
    assert api("POST", "/products", product | {"sku": "T2"}).status_code == 403
    assert api.told("GET", "/me")["may"] == ["see_customers"]


def test_use_is_noted_once_a_minute(ana: Member) -> None:
    _token, text = make_token(by=ana, name="Shop", scopes=[SEE])
    start = clock.now()
    for seconds, noted in ((0, 0), (30, 0), (59, 0), (61, 61)):
        with clock.standing_at(start + dt.timedelta(seconds=seconds)):
            assert token_named(text)
        assert ApiToken.objects.get().last_used_at == start + dt.timedelta(seconds=noted)


def test_a_token_has_so_many_requests_a_minute(ana: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "limit", 3)
    limits.forget()
    api, other = Program(ana), Program(ana)
    with clock.standing_at(dt.datetime(2026, 5, 1, 12, 0, 20, tzinfo=dt.UTC)):
        assert [api("GET", "/me").status_code for _turn in range(4)] == [200, 200, 200, 429]
        refused = api("GET", "/me")
        assert (refused["Retry-After"], refused["RateLimit"]) == ("40", '"minute";r=0;t=40')
        assert refused["Content-Type"] == "application/problem+json"
        assert other("GET", "/me")["RateLimit"] == '"minute";r=2;t=40'
    with clock.standing_at(dt.datetime(2026, 5, 1, 12, 1, 0, tzinfo=dt.UTC)):
        assert api("GET", "/me").status_code == 200


def test_a_member_makes_sees_and_revokes_their_own(client: Client, ana: Member, vik: Member) -> None:
    client.force_login(ana)
    theirs, _text = make_token(by=vik, name="Vik's", scopes=[SEE])
    prove(client, ana)
    made = client.post("/settings/api/new/", {"name": "Shop", "days": "30", "scopes": [SEE, EDIT]})
    token = ApiToken.objects.get(member=ana)
    assert f"prn_{token.prefix}_" in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    page = client.get("/settings/api/").content.decode()
    assert token.prefix in page
    assert theirs.prefix not in page
    assert client.post(f"/settings/api/{theirs.pk}/revocation/", {"typed_name": "Vik's"}).status_code == 404
    assert client.post(f"/settings/api/{token.pk}/revocation/", {"typed_name": "Sho"}).status_code == 422
    assert client.post(f"/settings/api/{token.pk}/revocation/", {"typed_name": "Shop"}).status_code == 303
    assert ApiToken.objects.get(member=ana).revoked_at


def test_the_owner_sees_and_ends_everybodys(client: Client, olive: Member, ana: Member) -> None:
    token, _text = make_token(by=ana, name="Ana's", scopes=[SEE])
    client.force_login(olive)
    assert token.prefix in client.get("/settings/api/").content.decode()
    client.post(f"/settings/api/{token.pk}/revocation/", {"typed_name": "Ana's"})
    assert ApiToken.objects.get().revoked_by == olive


def test_a_scope_that_is_not_ones_own_cannot_be_chosen(client: Client, vik: Member) -> None:
    client.force_login(vik)
    prove(client, vik)
    assert client.post("/settings/api/new/", {"name": "Shop", "days": "30", "scopes": [EDIT]}).status_code == 422
    assert not ApiToken.objects.exists()


def test_a_new_token_needs_a_fresh_proof(client: Client, vik: Member) -> None:
    client.force_login(vik)
    assert client.post("/settings/api/new/", {"name": "Shop", "scopes": [SEE]}).status_code == 302
    assert not ApiToken.objects.exists()


def test_the_documentation_shows_every_operation(client: Client, vik: Member) -> None:
    client.force_login(vik)
    page = client.get("/api/docs/").content.decode()
    described = client.get("/api/v1/openapi.json").json()
    operations = [operation["operationId"] for methods in described["paths"].values() for operation in methods.values()]
    assert len(operations) > 50
    assert [key for key in operations if f'id="{key}"' not in page] == []
    assert described["openapi"] == "3.1.0"


def test_the_log_says_by_which_token_something_was_done(client: Client, olive: Member) -> None:
    shop, other = Program(olive), Program(olive)
    told = {"operations": [{"method": "POST", "path": "/people", "body": {"name": name}} for name in ("Rosa", "Ada")]}
    shop.told("POST", "/bulk", told)
    other.told("POST", "/people", {"name": "Cem"}, status=201)
    client.force_login(olive)
    page = client.get("/settings/audit/", {"token": str(shop.token.pk)}).content.decode()
    assert page.count(f"{shop.token.name} (prn_{shop.token.prefix}…)") == 3  # in the choice and at both deeds
    assert [name in page for name in ("Rosa", "Ada", "Cem")] == [True, True, False]
    client.post("/customers/new/", {"name": "By hand", "kind": "person"})
    assert set(AuditEntry.objects.filter(action="people.party.created").values_list("token", "object_name")) == {
        (shop.token.pk, "Rosa"),
        (shop.token.pk, "Ada"),
        (other.token.pk, "Cem"),
        (None, "By hand"),
    }
    lines = client.get("/settings/audit/export.csv", {"token": str(other.token.pk)}).getvalue().decode()
    assert lines.count(other.token.prefix) == 1
