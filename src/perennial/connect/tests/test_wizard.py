"""The wizard from the file to the undo, as a browser without JavaScript would go through it."""

import datetime as dt
import re
import shutil

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from perennial.connect.models import Import
from perennial.kernel import clock
from perennial.kernel.jobs import Job
from perennial.kernel.jobs.models import State
from perennial.kernel.jobs.testing import run_jobs
from perennial.people.models import Party
from perennial.team.models import AuditEntry, Member

MESSY = (
    "Kundennummer;Vorname;Nachname;E-Mail;Telefon;Geburtstag;Ort;Notiz\n"
    "1;Jürgen;Müller;juergen@example.com;030 123456;31.12.1970;Köln;x\n"
    "2;Zoë;Łuk;zoe@example.com;;01.02.1980;Łódź;=1+1\n"
    "3;Bad;Mail;not an address;;;Kiel;\n"
    "4;Old;Day;old@example.com;;31.12.0001;Kiel;\n"
    ";;;nobody;;;Kiel;\n"
).encode("utf-16")


@pytest.fixture
def magnus_client(client: Client, magnus: Member) -> Client:
    client.force_login(magnus)
    return client


def file_of(client: Client, address: str) -> str:
    return client.get(address).getvalue().decode("utf-8-sig")


def upload(client: Client, content: bytes, kind: str = "persons", name: str = "kunden.csv") -> str:
    answer = client.post("/import/", {"kind": kind, "file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return str(answer["Location"]).removesuffix("reading/")


def test_a_messy_file_goes_in_and_comes_out_again(magnus_client: Client) -> None:
    client = magnus_client
    base = upload(client, MESSY)
    page = client.get(base + "reading/").content.decode()
    assert "Jürgen" in page
    assert "Kundennummer" in page
    decided = {
        "encoding": "utf-16",
        "delimiter": ";",
        "quote": '"',
        "date_order": "dmy",
        "decimal": ",",
        "begins": "1",
        "has_header": "on",
    }
    assert client.post(base + "reading/", decided | {"next": "1"})["Location"] == base + "columns/"
    page = client.get(base + "columns/").content.decode()
    mapped = dict(re.findall(r'name="(\d+)-field".*?<option value="(\w*)" selected', page, re.DOTALL))
    assert mapped == {
        "0": "external",
        "1": "given_name",
        "2": "family_name",
        "3": "email",
        "4": "phone",
        "5": "birthday",
        "6": "city",
        "7": "",
    }
    form = {f"{index}-field": field for index, field in mapped.items()}
    assert client.post(base + "columns/", form)["Location"] == base + "check/"
    assert client.get(base + "check/").status_code == 200
    assert client.post(base + "check/", {"mode": "both", "match": "auto", "system": "shop"})["Location"] == base + "check/"
    run_jobs()
    page = client.get(base + "check/").content.decode()
    assert "Would be added" in page
    assert "is not an e-mail address" in page
    assert not Party.objects.exists()
    assert client.post(base + "run/")["Location"] == base
    assert "Importing" in client.get(base).content.decode()
    run_jobs()
    one = Import.objects.get()
    assert (one.state, one.read, one.created, one.failed, one.partly) == ("done", 5, 4, 1, 2)
    assert set(Party.objects.values_list("name", "batch")) == {
        (name, one.pk) for name in ("Jürgen Müller", "Zoë Łuk", "Bad Mail", "Old Day")
    }
    assert "nobody" in file_of(client, base + "errors/")
    text = file_of(client, base + "left-out/")
    answer = client.get(base + "left-out/")
    assert "attachment" in answer["Content-Disposition"]
    assert text.splitlines()[0].endswith("Notiz,Perennial id,Reason")
    mended = text.replace("not an address", "bad@example.com").replace("31.12.0001", "31.12.1961").encode()
    for expected in ((0, 2, 0, 0), (0, 0, 2, 0)):  # the second time there is nothing in it that is new
        base = upload(client, mended)
        client.post(base + "run/")
        run_jobs()
        again = Import.objects.latest("pk")
        assert (again.created, again.updated, again.skipped, again.failed) == expected
    assert Party.objects.count() == 4
    assert Party.objects.get(name="Bad Mail").identities.filter(normal="bad@example.com").exists()
    base = f"/import/{one.pk}/"
    assert client.post(base + "undo/").status_code == 302
    run_jobs()
    assert Party.objects.count() == 2
    assert "Undone" in client.get(base).content.decode()
    assert {"connect.import.begun", "connect.import.started", "connect.import.ended", "connect.import.undone"} <= set(
        AuditEntry.objects.values_list("action", flat=True)
    )


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02\x03\x04\x05\x06\x07", b"%PDF-1.4", b"PK\x03\x04rubbish", b"\x89PNG\r\n"]
)
def test_what_is_no_table_is_refused_with_a_reason_and_leaves_nothing(magnus_client: Client, content: bytes) -> None:
    answer = magnus_client.post("/import/", {"kind": "orders", "file": SimpleUploadedFile("x.csv", content)})
    assert answer.status_code == 422
    assert not Import.objects.exists()


def test_a_file_name_is_only_ever_a_name(magnus_client: Client) -> None:
    base = upload(magnus_client, b"name,email\nAnn,a@x.example\n", name="../../../etc/pass wd.csv")
    one = Import.objects.get()
    assert one.file_name == "pass wd.csv"
    assert one.source.resolve().parent == one.folder.resolve()
    magnus_client.post(base + "run/")
    run_jobs()
    answer = magnus_client.get(base + "file/")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")


def test_those_who_may_not_import_find_nothing(client: Client, ana: Member, magnus: Member) -> None:
    client.force_login(magnus)
    base = upload(client, b"name,email\nAnn,a@x.example\n")
    client.force_login(ana)
    paths = [
        "/import/",
        base,
        base + "reading/",
        base + "columns/",
        base + "check/",
        base + "errors/",
        base + "file/",
        "/export/",
        "/export/persons/",
    ]
    assert {client.get(path).status_code for path in paths} == {403}
    assert client.post(base + "run/").status_code == 403


def test_the_pages_of_imports_and_exports_answer(magnus_client: Client) -> None:
    for path in ("/import/", "/import/?kind=orders", "/export/", "/import/sample/orders.csv", "/export/orders/?format=jsonl"):
        assert magnus_client.get(path).status_code == 200
    assert magnus_client.get("/import/1/").status_code == 404
    assert magnus_client.get("/export/nothing/").status_code == 404


def test_an_import_whose_files_are_gone_can_be_undone_and_says_so(magnus_client: Client) -> None:
    """As after a backup was put back, which holds no uploaded files."""
    client = magnus_client
    done = upload(client, b"Name,Email\nRosa,rosa@example.org\n")
    client.post(done + "run/")
    run_jobs()
    begun = upload(client, b"Name,Email\nJuno,juno@example.org\n")
    for one in Import.objects.all():
        shutil.rmtree(one.folder)
    for base in (done, begun):
        for page in ("file/", "errors/"):
            assert client.get(base + page).status_code in (302, 404)
        for page in ("reading/", "columns/", "check/", ""):
            assert client.get(base + page).status_code < 400
    client.post(begun + "run/")
    client.post(done + "undo/")
    run_jobs()
    failed, undone = Import.objects.order_by("-pk")
    assert (failed.state, "Upload it again" in failed.trouble) == ("failed", True)
    assert (undone.state, undone.reversed, Party.objects.kept().count()) == ("undone", 1, 0)


def test_an_import_whose_job_fails_says_so_and_goes_on_when_asked(magnus_client: Client) -> None:
    base = upload(magnus_client, b"name,email\nAnn,a@x.example\n")
    magnus_client.post(base + "run/")
    jobs = Job.objects.filter(path__endswith="run_import_job")
    later = clock.now() + dt.timedelta(hours=1)
    jobs.update(attempts=2, last_error="sqlite3.OperationalError: database is locked", run_at=later)
    page = magnus_client.get(base).content.decode()
    assert "It failed 2 times." in page
    assert "The database was busy" in page
    magnus_client.post(base + "again/")
    assert jobs.get().run_at < later
    jobs.update(state=State.DEAD)
    assert "given up" in magnus_client.get(base).content.decode()
    magnus_client.post(base + "again/")
    magnus_client.post(base + "again/")
    assert jobs.count() == 2, "one that works is left alone"
    run_jobs()
    assert (Import.objects.get().state, Party.objects.count()) == ("done", 1)
