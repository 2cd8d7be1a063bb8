"""Tags and stages of very many customers at once, leaving what the single actions leave."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.kernel.bulk import bulk_delete, bulk_update, bulk_write
from perennial.kernel.ids import new_ids
from perennial.people.actions.following import STAGE_CHANGED, tell_followers
from perennial.people.actions.tagging import tag_named
from perennial.people.actions.together import still
from perennial.people.models import Party, StageChange, Tag, Tagging
from perennial.records.bulk.acts import Halt, Held, Left, Outcome, Round, changed_since
from perennial.team.deeds import record_deeds


def tag_many(turn: Round, held: Sequence[Held], value: str) -> Outcome:
    """Put a tag on many; who carries it already stays as they are."""
    tag = tag_named(value)
    carrying = _taggings(tag, held)
    fresh = [one for one in held if one.pk not in carrying]
    ids = new_ids(len(fresh) or 1)
    rows = [(id_, one.pk) for id_, one in zip(ids, fresh, strict=False)]
    bulk_write(Tagging, ("id", "party_id"), rows, same={"tag_id": tag.pk, "created_at": clock.now()})
    _tell_tags(turn, "people.tag.added", fresh, ("", tag.name))
    return Outcome([(party_id, id_) for id_, party_id in rows])


def take_tags_off(turn: Round, held: Sequence[Held], before: Mapping[int, Any], value: str) -> Outcome:
    """Take a tag off those who carry it since then; who lost it meanwhile, or got it anew, is left."""
    tag = Tag.objects.filter(name__iexact=value).first()
    carrying = _taggings(tag, held) if tag else {}
    sound = [one for one in held if one.pk in carrying and carrying[one.pk][0] == before[one.pk]]
    bulk_delete(Tagging, "id", [before[one.pk] for one in sound])
    _tell_tags(turn, "people.tag.removed", sound, (value, ""))
    return Outcome([(one.pk, None) for one in sound], _others(held, sound))


def untag_many(turn: Round, held: Sequence[Held], value: Any) -> Outcome:
    """Take a tag off many; who does not carry it stays as they are."""
    tag = _tag(value)
    carrying = _taggings(tag, held)
    sound = [one for one in held if one.pk in carrying]
    bulk_delete(Tagging, "id", [carrying[one.pk][0] for one in sound])
    _tell_tags(turn, "people.tag.removed", sound, (tag.name, ""))
    return Outcome([(one.pk, [pk, at.isoformat()]) for one in sound for pk, at in [carrying[one.pk]]])


def tag_again(turn: Round, held: Sequence[Held], before: Mapping[int, Any], value: Any) -> Outcome:
    """Put the tag on again, under its id, as if it had never been off; who got it anew meanwhile is left."""
    tag = _tag(value)
    carrying = _taggings(tag, held)
    sound = [one for one in held if one.pk not in carrying]
    told = ((one.pk, before[one.pk]) for one in sound)
    rows = [(pk, party_id, dt.datetime.fromisoformat(at)) for party_id, (pk, at) in told]
    bulk_write(Tagging, ("id", "party_id", "created_at"), rows, same={"tag_id": tag.pk})
    _tell_tags(turn, "people.tag.added", sound, ("", tag.name))
    return Outcome([(one.pk, None) for one in sound], _others(held, sound))


def stage_many(turn: Round, held: Sequence[Held], value: str) -> Outcome:
    """Put many into a stage, each with its line in the history of stages."""
    changed = [one for one in held if one.values[0] != value]
    _move(turn, [(one, value) for one in changed])
    return Outcome([(one.pk, one.values[0]) for one in changed])


def stage_back(turn: Round, held: Sequence[Held], before: Mapping[int, Any], value: str) -> Outcome:
    """Put those back who are still in that stage; the history of stages says both."""
    sound, left = still(held, value)
    _move(turn, [(one, before[one.pk]) for one in sound], because=_("Taken back"))
    return Outcome([(one.pk, value) for one in sound], left)


def _move(turn: Round, moves: Sequence[tuple[Held, str]], because: str = "") -> None:
    now = clock.now()
    rows = [(one.pk, one.values[0], after) for one, after in moves]
    same = {"at": now, "by_id": turn.by.pk, "because": because}
    bulk_write(StageChange, ("party_id", "before", "after"), rows, same=same)
    stages = {after for _one, after in moves}
    if len(stages) == 1:
        Party.objects.filter(pk__in=[one.pk for one, _after in moves]).update(stage=stages.pop(), stage_since=now)
    else:
        bulk_update(Party, ("id", "stage", "stage_since"), [(one.pk, after, now) for one, after in moves])
    told = ((one.pk, one.name, {"stage": (one.values[0], after)}) for one, after in moves)
    record_deeds("people.stage.changed", told, model=Party, by=turn.by, part_of=turn.bulk_id)
    news = {one.pk: {"after": after} for one, after in moves}
    tell_followers(news, kind=STAGE_CHANGED, by=turn.by, batch=turn.bulk_id)


def _tag(value: Any) -> Tag:
    tag = Tag.objects.filter(pk=value).first()
    if tag is None:
        raise Halt(_("This tag is no longer there."))
    return tag


def _taggings(tag: Tag, held: Sequence[Held]) -> dict[int, tuple[int, dt.datetime]]:
    found = Tagging.objects.filter(tag=tag, party__in=[one.pk for one in held]).values_list("party_id", "id", "created_at")
    return {party_id: (pk, at) for party_id, pk, at in found}


def _others(held: Sequence[Held], sound: Sequence[Held]) -> list[Left]:
    done = {one.pk for one in sound}
    return [Left(one.pk, one.name, changed_since()) for one in held if one.pk not in done]


def _tell_tags(turn: Round, action: str, held: Iterable[Held], tag: tuple[str, str]) -> None:
    told = ((one.pk, one.name, {"tag": tag}) for one in held)
    record_deeds(action, told, model=Party, by=turn.by, part_of=turn.bulk_id)
