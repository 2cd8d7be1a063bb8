import csv
import datetime as dt
import io

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from perennial.kernel import clock
from perennial.team import auditing
from perennial.team.auditing import PAGE, AuditFilter, actions_in_audit_log, audit_page_for
from perennial.team.deeds import address_of_request, changes_between, erase_from_audit_log, record_deed
from perennial.team.deedwords import lines_of, who_did
from perennial.team.models import AppendOnlyError, AuditEntry, AuditPermit, Member


def test_an_entry_says_who_did_what_to_whom_and_how_it_was_before(olive: Member, ana: Member) -> None:
    token = address_of_request.set("203.0.113.9")
    try:
        record_deed("team.member.role_changed", by=olive, on=ana, changes={"role": ("agent", "viewer")})
    finally:
        address_of_request.reset(token)
    entry = AuditEntry.objects.get()
    assert (entry.member, entry.object_kind, entry.object_id, entry.object_name) == (olive, "team.member", ana.pk, "Ana")
    assert (entry.changes, entry.ip) == ({"role": ["agent", "viewer"]}, "203.0.113.9")


def test_the_orm_refuses_to_change_or_remove_entries(olive: Member) -> None:
    entry = record_deed("team.member.signed_in", by=olive)
    for change in (
        entry.save,
        entry.delete,
        lambda: AuditEntry.objects.update(action="x"),
        lambda: AuditEntry.objects.all().delete(),
        lambda: AuditEntry.objects.bulk_update([entry], ["action"]),
    ):
        with pytest.raises(AppendOnlyError):
            change()
    assert AuditEntry.objects.get().action == "team.member.signed_in"


@pytest.mark.parametrize("sql", ["UPDATE team_auditentry SET action = 'x'", "DELETE FROM team_auditentry"])
def test_the_database_refuses_it_too(olive: Member, sql: str) -> None:
    record_deed("team.member.signed_in", by=olive)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert AuditEntry.objects.get().action == "team.member.signed_in"


def test_erasure_takes_names_and_values_and_leaves_that_it_happened(olive: Member, ana: Member) -> None:
    record_deed("people.party.updated", by=ana, on=ana, name="Ines Moser", changes={"name": ("Ines Moser", "I. Moser")})
    record_deed("team.member.signed_in", by=ana, on=olive, name="stays")
    assert erase_from_audit_log("team.member", [ana.pk], by=olive, reason="asked to be forgotten") == 1
    erased, kept, trace = AuditEntry.objects.order_by("id")
    assert (erased.action, erased.object_name, erased.changes) == ("people.party.updated", "", {})
    assert kept.object_name == "stays"
    assert (trace.action, trace.member) == ("team.audit.erased", olive)
    assert not AuditPermit.objects.exists()


def test_nothing_to_erase_erases_nothing(olive: Member) -> None:
    record_deed("team.member.signed_in", by=olive, on=olive)
    assert erase_from_audit_log("team.member", [], by=olive, reason="nobody") == 0
    assert AuditEntry.objects.filter(object_name="Olive").exists()


def test_seeing_the_same_again_within_ten_minutes_is_one_entry(olive: Member, ana: Member, vik: Member) -> None:
    start = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
    for minutes in (0, 1, 9, 11):
        with clock.standing_at(start + dt.timedelta(minutes=minutes)):
            record_deed("people.party.viewed", by=ana, on=vik)
    with clock.standing_at(start):
        record_deed("people.party.viewed", by=olive, on=vik)
        record_deed("people.party.viewed", by=ana, on=olive)
    assert AuditEntry.objects.filter(member=ana, object_id=vik.pk).count() == 2
    assert AuditEntry.objects.count() == 4


def test_only_differences_are_changes() -> None:
    assert changes_between({"a": 1, "b": 2}, {"a": 1, "b": 3}) == {"b": (2, 3)}


def test_a_long_value_is_cut(olive: Member) -> None:
    entry = record_deed("x.y.changed", by=olive, name="n" * 999, changes={"note": ("", "w" * 99_999)})
    assert (len(entry.object_name), len(entry.changes["note"][1])) == (200, 10_000)


