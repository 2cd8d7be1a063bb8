"""Orders and subscriptions in the browser: written down, given back, ended with a reason."""

from playwright.sync_api import Page, expect

from perennial.purchases.models import Order, Subscription
from perennial.team.models import Member
from tests.browser.buyers import beans, buyer
from tests.browser.visits import axe, combobox, sign_in


def test_an_order_is_written_down_with_a_product_found_while_typing(page: Page, olive: Member) -> None:
    beans(olive)
    ida = buyer(olive)
    sign_in(page, olive)
    page.goto(f"/customers/{ida.pk}/")
    page.get_by_role("link", name="Order", exact=True).click()
    dialog = page.get_by_role("dialog", name="New order")
    first = dialog.get_by_role("group", name="Line 1")
    combobox(first, "Product").click()
    page.keyboard.type("house")
    page.get_by_role("option", name="House blend").click()
    first.get_by_label("Quantity").fill("3")
    dialog.get_by_role("button", name="One more line").click()
    third = dialog.get_by_role("group", name="Line 3")
    third.get_by_label("Or in words").fill("Cup")
    third.get_by_label("Amount").fill("9,90")
    assert not axe(page)
    dialog.get_by_role("button", name="Write down").click()
    page.wait_for_url("**/orders/*/")
    order = Order.objects.order_by("-pk")[0]
    assert (order.party, order.total_minor) == (ida, 3 * 1250 + 990)
    expect(page.locator("main")).to_contain_text("€47.40")


def test_money_is_given_back_and_too_much_is_refused_beside_the_field(page: Page, olive: Member) -> None:
    buyer(olive)
    order = Order.objects.get(number="W-1001")
    sign_in(page, olive)
    page.goto(f"/orders/{order.pk}/")
    page.get_by_role("link", name="Refund").click()
    dialog = page.get_by_role("dialog", name="Refund order W-1001")
    dialog.get_by_label("Amount", exact=True).fill("99")
    dialog.get_by_role("button", name="Refund").click()
    expect(dialog).to_contain_text("can still be given back, not €99.00")
    dialog.get_by_label("Amount", exact=True).fill("5")
    dialog.get_by_label("Why").fill("Late")
    dialog.get_by_role("button", name="Refund").click()
    expect(page.locator("main")).to_contain_text("€23.90")
    order.refresh_from_db()
    assert (order.refunded_minor, order.status) == (500, "paid")


def test_a_cancelled_order_is_taken_back_from_the_toast(page: Page, olive: Member) -> None:
    buyer(olive)
    order = Order.objects.get(number="W-1002")
    sign_in(page, olive)
    page.goto(f"/orders/{order.pk}/")
    page.get_by_role("link", name="Cancel the order").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel the order").click()
    expect(page.locator("main")).to_contain_text("Cancelled")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Cancel the order")).to_be_visible()
    order.refresh_from_db()
    assert order.status == "paid"


def test_a_subscription_ends_with_a_reason_and_the_customers_words(page: Page, olive: Member) -> None:
    ida = buyer(olive)
    box = Subscription.objects.get(name="Coffee box")
    sign_in(page, olive)
    page.goto(f"/customers/{ida.pk}/")
    card = page.get_by_role("listitem").filter(has_text="Coffee box").filter(has=page.get_by_role("link", name="End"))
    card.get_by_role("link", name="End").click()
    dialog = page.get_by_role("dialog", name="End Coffee box")
    dialog.get_by_label("Went to a competitor").check()
    dialog.get_by_label("In their words").fill("The new roastery is next door.")
    assert not axe(page)
    dialog.get_by_role("button", name="End the subscription").click()
    expect(page.locator("[data-toast]")).to_contain_text("Coffee box ended")
    box.refresh_from_db()
    assert (box.status, box.cancellation.reason) == ("cancelled", "competitor")
    expect(page.locator("main")).to_contain_text("The new roastery is next door.")
