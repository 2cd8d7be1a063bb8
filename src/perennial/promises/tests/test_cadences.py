import pytest

from perennial.people.models import Tag
from perennial.promises.actions import CadenceError, remove_cadence, set_cadence
from perennial.promises.models import Cadence
from perennial.team.models import AuditEntry


def test_there_is_one_cadence_a_stage_and_setting_it_again_changes_it(magnus):
    first = set_cadence(by=magnus, stage="loyal", ideal_days=30, max_days=60)
    set_cadence(by=magnus, stage="loyal", ideal_days=30, max_days=60)
    assert set_cadence(by=magnus, stage="loyal", ideal_days=20, max_days=60) == first
    assert Cadence.objects.get().ideal_days == 20
    assert AuditEntry.objects.count() == 2


@pytest.mark.parametrize(("ideal", "longest"), [(0, 5), (10, 5), (1, 99_999), (-1, 3)])
def test_gaps_that_make_no_sense_are_refused(magnus, ideal, longest):
    with pytest.raises(CadenceError, match="ideal gap"):
        set_cadence(by=magnus, stage="loyal", ideal_days=ideal, max_days=longest)


def test_a_cadence_is_of_a_tag_or_of_a_stage(magnus):
    tag = Tag.objects.create(name="VIP")
    for wrong in ({}, {"tag": tag, "stage": "loyal"}, {"stage": "nonsense"}):
        with pytest.raises(CadenceError, match="either"):
            set_cadence(by=magnus, ideal_days=1, max_days=2, **wrong)


def test_removing_twice_is_once(magnus):
    cadence = set_cadence(by=magnus, stage="loyal", ideal_days=30, max_days=60)
    remove_cadence(cadence, by=magnus)
    remove_cadence(Cadence(pk=cadence.pk or 1), by=magnus)
    assert not Cadence.objects.exists()
