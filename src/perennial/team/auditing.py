"""Looking into the audit log: by who, what, when, about whom, and which values; as fast at a hundred million entries.

Everything but words is found by an index. Words (a name, an old or a new value) are looked for among the next SCANNED entries
that fit the rest; where that was not enough for a page, the page says how far it looked and goes on from there.
"""

import csv
import dataclasses
import datetime as dt
import io
import json
import re
from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_

from django.db import connection, transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.http import Http404
from django.utils import timezone

from perennial.design.forms import plain_number
from perennial.kernel import clock
from perennial.team.deeds import record_deed
from perennial.team.deedwords import Change, action_words, lines_of
from perennial.team.models import ApiToken, AuditEntry, Member
from perennial.team.models.audit import AuditQuerySet
from perennial.team.rules import may_see_audit_log

PAGE = 50
SCANNED = 20_000
AT_ONCE = 500
MOST_TOKENS = 200
_AROUND = " \u00a0\u202f€$£¥"
_NUMBER = re.compile(rf"[{_AROUND}]*[-−]?\d[\d.,'’_ \u00a0\u202f]*[{_AROUND}]*")
HEAD = ("when", "who", "e-mail", "did", "action", "what", "kind", "id", "field", "before", "after", "address", "token")


@dataclasses.dataclass(frozen=True)
class AuditFilter:
    """What to look for in the audit log. Days are those of the active zone, both inclusive; `words` are in the name of what was
    changed, `value` is what stood or came to stand in a field."""

    member_id: int | None = None
    token_id: int | None = None
    action: str = ""
    kind: str = ""
    object_id: int | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    words: str = ""
    value: str = ""
    before: int | None = None  # keyset: only entries older than this id


@dataclasses.dataclass(frozen=True, slots=True)
class AuditPage:
    """One page, newest first. `before` goes on; `looked_until` is how far words were looked for, where that filled no page."""

    entries: list[AuditEntry]
    before: int | None
    looked_until: dt.datetime | None = None


def audit_page_for(actor: Member, wanted: AuditFilter) -> AuditPage:
    """One page of the audit log."""
    if not may_see_audit_log(actor):
        raise Http404
    entries = _indexed(wanted)
    edge = _edge(entries) if wanted.words or wanted.value else None
    if edge is not None:
        entries = entries.filter(id__gt=edge.pk)
    rows = list(_worded(entries, wanted).select_related("member", "token").order_by("-id")[: PAGE + 1])
    shown = _readable(rows[:PAGE], wanted, actor)
    if len(rows) > PAGE:
        return AuditPage(shown, rows[PAGE - 1].pk)
    return AuditPage(shown, edge.pk + 1, edge.at) if edge is not None else AuditPage(shown, None)


@transaction.atomic
def export_of(actor: Member, wanted: AuditFilter, asked: str) -> Iterator[str]:
    """What fits as CSV, a line for each change, read as it is sent; that it was taken out is an entry of its own."""
    if not may_see_audit_log(actor):
        raise Http404
    record_deed("team.audit.exported", by=actor, changes={"filter": ("", asked[:500])})
    return _csv(_worded(_indexed(wanted), wanted), wanted, actor)


def tokens_in_audit_log() -> Iterable[ApiToken]:
    """The tokens by which something may have been done, the newest first."""
    return ApiToken.objects.filter(last_used_at__isnull=False)[:MOST_TOKENS]


