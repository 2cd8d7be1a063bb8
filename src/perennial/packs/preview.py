"""What setting a pack up would do here: what is added, and what the business has already and keeps."""

import dataclasses

from perennial.kernel.manifests import Label
from perennial.packs.offered import Pack, PlannedCadence, PlannedField
from perennial.people.choices import Stage
from perennial.promises.models import Cadence
from perennial.purchases.lifecycle import rule_in_words
from perennial.purchases.models import StageRules
from perennial.records.custom_fields import ICONS
from perennial.records.models.customfield import CustomField
from perennial.team.models import Workspace
from perennial.team.words import Called, words_offered

_RULED = {"new_days": Stage.NEW, "loyal_occasions": Stage.LOYAL, "won_back_days": Stage.WON_BACK}


@dataclasses.dataclass(frozen=True, slots=True)
class FieldShown:
    """A field of the pack; `stays` when the business has one of this name."""

    planned: PlannedField
    icon: str
    stays: bool


@dataclasses.dataclass(frozen=True, slots=True)
class CadenceShown:
    """A check-in of the pack; `stays` is the one that the business has set for this stage itself."""

    planned: PlannedCadence
    stays: Cadence | None

    @property
    def cadence(self) -> PlannedCadence | Cadence:
        """The one that holds afterwards."""
        return self.stays or self.planned


@dataclasses.dataclass(frozen=True, slots=True)
class RuleShown:
    """A rule of a stage as it is and as it would be, in words."""

    stage: Stage
    now: str
    then: str


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """All of it, in the order in which it is read."""

    word_now: Label
    word_then: Label
    words_stay: bool
    rules: list[RuleShown]
    rules_stay: bool
    fields: list[FieldShown]
    cadences: list[CadenceShown]

    @property
    def speaks_anew(self) -> bool:
        """Whether the pack has another word than the usual one."""
        return self.word_now != self.word_then


def plan_of(pack: Pack) -> Plan:
    """What a pack would do here. Three queries besides the settings."""
    workspace, rules = Workspace.current(), StageRules.current()
    names = set(CustomField.objects.kept().values_list("holder", "name_key"))
    cadences = {cadence.stage: cadence for cadence in Cadence.objects.filter(tag=None)}
    words = dict(words_offered())
    return Plan(
        word_now=words[workspace.called],
        word_then=words[pack.called] if pack.called != Called.CUSTOMER else words[workspace.called],
        words_stay=workspace.called != Called.CUSTOMER,
        rules=_rules(pack, rules),
        rules_stay=rules.version > 1,
        fields=[FieldShown(one, ICONS[one.type], (one.holder, str(one.name).casefold()) in names) for one in pack.fields],
        cadences=[CadenceShown(one, cadences.get(one.stage)) for one in pack.cadences],
    )


def _rules(pack: Pack, now: StageRules) -> list[RuleShown]:
    then = StageRules(**pack.rules)
    return [
        RuleShown(stage, rule_in_words(stage, now), rule_in_words(stage, then))
        for name, stage in _RULED.items()
        if name in pack.rules
    ]
