"""The tables that repeat the owner of their customer say the same as the customer, whichever way that changes."""

import datetime as dt
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce

from perennial.audiences.actions import create_audience
from perennial.foresight.models import Fit, Score
from perennial.kernel.keeping import postgres
from perennial.kernel.keeping.archive import verify
from perennial.kernel.keeping.backup import make_backup
from perennial.people.actions import (
    assign_owner,
    create_party,
    delete_party,
    keep_anniversary,
    merge_parties,
    restore_party,
    undo_merge,
)
from perennial.people.models import Anniversary, Party
from perennial.people.ownercopies import NOBODY, OfOwner
from perennial.people.tests.races import at_once
from perennial.promises.models import FollowUp
from perennial.records.choices import Operator
from perennial.records.conditions import Is
from perennial.team.models import Member

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 20)


def copies() -> Iterator[Any]:
    """Every table that repeats the owner."""
    yield from (model for model in apps.get_models() if issubclass(model, OfOwner))


def told() -> set[int | None]:
    """The owner that all of them repeat, which has to be as the customers have it."""
    true = Case(When(party__deleted_at=None, then=Coalesce(F("party__owner_id"), Value(NOBODY))))
    found: set[int | None] = set()
    for model in copies():
        rows = model.objects.annotate(true=true).values_list("party_owner", "true")
        assert rows
        assert all(copy == owner for copy, owner in rows), model.__name__
        found |= {copy for copy, _owner in rows}
    return found


def _noted(party: Party, member: Member) -> None:
    """A row in the tables in which somebody writes."""
    Anniversary.objects.create(party=party, month=11, day=20)
    FollowUp.objects.create(party=party, text="Call", due_on=DAY, owner=member)


def _scored(party: Party) -> None:
    """One in the table that is worked out."""
    whole = ("customers", "orders", "learnt_from", "repeat_buyers", "horizon_days")
    fit = Fit.objects.create(as_of=DAY, parameters={}, currency="EUR", use_model=True, **dict.fromkeys(whole, 0))
    figures = [field.attname for field in Score._meta.fields if not field.null and not field.has_default()]
    numbers = {name: 0 for name in figures if name not in ("party_id", "fit_id", "as_of", "last_on")}
    Score.objects.create(party=party, fit=fit, as_of=DAY, last_on=DAY, **numbers)


def test_every_copy_has_its_triggers() -> None:
    is_sqlite = connection.vendor == "sqlite"
    sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'" if is_sqlite else "SELECT tgname FROM pg_trigger"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        there = {name for (name,) in cursor.fetchall()}
    wanted = {f"{model._meta.db_table}_{what}" for model in copies() for what in ("is_told", "asks", "asks_anew")}
    assert wanted <= there, "a migration that rebuilds a table must copy the owner again"


def test_they_follow_the_customer_from_one_to_the_other_and_into_the_bin(ana: Member, magnus: Member, olive: Member) -> None:
    juno = create_party(kind="person", name="Juno Hart", owner=ana, by=olive)
    _noted(juno, magnus)
    _scored(juno)
    assert told() == {ana.pk}
    assign_owner(juno, magnus, by=olive)
    assert told() == {magnus.pk}
    assign_owner(juno, None, by=olive)
    assert told() == {NOBODY}
    delete_party(juno, by=olive)
    assert told() == {None}
    restore_party(juno, by=olive)
    Party.objects.filter(pk=juno.pk).update(owner=ana)
    assert told() == {ana.pk}


def test_what_follows_a_merge_and_comes_back_says_the_owner_of_whom_it_is_with(
    ana: Member, magnus: Member, olive: Member
) -> None:
    juno, twin = (create_party(kind="person", name="Juno Hart", owner=owner, by=olive) for owner in (ana, magnus))
    _noted(twin, magnus)
    merge = merge_parties(juno, twin, by=olive)
    assert FollowUp.objects.get().party_owner == Anniversary.objects.get().party_owner == ana.pk
    undo_merge(merge, by=olive)
    assert FollowUp.objects.get().party_owner == Anniversary.objects.get().party_owner == magnus.pk


def test_a_record_read_before_does_not_bring_the_old_owner_back(ana: Member, magnus: Member, olive: Member) -> None:
    juno = create_party(kind="person", name="Juno Hart", owner=ana, by=olive)
    _noted(juno, magnus)
    _scored(juno)
    before = FollowUp.objects.get()
    assign_owner(juno, magnus, by=olive)
    before.save()
    assert told() == {magnus.pk}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_backup_brings_them_back_whatever_table_is_filled_first(
    ana: Member, magnus: Member, olive: Member, tmp_path: Path
) -> None:
    juno = create_party(kind="person", name="Juno Hart", owner=ana, by=olive)
    _noted(juno, magnus)
    _scored(juno)
    saved = make_backup(tmp_path / "saved.zip")
    with zipfile.ZipFile(saved) as archive:
        postgres.load(archive, verify(saved))
    assert told() == {ana.pk}
    assign_owner(juno, magnus, by=olive)
    assert told() == {magnus.pk}, "they follow again"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_days_of_one_customer_are_written_down_at_the_same_moment(ana: Member, olive: Member) -> None:
    juno = create_party(kind="person", name="Juno Hart", owner=ana, by=olive)
    create_audience(by=olive, name="In Linz", condition=Is("stage", Operator.ANY_OF, ("lead",)))
    for place in range(6):
        names = (f"Wedding {place}", f"Opening {place}")
        days = [partial(keep_anniversary, juno, by=olive, month=5, day=5, name=name) for name in names]
        assert at_once(*days) == ["", ""]
