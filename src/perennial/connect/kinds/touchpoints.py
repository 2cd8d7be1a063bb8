"""Touchpoints as they come in: told once, never changed."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perennial.connect.choices import Mode
from perennial.connect.kinds.base import Context, Field, Kind, Options, Record, Verdict, beyond_reach, told_words
from perennial.connect.kinds.customers import CUSTOMER_FIELDS, RULES, customer_key, find_customers, name_for
from perennial.connect.reading.cells import BadCell
from perennial.kernel import clock, manifests
from perennial.kernel.bulk import bulk_find
from perennial.team.models import Member
from perennial.timeline.actions import recompute_contacts
from perennial.timeline.actions.bulk import TouchpointRow, write_touchpoints
from perennial.timeline.choices import LONGEST_TEXT, Direction
from perennial.timeline.models import Touchpoint

FLAT = "~"
OWN = "perennial:"  # begins the key that an export gives to a touchpoint without one
_DIRECTIONS = told_words("directions")


def _kind_named(text: str) -> str:
    word = text.casefold()
    for kind in manifests.touchpoint_kinds:
        if word in (kind.key, str(kind.label).casefold()):
            return kind.key
    raise BadCell(_("“%s” is not a kind of touchpoint") % text[:40])


def _direction(text: str) -> str:
    word = text.casefold()
    if (direction := _DIRECTIONS.get(word, word)) not in Direction.values:
        raise BadCell(_("“%s” is not a direction") % text[:40])
    return str(direction)


class Touchpoints(Kind):
    key = "touchpoints"
    label = gettext_lazy("Touchpoints")
    icon = "message-circle"
    help = gettext_lazy("What happened between you and customers: calls, visits, messages, notes.")
    words_from = ("customers", "touchpoints")
    rules = RULES
    leading: ClassVar = {"told": "Key"}
    needed = frozenset({"party_id", "happened", "text", "told"})
    fields = (
        *CUSTOMER_FIELDS,
        Field(key="kind", label=gettext_lazy("Kind (call, visit, note …)"), read=_kind_named),
        Field(key="happened", label=gettext_lazy("When"), shape="moment"),
        Field(key="text", label=gettext_lazy("Text"), shape="text", most=LONGEST_TEXT),
        Field(key="channel", label=gettext_lazy("Channel"), shape="choice", most=20),
        Field(key="direction", label=gettext_lazy("Direction (in, out, both)"), read=_direction),
        Field(key="member", label=gettext_lazy("Who (a member’s e-mail)"), shape="choice"),
        Field(key="source", label=gettext_lazy("Source"), most=40),
        Field(key="told", label=gettext_lazy("Key (the same is told once)"), most=200),
        Field(key="properties", label=gettext_lazy("Properties (JSON)"), shape="json"),
    )
    sample = (
        ("Customer id", "Email", "Kind", "When", "Direction", "Text"),
        ("C-1001", "zoe@example.com", "call", "2026-03-01 10:15", "both", "Asked for the spring harvest; call back in April."),
        ("C-1002", "amadou@example.com", "note", "2026-03-03", "", "Prefers to be written to in French."),
    )

    def missing(self, mapped: Iterable[str]) -> str:
        mapped = set(mapped)
        if not mapped & {"party_id", "external", "email", "phone", "name"}:
            return _("Map one column to the customer: an id, an e-mail address, a phone number or a name.")
        return "" if "happened" in mapped else _("Map one column to when it happened.")

    def key_of(self, record: Record, options: Options) -> str:
        customer = customer_key(record, options.match)
        if not customer:
            raise BadCell(_("the row has no customer"))
        if not record.get("happened"):
            raise BadCell(_("the row does not say when it happened"))
        record["customer"] = customer
        record["kind"] = record.get("kind") or "note"
        record["source"] = record.get("source") or "import"
        if record.get("told"):
            return f"{record['source']}:{record['told']}"
        basis = f"{customer}|{record['kind']}|{record['happened']}|{record.get('text', '')}"
        return FLAT + hashlib.blake2b(basis.encode(), digest_size=15).hexdigest()

    def handle_of(self, verdict: Verdict) -> str:
        return _told(verdict)[1]

    def handles(self, handles: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
        return {handle: {"told": handle} for handle in handles}

    def settle(self, party_ids: Sequence[int]) -> None:
        recompute_contacts(party_ids)

    def title_of(self, record: Record) -> str:
        return f"{name_for(record)}: {record.get('text', '')[:80] or record.get('kind', '')}"

    def weigh(self, groups: Sequence[Verdict], context: Context) -> None:
        customers = find_customers(
            {group.record["customer"] for group in groups if group.action != "fail"}, within=context.within
        )
        keys = {_told(group)[1] for group in groups}
        known = set(bulk_find(Touchpoint, "key", keys, ("source", "key")))
        own = {
            int(key[len(OWN) :]): key for key in keys if key.startswith(OWN) and key[len(OWN) :].isdecimal() and len(key) < 30
        }
        known |= {(source, own[id_]) for id_, source in bulk_find(Touchpoint, "id", own, ("id", "source"))}
        latest = clock.now() + dt.timedelta(minutes=5)
        members = set(Member.objects.values_list("email", flat=True))
        for group in groups:
            if group.action == "fail":
                continue
            one = customers.get(group.record["customer"])
            if one is None:
                group.fail(_("The customer “%s” is not known") % name_for(group.record)[:60])
            elif one.beyond:
                group.fail(beyond_reach())
            elif one.many:
                group.fail(_("More than one customer fits “%s”") % name_for(group.record)[:60])
            elif one.deleted:
                group.fail(_("The customer “%s” was deleted; restore it first") % name_for(group.record)[:60])
            elif _told(group) in known:
                group.skip(_("Known already; what happened is not changed"))
            elif dt.datetime.fromisoformat(group.record["happened"]) > latest:
                group.fail(_("The moment is in the future"))
            elif context.options.mode == Mode.UPDATE:
                group.skip(_("Not known yet"))
            else:
                group.found = one.party_id
                who = group.record.get("member", "")
                if who and who not in members:
                    group.leave_out("member", who, _("“%s” is not a member") % who[:60], context)

    def write(self, verdicts: Sequence[Verdict], context: Context) -> None:
        members = dict(Member.objects.values_list("email", "id"))
        rows = []
        for verdict in verdicts:
            if verdict.action != "create":
                continue
            record = verdict.record
            meaning = manifests.touchpoint_kinds.get(record["kind"])
            source, key = _told(verdict)
            rows.append(
                TouchpointRow(
                    party_id=verdict.found,
                    kind=record["kind"],
                    happened_at=dt.datetime.fromisoformat(record["happened"]),
                    text=record.get("text", ""),
                    channel=record.get("channel", "")[:20] or (meaning.channel if meaning else "other"),
                    direction=record.get("direction") or (meaning.direction if meaning else Direction.INTERNAL.value),
                    source=source,
                    key=key,
                    member_id=members.get(record.get("member", "")),
                    properties=record["properties"] if isinstance(record.get("properties"), dict) else {},
                )
            )
            context.touched.add(verdict.found)
        write_touchpoints(rows, batch=context.import_id)


def _told(verdict: Verdict) -> tuple[str, str]:
    """(source, key), by which the same touchpoint is known whenever it comes again."""
    record = verdict.record
    return record.get("source", "import"), str(record.get("told") or verdict.key)[:200]
