"""A process killed (-9) between the effect of a request and its answer: asked again under the same key it is done once."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installation import ROOT, Installation, fresh_database

SET_UP = """
from perennial.team.actions import make_token
from perennial.team.models import Member, Workspace
from perennial.team.permissions import Permission
Workspace.objects.create(name="Juniper", currency="EUR", time_zone="Europe/Berlin", country="DE")
owner = Member.objects.create_user("olive@juniper.example", "correct horse battery", name="Olive", role="owner")
print(make_token(by=owner, name="Kill", scopes=list(Permission))[1])
"""
# Where the process dies: by its own hand, so that it is always at the same place.
DEATHS = {
    "before the answer is kept": """
from perennial.kernel.once.models import KeptAnswer
KeptAnswer.objects.create = lambda **kept: os.kill(os.getpid(), signal.SIGKILL)
""",
    "before the transaction ends": """
from django.db import connection
commit = connection.commit
connection.ensure_connection()
def die():
    from perennial.people.models import Party
    if not Party.objects.exists():
        return commit()
    os.kill(os.getpid(), signal.SIGKILL)
connection.commit = die
""",
    "before the answer is sent": """
from perennial.team.rest import routes
once = routes.answer_once
def dies(*arguments, **named):
    once(*arguments, **named)
    os.kill(os.getpid(), signal.SIGKILL)
routes.answer_once = dies
""",
}
ASK = """
import json, os, signal, sys, django
django.setup()
from django.test import Client
{death}
client = Client(headers={{"authorization": "Bearer {token}", "host": "localhost"}})
told = client.post("/api/v1/people", {{"name": "Rosa"}}, "application/json", headers={{"idempotency-key": "shop-7"}})
from perennial.people.models import Party
from perennial.team.models import AuditEntry
made = AuditEntry.objects.filter(action="people.party.created").count()
print(json.dumps([told.status_code, told.get("Idempotency-Replayed"), told.json()["id"], Party.objects.count(), made]))
"""


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with fresh_database(os.environ.get("DATABASE_URL", "")) as url:
        made = Installation(tmp_path, url, DJANGO_SETTINGS_MODULE="perennial.config.settings")
        made.run("migrate", "--no-input")
        yield made


def ask(installation: Installation, token: str, death: str = "") -> "subprocess.CompletedProcess[str]":
    """The same request, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", ASK.format(token=token, death=death)],
        env=installation.environment,
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
    )


@pytest.mark.slow
def test_what_a_killed_process_did_is_done_once(installation: Installation) -> None:
    token = installation.shell(SET_UP).splitlines()[-1]
    for place in ("before the answer is kept", "before the transaction ends", "before the answer is sent"):
        killed = ask(installation, token, DEATHS[place])
        assert killed.returncode == -signal.SIGKILL, (place, killed.stdout, killed.stderr[-2000:])
    answers = [json.loads(ask(installation, token).stdout) for _turn in range(2)]
    status, replayed, id_, *counts = answers[0]
    assert (status, replayed, counts) == (201, "true", [1, 1])
    assert answers[1] == [status, replayed, id_, *counts]
