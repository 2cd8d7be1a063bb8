"""`perennial demo`: a running product with a whole company in it."""

import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser

from perennial.connect.sample.company import SEED, load_company
from perennial.connect.sample.history import HistoryMissing
from perennial.connect.sample.presence import has_real_customers, has_sample
from perennial.connect.sample.team import carers, hire_colleagues, open_company, read_note, write_note
from perennial.kernel.commands import PerennialCommand
from perennial.team.choices import Role
from perennial.team.models import Member


class Command(PerennialCommand):
    help = "Load the sample company if nothing is there yet, then serve it."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="only load")
        parser.add_argument("--seed", type=int, default=SEED, help="the same seed makes the same people")

    def run(self, **options: Any) -> dict[str, Any]:
        answer = {"loaded": False} if has_sample() else self._load(options["seed"])
        self._tell_sign_in()
        if not options["no_serve"] and not self.is_json:
            call_command("serve")
        return answer

    def _load(self, seed: int) -> dict[str, Any]:
        if has_real_customers():
            raise CommandError(
                f"{settings.HOME} holds customers that are not sample data, so nothing was added. Choose another folder with "
                "PERENNIAL_HOME, or start this one with “perennial serve”."
            )
        begin = time.monotonic()
        owner = Member.objects.active().filter(role=Role.OWNER).order_by("id").first()
        password = ""
        if owner is None:
            owner, password = open_company()
            write_note(owner, password)
        try:
            loaded = load_company(by=owner, team=carers(hire_colleagues(by=owner, password=password)), say=self.say, seed=seed)
        except HistoryMissing as missing:
            raise CommandError(str(missing)) from None
        seconds = round(time.monotonic() - begin, 1)
        self.say(f"{loaded.customers:,} customers with {loaded.orders:,} orders are in after {seconds} s")
        return {"loaded": True, **loaded._asdict(), "seconds": seconds}

    def _tell_sign_in(self) -> None:
        note = read_note()
        if note:
            self.say(f"\n  {settings.ORIGIN}\n  Sign in as {note[0]} with the password {note[1]}\n")
        else:
            self.say(f"\n  {settings.ORIGIN}\n  Sign in as you always do.\n")