def test_pages_go_on_where_the_last_one_ended(olive: Member) -> None:
    made = [record_deed("x.y.done", by=olive).pk for _ in range(PAGE + 3)]
    first = audit_page_for(olive, AuditFilter())
    second = audit_page_for(olive, AuditFilter(before=first.before))
    assert [entry.pk for entry in first.entries + second.entries] == made[::-1]
    assert second.before is None


def test_filters_by_member_action_and_object(olive: Member, ana: Member) -> None:
    record_deed("x.y.done", by=olive, on=ana)
    record_deed("x.y.undone", by=ana, on=olive)
    assert [e.action for e in audit_page_for(olive, AuditFilter(member_id=ana.pk)).entries] == ["x.y.undone"]
    assert [e.action for e in audit_page_for(olive, AuditFilter(action="x.y.done")).entries] == ["x.y.done"]
    wanted = AuditFilter(kind="team.member", object_id=ana.pk)
    assert [e.action for e in audit_page_for(olive, wanted).entries] == ["x.y.done"]
    assert [e.action for e in audit_page_for(olive, AuditFilter(words="oLiv")).entries] == ["x.y.undone"]
    assert actions_in_audit_log() == ["x.y.done", "x.y.undone"]


def test_the_page_shows_names_words_and_both_values(olive: Member, ana: Member, client: Client) -> None:
    client.force_login(olive)
    record_deed("team.member.role_changed", by=olive, on=ana, changes={"role": ("agent", "<b>viewer</b>")})
    page = client.get("/settings/audit/").content.decode()
    assert "<strong><bdi>Olive</bdi></strong> <bdi>changed the role</bdi>" in page
    assert '<del dir="auto">Agent</del>' in page
    assert "&lt;b&gt;viewer&lt;/b&gt;" in page


def test_an_entry_is_a_sentence_with_figures_that_can_be_read(olive: Member) -> None:
    loaded = AuditEntry(pk=1, action="connect.sample.loaded", changes={"customers": [None, 23622]})
    assert who_did(loaded) == "<strong><bdi>The system</bdi></strong> <bdi>loaded the sample data</bdi>"
    (line,) = lines_of([loaded], olive)[loaded.pk]
    assert (line.label, line.after) == ("Customers", "23,622")
    shared = record_deed("records.view.created", by=olive, changes={"shared": ("", True)})
    assert [(line.label, line.after) for line in lines_of([shared], olive)[shared.pk]] == [("Shared", "yes")]


@pytest.mark.parametrize("query", ["?member=x&before=-&object=99999999999999999999999", "?words=%25_'\"", "?member=1e9"])
def test_nonsense_in_the_filter_is_no_error(olive: Member, client: Client, query: str) -> None:
    client.force_login(olive)
    assert client.get(f"/settings/audit/{query}").status_code == 200


def test_a_page_costs_the_same_however_many_entries(olive: Member, client: Client) -> None:
    client.force_login(olive)
    costs = []
    for count in (1, 3):
        for _ in range(count):
            record_deed("x.y.done", by=olive, on=olive)
        client.get("/settings/audit/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/settings/audit/")
        costs.append(len(queries))
    assert costs[0] == costs[1]


@pytest.mark.sqlite
def test_replacing_a_row_is_changing_it(olive: Member) -> None:
    record_deed("team.member.signed_in", by=olive)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT OR REPLACE INTO team_auditentry SELECT * FROM team_auditentry")


def test_by_days_of_the_members_zone(olive: Member) -> None:
    noon = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
    for days in range(3):
        with clock.standing_at(noon + dt.timedelta(days=days)):
            record_deed("x.y.done", by=olive, name=str(days))
    second, third = dt.date(2026, 3, 3), dt.date(2026, 3, 4)
    assert [e.object_name for e in audit_page_for(olive, AuditFilter(since=second)).entries] == ["2", "1"]
    assert [e.object_name for e in audit_page_for(olive, AuditFilter(until=second)).entries] == ["1", "0"]
    assert [e.object_name for e in audit_page_for(olive, AuditFilter(since=second, until=second)).entries] == ["1"]
    assert audit_page_for(olive, AuditFilter(since=third + dt.timedelta(days=1))).entries == []


