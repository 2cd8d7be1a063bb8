"""Every address × every method × everybody: who is refused changes nothing, who looks changes nothing, no form is foreign.

The addresses are read from the URL conf and filled with ids of real records, so a new one is tested without being named here.
The whole database is compared before and after; only when it differs are the requests sent again one by one, to find which
one it was.
"""

import copy
import hashlib
import itertools
import re
from collections.abc import Callable, Iterable

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections, connection, transaction
from django.http import HttpResponse
from django.test import Client

from perennial.team.choices import Role
from perennial.team.models import AuditEntry
from tests.journeys.doors import EVERYBODY, STRANGER, Door

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
LOOKING = ("GET", "HEAD")
# What may differ after somebody only looked: sessions, counters that pass, and when a member was last seen.
PASSING = {"django_session", "usersessions_usersession", "perennial_cache", "team_auditentry", "sqlite_sequence"}
MAY_PASS = {"perennial_cache", "usersessions_usersession"}  # counters, and where a session was last seen
LOOKED = (".viewed", "_seen", ".exported", ".export.taken")
# Doors without a guard, and why.
OPEN = {
    "kernel:health",
    "kernel:live",  # checks the session itself: a stream
    "kernel:live_poll",
    "design:theme",  # a cookie
    "team:language",
    "team:welcome",  # only while nobody is a member
    "team:join",  # the token says who
    "team:confirm_email",
    "account_login",
    "mfa_authenticate",  # only between the password and the session
    "mfa_login_webauthn",
    "openid_connect_login",
    "openid_connect_callback",
    "socialaccount_login_cancelled",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}

# What a role opens or not by the field and the record that are asked for.
DECIDED_BY_FIELD = {"records:value"}
# What only its writer and managers set right.
WRITERS_OWN = {"timeline:correction", "timeline:withdrawal", "timeline:reinstatement"}


Asked = tuple[Door, str]  # a door and a method


def contents(*, but: Iterable[str] = ()) -> str:
    """What the whole database holds, apart from what a request leaves behind whatever it does."""
    told = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - set(but)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            kept = [index for index, name in enumerate(names) if name != "last_seen_at"]
            told.update(f"{table}{sorted(repr([row[index] for index in kept]) for row in cursor.fetchall())}".encode())
    return told.hexdigest()


def ask(browser: Client, door: Door, method: str) -> HttpResponse:
    return browser.generic(method, door.address, content_type="application/x-www-form-urlencoded")  # type: ignore[return-value]


def let_go(answer: HttpResponse) -> None:
    """Close an answer, streams too, as the test client does: without the signal that closes the test's own connection."""
    request_finished.disconnect(close_old_connections)
    try:
        answer.close()
    finally:
        request_finished.connect(close_old_connections)


def is_anothers(door: Door, who: str) -> bool:
    """What the owner wrote is set right by the owner and by managers only; a field is changed by who may change its record."""
    if door.name in DECIDED_BY_FIELD:
        return who in (Role.ANALYST, Role.VIEWER)
    return door.name in WRITERS_OWN and who not in (Role.OWNER, Role.MANAGER)


def changed_by(asked: list[Asked], browser: Client, but: set[str]) -> list[str]:
    """Which of these requests changes something, each asked once more by itself."""
    found = []
    for door, method in asked:
        before = contents(but=but)
        ask(browser, door, method)
        if contents(but=but) != before:
            found.append(f"{method} {door.name}")
    return found


def assert_nothing_changes(
    asked: list[Asked], browser: Client, is_right: Callable[[Door, str, HttpResponse], bool], but: set[str]
) -> None:
    """Send all, compare the database once."""
    before = contents(but=but)
    wrong = []
    for door, method in asked:
        answer = ask(browser, door, method)
        if not is_right(door, method, answer):
            wrong.append(f"{method} {door.name}: {answer.status_code}")
        let_go(answer)
    assert not wrong
    assert contents(but=but) == before, changed_by(asked, browser, but)


