"""Every screen of the product, with what must be there to see it. A slice that adds a screen adds it here."""

import dataclasses
from collections.abc import Callable

from playwright.sync_api import Page

from perennial.team.models import Member
from tests.browser import (
    audiences,
    buyers,
    customers,
    duplicates,
    fields,
    foresight,
    gone,
    imports,
    layouts,
    people,
    security,
    today,
    together,
    told,
)


def nothing(member: Member) -> str:
    """No data: the screen as it is on the first day."""
    return ""


@dataclasses.dataclass(frozen=True)
class Screen:
    """A screen: `path`, or what `prepare(member)` gives after it has put data there. `signed_in=False` is for strangers."""

    name: str
    path: str = ""
    prepare: Callable[[Member], str] = nothing
    signed_in: bool = True
    status: int = 200
    act: Callable[[Page], None] | None = None  # what is opened on it before one looks


def a_pack_that_stands(member: Member) -> str:
    """The page of packs when one is set up."""
    from perennial.packs.actions import install_pack

    install_pack("studio", by=member)
    return "/settings/packs/"


def first_steps(member: Member) -> str:
    """Today with some of the first steps done."""
    from perennial.people.actions import create_party

    create_party(by=member, name="Juno Hart")
    return "/"


def somebody_invited(member: Member) -> str:
    """A team with an open invitation and somebody who left."""
    from perennial.team import actions

    gone = Member.objects.create_user("gone@juniper.example", None, name="Gone Girard", role="agent")
    actions.deactivate_member(gone, by=member)
    north = actions.make_team("North and the islands", by=member, members=[member])
    ines = Member.objects.create_user("ines@juniper.example", None, name="Ines Ibarra", role="agent")
    actions.grant_access(ines, role="agent", reach="team", team=north, by=member)
    long = "a.very.long.address.of.somebody@department.juniper.example"
    actions.invite_member(long, "marketer", by=member, reach="own")
    return "/settings/team/"


def somebodys_access(member: Member) -> str:
    """What a member may do and see, as a page of its own."""
    somebody_invited(member)
    return f"/settings/team/members/{Member.objects.get(email='ines@juniper.example').pk}/access/"


def a_team(member: Member) -> str:
    """A team that is being changed."""
    from perennial.team.models import Team

    somebody_invited(member)
    return f"/settings/team/teams/{Team.objects.get().pk}/"


def an_invitation(member: Member) -> str:
    """The page behind an invitation's link."""
    from perennial.team import actions

    return f"/join/{actions.invite_member('ben@juniper.example', 'agent', by=member)[1]}/"


def deeds(member: Member) -> str:
    """An audit log with a change in it."""
    somebody_invited(member)
    return "/settings/audit/"


def something_said(member: Member) -> str:
    """Customers with the word that is searched in a name, in a note, in a follow-up and in a product, and a similar one."""
    from perennial.kernel import clock
    from perennial.people.actions import create_party
    from perennial.promises.actions import set_follow_up
    from perennial.purchases.actions import create_product
    from perennial.timeline.actions import log_touchpoint

    party = create_party(by=member, name="Rosa Glaser")
    create_party(by=member, name="Glas & Söhne", kind="organisation")
    text = "Wants the glaze of last spring, the one that nobody has written down, for forty cups and as many saucers"
    log_touchpoint(party_id=party.pk, kind="note", by=member, text=text)
    set_follow_up(party_id=party.pk, text="Send the glaze", due_on=clock.today(), owner=member, by=member)
    create_product(by=member, sku="GL-1", name="Blue glaze", currency="EUR")
    return "/search/?q=glaze"


def api_tokens(member: Member) -> str:
    """Tokens that work, ended and were revoked."""
    import datetime as dt

    from perennial.kernel import clock
    from perennial.team import actions
    from perennial.team.permissions import Permission

    see, edit = Permission.SEE_CUSTOMERS, Permission.EDIT_CUSTOMERS
    actions.make_token(by=member, name="Web shop", scopes=[see, edit, Permission.EDIT_PURCHASES])
    soon = clock.now() + dt.timedelta(days=90)
    actions.make_token(by=member, name="A very long name of a program that reads everything", scopes=[see], expires_at=soon)
    gone, _text = actions.make_token(by=member, name="Old till", scopes=[see])
    actions.revoke_token(gone, by=member)
    return "/settings/api/"


def token_revocation(member: Member) -> str:
    """The question before a token is revoked."""
    from perennial.team import actions
    from perennial.team.permissions import Permission

    token, _text = actions.make_token(by=member, name="Web shop", scopes=[Permission.SEE_CUSTOMERS])
    return f"/settings/api/{token.pk}/revocation/"


def nobody_yet(member: Member) -> str:
    """The first visit: no member."""
    member.delete()
    return "/welcome/"


