"""What was answered as saved is there after the power went."""

from pathlib import Path

import pytest

from tests.power.cuts import cut_power, why_not


@pytest.mark.sqlite
def test_no_promise_is_lost_when_the_power_goes(tmp_path: Path) -> None:
    if reason := why_not():
        pytest.skip(reason)
    outcome = cut_power(tmp_path, 3)
    assert outcome.cuts == 3
    assert outcome.promised > 20
    assert (outcome.lost, outcome.damaged) == (0, 0)
