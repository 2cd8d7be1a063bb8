"""What the style guide shows: made-up values for every component in every state."""

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest

from perennial.design import charts, comparing
from perennial.design.forms import Combobox, DatePicker, FileDrop, MoneyField, MultiCombobox, Phone, Segmented, Switch
from perennial.kernel import clock
from perennial.kernel.money import Money

LONG = "Aleksandra Wiśniewska-Featherstonehaugh of the Northumberland Beekeepers’ and Orchardists’ Cooperative Society"
TOWNS = [
    (name.lower(), name)
    for name in ("Bergen", "Bristol", "Bruges", "Cork", "Ghent", "Lisbon", "Lyon", "Porto", "Turin", "Utrecht")
]


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name", max_length=60, help_text="As they would sign a letter.")
    email = forms.EmailField(label="E-mail", required=False)
    phone = forms.CharField(label="Phone", required=False, widget=Phone())
    born = forms.DateField(label="Birthday", required=False, widget=DatePicker())
    stage = forms.ChoiceField(label="Stage", choices=[("lead", "Lead"), ("active", "Active"), ("loyal", "Loyal")])
    town = forms.ChoiceField(
        label="Town", choices=[("", ""), *TOWNS], required=False, widget=Combobox(placeholder="Type to find")
    )
    tags = forms.MultipleChoiceField(label="Tags", choices=TOWNS, required=False, widget=MultiCombobox(placeholder="Add a tag"))
    budget = MoneyField(label="Budget", currencies=("EUR", "USD", "GBP"), required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("person", "Person"), ("organisation", "Organisation")], widget=Segmented())
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    file = forms.FileField(label="File", required=False, widget=FileDrop(types="CSV, TSV, XLSX or fixed width, up to 2 GB"))
    letters = forms.BooleanField(label="Send letters", required=False, help_text="Only by post.")
    live = forms.BooleanField(label="Live updates", required=False, widget=Switch())


def samples(request: HttpRequest) -> dict[str, Any]:
    """The context of the style guide."""
    now = clock.now()
    chosen = {
        "stage": "active",
        "kind": "person",
        "tags": ["ghent", "lyon"],
        "town": "porto",
        "budget": Money(125000, "EUR"),
        "live": True,
    }
    months = ["Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb"]
    health = [62, 65, 71, 70, 74, 79, 77, 72, 69, 66, 70, 71]
    expected = [72.0, 73.0, 74.0]
    band = [(71.0, 71.0), (68.0, 76.0), (65.0, 81.0), (61.0, 87.0)]
    return {
        "drawn_at": now,
        "form": SampleForm(initial=chosen, prefix="ok"),
        "wrong": SampleForm({"wrong-name": "", "wrong-email": "olive@", "wrong-budget_amount": "a lot"}, prefix="wrong"),
        "long": LONG,
        "moments": [
            now - dt.timedelta(seconds=5),
            now - dt.timedelta(minutes=12),
            now - dt.timedelta(hours=5),
            now - dt.timedelta(days=3),
            now - dt.timedelta(days=400),
            now + dt.timedelta(days=2),
        ],
        "spark": [3, 4, 4, 6, 5, 7, 9, 8, 11, 12],
        "falling": [12, 11, 12, 9, 8, 8, 5, 4],
        "forecast": charts.lines(
            "Health by month, with what is expected",
            months,
            [charts.Series("Health", [*health, *expected], predicted=3, band=band)],
        ),
        "two_series": charts.lines(
            "Orders by month",
            months[:12],
            [
                charts.Series("This year", [31, 33, 38, 36, 41, 44, 40, 47, 52, 50, 55, 61]),
                charts.Series("Last year", [28, 27, 30, 33, 34, 33, 36, 38, 37, 41, 40, 43]),
            ],
        ),
        "by_month": charts.columns("Sales by month", months[:12], [12, 9, 15, 18, 16, 21, 24, 22, 19, 27, 31, 36]),
        "said_and_came": comparing.pairs(
            "Orders said and orders that came, by tenth",
            ["Tenth", "Said", "Came"],
            [str(tenth) for tenth in range(1, 11)],
            [(3, 2), (5, 6), (7, 7), (9, 8), (12, 14), (16, 15), (21, 22), (29, 26), (41, 44), (78, 74)],
        ),
        "calibration": comparing.calibration(
            "How often it came true",
            ["Said", "Came", "Where it may lie (95 %)"],
            [
                comparing.Seen(0.04, 0.03, 0.01, 0.06),
                comparing.Seen(0.15, 0.17, 0.12, 0.23),
                comparing.Seen(0.34, 0.31, 0.24, 0.39),
                comparing.Seen(0.62, 0.66, 0.57, 0.74),
            ],
            lambda share: f"{share:.0%}",
        ),
        "silence": comparing.curve(
            "Share who do not come back, by days of silence",
            ["Silent for", "Do not come back", "Where it may lie (95 %)"],
            comparing.Curve(
                list(range(0, 365, 28)),
                [1 - 0.7 * 0.75**step for step in range(14)],
                [(1 - 0.74 * 0.76**step, 1 - 0.66 * 0.74**step) for step in range(14)],
                (84, "84 days"),
            ),
            lambda share: f"{share:.0%}",
            [f"{day} days" for day in range(0, 365, 28)],
        ),
        "drivers": [
            ("Replies under 2 hours", 22, "+22"),
            ("Weekly use up 18 %", 11, "+11"),
            ("Usual order is late", -19, "−19"),
        ],
        "shares": [("Letterpress cards", 46, "46 %"), ("Wedding suites", 31, "31 %"), ("Repairs", 23, "23 %")],
        "customers": [
            {
                "name": "Alba Ceramics",
                "place": "Lisbon",
                "stage": ("Loyal", 155, "heart"),
                "value": 72000,
                "orders": 14,
                "health": 74,
            },
            {
                "name": LONG,
                "place": "Alnwick",
                "stage": ("At risk", 30, "cloud-rain"),
                "value": 12_480_000,
                "orders": 1204,
                "health": 33,
            },
            {
                "name": "مكتبة الياسمين",
                "place": "عمّان",
                "stage": ("New", 210, "sprout"),
                "value": 4200,
                "orders": 1,
                "health": 58,
            },
        ],
        "colours": [
            "canvas",
            "surface",
            "raised",
            "sunken",
            "ink",
            "ink-2",
            "ink-3",
            "brand",
            "good",
            "fair",
            "poor",
            "info",
            "c-1",
            "c-2",
            "c-3",
            "c-4",
            "c-5",
            "c-6",
        ],
        "hues": range(0, 360, 30),
        "sizes": [
            ("type-8", "36 public pages"),
            ("type-7", "28 greeting"),
            ("type-6", "22 record"),
            ("type-5", "18 figures"),
            ("type-4", "16 lead"),
            ("type-3", "14 body"),
            ("type-2", "13 secondary"),
            ("type-1", "12 meta"),
        ],
        "sections": ["foundations", "actions", "content", "lists", "forms", "feedback", "data", "direction"],
        "section_templates": [
            f"design/styleguide/{name}.html"
            for name in ("foundations", "actions", "content", "lists", "forms", "feedback", "data", "direction")
        ],
    }
