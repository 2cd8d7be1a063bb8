"""Setting a starter pack up, and taking it away."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.lookups import IsNull
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from perennial.kernel import clock
from perennial.kernel.events import publish
from perennial.packs.events import PackInstalled, PackRemoved
from perennial.packs.models import Installation
from perennial.packs.offered import Pack, PlannedCadence, PlannedField, pack_named
from perennial.promises.actions import remove_cadence, set_cadence
from perennial.promises.models import Cadence
from perennial.purchases.actions import set_stage_rules
from perennial.purchases.models import StageRules
from perennial.records.actions import OptionRow, define_field, remove_field
from perennial.records.custom.expressions import CustomValue
from perennial.records.custom.holders import holder_named
from perennial.records.custom.refusals import CustomRefused
from perennial.records.models.customfield import CustomField
from perennial.team.actions import change_workspace
from perennial.team.deeds import record_deed
from perennial.team.models import Member, Workspace
from perennial.team.speaking import speaking
from perennial.team.words import Called


class PackRefusedError(ValueError):
    """A pack that cannot be set up or taken away now; the message says why."""


@transaction.atomic
def install_pack(key: str, *, by: Member) -> Installation:
    """Set a pack up, in the language of the workspace. What the business has already stays as it is: a field of the same name,
    a check-in for the same stage, rules and words of its own. Tells PackInstalled. Refuses a second pack beside the first."""
    pack = pack_named(key)
    if pack is None:
        raise PackRefusedError(_("There is no such starter pack."))
    try:
        with transaction.atomic():
            kept = Installation.objects.create(pack=key, by=by)
    except IntegrityError:
        raise PackRefusedError(_("Another starter pack is set up already. Remove it first.")) from None
    with speaking():
        kept.made = {
            "fields": [made for planned in pack.fields if (made := _add_field(planned, by))],
            "cadences": _add_cadences(pack, by),
            "rules": _tune_stages(pack, by),
            "called": _call(pack, by),
        }
    kept.save(update_fields=["made"])
    record_deed("packs.pack.installed", by=by, on=kept, name=str(pack.label))
    publish(PackInstalled(pack=key, by_id=by.pk))
    return kept


@transaction.atomic
def remove_pack(*, by: Member) -> list[str]:
    """Take the pack away that stands, and say what stayed and why: fields that somebody filled in, and whatever the business
    changed since. Tells PackRemoved. Refuses when none stands."""
    kept = Installation.objects.select_for_update(of=("self",)).filter(removed_at=None).first()
    if kept is None:
        raise PackRefusedError(_("No starter pack is set up."))
    made = kept.made
    stayed = [
        *_take_fields_back(made.get("fields", []), by),
        *_take_cadences_back(made.get("cadences", []), by),
        *_set_stages_back(made.get("rules", {}), by),
    ]
    if (called := made.get("called")) and Workspace.current().called == called[1]:
        change_workspace({"called": called[0]}, by=by)
    kept.removed_at, kept.removed_by = clock.now(), by
    kept.save(update_fields=["removed_at", "removed_by"])
    pack = pack_named(kept.pack)
    record_deed("packs.pack.removed", by=by, on=kept, name=str(pack.label if pack else kept.pack))
    publish(PackRemoved(pack=kept.pack, by_id=by.pk))
    return stayed


def _add_field(planned: PlannedField, by: Member) -> int | None:
    try:
        with transaction.atomic():
            return define_field(
                by=by,
                holder=planned.holder,
                type=planned.type,
                options=[OptionRow(_said(option)) for option in planned.options],
                name=_said(planned.name),
                help=_said(planned.help),
                only=planned.only,
                seen_by=list(planned.seen_by),
            ).pk
    except CustomRefused:  # the business has a field of this name, or as many as can be
        return None


def _add_cadences(pack: Pack, by: Member) -> list[list[int]]:
    taken = set(Cadence.objects.filter(tag=None).values_list("stage", flat=True))
    return [[_set_cadence(plan, by), plan.ideal_days, plan.max_days] for plan in pack.cadences if plan.stage not in taken]


def _set_cadence(plan: PlannedCadence, by: Member) -> int:
    return set_cadence(by=by, stage=plan.stage, ideal_days=plan.ideal_days, max_days=plan.max_days).pk


def _tune_stages(pack: Pack, by: Member) -> dict[str, list[Any]]:
    rules = StageRules.current()
    if not pack.rules or rules.version > 1:
        return {}
    before = {name: getattr(rules, name) for name in pack.rules}
    set_stage_rules(by=by, version=rules.version, **pack.rules)
    return {name: [before[name], value] for name, value in pack.rules.items()}


def _call(pack: Pack, by: Member) -> list[str] | None:
    before = Workspace.current().called
    if before != Called.CUSTOMER or pack.called == before:
        return None
    change_workspace({"called": pack.called.value}, by=by)
    return [before, pack.called.value]


def _take_fields_back(ids: list[int], by: Member) -> list[str]:
    stayed = []
    for field in CustomField.objects.kept().filter(pk__in=ids):
        if holder_named(field.holder).records().filter(IsNull(CustomValue(field), False)).exists():
            stayed.append(_("The field “%(name)s”, because it is filled in.") % {"name": field.name})
        elif field.version > 1:
            stayed.append(_("The field “%(name)s”, because somebody changed it since.") % {"name": field.name})
        else:
            remove_field(field, by=by)
    return stayed


def _take_cadences_back(made: list[list[int]], by: Member) -> list[str]:
    stayed = []
    plans = {id_: (ideal, longest) for id_, ideal, longest in made}
    for cadence in Cadence.objects.filter(pk__in=plans):
        if (cadence.ideal_days, cadence.max_days) == plans[cadence.pk]:
            remove_cadence(cadence, by=by)
        else:
            stage = cadence.get_stage_display()
            stayed.append(_("The check-in for “%(stage)s”, because somebody changed it since.") % {"stage": stage})
    return stayed


def _set_stages_back(changes: dict[str, list[Any]], by: Member) -> list[str]:
    rules = StageRules.current()
    if not changes:
        return []
    if any(getattr(rules, name) != after for name, (_before, after) in changes.items()):
        return [_("The rules of the stages, because somebody changed them since.")]
    set_stage_rules(by=by, version=rules.version, **{name: before for name, (before, _after) in changes.items()})
    return []


def _said(label: str | Promise) -> str:
    return str(label)
