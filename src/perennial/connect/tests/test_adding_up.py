"""Whether some import has yet to add up what it wrote: purchases trust no customer's last order meanwhile."""

import pytest

from perennial.connect.choices import ImportState
from perennial.connect.models import Import
from perennial.connect.queries import is_adding_up
from perennial.purchases.newest import writers
from perennial.team.models import Workspace


@pytest.mark.parametrize(
    ("state", "created", "still"),
    [
        (ImportState.DRAFT, 0, False),
        (ImportState.CHECKING, 0, False),
        (ImportState.RUNNING, 0, True),
        (ImportState.STOPPED, 3, False),
        (ImportState.DONE, 3, False),
        (ImportState.FAILED, 0, False),
        (ImportState.FAILED, 3, True),
        (ImportState.UNDOING, 3, True),
        (ImportState.UNDONE, 3, False),
    ],
)
def test_what_runs_or_was_left_half_is_not_added_up(
    workspace: Workspace, state: ImportState, created: int, still: bool
) -> None:
    assert not is_adding_up()
    Import.objects.create(kind="orders", state=state, created=created)
    assert is_adding_up() is still
    assert any(writer.is_at_it() for writer in writers) is still
