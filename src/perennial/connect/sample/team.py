"""The team of the sample company, and the note that says how to sign in."""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from perennial.team.actions import set_up_workspace
from perennial.team.choices import Role
from perennial.team.deeds import record_deed
from perennial.team.models import Member

COMPANY = "Juniper & Co"
DOMAIN = "juniper.example"
OWNER = ("maya", "Maya Lindt")
COLLEAGUES = (
    ("theo", "Theo Brandt", Role.MANAGER),
    ("amina", "Amina Diallo", Role.AGENT),
    ("jonas", "Jonas Weber", Role.AGENT),
    ("priya", "Priya Nair", Role.AGENT),
    ("luca", "Luca Marin", Role.MARKETER),
    ("sena", "Sena Aydın", Role.ANALYST),
)
NOTE = "demo-sign-in.txt"


@transaction.atomic
def open_company() -> tuple[Member, str]:
    """Set up an installation that has no members yet: the workspace and its owner. Gives the owner and the password."""
    box, name = OWNER
    password = secrets.token_urlsafe(9)
    place = {"name": COMPANY, "currency": "EUR", "time_zone": "Europe/Berlin", "language": "en", "country": "DE"}
    return set_up_workspace(name=name, email=f"{box}@{DOMAIN}", password=password, workspace=place), password


@transaction.atomic
def hire_colleagues(*, by: Member, password: str) -> list[Member]:
    """The sample members, the owner first; those who exist are left as they are. Without a password nobody signs in as them."""
    team, hashed = [by], make_password(password or None)  # once: hashing a password is slow on purpose
    for box, name, role in COLLEAGUES:
        member = Member.objects.filter(email=f"{box}@{DOMAIN}").first()
        if member is None:
            member = Member.objects.create(
                email=f"{box}@{DOMAIN}", password=hashed, name=name, role=role, time_zone=by.time_zone
            )
            record_deed("connect.sample.member_added", by=by, on=member)
        team.append(member)
    return team


def carers(team: Sequence[Member]) -> list[Member]:
    """Those of a team who own customers."""
    return [member for member in team if member.role in (Role.OWNER, Role.MANAGER, Role.AGENT)]


def note_file() -> Path:
    """Where the sign-in of the sample company is written down."""
    return Path(settings.HOME) / NOTE


def write_note(owner: Member, password: str) -> None:
    """Write the sign-in down, readable by the installation's owner only."""
    descriptor = os.open(note_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(f"{owner.email}\n{password}\n")


def read_note() -> tuple[str, str] | None:
    """E-mail address and password as written down, if they are."""
    try:
        lines = note_file().read_text().split("\n")
    except OSError:
        return None
    return (lines[0], lines[1]) if len(lines) > 1 else None