SCREENS = [
    Screen("board", prepare=layouts.board),
    Screen("calendar", prepare=layouts.calendar),
    Screen("calendar-of-days", prepare=layouts.renewals),
    Screen("calendar-week", prepare=layouts.week),
    Screen("hidden-view", prepare=layouts.hidden_view, act=layouts.views_open),
    Screen("beside-the-list", prepare=layouts.beside),
    Screen("order-beside", prepare=layouts.order_beside),
    Screen("product-beside", prepare=layouts.product_beside),
    Screen("follow-up-beside", prepare=layouts.follow_up_beside),
    Screen("move-record", prepare=layouts.moving),
    Screen("inline-editor", prepare=people.party_page, act=people.open_editor),
    Screen("inline-conflict", prepare=people.party_page, act=people.meet_conflict),
    Screen("duplicates", prepare=duplicates.pairs),
    Screen("no-duplicates", "/customers/duplicates/"),
    Screen("side-by-side", prepare=duplicates.side_by_side),
    Screen("merges", prepare=duplicates.merged),
    Screen("no-merges", "/customers/merges/"),
    Screen("told-apart", prepare=duplicates.told_apart),
    Screen("welcome", prepare=nobody_yet, signed_in=False),
    Screen("sign-in", "/accounts/login/", signed_in=False),
    Screen("forgotten-password", "/accounts/password/reset/", signed_in=False),
    Screen("forgotten-password-done", "/accounts/password/reset/done/", signed_in=False),
    Screen("dead-reset-link", "/accounts/password/reset/key/1-x/", signed_in=False),
    Screen("join", prepare=an_invitation, signed_in=False),
    Screen("join-signed-in", prepare=an_invitation),
    Screen("dead-invitation", "/join/nothing/", signed_in=False, status=410),
    Screen("team", prepare=somebody_invited),
    Screen("access", prepare=somebodys_access),
    Screen("team-edited", prepare=a_team),
    Screen("profile", "/settings/profile/"),
    Screen("password", "/accounts/password/change/"),
    Screen("security", prepare=security.security_page),
    Screen("security-none", "/settings/security/"),
    Screen("passkey-new", prepare=security.passkey_page),
    Screen("authenticator", prepare=security.authenticator_page),
    Screen("recovery-codes", prepare=security.codes_page),
    Screen("prove", "/accounts/proof/password/"),
    Screen("factor-needed", prepare=security.needed_page),
    Screen("factor-removal", prepare=security.removal_page),
    Screen("member-security", prepare=security.member_page),
    Screen("e-mail", "/settings/profile/email/"),
    Screen("sign-out", "/accounts/logout/"),
    Screen("workspace", "/settings/workspace/"),
    Screen("audit-log", prepare=deeds),
    Screen("api-tokens", prepare=api_tokens),
    Screen("api-tokens-none", "/settings/api/"),
    Screen("api-token-new", "/settings/api/new/"),
    Screen("api-token-revocation", prepare=token_revocation),
    Screen("api-docs", "/api/docs/"),
    Screen("fields", prepare=fields.fields_page),
    Screen("fields-none", "/settings/fields/of/orders/"),
    Screen("field-new", "/settings/fields/of/customers/new/"),
    Screen("field-edit", prepare=fields.field_to_edit),
    Screen("field-type", prepare=fields.field_to_convert),
    Screen("field-conversion", prepare=fields.converted_field),
    Screen("customer-with-fields", prepare=fields.customer_with_fields),
    Screen("customer-fields-form", prepare=fields.customer_to_fill),
    Screen("styleguide", "/styleguide/"),
    Screen("search", "/search/?q=settings"),
    Screen("search-found", prepare=something_said),
    Screen("search-nothing", "/search/?q=nobody-of-this-name"),
    Screen("settings", "/settings/"),
    Screen("help", "/help/"),
    Screen("whats-new", "/whats-new/"),
    Screen("not-found", "/no-such-page/", status=404),
    Screen("form-page", "/styleguide/dialog/"),
    Screen("customer-story", prepare=customers.customer_page),
    Screen("story", prepare=customers.story_page),
    Screen("log", prepare=customers.log_page),
    Screen("follow-up-new", "/follow-ups/new/"),
    Screen("follow-ups", prepare=customers.follow_ups_page),
    Screen("follow-ups-ended", prepare=customers.ended_follow_ups_page),
    Screen("follow-ups-none", "/follow-ups/"),
    Screen("cadences", prepare=customers.cadences_page),
    Screen("cadences-none", "/settings/cadences/"),
    Screen("buyer", prepare=buyers.buyer_page),
    Screen("orders", prepare=buyers.orders_page),
    Screen("orders-none", "/orders/"),
    Screen("order", prepare=buyers.order_page),
    Screen("order-cancelled", prepare=buyers.cancelled_order_page),
    Screen("order-new", "/orders/new/"),
    Screen("order-change", prepare=buyers.change_order_page),
    Screen("order-refund", prepare=buyers.refund_page),
    Screen("products", prepare=buyers.products_page),
    Screen("products-none", "/products/"),
    Screen("product", prepare=buyers.product_page),
    Screen("subscription-new", prepare=buyers.subscription_page),
    Screen("stages", prepare=buyers.stages_page),
    Screen("people-list", prepare=people.list_page),
    Screen("people-list-filtered", prepare=people.filtered_page),
    Screen("people-list-grouped", prepare=people.grouped_page),
    Screen("changes-none", "/changes/"),
    Screen("changes", prepare=together.changes_page),
    Screen("change", prepare=together.change_page),
    Screen("people-list-running", prepare=together.running_page),
    Screen("people-list-broken", "/customers/?stage=emperor"),
    Screen("people-conditions", prepare=people.conditions_page),
    Screen("people-filter", "/lists/customers/filters/last_order/"),
    Screen("people-view-new", "/lists/customers/views/new/?stage=lead"),
    Screen("people-list-nobody", "/customers/"),
    Screen("people-list-none-fits", "/customers/?q=nobody-of-this-name"),
    Screen("people-party", prepare=people.party_page),
    Screen("people-new", "/customers/new/"),
    Screen("people-edit", prepare=people.edit_page),
    Screen("people-tags", prepare=people.tags_page),
    Screen("people-relation", prepare=people.relation_page),
    Screen("people-relation-conflict", prepare=people.relation_edited, act=people.meet_relation_conflict),
    Screen("people-deleted", prepare=people.deleted_page),
    Screen("people-gone", prepare=told.gone_page, status=410),
    Screen("history", prepare=told.history_page),
    Screen("looks", prepare=told.looks_page),
    Screen("notifications", prepare=told.centre_page),
    Screen("notifications-none", "/notifications/"),
    Screen("notification-settings", "/settings/notifications/"),
    Screen("follow-ups-deleted", prepare=gone.deleted_follow_ups_page),
    Screen("orders-deleted", prepare=gone.deleted_orders_page),
    Screen("products-deleted", prepare=gone.deleted_products_page),
    Screen("people-deleted-none", "/customers/deleted/"),
    Screen("people-erase", prepare=people.erase_page),
    Screen("today", prepare=today.today_page),
    Screen("today-new", "/"),
    Screen("today-nothing", prepare=today.nothing_owed),
    Screen("today-group", prepare=today.group_page),
    Screen("today-snooze", prepare=today.snooze_page),
    Screen("today-snoozes", prepare=today.snoozes_page),
    Screen("today-snoozes-none", "/today/snoozes/"),
    Screen("sample-data", prepare=today.sample_page),
    Screen("sample-data-none", "/settings/sample/"),
    Screen("imports", prepare=imports.index_page),
    Screen("imports-none", "/import/"),
    Screen("import-reading", prepare=imports.reading_page),
    Screen("import-columns", prepare=imports.columns_page),
    Screen("import-undecided", prepare=imports.undecided_page),
    Screen("import-check", prepare=imports.check_page),
    Screen("import-report", prepare=imports.report_page),
    Screen("import-running", prepare=imports.running_page),
    Screen("import-undone", prepare=imports.undone_page),
    Screen("import-undo", prepare=imports.undo_page),
    Screen("exports", "/export/"),
    Screen("audiences", prepare=audiences.listed),
    Screen("no-audiences", "/audiences/"),
    Screen("audiences-ready-made", "/audiences/ready-made/"),
    Screen("audience", prepare=audiences.page),
    Screen("audience-passages", prepare=audiences.passages),
    Screen("audience-building", prepare=audiences.building),
    Screen("audience-mending", prepare=audiences.mending),
    Screen("audience-new", "/audiences/new/"),
    Screen("audiences-overlap", prepare=audiences.overlap),
    Screen("audiences-why-not", prepare=audiences.why_not),
    Screen("audiences-deleted", prepare=audiences.deleted),
    Screen("foresight-card", prepare=foresight.card_page),
    Screen("foresight-little", prepare=foresight.little_page),
    Screen("foresight-none", "/foresight/"),
    Screen("foresight-silence", prepare=foresight.silence_page),
    Screen("foresight-renewals", prepare=foresight.renewals_page),
    Screen("foresight-renewals-none", "/foresight/subscriptions/"),
    Screen("foresight-silence-none", "/foresight/silence/"),
    Screen("foresight-asking", "/foresight/test/"),
    Screen("foresight-expecting", prepare=foresight.expecting_page),
    Screen("foresight-renewing", prepare=foresight.renewing_page),
    Screen("foresight-next-products", prepare=foresight.next_products_page),
    Screen("foresight-companions", prepare=foresight.companions_page),
    Screen("foresight-outcomes", prepare=foresight.outcomes_page),
    Screen("foresight-outcomes-none", "/foresight/outcomes/"),
    Screen("foresight-holdout", "/settings/holdout/"),
    Screen("packs", "/settings/packs/"),
    Screen("packs-inside", "/settings/packs/studio/"),
    Screen("packs-standing", prepare=a_pack_that_stands),
    Screen("first-steps", prepare=first_steps),
]
