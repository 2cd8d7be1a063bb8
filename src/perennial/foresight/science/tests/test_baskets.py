"""What is bought again, what is new, what goes together."""

import numpy as np
import pytest

from perennial.foresight.science.baskets import Baskets, again, best, recall
from perennial.foresight.science.choosing import Tried, choose
from perennial.foresight.science.companions import LEAST, WAYS, Companions, Way, sold_most, together

COFFEE, MILK, TEA, JAM = range(4)


def lines(*told: tuple[int, int, int], customers: int = 3, products: int = 4) -> Baskets:
    """(customer, product, day)."""
    who, what, when = zip(*told, strict=True)
    return Baskets.of(who, what, when, customers, products)


def shop(customers: int = 400, seed: int = 3) -> Baskets:
    """Half of them love products 0 to 9, half 10 to 19, and everybody buys 20 to 24 now and then."""
    dice = np.random.default_rng(seed)
    who = np.repeat(np.arange(customers), 30)
    mine = (who % 2) * 10 + dice.integers(0, 10, len(who))
    what = np.where(dice.random(len(who)) < 0.8, mine, 20 + dice.integers(0, 5, len(who)))
    return Baskets.of(who, what, dice.integers(0, 40, len(who)) * 7, customers, 25)


def test_what_was_bought_often_and_lately_comes_first() -> None:
    told = lines((0, COFFEE, 1), (0, COFFEE, 8), (0, COFFEE, 15), (0, TEA, 22), (0, COFFEE, 22), (0, TEA, 22), (0, JAM, 1))
    assert told.age.tolist() == [3, 3, 2, 1, 0, 0]
    found = again(told, 3)
    assert found.product[0].tolist() == [COFFEE, TEA, JAM]
    assert found.score[0] == pytest.approx([1 + 0.9 + 0.81 + 0.729, 1.0, 0.729])
    assert (found.product[1:] == -1).all()  # whoever bought nothing


def test_the_order_of_lines_and_lines_twice_say_nothing() -> None:
    told = [(1, TEA, 9), (0, JAM, 3), (1, MILK, 2), (0, JAM, 8), (2, COFFEE, 5)]
    one, other = lines(*told), lines(*reversed(told), *told)
    assert np.array_equal(again(one, 4).score, again(other, 4).score)
    assert one.until(5).product.tolist() == [JAM, MILK, COFFEE]


def test_equals_come_in_the_order_of_their_numbers() -> None:
    told = lines((0, JAM, 1), (0, COFFEE, 1), (0, TEA, 1))
    assert best(told.table(), 2).product[0].tolist() == [COFFEE, TEA]


@pytest.mark.parametrize("way", WAYS)
def test_something_new_is_what_the_alike_have_and_never_what_one_has(way: Way) -> None:
    baskets = shop()
    known = baskets.until(100)
    found = Companions.learn(known, way).new(known, 5)
    had = known.table().toarray() > 0
    for customer, products in enumerate(found.product):
        assert not had[customer, products[products >= 0]].any()
    if way != "popular":
        mine = [(p // 10) == (customer % 2) for customer, products in enumerate(found.product) for p in products if 0 <= p < 20]
        assert np.mean(mine) > 0.9


def test_a_suggestion_says_what_speaks_for_it() -> None:
    told = [(c, p, 1) for c in range(5) for p in (COFFEE, MILK)] + [(5, COFFEE, 1), (6, JAM, 1)]
    baskets = lines(*told, customers=7)
    learnt = Companions.learn(baskets, "alike")
    found = learnt.new(baskets, 2)
    assert found.product[5].tolist() == [MILK, -1]
    assert learnt.because(baskets, found)[5].tolist() == [COFFEE, -1]
    assert learnt.both[[COFFEE], [MILK]].tolist() == [5]
    assert learnt.buyers.tolist() == [6, 5, 0, 1]
    assert (found.product[6] == -1).all()  # too few bought jam for it to speak for anything


def test_what_lies_in_the_same_basket_goes_together() -> None:
    told = lines(*[(c, p, 1) for c in range(3) for p in (COFFEE, MILK)], *[(c, TEA, 2) for c in range(3)])
    found, both, baskets = together(told, 2)
    assert found.product[COFFEE].tolist() == [MILK, -1]
    assert both[[COFFEE], [MILK]].tolist() == [LEAST]
    assert baskets.tolist() == [3, 3, 3, 0]
    assert (found.product[TEA] == -1).all()


def test_a_block_of_customers_is_answered_like_all() -> None:
    baskets = shop()
    learnt = Companions.learn(baskets, "ease")
    whole, part = learnt.new(baskets, 3), learnt.new(baskets.block(100, 150), 3)
    assert np.array_equal(whole.product[100:150], part.product)
    some = np.array([7, 9, 300])
    assert np.array_equal(whole.product[some], learnt.new(baskets.only(some), 3).product)


def test_the_way_is_chosen_by_what_customers_then_bought() -> None:
    tried = choose(shop())
    assert tried.way != "popular"
    assert tried.found_new[tried.way] == max(tried.found_new.values())
    assert tried.found_new[tried.way] > tried.found_new["popular"] + 0.1
    assert tried.found_again is not None
    assert Tried.from_plain(tried.as_plain()) == tried


def test_nothing_later_has_any_influence_on_what_is_tried() -> None:
    baskets = shop()
    known = baskets.until(200)
    again_then = Baskets.of(baskets.customer, baskets.product, baskets.day, 400, 25).until(200)
    assert choose(known) == choose(again_then)


def test_too_few_decide_nothing() -> None:
    tried = choose(lines((0, COFFEE, 1), (1, TEA, 9)))
    assert (tried.way, tried.found_again, tried.found_new) == ("alike", None, {})
    nobody = Baskets.of([], [], [], 0, 0)
    assert choose(nobody).judged_new == 0
    assert len(sold_most(nobody, 10)) == 0


def test_recall_is_the_share_that_was_foreseen() -> None:
    told = lines((0, COFFEE, 1), (0, TEA, 1), (1, JAM, 1))
    shares = recall(again(told, 1), told.table())
    assert shares[:2].tolist() == [0.5, 1.0]
    assert np.isnan(shares[2])
