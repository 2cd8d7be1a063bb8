"""What cannot be a condition is refused in words that say where and how to mend it."""

from typing import Any

import pytest

from perennial.audiences.actions import AudienceRefusedError, ConflictError, change_audience, create_audience, delete_audience
from perennial.audiences.actions.keeping import restore_audience
from perennial.audiences.asking import every_field
from perennial.audiences.models import Audience, Stay
from perennial.audiences.reading import from_json
from perennial.audiences.tests.conftest import bought
from perennial.audiences.tests.test_deciding import inside, made
from perennial.people.models import Party
from perennial.records.actions import remove_field
from perennial.records.conditions import ConditionError
from perennial.records.tests.defining import Define
from perennial.team.models import AuditEntry, Member

pytestmark = pytest.mark.django_db


def nested(depth: int) -> Any:
    data: Any = {"did": "bought"}
    for _ in range(depth):
        data = {"not": data}
    return data


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "This must be an object with “all”, “any”, “not”, “field”, “did”, “sequence” or “audience”."),
        ({"all": [1]}, "all[0]: This must be an object"),
        ({"any": []}, "any: This must be a list of conditions."),
        (nested(200), "Groups stand in groups more than 12 deep."),
        ({"all": [{"did": "bought"}] * 200}, "There are more than 150 conditions."),
        ({"did": "sold"}, "Nothing is known that customers do as “sold”."),
        ({"did": ["bought"]}, "Nothing is known that customers do as"),
        ({"did": "bought", "color": "red"}, "“color” is not known here."),
        ({"did": "bought", "value": -1}, "Compare with a number from 0"),
        ({"did": "bought", "value": 1.5}, "This is counted in whole numbers."),
        ({"did": "bought", "value": "1e400"}, "Compare with a number from 0"),
        ({"did": "bought", "value": True}, "Compare with a number from 0"),
        ({"did": "bought", "operator": "about"}, "“about” compares nothing."),
        ({"did": "bought", "measure": "mood"}, "“mood” cannot be measured."),
        ({"did": "touched", "measure": "sum"}, "“sum” cannot be asked of “Was in touch”."),
        ({"did": "bought", "measure": "sum", "currency": "EURO"}, "“EURO” is no currency."),
        ({"did": "bought", "within": "soon"}, "within: A span of days is written as"),
        ({"did": "bought", "within": "next-7-days"}, "within: Only what has happened can be asked"),
        ({"did": "bought", "within": "2026-02-30.."}, "within: A span of days is written as"),
        ({"did": "bought", "within": "2026-03-01..2026-02-01"}, "within: A span of days is written as"),
        ({"did": "bought", "where": [{"field": "color", "value": ["x"]}]}, "where[0]: There is no field “color”."),
        ({"did": "bought", "where": [{"field": "product", "value": ["x"]}]}, "where[0]: “Product” is compared with ids."),
        ({"did": "bought", "where": {}}, "where: This must be a list of conditions."),
        ({"sequence": [{"did": "bought"}]}, "sequence: A sequence has 2 to 8 steps."),
        ({"sequence": [{"did": "bought"}, {"did": "bought", "value": 2}]}, "sequence[1]: “value” is not known here."),
        ({"sequence": [{"did": "bought"}, {"did": "bought"}], "within_days": -1}, "within_days: Say it in whole days"),
        ({"audience": "Regulars"}, "An audience is named by its id."),
        ({"field": "audience", "value": ["1"]}, "There is no field “audience”."),
        ({"field": "owner", "value": ["me"]}, "“me” is not among the choices of “Owner”."),
    ],
)
def test_what_is_wrong_is_said(data: Any, words: str, olive: Member) -> None:
    with pytest.raises(ConditionError) as told:
        from_json(data, every_field())
    assert words in str(told.value)


def test_audiences_do_not_ask_for_each_other_in_a_circle(olive: Member) -> None:
    first = made({"all": []}, "First")
    second = made({"not": {"audience": str(first.pk)}}, "Second")
    third = made({"audience": str(second.pk)}, "Third")
    asking = from_json({"any": [{"did": "bought"}, {"audience": str(third.pk)}]}, every_field())
    with pytest.raises(AudienceRefusedError, match="in a circle: “First” → “Third” → “Second” → “First”"):
        change_audience(first, by=olive, version=1, condition=asking)
    with pytest.raises(AudienceRefusedError, match="“Second” asks for “First”"):
        delete_audience(first, by=olive)
    delete_audience(third, by=olive)
    delete_audience(second, by=olive)
    delete_audience(first, by=olive)
    with pytest.raises(AudienceRefusedError, match="an audience that is not there"):
        restore_audience(Audience.objects.get(name="Third"), by=olive)
    assert restore_audience(first, by=olive).deleted_at is None


def test_who_began_from_an_older_version_writes_nothing(olive: Member) -> None:
    audience = made({"all": []}, "Everybody")
    changed = change_audience(audience, by=olive, version=1, name="All of them", on_today=True)
    assert (changed.version, changed.on_today) == (2, True)
    with pytest.raises(ConflictError):
        change_audience(audience, by=olive, version=1, name="Nobody")
    assert change_audience(changed, by=olive, version=2, name="All of them").version == 2
    with pytest.raises(AudienceRefusedError, match="There is an audience of this name already"):
        create_audience(by=olive, name="ALL OF THEM", condition=from_json({"all": []}, every_field()))
    deeds = AuditEntry.objects.filter(object_id=audience.pk).values_list("action", flat=True)
    assert list(deeds) == ["audiences.audience.changed"]


def test_an_audience_whose_field_was_removed_stays_as_it_is(juno: Party, olive: Member, define: Define) -> None:
    field = define("Plan", "text")
    audience = made({"any": [{"did": "bought"}, {"field": field.key, "operator": "is", "value": "Gold"}]})
    bought(juno, 2)
    assert inside(audience) == {juno.pk}
    remove_field(field, by=olive)
    bought(juno, 1)
    assert inside(audience) == {juno.pk}
    assert Stay.objects.count() == 1