def test_days_the_wrong_way_round_are_said_at_the_field_and_find_nothing(olive: Member, client: Client) -> None:
    record_deed("x.y.done", by=olive, name="That day")
    today = clock.today()
    client.force_login(olive)
    for since, until, is_wrong in ((today + dt.timedelta(days=1), today, True), (today, today, False)):
        address = f"?since={since:%Y-%m-%d}&until={until:%Y-%m-%d}"
        page = client.get(f"/settings/audit/{address}").content.decode()
        assert ("This day lies after “Until”." in page) == is_wrong
        assert ("That day" not in page) == is_wrong
        assert (f'value="{since:%Y-%m-%d}"' in page) is True
        told = b"".join(client.get(f"/settings/audit/export.csv{address}"))  # type: ignore[arg-type]
        assert (b"That day" not in told) == is_wrong


@pytest.mark.parametrize("value", ["Linz", "linz", "Größe", 'say "hi"', "100%", "a_b", "back\\slash"])
def test_by_an_old_or_a_new_value(value: str, olive: Member) -> None:
    kept = value if value != "linz" else "Linz"
    record_deed("x.y.changed", by=olive, changes={"city": ("", kept)})
    record_deed("x.y.changed", by=olive, changes={"city": (kept, "Graz")})
    record_deed("x.y.changed", by=olive, changes={"city": ("aXb", "1000")})
    assert len(audit_page_for(olive, AuditFilter(value=value)).entries) == 2


@pytest.mark.parametrize("value", ["größe", "GRÖSSE", "Größe", "łódź", "ŁÓDŹ", "москва"])
def test_by_a_value_however_its_letters_are_written(value: str, olive: Member) -> None:
    for kept in ("Größe", "GRÖSSE", "Łódź", "Москва"):
        record_deed("x.y.changed", by=olive, changes={"city": ("", kept)})
    found = [entry.changes["city"][1] for entry in audit_page_for(olive, AuditFilter(value=value)).entries]
    assert {value.casefold()} <= {kept.casefold() for kept in found}


@pytest.mark.parametrize("value", ["23622", "23,622", "€236.22", "236.22", "23 622"])
def test_by_a_number_or_an_amount_as_people_write_it(value: str, olive: Member) -> None:
    record_deed("x.y.changed", by=olive, changes={"total_minor": (0, {"minor": 23622, "currency": "EUR"})})
    record_deed("x.y.changed", by=olive, changes={"rows": (0, 23622)})
    record_deed("x.y.changed", by=olive, changes={"rows": (0, 23)})
    assert len(audit_page_for(olive, AuditFilter(value=value)).entries) == 2


def test_words_are_looked_for_some_way_back_and_then_further(olive: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing, "SCANNED", 3)
    record_deed("x.y.done", by=olive, name="needle")
    for _ in range(7):
        record_deed("x.y.done", by=olive, name="hay")
    pages, before = [], None
    while True:
        page = audit_page_for(olive, AuditFilter(words="needle", before=before))
        pages.append([entry.object_name for entry in page.entries])
        if page.before is None:
            break
        assert page.looked_until is not None
        before = page.before
    assert pages == [[], [], ["needle"]]


def test_the_log_is_taken_out_as_csv_and_that_is_told(olive: Member, ana: Member, client: Client) -> None:
    client.force_login(olive)
    record_deed("team.member.role_changed", by=olive, on=ana, changes={"role": ("agent", "=1+1"), "name": ("A", "B, C")})
    record_deed("x.y.done", by=ana)
    answer = client.get(f"/settings/audit/export.csv?member={olive.pk}")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode())))  # type: ignore[call-overload]
    changed = [row for row in rows if row["action"] == "team.member.role_changed"]
    assert [(row["who"], row["what"], row["field"], row["before"], row["after"]) for row in changed] == [
        ("Olive", "Ana", "Name", "A", "B, C"),
        ("Olive", "Ana", "Role", "Agent", "'=1+1"),
    ]
    assert all(row["who"] == "Olive" for row in rows)
    assert AuditEntry.objects.filter(action="team.audit.exported", member=olive).count() == 1
    client.force_login(ana)
    assert client.get("/settings/audit/export.csv").status_code == 403
