"""What is new, version by version, the newest first: what members can do now, in their words. /whats-new/ shows it."""

import dataclasses

from django.utils.translation import gettext_lazy as _

from perennial.kernel.manifests import Label


@dataclasses.dataclass(frozen=True, slots=True)
class News:
    """One thing that a member can do now; `url_name` leads there."""

    title: Label
    text: Label
    icon: str
    url_name: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Version:
    """What came with a version."""

    number: str
    title: Label
    news: tuple[News, ...]


NEWS: tuple[Version, ...] = (
    Version(
        "0.3",
        _("What customers will do, and groups that fill by themselves"),
        (
            News(
                _("Which subscriptions will go on, on each customer’s page"),
                _(
                    "How likely each subscription is to be renewed when it falls due, with the reason. It is a field of "
                    "customers, too: list those who will probably leave, or make an audience of them."
                ),
                "repeat",
                "foresight:renewals",
            ),
            News(
                _("Audiences: groups that fill by themselves"),
                _(
                    "Say in plain words whom you mean, “bought at least twice in the last 90 days but heard nothing for 60”, "
                    "and see at once how many fit. Who fits enters, who no longer does leaves, each with the reason; "
                    "Today can tell."
                ),
                "blend",
                "audiences:index",
            ),
            News(
                _("Predictions with a report card"),
                _(
                    "Foresight says what it predicted for the last quarter and what came, beside the rules of thumb, and which "
                    "to go by. Test it at any past date; see how long a silence is the end, and which subscriptions will go on."
                ),
                "telescope",
                "foresight:index",
            ),
            News(
                _("What to expect of each customer"),
                _(
                    "Their page says how many of ten customers like them order again, when, for how much and why. Where tests "
                    "on your own past show that this beats a rule of thumb, Today goes by it, and a few are kept off by lot, "
                    "so that you see what getting in touch changes."
                ),
                "telescope",
                "foresight:outcomes",
            ),
            News(
                _("What they may buy next"),
                _(
                    "A customer’s page says what they buy again and what may be new to them, a product’s what is bought "
                    "together with it: each with its reason, such as “41 of 120 customers who bought X bought this, too”."
                ),
                "shopping-basket",
                "people:list",
            ),
        ),
    ),
    Version(
        "0.2",
        _("The customer record in depth"),
        (
            News(
                _("Boards, calendars and a panel beside the list"),
                _(
                    "Lay the same customers out by stage, owner, tag or any choice of yours and drag them across, "
                    "or see birthdays, renewals and follow-ups on their days. P opens one beside the list, J and K go on."
                ),
                "square-kanban",
                "people:list",
            ),
            News(
                _("Orders, products and follow-ups are lists, too"),
                _(
                    "Filter them, keep views, choose columns and their order, add them up and take them out as you do with "
                    "customers. Each tab says how many it holds, and a long list says about how much it is worth."
                ),
                "list-filter",
                "purchases:orders",
            ),
            News(
                _("What was deleted comes back"),
                _(
                    "Follow-ups, orders and products are deleted with an Undo and wait in a list of what was deleted. "
                    "Programs can do the same; the page about the API says what can be done with what."
                ),
                "archive-restore",
                "promises:deleted",
            ),
            News(
                _("Messy files come in"),
                _(
                    "One cell that cannot be read no longer keeps a row out: it comes without that cell. The report says why, "
                    "how often and how to mend it, and gives you those rows as a file that leads back to the same records."
                ),
                "file-up",
                "connect:imports",
            ),
            News(
                _("Fields of your own"),
                _(
                    "Let your business ask what it wants to know: a tariff, a shoe size, who recommended them. Under Settings, "
                    "Fields you choose the type, who sees it and whether it must be unique; every change can be taken back."
                ),
                "text-cursor-input",
                "design:settings",
            ),
            News(
                _("A week at a glance, and only the tabs you use"),
                _(
                    "W turns a calendar into a week and back. What is due is moved to another day right in the calendar of "
                    "your customers. Tabs that you never open can be hidden, for yourself or for everybody, and shown again."
                ),
                "calendar-days",
                "people:list",
            ),
            News(
                _("Change it where you read it"),
                _(
                    "Click a cell of a list twice, or walk there with the arrow keys and press Enter: what you write stands at "
                    "once, and can be taken back. On a customer’s page every fact opens in its place. When a colleague changed "
                    "the same meanwhile, you see theirs, yours and what stood before, and choose."
                ),
                "pencil",
                "people:list",
            ),
            News(
                _("Lists as you need them"),
                _(
                    "Customers, orders, products and follow-ups as a table, a board or a calendar. Filter by any field, also "
                    "by days that move with today, with and, or and not. Keep a list as a view, for yourself or for everybody, "
                    "group it, and take it out as CSV or a spreadsheet."
                ),
                "layers",
                "people:list",
            ),
            News(
                _("Many at once, with a way back"),
                _(
                    "Tick customers, orders, products or follow-ups in their list, or take all that match, and change, assign, "
                    "postpone, cancel or delete them together. You watch how far it is, may stop it, and can undo it for 30 "
                    "days; what somebody changed since is kept "
                    "and named."
                ),
                "layers-2",
                "records:changes",
            ),
            News(
                _("One customer, one record"),
                _(
                    "Who is probably written down twice stands in a list, with the reasons and how sure that is. "
                    "Put two side by side and choose field by field what stays, merge the certain ones in one go, and take any "
                    "of it back for 30 days."
                ),
                "copy",
                "people:duplicates",
            ),
            News(
                _("Found, however it is typed"),
                _(
                    "Press / and type a name, misspelt or in another script, part of a phone number, or a word of a note. What "
                    "you open often comes first."
                ),
                "search",
                "design:palette",
            ),
            News(
                _("Every field has a history"),
                _(
                    "Who changed what and when, in words, and one click sets it back: of customers, orders, products and "
                    "follow-ups. A deleted customer comes back whole, and whoever is responsible sees who looked."
                ),
                "history",
                "people:list",
            ),
            News(
                _("Hear what concerns you"),
                _(
                    "Mention a colleague with @, follow a customer, and choose for each kind of news: here, by mail at once, "
                    "or gathered at your hour. In your quiet hours no mail comes."
                ),
                "bell",
                "team:notification_settings",
            ),
            News(
                _("A start that fits"),
                _(
                    "Starter packs set fields, stages, check-ins and words for a shop, a studio, a supplier or a subscription, "
                    "and go again without touching what is yours. First steps on Today lead a new workspace on."
                ),
                "package-open",
                "packs:packs",
            ),
        ),
    ),
    Version(
        "0.1",
        _("The first season"),
        (
            News(
                _("Today"),
                _(
                    "One queue of what you owe to whom, each row with its reason: follow-ups, birthdays, check-ins, and "
                    "customers who slip from their own rhythm."
                ),
                "sun",
                "today:today",
            ),
            News(
                _("A customer’s whole story"),
                _(
                    "Orders, calls, visits, messages, notes and changes of stage on one page. Log a call with L and pin "
                    "what matters."
                ),
                "users-round",
                "people:list",
            ),
            News(
                _("Orders, refunds and subscriptions"),
                _("What they buy and how often; refunds in part; subscriptions that end with a reason."),
                "shopping-bag",
                "purchases:orders",
            ),
            News(
                _("Import that can be undone"),
                _(
                    "Any list: how it is read is guessed, shown and corrected. Faulty rows come back as a file with the "
                    "reason in a column."
                ),
                "import",
                "connect:imports",
            ),
            News(
                _("Everything out again"),
                _("Each kind of record as CSV or JSON lines that can be imported again without loss."),
                "share",
                "connect:exports",
            ),
            News(
                _("Passkeys and a second step"),
                _(
                    "Sign in with your finger or face. Owners say whose role needs a second step; you see your devices and "
                    "sign them out."
                ),
                "fingerprint-pattern",
                "team:security",
            ),
            News(
                _("A team with roles"),
                _("Members come by invitation. An audit log keeps who did what, and who saw what."),
                "shield-check",
                "team:members",
            ),
            News(
                _("Teams that see their own customers"),
                _(
                    "A member sees all customers, those of their team or only their own: in every list, search, export and "
                    "live update."
                ),
                "users-round",
                "team:members",
            ),
            News(
                _("An API"),
                _(
                    "Programs of your own do what you do on the screens, by tokens that may no more than you; with examples "
                    "that work, in curl and Python."
                ),
                "plug",
                "team:tokens",
            ),
        ),
    ),
)
