"""The commands as real processes: on an empty home, started, stopped, killed, backed up and restored."""

import os
import signal
import socket
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installation import Installation, children_of, fresh_database

COUNT = "from perennial.team.models import Member; print(Member.objects.count())"
ADD = "from perennial.team.models import Member; Member.objects.create_user({0!r} + '@x.example', name={0!r})"


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with fresh_database(os.environ.get("DATABASE_URL", "")) as url:
        yield Installation(tmp_path / "home", url)


def test_it_serves_stops_within_seconds_and_starts_again_at_once(installation: Installation) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        with installation.served() as process:
            begun = time.monotonic()
            if number == signal.SIGINT:
                os.killpg(process.pid, number)  # as a terminal does it: to every process of the group
            else:
                process.send_signal(number)
            assert process.wait(timeout=10) == 0
            assert time.monotonic() - begun < 5
            assert process.stdout is not None
            assert "Stopped." in process.stdout.read()


def test_a_second_server_on_the_same_home_or_port_is_refused_clearly(installation: Installation, tmp_path: Path) -> None:
    with installation.served():
        second = installation.run("serve", expect=1, PORT="0")
        assert "is running already" in second.stderr
        assert "Traceback" not in second.stderr
        refused = installation.run("restore", "nothing.zip", expect=1)
        assert "is running already" in refused.stderr
    other = Installation(tmp_path / "other")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", other.port))
        taken.listen()
        refused = other.run("serve", expect=1)
    assert f"Port {other.port} is taken" in refused.stderr


def test_a_child_that_dies_is_started_again_and_orphans_do_not_stay(installation: Installation) -> None:
    with installation.served() as process:
        before = children_of(process.pid)
        for child in before:
            os.kill(child, signal.SIGKILL)
        ends = time.monotonic() + 20
        while time.monotonic() < ends and (
            len(children_of(process.pid)) < len(before) or installation.get("/healthz")[0] != 200
        ):
            time.sleep(0.1)
        after = children_of(process.pid)
        assert len(after) == len(before)
        assert not set(after) & set(before)
        process.kill()
        process.wait()
        ends = time.monotonic() + 10
        while any(map(_is_running, after)) and time.monotonic() < ends:
            time.sleep(0.1)
        assert not any(map(_is_running, after)), "without their supervisor the children end too"
    with installation.served():
        pass


def test_several_processes_answer_on_one_port(installation: Installation) -> None:
    with installation.served("--web", "3", "--workers", "0") as process:
        ends = time.monotonic() + 20
        while not all(_listens(child, installation.port) for child in children_of(process.pid)) and time.monotonic() < ends:
            time.sleep(0.1)
        assert [_listens(child, installation.port) for child in children_of(process.pid)] == [True] * 3


def _listens(pid: int, port: int) -> bool:
    import psutil

    return any(one.status == psutil.CONN_LISTEN and one.laddr.port == port for one in psutil.Process(pid).net_connections())


def _is_running(pid: int) -> bool:
    import psutil

    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


@pytest.mark.parametrize("command", ["doctor", "backup", "worker --once"])
def test_every_command_works_on_an_empty_home_and_answers_one_json_object(installation: Installation, command: str) -> None:
    answer = installation.json(*command.split(), expect=None)
    assert answer
    assert "error" not in answer
    key = installation.home / "secret.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_an_error_with_json_is_one_json_object_too(installation: Installation) -> None:
    answer = installation.json("restore", "/nowhere/nothing.zip", expect=1)
    assert "no file" in answer["error"]


def test_a_backup_while_it_is_written_to_is_whole_and_restores(installation: Installation) -> None:
    installation.run("backup")
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            installation.shell(ADD.format(f"m{time.monotonic_ns()}") + "\n" + COUNT)

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    time.sleep(2)
    saved = installation.json("backup")["file"]
    stop.set()
    for writer in writers:
        writer.join()
    now = int(installation.shell(COUNT))
    answer = installation.json("restore", saved)
    restored = int(installation.shell(COUNT))
    assert 0 < restored <= now
    assert Path(answer["kept_aside"]).is_dir()
    installation.shell(ADD.format("after"))
    assert int(installation.shell(COUNT)) == restored + 1
    assert installation.json("doctor", expect=None)["checks"]
    with installation.served():
        assert installation.get("/healthz")[0] == 200


DROP = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                   "WHERE datname = current_database() AND pid <> pg_backend_pid()")
    print(cursor.fetchone()[0])
"""
ENQUEUE = "from perennial.kernel.housekeeping import clear_away; print(clear_away.enqueue().id)"
STATE = "from perennial.kernel.jobs import Job; print(Job.objects.get(pk={0}).state)"


@pytest.mark.postgres
def test_lost_connections_are_made_again_by_the_web_and_the_worker(installation: Installation) -> None:
    with installation.served():
        assert installation.get("/accounts/login/")[0] in (200, 302)
        for _ in range(2):
            assert int(installation.shell(DROP)) > 0
            statuses = [installation.get("/healthz")[0] for _ in range(12)]
            assert set(statuses) <= {200, 503}
            assert statuses[-1] == 200
            job = installation.shell(ENQUEUE)
            ends = time.monotonic() + 15
            while installation.shell(STATE.format(job)) != "done" and time.monotonic() < ends:
                time.sleep(0.2)
            assert installation.shell(STATE.format(job)) == "done"


SIGN_IN = """
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, BACKEND_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from perennial.team.models import Member
member = Member.objects.create_user("ana@juniper.example", name="Ana", role="agent")
session = SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(member.pk), member.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session.save()
print(session.session_key)
"""
TELL = "from perennial.kernel.live import signal; signal('party', id={0})"


def test_an_open_page_hears_of_a_change_at_once_and_does_not_hold_up_the_end(installation: Installation) -> None:
    with installation.served() as process:
        cookie = f"sessionid={installation.shell(SIGN_IN)}"
        request = f"GET /live/ HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nAccept-Encoding: gzip\r\n\r\n"
        with socket.create_connection(("127.0.0.1", installation.port), timeout=10) as stream:
            stream.sendall(request.encode())
            lines = stream.makefile("rb")
            assert b"200" in lines.readline()
            while b"retry:" not in lines.readline():
                pass
            time.sleep(1)  # the tailer begins where the stream does
            installation.shell(TELL.format(77))
            told = time.monotonic()
            while True:
                line = lines.readline()
                if line.startswith(b"data:"):
                    break
            assert b'"77"' in line
            assert time.monotonic() - told < 3
            begun = time.monotonic()
            process.terminate()
            assert process.wait(timeout=10) == 0
            assert time.monotonic() - begun < 5
