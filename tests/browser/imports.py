"""Imports in every stage of their life, for the screens."""

from perennial.team.models import Member

MESSY = (
    "Kundennummer;Vorname;Nachname;E-Mail;Telefon;Geburtstag;Ort;Gruppen\n"
    "1001;Jürgen;Müller;juergen@example.com;030 1234567;31.12.1970;Köln;Stammkunde\n"
    "1002;Zoë;Łukasiewicz;zoe@example.com;;01.02.1980;Łódź;=1+1\n"
    "1003;Ida;Holm;no address;;;Kiel;\n"
    "1004;Old;Times;old@example.com;;31.12.0001;Kiel;\n"
).encode("cp1250", "replace")


def _begun(member: Member) -> int:
    from perennial.connect.actions import begin_import

    return begin_import([MESSY], by=member, kind="persons", name="kunden export (2).csv").pk


def reading_page(member: Member) -> str:
    """How a messy file is read."""
    return f"/import/{_begun(member)}/reading/"


def columns_page(member: Member) -> str:
    """What its columns mean."""
    return f"/import/{_begun(member)}/columns/"


def undecided_page(member: Member) -> str:
    """Before it was looked through."""
    return f"/import/{_begun(member)}/check/"


def check_page(member: Member) -> str:
    """What it would do, with updates and wrong rows."""
    from perennial.connect.actions import check_import
    from perennial.connect.actions.running import run_import
    from perennial.connect.models import Import
    from perennial.people.actions import create_party
    from perennial.people.actions.creating import Known

    create_party(by=member, name="J. Müller", city="Bonn", identities=[Known("external", "1001", "import")])
    one = Import.objects.get(pk=_begun(member))
    check_import(one, by=member, queue=False)
    run_import(one.pk)
    return f"/import/{one.pk}/check/"


def _ended(member: Member) -> int:
    from perennial.connect.actions import start_import
    from perennial.connect.actions.running import run_import
    from perennial.connect.models import Import

    one = Import.objects.get(pk=_begun(member))
    start_import(one, by=member, queue=False)
    return run_import(one.pk).pk


def report_page(member: Member) -> str:
    """The report of one with wrong rows."""
    return f"/import/{_ended(member)}/"


def running_page(member: Member) -> str:
    """One that waits for its turn."""
    from perennial.connect.actions import start_import
    from perennial.connect.models import Import

    one = Import.objects.get(pk=_begun(member))
    start_import(one, by=member)
    return f"/import/{one.pk}/"


def undone_page(member: Member) -> str:
    """The report of one that was undone, but for a customer who was called meanwhile."""
    from perennial.connect.actions import undo_import
    from perennial.connect.actions.undoing import run_undo
    from perennial.connect.models import Import
    from perennial.people.models import Party
    from perennial.timeline.actions import log_touchpoint

    one = Import.objects.get(pk=_ended(member))
    log_touchpoint(party_id=Party.objects.get(name="Jürgen Müller").pk, kind="call", by=member, text="Called back")
    undo_import(one, by=member, queue=False)
    run_undo(one.pk)
    return f"/import/{one.pk}/"


def undo_page(member: Member) -> str:
    """The question before an undo."""
    return f"/import/{_ended(member)}/undo/"


def index_page(member: Member) -> str:
    """The first step, with an earlier import."""
    _ended(member)
    return "/import/"
