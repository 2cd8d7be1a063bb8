"""`perennial resetfactors EMAIL`: the way back in for somebody who lost every second factor, for whoever runs the server."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from perennial.team.actions import reset_factors
from perennial.team.models import Member


class Command(BaseCommand):
    help = "Remove the passkeys, the authenticator app and the recovery codes of a member who lost them. The password stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address that the member signs in with")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, email: str, yes: bool, **options: Any) -> None:
        member = Member.objects.filter(email=email.strip().lower()).first()
        if member is None:
            raise CommandError(f"Nobody signs in with {email}.")
        if (
            not yes
            and sys.stdin.isatty()
            and input(f"Remove the second factors of {member.name} <{member.email}>? [y/N] ") != "y"
        ):
            raise CommandError("Nothing was changed.")
        gone = reset_factors(member, by=None)
        if not gone:
            self.stdout.write(f"{member.email} has no second factor. Nothing was changed.")
            return
        self.stdout.write(f"Removed: {member.email} signs in without a second step now, and is signed out everywhere.")
