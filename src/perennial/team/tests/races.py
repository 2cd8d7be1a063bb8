"""Several people at the same moment, each in a thread with a connection of its own. Run as a program, it makes a database in
PERENNIAL_HOME and prints what each race found as JSON."""

import json
import threading
from collections.abc import Callable


def at_once(deeds: list[Callable[[], object]], refusal: type[Exception]) -> list[str]:
    """Start all deeds at the same moment; gives what became of them, sorted."""
    from django.db import connection

    gate, results = threading.Barrier(len(deeds)), []

    def run(deed: Callable[[], object]) -> None:
        gate.wait()
        try:
            deed()
            results.append("done")
        except refusal:
            results.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


def first_visits() -> list[str]:
    from perennial.team.actions import AlreadySetUpError, set_up_workspace

    def visit(n: int) -> None:
        place = {"name": "Juniper", "currency": "EUR"}
        set_up_workspace(name=f"V{n}", email=f"v{n}@juniper.example", password="correct horse battery", workspace=place)

    return at_once([lambda n=n: visit(n) for n in range(4)], AlreadySetUpError)  # type: ignore[misc]


def owners_removing_each_other() -> list[str]:
    from perennial.team.actions import LastOwnerError, change_role
    from perennial.team.models import Member

    Member.objects.update(role="viewer")
    owners = [Member.objects.create_user(f"o{n}@juniper.example", None, name=f"O{n}", role="owner") for n in range(3)]
    pairs = zip(owners, owners[1:] + owners[:1], strict=True)
    return at_once([lambda by=by, m=m: change_role(m, "viewer", by=by) for by, m in pairs], LastOwnerError)  # type: ignore[misc]


def guests_with_one_invitation() -> list[str]:
    from perennial.team.actions import InvitationDeadError, invite_member, join_team
    from perennial.team.models import Member

    olive = Member.objects.create_user("olive@juniper.example", None, name="Olive", role="owner")
    _, token = invite_member("ben@juniper.example", "agent", by=olive)
    joining = [lambda: join_team(token, name="Ben", password="correct horse battery")] * 3
    return at_once(joining, InvitationDeadError)  # type: ignore[arg-type]


RACES = [first_visits, owners_removing_each_other, guests_with_one_invitation]


if __name__ == "__main__":
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    print(json.dumps({race.__name__: race() for race in RACES}))  # noqa: T201
