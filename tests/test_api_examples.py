"""What the documentation of the API shows is what works: every example, run against a running installation."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from perennial.team.rest.examples import EXAMPLES, SETUP_CURL, SETUP_PYTHON
from tests.installation import Installation, fresh_database

SET_UP = """
from perennial.team.actions import make_token, set_up_workspace
from perennial.team.models import Member
from perennial.team.permissions import Permission
owner = Member.objects.create_user("olive@juniper.example", "correct horse battery", name="Olive", role="owner")
print(make_token(by=owner, name="Examples", scopes=list(Permission))[1])
"""


@pytest.mark.slow
def test_every_example_works(tmp_path: Path) -> None:
    import os

    with fresh_database(os.environ.get("DATABASE_URL", "")) as url:
        installation = Installation(tmp_path, url)
        installation.run("migrate", "--no-input")
        token = installation.shell(SET_UP).splitlines()[-1]
        with installation.served():
            origin = f"http://127.0.0.1:{installation.port}"
            lines = [SETUP_CURL.partition("\n")[2], *(f"echo '-- {one.key}' >&2\n{one.curl}" for one in EXAMPLES)]
            program = f"set -eu\nORIGIN={origin} TOKEN={token}\n" + "\n".join(lines)
            bash = shutil.which("bash") or "bash"
            ran = subprocess.run([bash, "-c", program], capture_output=True, text=True, timeout=60)
            assert ran.returncode == 0, (ran.stdout[-3000:], ran.stderr[-3000:])
            assert "Potter" in ran.stdout
            assert '"failed":0' in ran.stdout
            setup = SETUP_PYTHON.replace('"…"', f'"{origin}"').replace('"prn_…"', f'"{token}"')
            python = "\n".join([setup, *(one.python for one in EXAMPLES)])
            ran = subprocess.run([sys.executable, "-c", python], capture_output=True, text=True, timeout=60)
            assert ran.returncode == 0, (ran.stdout[-3000:], ran.stderr[-3000:])
            assert "Bo Lake" in ran.stdout
            assert "\n422 " in ran.stdout
