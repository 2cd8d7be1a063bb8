import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.rhythm import measure
from perennial.purchases.rhythm import LONGEST_DAYS, BaseSums, GapSums, Rhythm, fit


def test_the_components_are_found_again_in_simulated_customers() -> None:
    dice = random.Random(7)
    customers = []
    for _ in range(6000):
        level = dice.gauss(3.2, 0.5)
        customers.append(GapSums.of(math.exp(dice.gauss(level, 0.7)) + 0 for _ in range(dice.randint(1, 12))))
    rhythm = fit(BaseSums.of(customers))
    assert rhythm.mean == pytest.approx(3.2, abs=0.03)
    assert rhythm.within == pytest.approx(0.49, rel=0.04)
    assert rhythm.between == pytest.approx(0.25, rel=0.12)


def test_a_customer_with_many_gaps_is_believed_and_one_with_a_single_gap_is_drawn_to_the_base() -> None:
    rhythm = Rhythm(mean=math.log(30), within=0.4, between=0.4)
    assert rhythm.usual_gap(GapSums.of([7] * 200)) == pytest.approx(7, rel=0.02)
    assert rhythm.usual_gap(GapSums.of([7])) == pytest.approx(math.sqrt(7 * 30), rel=1e-9)  # half and half, in logs
    assert rhythm.usual_gap(GapSums.of([])) == pytest.approx(30)


def test_a_silence_is_long_exactly_when_few_waits_are_longer() -> None:
    rhythm = Rhythm(mean=math.log(24), within=0.3, between=0.1)
    customer = GapSums.of([20, 25, 28, 22])
    long = rhythm.long_silence(customer, 0.9)
    assert rhythm.chance_of_silence(customer, long) == pytest.approx(0.1)
    assert rhythm.chance_of_silence(customer, 0) == 1


def test_the_expected_wait_is_conditioned_on_the_silence() -> None:
    rhythm = Rhythm(mean=math.log(24), within=0.3, between=0.1)
    customer = GapSums.of([24, 24, 24])
    low, middle, high = rhythm.expected(customer, 0)
    assert low < middle < high
    assert middle == pytest.approx(rhythm.usual_gap(customer) - 0.5, abs=0.1)
    assert rhythm.remaining(customer, 100, 0.5) > rhythm.remaining(customer, 20, 0.5)  # the longer silent, the longer to wait


def test_the_day_of_the_next_order_is_named_as_well_as_published() -> None:
    found = measure()  # CDNOW, 39 weeks known, 39 weeks to come
    assert found["median error, rhythm (days)"] <= 30.5
    assert found["median error, last + own mean gap (days)"] == 42.0
    assert 0.77 <= found["80 % interval holds"] <= 0.88


def test_too_little_data_says_so_and_still_answers() -> None:
    for customers in ([], [GapSums.of([30])], [GapSums.of([10, 12]), GapSums.of([300]), GapSums.of([1, 1, 1])]):
        rhythm = fit(BaseSums.of(customers))
        assert rhythm.is_too_little
        assert 1 <= rhythm.usual_gap(GapSums.of([14])) < 200


def test_equal_gaps_everywhere_leave_some_variance() -> None:
    rhythm = fit(BaseSums.of([GapSums.of([28] * 12)] * 500))
    assert rhythm.usual_gap(GapSums.of([28] * 12)) == pytest.approx(28, rel=0.01)
    assert 28 < rhythm.long_silence(GapSums.of([28] * 12), 0.9) < 45


def test_same_day_orders_are_one_occasion() -> None:
    assert GapSums.of([0, 0, 3]) == GapSums.of([1, 1, 3])


@given(
    gaps=st.lists(st.floats(min_value=0, max_value=4e6), max_size=40),
    silence=st.floats(min_value=-10, max_value=4e6),
    base=st.lists(st.lists(st.floats(min_value=0, max_value=4e6), max_size=9), max_size=12),
)
def test_whatever_the_gaps_every_answer_is_finite(gaps: list[float], silence: float, base: list[list[float]]) -> None:
    rhythm = fit(BaseSums.of(GapSums.of(one) for one in base))
    customer = GapSums.of(gaps)
    answers = [
        rhythm.usual_gap(customer),
        rhythm.long_silence(customer, 0.9),
        rhythm.chance_of_silence(customer, silence),
        *rhythm.expected(customer, silence),
    ]
    assert all(0 <= answer <= LONGEST_DAYS for answer in answers)
    low, middle, high = answers[-3:]
    assert low <= middle <= high
