"""How the history of a customer is said, field by field, and set to what it was."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import Http404
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from perennial.people import actions
from perennial.people.choices import IdentityKind, PartyKind, RemembranceKind, Stage
from perennial.people.models import Party
from perennial.people.models.anniversary import BIRTHDAY
from perennial.people.queries import deleted_party_for, party_for, visible_parties
from perennial.people.relations import shown
from perennial.people.world import country_name, language_name
from perennial.records.custom.history import field_of_business
from perennial.team.histories import HistoryField, NotPutBack, of_choices
from perennial.team.models import Member
from perennial.team.reach import is_within_reach

Told = Any  # a value as the audit log holds it
_PLAIN_WORDS: dict[str, Callable[[Any], str]] = {
    "kind": of_choices(dict(PartyKind.choices)),
    "country": country_name,
    "language": language_name,
}


def record_for(member: Any, party_id: int) -> Party:
    """The customer whose history is asked for; a deleted one for whoever may restore it."""
    try:
        return party_for(member, party_id)
    except Http404:
        return deleted_party_for(member, party_id)


def field_of_party(key: str) -> HistoryField | None:
    """What is known of a field in the history of a customer."""
    if key in actions.EDITABLE:
        return HistoryField(
            label=str(Party._meta.get_field(key).verbose_name).capitalize(),  # type: ignore[union-attr]
            words=_PLAIN_WORDS.get(key),
            put_back=lambda member, party, value: actions.edit_party(party, by=member, **_one(key, value or "")),
            now=lambda party: getattr(party, key),
        )
    return _OTHERS.get(key) or field_of_business(key, lambda party, custom, by: actions.edit_party(party, by=by, custom=custom))


def _one(key: str, value: Any) -> dict[str, Any]:
    return {key: value}


def _owner_now(party: Party) -> Told:
    return {"id": str(party.owner.pk), "name": str(party.owner)} if party.owner else None


def _put_owner_back(member: Member, party: Party, value: Told) -> None:
    owner = None
    if value:
        chosen = value.get("id", "0") if isinstance(value, Mapping) else "0"
        owner = Member.objects.active().filter(pk=int(chosen)).first()
        if owner is None:
            raise NotPutBack(_t("Whoever it was no longer works here. Choose somebody else."))
    if not is_within_reach(member, owner.pk if owner else None):
        raise NotPutBack(_t("You do not see the customers of whoever it was. Ask somebody who does."))
    actions.assign_owner(party, owner, by=member)


def _parts(value: Told, name: str) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {name: value}


def _identity_words(value: Told) -> str:
    parts = _parts(value, "value")
    said = [str(parts.get("value", ""))]
    said += [f"({parts[name]})" for name in ("system", "label") if parts.get(name)]
    return " ".join(said)


def _identity_field(kind: IdentityKind) -> HistoryField:
    return HistoryField(
        label=kind.label,
        words=_identity_words,
        put_back=lambda member, party, value: actions.add_identity(
            party, kind.value, **_needed(_parts(value, "value"), "value"), by=member
        ),
    )


def _needed(parts: dict[str, Any], *names: str) -> dict[str, Any]:
    """The parts, if they are whole: entries from before they were kept as parts cannot be put back."""
    if any(not parts.get(name) for name in names):
        raise NotPutBack(_t("The log does not hold enough of it to bring it back."))
    return parts


def _address_words(value: Told) -> str:
    parts = _parts(value, "lines")
    country = country_name(parts["country"]) if parts.get("country") else ""
    town = " ".join(parts[name] for name in ("postcode", "locality") if parts.get(name))
    said = [*str(parts.get("lines", "")).splitlines(), town, parts.get("region", ""), country]
    return ", ".join(part for part in said if part)


def _put_address_back(member: Member, party: Party, value: Told) -> None:
    if not isinstance(value, Mapping):
        raise NotPutBack(_t("The log does not hold enough of it to bring it back."))
    which, parts = _which(value)
    actions.keep_address(party, by=member, address=party.addresses.filter(pk=which).first(), **parts)


def _put_remembrance_back(member: Member, party: Party, value: Told) -> None:
    which, parts = _which(_needed(_parts(value, "text"), "kind", "text"))
    actions.keep_remembrance(party, by=member, remembrance=party.remembrances.filter(pk=which).first(), **parts)


def _put_anniversary_back(member: Member, party: Party, value: Told) -> None:
    _pk, parts = _which(_needed(_parts(value, "name"), "name", "month", "day"))
    actions.keep_anniversary(party, by=member, **parts)


def _which(value: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
    """Which detail it was, if it is still there, and its parts without that."""
    return int(value.get("id", 0)), {name: part for name, part in value.items() if name != "id"}


def _remembrance_words(value: Told) -> str:
    parts = _parts(value, "text")
    kind = dict(RemembranceKind.choices).get(parts.get("kind", ""))
    return _t("%(kind)s: %(text)s") % {"kind": kind, "text": parts.get("text", "")} if kind else str(parts.get("text", ""))


def _anniversary_words(value: Told) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    name = _t("Birthday") if value.get("name") == BIRTHDAY else str(value.get("name", ""))
    day = dt.date(int(value.get("year") or 2000), int(value["month"]), int(value["day"]))
    shape = pgettext("date format", "j F Y") if value.get("year") else pgettext("date format", "j F")
    return _t("%(name)s: %(day)s") % {"name": name, "day": date_format(day, shape)}


def _relations_words(values: Sequence[Told], by: Any) -> list[str]:
    """Who belongs together with whom, by their names of today, of those whom the reader may see; in one query."""
    ids = {int(value["other"]) for value in values if isinstance(value, Mapping)}
    names = dict(Party.objects.within_reach(by).filter(pk__in=ids).values_list("pk", "name"))
    return [_relation_words(value, names) for value in values]


def _relation_words(value: Told, names: Mapping[int, str]) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    word, _colon, turned = str(value.get("word", "")).partition(":")
    name = names.get(int(value["other"])) or _t("somebody who is not here")
    words = _t("%(word)s %(name)s, with another note") if value.get("noted") else _t("%(word)s %(name)s")
    return words % {"word": shown(word, inverse=bool(turned)), "name": name}


def _put_relation_back(member: Member, party: Party, value: Told) -> None:
    parts = _needed(_parts(value, "name"), "word", "other")
    other = visible_parties(member).filter(pk=int(parts["other"])).first()
    if other is None:
        raise NotPutBack(_t("Whoever they belonged together with is no longer here."))
    actions.relate_parties(party, parts["word"], other, by=member)


_OTHERS = {
    "owner": HistoryField(label=_("Owner"), put_back=_put_owner_back, now=_owner_now),
    "stage": HistoryField(
        label=_("Stage"),
        words=of_choices(dict(Stage.choices)),
        put_back=lambda member, party, value: actions.change_stage(party, value, by=member),
        now=lambda party: party.stage,
    ),
    "tag": HistoryField(label=_("Tag"), put_back=lambda member, party, value: actions.add_tag(party, value, by=member)),
    "address": HistoryField(label=_("Address"), words=_address_words, put_back=_put_address_back),
    "remembrance": HistoryField(
        label=_("Worth remembering"),
        words=_remembrance_words,
        put_back=_put_remembrance_back,
    ),
    "anniversary": HistoryField(
        label=_("Birthday or anniversary"),
        words=_anniversary_words,
        put_back=_put_anniversary_back,
    ),
    "relation": HistoryField(label=_("Belongs together with"), words_of=_relations_words, put_back=_put_relation_back),
    "merged": HistoryField(label=_("Merged with")),
    "merged_into": HistoryField(label=_("Merged into")),
    "left_out": HistoryField(label=_("Left out of the merge")),
    "rows": HistoryField(label=_("Records")),
    "filter": HistoryField(label=_("Filter")),
    **{kind.value: _identity_field(kind) for kind in IdentityKind},
    **{f"primary_{kind.value}": HistoryField(label=kind.label, words=_identity_words) for kind in IdentityKind},
}
