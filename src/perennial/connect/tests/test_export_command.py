"""Where an export is written to: a new file, one that is there, a device, a pipe, a place that cannot be."""

import os
import threading
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from perennial.connect.exporting import export
from perennial.people.actions import create_party

pytestmark = pytest.mark.usefixtures("workspace")


def test_a_file_that_is_there_is_replaced_whole(tmp_path: Path) -> None:
    create_party(by=None, name="Ann")
    file = tmp_path / "persons.csv"
    file.write_text("x" * 100_000)
    call_command("export", "persons", output=file)
    assert file.read_bytes().decode() == "".join(export("persons"))
    assert [one.name for one in tmp_path.iterdir()] == ["persons.csv"]


def test_a_file_stays_as_it_was_when_the_export_fails(tmp_path: Path) -> None:
    file = tmp_path / "persons.csv"
    file.write_text("before")
    (tmp_path / "persons.csv.part").mkdir()  # no room beside it
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export", "persons", output=file)
    assert file.read_text() == "before"


def test_a_device_is_written_to_and_stays_one() -> None:
    call_command("export", "persons", output=Path(os.devnull))
    assert Path(os.devnull).is_char_device()
    with pytest.raises(CommandError, match="No space left"):
        call_command("export", "persons", output=Path("/dev/full"))


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    create_party(by=None, name="Ann")
    pipe, heard = tmp_path / "pipe", []
    os.mkfifo(pipe)
    listener = threading.Thread(target=lambda: heard.append(pipe.read_bytes().decode()))
    listener.start()
    call_command("export", "persons", output=pipe)
    listener.join(10)
    assert heard == ["".join(export("persons"))]
    assert pipe.is_fifo()


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export", "persons", output=tmp_path / "no" / "persons.csv")
