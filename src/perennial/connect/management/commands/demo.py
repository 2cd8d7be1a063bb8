"""`perennial demo`: a running product with a whole company in it."""

import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser

from perennial.connect.sample.company import SEED, load_company, whole_history
from perennial.connect.sample.history import HistoryMissing
from perennial.connect.sample.indexes import is_interrupted
from perennial.connect.sample.parts import has_parts_to_come, load_parts, note_parts
from perennial.connect.sample.population import grow_population
from perennial.connect.sample.presence import has_real_customers, has_sample
from perennial.connect.sample.team import carers, hire_colleagues, open_company, read_note, write_note
from perennial.kernel.commands import PerennialCommand
from perennial.team.choices import Role
from perennial.team.models import Member


class Command(PerennialCommand):
    help = "Load the sample company (or, with --customers, a synthetic population) if nothing is there yet, then serve it."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="only load")
        parser.add_argument(
            "--customers", type=int, metavar="N", help="so many synthetic customers instead of the sample company"
        )
        parser.add_argument("--seed", type=int, default=SEED, help="the same seed makes the same people")

    def run(self, **options: Any) -> dict[str, Any]:
        is_there = has_sample() and not is_interrupted()
        answer = self._go_on() if is_there else self._load(options["customers"], options["seed"])
        self._tell_sign_in()
        if not options["no_serve"] and not self.is_json:
            call_command("serve")
        return answer

    def _go_on(self) -> dict[str, Any]:
        """With what an interrupted load left out, if it did."""
        is_unfinished = has_parts_to_come()
        if is_unfinished:
            load_parts(self._people()[0], self.say)
        return {"loaded": is_unfinished}

    def _load(self, customers: int | None, seed: int) -> dict[str, Any]:
        if customers is not None and customers < 1:
            raise CommandError("--customers takes a number of at least 1.")
        if has_real_customers():
            raise CommandError(
                f"{settings.HOME} holds customers that are not sample data, so nothing was added. Choose another folder with "
                "PERENNIAL_HOME, or start this one with “perennial serve”."
            )
        begin = time.monotonic()
        owner, team = self._people()
        if customers is None:
            note_parts()
            answer = self._company(owner, team, seed)
            load_parts(owner, self.say)
        else:
            answer = grow_population(
                customers,
                seed=seed,
                by=owner,
                team=team,
                say=self.say,
                bar=lambda chunks, total: self.bar(chunks, total=total, what="Growing customers", unit="× 10,000"),
            )._asdict()
        seconds = round(time.monotonic() - begin, 1)
        self.say(f"{answer['customers']:,} customers with {answer['orders']:,} orders are in after {seconds} s")
        return {"loaded": True, **answer, "seconds": seconds}

    def _people(self) -> tuple[Member, list[Member]]:
        """The owner, made when nobody is a member yet, and those who look after customers."""
        owner = Member.objects.active().filter(role=Role.OWNER).order_by("id").first()
        note = read_note()
        password = note[1] if note else ""
        if owner is None:
            owner, password = open_company()
            write_note(owner, password)
        return owner, carers(hire_colleagues(by=owner, password=password))

    def _company(self, owner: Member, team: list[Member], seed: int) -> dict[str, Any]:
        try:
            return load_company(whole_history(), by=owner, team=team, say=self.say, seed=seed)._asdict()
        except HistoryMissing as missing:
            raise CommandError(str(missing)) from None

    def _tell_sign_in(self) -> None:
        note = read_note()
        how = f"Sign in as {note[0]} with the password {note[1]}" if note else "Sign in as you always do."
        self.say(f"\n  {settings.ORIGIN}\n  {how}\n")