def test_every_address_is_in_the_matrix(doors: list[Door]) -> None:
    assert len(doors) > 100
    assert {door.name for door in doors if not door.is_guarded} == OPEN


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_not_is_refused_and_changes_nothing(who: str, doors: list[Door], browsers: dict[str, Client]) -> None:
    shut = [door for door in doors if not door.is_open_to(who)]
    assert bool(shut) == (who != Role.OWNER)

    def is_refused(door: Door, method: str, answer: HttpResponse) -> bool:
        if who == STRANGER and answer.status_code == 302:
            return answer["Location"].startswith("/accounts/login/?next=/")
        return answer.status_code in ({405} if who == STRANGER else {403, 405})

    # even a sign-in is kept or made by nobody here
    assert_nothing_changes(list(itertools.product(shut, METHODS)), browsers[who], is_refused, MAY_PASS)


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_is_let_in_and_looking_changes_nothing(who: str, doors: list[Door], browsers: dict[str, Client]) -> None:
    let_in = [door for door in doors if door.is_open_to(who) and door.name != "account_logout"]
    log = set(AuditEntry.objects.values_list("pk", flat=True))

    def is_answered(door: Door, method: str, answer: HttpResponse) -> bool:
        return answer.status_code < 500 and (answer.status_code not in (401, 403) or who == STRANGER or is_anothers(door, who))

    assert_nothing_changes(list(itertools.product(let_in, LOOKING)), browsers[who], is_answered, PASSING)
    added = AuditEntry.objects.exclude(pk__in=log).values_list("action", flat=True)
    assert [action for action in added if not action.endswith(LOOKED)] == []
    assert len(log) + len(added) == AuditEntry.objects.count()


@pytest.mark.parametrize("who", [STRANGER, Role.VIEWER.value, Role.OWNER.value])
def test_what_is_sent_without_this_sites_token_is_refused(who: str, doors: list[Door], browsers: dict[str, Client]) -> None:
    browser = browsers[who]
    browser.handler.enforce_csrf_checks = True
    sending = [method for method in METHODS if method not in LOOKING]

    def is_refused(door: Door, method: str, answer: HttpResponse) -> bool:
        return answer.status_code == 403

    assert_nothing_changes(list(itertools.product(doors, sending)), browser, is_refused, MAY_PASS)


@pytest.mark.parametrize("who", [Role.VIEWER.value, Role.AGENT.value, Role.OWNER.value])
def test_who_may_can_send_anything_and_nothing_breaks(who: str, doors: list[Door], browsers: dict[str, Client]) -> None:
    """Nothing at all is filled in; what that does is taken back, so that the next request meets the same records."""
    broken, cookies = [], browsers[who].cookies
    for door, method in itertools.product((door for door in doors if door.is_open_to(who)), METHODS[2:]):
        with transaction.atomic():
            browsers[who].cookies = copy.deepcopy(cookies)  # signing out is one of the doors
            answer = ask(browsers[who], door, method)
            if answer.status_code >= 500 or (answer.status_code in (401, 403) and not is_anothers(door, who)):
                broken.append(f"{method} {door.name}: {answer.status_code}")
            transaction.set_rollback(True)
    assert not broken


def test_what_is_sent_by_who_may_not_does_not_say_what_is_there(doors: list[Door], browsers: dict[str, Client]) -> None:
    """A viewer who is refused is told the same of a record that is there and of one that is not."""
    told = []
    for door in doors:
        if door.is_open_to(Role.VIEWER) or not re.search(r"/\d{3,}/", door.address):
            continue
        missing = door._replace(address=re.sub(r"/\d{3,}/", "/7/", door.address))
        answers = {ask(browsers[Role.VIEWER], one, "POST").status_code for one in (door, missing)}
        if len(answers) > 1:
            told.append(door.name)
    assert not told
