"""Members who merge, edit, delete and part the same customers at the same moment, each in a thread with its own connection.
Run as a program, it makes a database in PERENNIAL_HOME and prints what went wrong in each race as JSON; nothing should."""

import json
import threading
from collections.abc import Callable
from typing import Any

ROUNDS = 6
RELATED = "Somebody changed meanwhile how they belong together"
MERGED, DELETED, MOVED_ON = "was merged", "was deleted", "Somebody merged or parted these customers just now"


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """Start all deeds at the same moment; gives for each "" when it was done, else the words with which it was refused."""
    from django.db import connection

    from perennial.people.actions import Refused

    gate, said = threading.Barrier(len(deeds)), [""] * len(deeds)

    def run(place: int) -> None:
        gate.wait()
        try:
            deeds[place]()
        except Refused as refusal:
            said[place] = str(refusal)
        except Exception as error:
            said[place] = f"{type(error).__name__}: {error}"
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


class World:
    """Two records of one customer, each with a follow-up, and the member who works on them."""

    def __init__(self) -> None:
        from perennial.people.actions import create_party
        from perennial.team.models import Member

        self.by = Member.objects.first() or Member.objects.create_user(
            "olive@juniper.example", None, name="Olive", role="owner"
        )
        self.ann, self.twin = (create_party(by=self.by, name=name, tags=[name]) for name in ("Ann", "Twin"))

    def fresh(self, party: Any) -> Any:
        from perennial.people.models import Party

        return Party.objects.get(pk=party.pk)

    def tags(self, party: Any) -> set[str]:
        return set(self.fresh(party).taggings.values_list("tag__name", flat=True))


def merge_and_merge_the_other_way() -> str:
    """One is done and the other one says why not; both tags are where the one is."""
    from perennial.people.actions import merge_parties

    world = World()
    ann, twin = world.ann, world.twin
    said = at_once(lambda: merge_parties(ann, twin, by=world.by), lambda: merge_parties(twin, ann, by=world.by))
    kept, gone = (ann, twin) if not said[0] else (twin, ann)
    whole = not world.fresh(kept).is_deleted and world.fresh(gone).merged_into_id == kept.pk and len(world.tags(kept)) == 2
    return "" if whole and sorted(map(bool, said)) == [False, True] and MERGED in "".join(said) else f"{said}"


def merge_and_edit_who_goes() -> str:
    """What was edited first comes along; who comes later is told where to go on."""
    from perennial.people.actions import edit_party, merge_parties

    world = World()
    said = at_once(
        lambda: merge_parties(world.ann, world.twin, by=world.by),
        lambda: edit_party(world.twin, by=world.by, job_title="Baker"),
    )
    came = world.fresh(world.ann).job_title == "Baker"
    return "" if not said[0] and (came if not said[1] else MERGED in said[1] and not came) else f"{said}"


def merge_and_edit_who_stays() -> str:
    """Both are done, or the edit that began from an older version says so and writes nothing."""
    from perennial.people.actions import edit_party, merge_parties

    world = World()
    said = at_once(
        lambda: merge_parties(world.ann, world.twin, by=world.by),
        lambda: edit_party(world.ann, by=world.by, version=world.ann.version, job_title="Baker"),
    )
    kept = world.fresh(world.ann).job_title == "Baker"
    return "" if not said[0] and kept is (not said[1]) and world.tags(world.ann) == {"Ann", "Twin"} else f"{said}"


def merge_and_delete() -> str:
    """Either, never both, and the other one says what happened."""
    from perennial.people.actions import delete_party, merge_parties

    world = World()
    said = at_once(lambda: merge_parties(world.ann, world.twin, by=world.by), lambda: delete_party(world.twin, by=world.by))
    if said[0]:
        right = DELETED in said[0] and not said[1] and world.tags(world.twin) == {"Twin"}
    else:
        right = MERGED in said[1] and world.tags(world.ann) == {"Ann", "Twin"}
    return "" if right else f"{said}"


def undo_and_merge_higher_up() -> str:
    """The customer who holds both is merged on while the two are being parted: whoever was parted has their own again."""
    from perennial.people.actions import create_party, merge_parties, undo_merge

    world = World()
    merge, boss = merge_parties(world.ann, world.twin, by=world.by), create_party(by=world.by, name="Boss")
    said = at_once(lambda: undo_merge(merge, by=world.by), lambda: merge_parties(boss, world.ann, by=world.by))
    parted = world.fresh(world.twin).merged_into_id is None
    tags = (world.tags(boss), world.tags(world.twin))
    right = tags == (({"Ann"}, {"Twin"}) if parted else ({"Ann", "Twin"}, set()))
    return "" if right and not said[1] and (parted if not said[0] else MOVED_ON in said[0]) else f"{said} {tags}"


