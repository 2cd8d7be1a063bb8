"""Examples of the documentation, as they are run by a test against a running installation: what is shown is what works.

`ORIGIN` and `TOKEN` stand for the address of the installation and an API token.
"""

import dataclasses

from django.utils.translation import gettext_lazy as _

from perennial.kernel.manifests import Label


@dataclasses.dataclass(frozen=True)
class Example:
    """One task, by the command line and in Python."""

    key: str
    title: Label
    text: Label
    curl: str
    python: str


SETUP_CURL = """\
ORIGIN=…  TOKEN=prn_…
api() { curl -sS --fail-with-body -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" "$@"; }
"""
SETUP_PYTHON = """\
import requests

ORIGIN, TOKEN = "…", "prn_…"
api = requests.Session()
api.headers["Authorization"] = f"Bearer {TOKEN}"
"""
EXAMPLES = (
    Example(
        key="me",
        title=_("Whom the token speaks for"),
        text=_("A first request that changes nothing."),
        curl='api "$ORIGIN/api/v1/me"\n',
        python='me = api.get(f"{ORIGIN}/api/v1/me").json()\nprint(me["member"]["name"], me["may"])\n',
    ),
    Example(
        key="create",
        title=_("Write down a person once"),
        text=_(
            "Give the request a key of your own. If the line breaks, send it again with the same key: it is not done twice,"
            " and you get the answer of the first time."
        ),
        curl="""\
api -X POST "$ORIGIN/api/v1/people" -H "Idempotency-Key: shop-customer-7" -d '{
  "name": "Ann Rivers",
  "identities": [{"kind": "email", "value": "ann@example.org"}],
  "tags": ["regular"]
}'
""",
        python="""\
answer = api.post(
    f"{ORIGIN}/api/v1/people",
    headers={"Idempotency-Key": "shop-customer-8"},
    json={
        "name": "Bo Lake",
        "identities": [{"kind": "email", "value": "bo@example.org"}],
        "tags": ["regular"],
    },
)
answer.raise_for_status()
person, version = answer.json(), answer.headers["ETag"]
""",
    ),
    Example(
        key="list",
        title=_("Go through all of them"),
        text=_("Each page says where the next one begins. The filter is the one of the views."),
        curl="""\
api -G "$ORIGIN/api/v1/people" -d limit=100 -d sort=-created_at \\
  --data-urlencode 'filter={"all": [{"field": "stage", "value": ["lead", "new"]}, {"field": "created", "value": "this-year"}]}'
""",
        python="""\
asked = {"limit": 100, "filter": '{"field": "stage", "value": ["lead", "new"]}'}
while True:
    page = api.get(f"{ORIGIN}/api/v1/people", params=asked).json()
    for one in page["items"]:
        print(one["id"], one["name"], one["tags"])
    if page["next"] is None:
        break
    asked["cursor"] = page["next"]
""",
    ),
    Example(
        key="change",
        title=_("Change without going over somebody else"),
        text=_(
            "Send the ETag that you read. When somebody was quicker, nothing is written and you get 412: read again and decide."
        ),
        curl="""\
PERSON=$(api "$ORIGIN/api/v1/people/search?q=ann@example.org" | sed -E 's/.*"items":\\[\\{"id":"([0-9]+)".*/\\1/')
api -X PATCH "$ORIGIN/api/v1/people/$PERSON" -H 'If-Match: "1"' -d '{"job_title": "Potter"}'
""",
        python="""\
answer = api.patch(
    f"{ORIGIN}/api/v1/people/{person['id']}",
    headers={"If-Match": version},
    json={"job_title": "Potter", "city": "Kiel"},
)
if answer.status_code == 412:
    print("Somebody was quicker:", answer.json()["detail"])
""",
    ),
    Example(
        key="order",
        title=_("Hand an order over from the shop"),
        text=_("Amounts are whole cents. Summary, rhythm and stage of the customer follow by themselves."),
        curl="""\
api -X POST "$ORIGIN/api/v1/orders" -H "Idempotency-Key: order-1001" -d '{
  "customer_id": "'$PERSON'", "number": "1001",
  "lines": [{"name": "Mug", "quantity_milli": 2000, "total_minor": 2980}]
}'
""",
        python="""\
api.post(
    f"{ORIGIN}/api/v1/orders",
    headers={"Idempotency-Key": "order-1002"},
    json={
        "customer_id": person["id"],
        "number": "1002",
        "lines": [{"name": "Mug", "quantity_milli": 2000, "total_minor": 2980}],
    },
).raise_for_status()
""",
    ),
    Example(
        key="filter",
        title=_("Ask what the lists on the screen can be asked"),
        text=_(
            "Orders, products, follow-ups, touchpoints and relations are asked in the same language, by the fields of the"
            " business too. A view's id asks what the view asks. What was deleted has a list of its own."
        ),
        curl="""\
api -G "$ORIGIN/api/v1/orders" -d sort=-total -d count=capped \\
  --data-urlencode 'filter={"any": [{"field": "total", "value": "20"}, {"field": "refunded", "value": "1"}]}'
api "$ORIGIN/api/v1/people/deleted"
""",
        python="""\
view = api.post(
    f"{ORIGIN}/api/v1/views",
    json={"kind": "orders", "name": "Large", "condition": {"field": "total", "operator": "from", "value": "20"}},
).json()
large = api.get(f"{ORIGIN}/api/v1/orders", params={"view": view["id"], "sort": "-total", "count": "capped"}).json()
print(large["count"]["rows"], [order["number"] for order in large["items"]])
""",
    ),
    Example(
        key="restore",
        title=_("Delete, and take it back"),
        text=_(
            "What a program deletes waits in the list of what was deleted, on the screens too, and comes back whole under its"
            " id."
        ),
        curl="""\
TEA=$(api -X POST "$ORIGIN/api/v1/products" -d '{"sku": "TEA-1", "name": "Green tea", "price_minor": 900}' \\
  | sed -E 's/.*"id":"([0-9]+)".*/\\1/')
api -X DELETE "$ORIGIN/api/v1/products/$TEA" -H 'If-Match: "1"'
api "$ORIGIN/api/v1/products/deleted?q=tea"
api -X POST "$ORIGIN/api/v1/products/$TEA/restoration"
""",
        python="""\
import time

next_week = time.strftime("%Y-%m-%d", time.localtime(time.time() + 7 * 24 * 60 * 60))
follow_up = api.post(
    f"{ORIGIN}/api/v1/follow-ups",
    json={"customer_id": person["id"], "text": "Send the price list", "due_on": next_week},
).json()
at = f"{ORIGIN}/api/v1/follow-ups/{follow_up['id']}"
api.delete(at, headers={"If-Match": f'"{follow_up["version"]}"'}).raise_for_status()
print([one["text"] for one in api.get(f"{ORIGIN}/api/v1/follow-ups/deleted").json()["items"]])
restored = api.post(f"{at}/restoration")
restored.raise_for_status()
print("Back again:", restored.json()["text"])
""",
    ),
    Example(
        key="subscription",
        title=_("Change the terms of a subscription"),
        text=_("From the next renewal on. Orders that were placed stay as they are."),
        curl="""\
BOX=$(api -X POST "$ORIGIN/api/v1/subscriptions" -d '{
  "customer_id": "'$PERSON'", "name": "Tea box", "price_minor": 1900, "started_on": "2026-01-31"
}' | sed -E 's/.*"id":"([0-9]+)".*/\\1/')
api -X PATCH "$ORIGIN/api/v1/subscriptions/$BOX" -H 'If-Match: "1"' -d '{"price_minor": 2100, "every_months": 2}'
""",
        python="""\
box = api.post(
    f"{ORIGIN}/api/v1/subscriptions",
    json={"customer_id": person["id"], "name": "Tea box", "price_minor": 1900, "started_on": "2026-01-31"},
).json()
terms = {"every_months": 3, "version": box["version"]}
print(api.patch(f"{ORIGIN}/api/v1/subscriptions/{box['id']}", json=terms).json()["renews_on"])
""",
    ),
    Example(
        key="bulk",
        title=_("Many changes in one request"),
        text=_("Up to 1,000, each with a result of its own; or all or nothing."),
        curl="""\
api -X POST "$ORIGIN/api/v1/bulk" -d '{"all_or_nothing": true, "operations": [
  {"method": "PUT", "path": "/customers/'$PERSON'/tags", "body": {"tags": ["regular", "wholesale"]}},
  {"method": "POST", "path": "/touchpoints", "body": {"customer_id": "'$PERSON'", "kind": "note", "text": "Came by"}}
]}'
""",
        python="""\
done = api.post(
    f"{ORIGIN}/api/v1/bulk",
    json={"operations": [{"method": "POST", "path": "/people", "body": {"name": name}} for name in ("Cem", "")]},
).json()
for result in done["results"]:
    print(result["status"], result["body"].get("id") or result["body"]["detail"])
""",
    ),
    Example(
        key="merge",
        title=_("Two records of one customer"),
        text=_("Suspected pairs come with reasons and a confidence. A merge can be undone for 30 days, also by a program."),
        curl="""\
api -G "$ORIGIN/api/v1/duplicates" -d least=0.97 -d limit=10
""",
        python="""\
one, other = (
    api.post(f"{ORIGIN}/api/v1/people", json={"name": name, "city": "Bremen"}).json()["id"]
    for name in ("Robert Falk", "Bob Falk")
)
merge = api.post(
    f"{ORIGIN}/api/v1/merges",
    json={"survivor_id": one, "absorbed_id": other, "choices": {"name": "survivor"}},
).json()
assert api.get(f"{ORIGIN}/api/v1/people/{other}").json()["id"] == one  # the old id leads on
parted = api.post(f"{ORIGIN}/api/v1/merges/{merge['id']}/undo").json()
print(parted["undone_at"], parted["left"])
""",
    ),
)
