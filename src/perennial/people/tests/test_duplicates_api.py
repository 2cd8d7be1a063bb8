"""The API of duplicates: pairs, decisions, merges, their undo, and the way from an old id."""

from typing import Any
from urllib.parse import urlencode

import pytest

from perennial.people.actions import Known, create_party
from perennial.people.actions.suspecting import compare_changed
from perennial.people.models import Distinction, Merge, Party
from perennial.team.models import Member
from tests.apiclient import Program


class Api(Program):
    """A program whose requests are short to write."""

    def get(self, path: str, **asked: Any) -> Any:
        return self("GET", f"{path}?{urlencode(asked)}")

    def post(self, path: str, body: Any) -> Any:
        return self("POST", path, body)


@pytest.fixture
def api(olive: Member) -> Api:
    return Api(olive)


def twice(by: Member, name: str, **more: Any) -> tuple[Party, Party]:
    mail = Known("email", f"{name.replace(' ', '.').lower()}@gmail.com")
    one = create_party(by=by, name=name, city="Bremen", country="DE", owner=by, identities=[mail], **more)
    return one, create_party(by=by, name=name.upper(), country="AT", owner=by, identities=[mail], **more)


@pytest.fixture
def pair(olive: Member) -> tuple[Party, Party]:
    found = twice(olive, "Robert Falk")
    compare_changed()
    return found


def test_pairs_are_listed_with_why_and_page_by_page(api: Api, olive: Member, pair: tuple[Party, Party]) -> None:
    for name in ("Ida Kessler", "Tom Vogel"):
        twice(olive, name)
    compare_changed()
    (first,) = api.get("/duplicates", limit=1).json()["items"]
    assert first["confidence"] > 0.9
    assert "Same e-mail address" in first["reasons"]
    assert "email:same" in first["evidence"]
    seen, cursor = [], ""
    while cursor is not None:
        page = api.get("/duplicates", limit=1, cursor=cursor).json()
        seen += [row["id"] for row in page["items"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 3
    assert len(api.get("/duplicates", customer_id=pair[0].pk).json()["items"]) == 1
    assert api.get("/duplicates", agree_in="phone").json()["items"] == []
    assert api.get("/duplicates", most=0.5).json()["items"] == []
    assert api.get("/duplicates", import_id=1).json()["items"] == []
    assert api.get("/duplicates", least=2).status_code == 422
    assert api.get(f"/duplicates/{seen[0]}").json()["id"] == seen[0]
    assert api.get("/duplicates/7").status_code == 404


def test_two_are_told_apart_and_compared_again(api: Api, pair: tuple[Party, Party]) -> None:
    body = {"first_id": str(pair[0].pk), "second_id": str(pair[1].pk)}
    told = api.post("/distinctions", body)
    assert told.status_code == 201
    assert api.get("/duplicates").json()["items"] == []
    assert [row["id"] for row in api.get("/distinctions").json()["items"]] == [told.json()["id"]]
    assert api("DELETE", f"/distinctions/{told.json()['id']}").status_code == 204
    assert not Distinction.objects.exists()
    assert api("DELETE", f"/distinctions/{told.json()['id']}").status_code == 404
    assert api.post("/distinctions", body | {"second_id": body["first_id"]}).status_code == 422


def test_one_of_two_and_two_of_one(api: Api, pair: tuple[Party, Party]) -> None:
    one, other = pair
    body = {"survivor_id": str(one.pk), "absorbed_id": str(other.pk), "choices": {"country": "absorbed"}}
    assert api.post("/merges", body | {"survivor_version": 9}).status_code == 409
    assert api.post("/merges", body | {"choices": {"shoe": "absorbed"}}).json()["errors"][0]["pointer"] == "/choices/shoe"
    merged = api.post("/merges", body)
    assert merged.status_code == 201, merged.content
    assert Party.objects.get(pk=one.pk).country == "AT"
    moved = api.get(f"/people/{other.pk}")
    assert (moved.status_code, moved["Location"]) == (308, f"/api/v1/people/{one.pk}")
    assert moved["Cache-Control"] == "no-store"
    assert api.get(f"/organisations/{other.pk}").status_code == 404
    assert api.post("/merges", body).status_code == 422
    pk = merged.json()["id"]
    assert [row["id"] for row in api.get("/merges").json()["items"]] == [pk]
    parted = api.post(f"/merges/{pk}/undo", {})
    assert (parted.status_code, parted.json()["left"]) == (200, [])
    assert api.get(f"/people/{other.pk}").status_code == 200
    assert api.post(f"/merges/{pk}/undo", {}).json()["undone_at"] == parted.json()["undone_at"]
    assert api.get(f"/merges/{pk}").json()["undone_at"]


def test_nothing_beyond_reach_is_told_or_done(api: Api, ana: Member, olive: Member, pair: tuple[Party, Party]) -> None:
    one, other = twice(olive, "Tom Vogel")
    body = {"survivor_id": str(one.pk), "absorbed_id": str(other.pk)}
    merge = api.post("/merges", body).json()["id"]
    Member.objects.filter(pk=ana.pk).update(reach="own")
    ana.refresh_from_db()
    shut = Api(ana)
    assert [shut.get(path).json()["items"] for path in ("/duplicates", "/merges", "/distinctions")] == [[], [], []]
    assert shut.get(f"/people/{other.pk}").status_code == 404
    assert shut.post(f"/merges/{merge}/undo", {}).status_code == 404
    ids = {"survivor_id": str(pair[0].pk), "absorbed_id": str(pair[1].pk)}
    assert shut.post("/merges", ids).status_code == 422
    assert Merge.objects.count() == 1