def actions_in_audit_log() -> list[str]:
    """Which actions the log knows, by hopping along the index: as many steps as actions, however long the log is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE hop(action) AS ("
            " SELECT MIN(action) FROM team_auditentry WHERE part_of IS NULL UNION ALL"
            " SELECT (SELECT MIN(e.action) FROM team_auditentry e WHERE e.part_of IS NULL AND e.action > hop.action) FROM hop"
            " WHERE hop.action IS NOT NULL)"
            " SELECT action FROM hop WHERE action IS NOT NULL"
        )
        return [action for (action,) in cursor.fetchall()]


def _indexed(wanted: AuditFilter) -> AuditQuerySet:
    is_of_one = bool(wanted.kind and wanted.object_id)
    entries = AuditEntry.objects.all() if is_of_one else AuditEntry.objects.wholes()
    if wanted.member_id:
        entries = entries.filter(member_id=wanted.member_id)
    if wanted.token_id:
        entries = entries.filter(token_id=wanted.token_id)
    if wanted.action:
        entries = entries.filter(action=wanted.action)
    if is_of_one:
        entries = entries.filter(object_kind=wanted.kind, object_id=wanted.object_id)
    if wanted.since:
        entries = entries.filter(id__gte=_first_since(wanted.since))
    if wanted.until:
        entries = entries.filter(id__lt=_first_since(wanted.until + dt.timedelta(days=1)))
    if wanted.before:
        entries = entries.filter(id__lt=wanted.before)
    return entries


def _first_since(day: dt.date) -> int:
    """The id of the first entry of a day or after: ids grow with time, so a span of days is a span of ids."""
    found = AuditEntry.objects.filter(at__gte=clock.start_of_day(day)).order_by("at", "id").values_list("id", flat=True).first()
    return found if found is not None else 2**63 - 1


def _edge(entries: AuditQuerySet) -> AuditEntry | None:
    """The entry up to which words are looked for, if there are more than SCANNED."""
    return next(iter(entries.order_by("-id").only("id", "at")[SCANNED : SCANNED + 1]), None)


def _worded(entries: AuditQuerySet, wanted: AuditFilter) -> AuditQuerySet:
    if wanted.words:
        entries = entries.filter(object_name__icontains=wanted.words)
    if wanted.value:
        stands = reduce(or_, (Q(told__icontains=_written(text)[1:-1]) for text in _texts(wanted.value)))
        entries = entries.annotate(told=Cast("changes", TextField())).filter(stands)
    return entries


def _texts(value: str) -> list[str]:
    """How a value may stand in the log: as it was typed; and a number or an amount as it is kept, without what people write
    between its digits: “23,622” and “€236.22” are 23622 there."""
    texts = {value}
    if not value.isascii():  # SQLite keeps escapes, in which Ö and ö have nothing in common
        texts |= {value.lower(), value.upper(), value.capitalize(), value.title()}
    if _NUMBER.fullmatch(value):
        plain = plain_number(value.strip(_AROUND))
        texts |= {plain, plain.replace(".", "")}
    return sorted(texts)


def _written(value: object) -> str:
    """As JSON stands in the database: SQLite keeps what is not ASCII as escapes, PostgreSQL as it is."""
    return json.dumps(value, ensure_ascii=connection.vendor == "sqlite")


def _readable(entries: list[AuditEntry], wanted: AuditFilter, reader: Member) -> list[AuditEntry]:
    """Those in which the value stands where the reader may see it: that it is found elsewhere would tell what is hidden."""
    if not wanted.value:
        return entries
    texts = [json.dumps(text, ensure_ascii=False)[1:-1].casefold() for text in _texts(wanted.value)]
    lines = lines_of(entries, reader)
    return [entry for entry in entries if _is_whole(entry, lines[entry.pk]) or _tells(entry, lines[entry.pk], texts)]


def _is_whole(entry: AuditEntry, lines: list[Change]) -> bool:
    """Whether the reader sees all that stands in an entry."""
    return len(lines) == len(entry.changes) and not any(line.is_said for line in lines)


def _tells(entry: AuditEntry, lines: list[Change], texts: Iterable[str]) -> bool:
    """Whether one of these texts stands in what the reader sees of an entry."""
    seen = [line.after if line.is_said else entry.changes[line.field] for line in lines]
    held = json.dumps(seen, ensure_ascii=False).casefold()
    return any(text in held for text in texts)


def _csv(entries: AuditQuerySet, wanted: AuditFilter, reader: Member) -> Iterator[str]:
    yield _row(HEAD)
    last = None
    while some := _next(entries, last):
        last, some = some[-1].pk, _readable(some, wanted, reader)
        lines = lines_of(some, reader)
        for entry in some:
            at = timezone.localtime(entry.at).isoformat(timespec="seconds")
            who = (entry.member.name, entry.member.email) if entry.member else ("", "")
            what = (entry.object_name, entry.object_kind, str(entry.object_id or ""))
            head = (at, *who, action_words(entry.action), entry.action, *what)
            changes = [(line.label, line.before, line.after) for line in lines[entry.pk]]
            for change in changes or [("", "", "")]:
                yield _row((*head, *change, entry.ip or "", entry.token.shown if entry.token else ""))


def _next(entries: AuditQuerySet, last: int | None) -> list[AuditEntry]:
    found = entries if last is None else entries.filter(id__lt=last)
    return list(found.select_related("member", "token").order_by("-id")[:AT_ONCE])


def _row(cells: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell for cell in cells])
    return out.getvalue()