def undo_and_undo() -> str:
    """It is done once."""
    from perennial.people.actions import merge_parties, undo_merge
    from perennial.team.models import AuditEntry

    world = World()
    merge = merge_parties(world.ann, world.twin, by=world.by)
    said = at_once(lambda: undo_merge(merge, by=world.by), lambda: undo_merge(merge, by=world.by))
    once = AuditEntry.objects.filter(action="people.party.unmerged", object_id=world.ann.pk).count() == 1
    return "" if said == ["", ""] and once and world.tags(world.twin) == {"Twin"} else f"{said}"


def merge_and_write_down() -> str:
    """What somebody writes down for the absorbed one in that moment follows, at the latest when it is looked after again."""
    from perennial.people.actions import add_tag, gather_stragglers, merge_parties
    from perennial.people.models import Merge

    world = World()
    said = at_once(lambda: merge_parties(world.ann, world.twin, by=world.by), lambda: add_tag(world.twin, "Late", by=world.by))
    gather_stragglers(Merge.objects.get(absorbed=world.twin))
    late = "Late" in world.tags(world.ann)
    return "" if not said[0] and (late if not said[1] else MERGED in said[1]) else f"{said}"


def edit_and_let_a_program_delete_that_version() -> str:
    """One of the two: a program does not delete what it has not read."""
    from django.test import Client

    from perennial.people.actions import edit_party
    from perennial.team.actions import make_token
    from perennial.team.permissions import Permission

    world = World()
    _token, text = make_token(by=world.by, name="Races", scopes=list(Permission))
    program = Client(headers={"authorization": f"Bearer {text}", "if-match": f'"{world.ann.version}"', "host": "localhost"})
    told: list[int] = []
    said = at_once(
        lambda: edit_party(world.ann, by=world.by, version=world.ann.version, job_title="Baker"),
        lambda: told.append(program.delete(f"/api/v1/people/{world.ann.pk}").status_code),
    )
    ann = world.fresh(world.ann)
    right = (ann.job_title, ann.is_deleted) == (("", True) if said[0] else ("Baker", False))
    return "" if right and told == [204 if said[0] else 412] and not said[1] else f"{said} {told}"


def change_and_change_a_relation() -> str:
    """One is done; the other one, who read the same version, is told and writes nothing."""
    from perennial.people.actions import edit_relation, relate_parties
    from perennial.people.models import Relation

    world = World()
    knows = relate_parties(world.ann, "knows", world.twin, by=world.by)
    said = at_once(
        *(lambda note=note: edit_relation(knows, by=world.by, version=1, word="knows", note=note) for note in ("one", "two"))
    )
    now = Relation.objects.get(pk=knows.pk)
    right = sorted(map(bool, said)) == [False, True] and (now.note, now.version) == (("one", "two")[said.index("")], 2)
    return "" if right and RELATED in "".join(said) else f"{said} {now.note}"


def change_and_take_back_a_relation() -> str:
    """Whatever comes first, the relation is gone, can be restored, and holds what was changed before."""
    from perennial.people.actions import edit_relation, relate_parties, unrelate_parties
    from perennial.people.models import Relation, RemovedRelation

    world = World()
    knows = relate_parties(world.ann, "knows", world.twin, by=world.by)
    said = at_once(
        lambda: edit_relation(knows, by=world.by, version=1, word="knows", note="one"),
        lambda: unrelate_parties(knows, by=world.by),
    )
    kept = RemovedRelation.objects.get(pk=knows.pk)
    right = not said[1] and not Relation.objects.filter(pk=knows.pk).exists() and kept.note == ("" if said[0] else "one")
    return "" if right else f"{said} {kept.note}"


def change_a_relation_and_merge_its_two() -> str:
    """The two become one: nothing is left that says that somebody knows themselves."""
    from perennial.people.actions import edit_relation, merge_parties, relate_parties
    from perennial.people.models import Relation

    world = World()
    knows = relate_parties(world.ann, "knows", world.twin, by=world.by)
    said = at_once(
        lambda: edit_relation(knows, by=world.by, version=1, word="sibling", note="one"),
        lambda: merge_parties(world.ann, world.twin, by=world.by),
    )
    right = not said[1] and not Relation.objects.filter(subject=world.ann, object=world.ann).exists()
    return "" if right and (not said[0] or "Error" not in said[0]) else f"{said}"


RACES = (
    merge_and_merge_the_other_way,
    merge_and_edit_who_goes,
    merge_and_edit_who_stays,
    merge_and_delete,
    undo_and_merge_higher_up,
    undo_and_undo,
    merge_and_write_down,
    edit_and_let_a_program_delete_that_version,
    change_and_change_a_relation,
    change_and_take_back_a_relation,
    change_a_relation_and_merge_its_two,
)


def run_all() -> dict[str, list[str]]:
    """What went wrong in each race, run some times because the first one to come is another one each time."""
    return {race.__name__: [wrong for _round in range(ROUNDS) if (wrong := race())] for race in RACES}


if __name__ == "__main__":
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    print(json.dumps(run_all()))  # noqa: T201
