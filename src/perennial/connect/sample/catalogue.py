"""What Juniper & Co sells: invented records of invented bands."""
# ruff: noqa: E501  (lists of words read better in long lines)

import dataclasses
import random

SHELVES = {
    "Jazz": ("Blue Harbour", "Nadia Veltri Trio", "The Late Ferries", "Otis Palmgren", "Kiso Quartet", "Room Eleven"),
    "Electronic": ("Moss Hotel", "Parallel Tides", "Glasswing", "Hertz & Daughter", "Low Orbit Choir", "Sundial 9"),
    "Folk": ("Wren and Rook", "The Salt Roads", "Ida Halvorsen", "Barley Lane", "Three Rivers Down", "Old Orchard"),
    "Rock": ("Velvet Antlers", "Tin Comet", "The Night Gardeners", "Kite Season", "Concrete Daisies", "Hollow Pines"),
    "Soul": ("Marva Dean", "The Copper Hearts", "Sister Avenue", "Ellis Monroe", "Golden Hour Band", "Juno Brightwater"),
    "Classical": (
        "Aster Ensemble",
        "Lindqvist Quartet",
        "Northlight Orchestra",
        "Elena Marchetti",
        "Camerata Verde",
        "Opus House",
    ),
    "World": ("Sahel Postcards", "Orquesta Marea", "Tala Room", "Lagos Nightbus", "Anadol Express", "Banda do Cais"),
}
TITLES = (
    "Slow Ferry", "Paper Boats", "After the Rain", "Second Summer", "Long Way Round", "Small Hours", "Letters Home", "The Green Room",
    "Open Windows", "First Frost", "Half a Moon", "Sunday Trains", "Salt and Silver", "Nothing to Prove", "Lanterns", "Northbound",
)  # fmt: skip
PRICES = (599, 799, 999, 1199, 1299, 1399, 1499, 1599, 1799, 1999, 2499, 2999, 3999, 5999)
EXTRAS = (("Care", "Inner sleeves, pack of 50", 1290), ("Care", "Record brush", 1790), ("Care", "Cleaning fluid", 1190),
          ("Gifts", "Gift card", 2500), ("Gifts", "Canvas record bag", 1990), ("Gifts", "Juniper & Co mug", 1190))  # fmt: skip
RECORD_OF_THE_MONTH = ("Subscriptions", "Record of the month", 2400)
LISTENING_BOX = ("Subscriptions", "Listening box, quarterly", 6900)

SHOP_SHELVES = (*SHELVES, *dict.fromkeys(shelf for shelf, *_rest in (*EXTRAS, RECORD_OF_THE_MONTH)))


@dataclasses.dataclass(frozen=True, slots=True)
class Article:
    """A product to be sold."""

    sku: str
    name: str
    shelf: str
    price_minor: int


def articles(chance: random.Random) -> list[Article]:
    """The whole catalogue: every band with some titles, and what else the shop sells."""
    found: list[Article] = []
    for shelf, bands in SHELVES.items():
        for band in bands:
            for title in chance.sample(TITLES, 6):
                found.append(Article(f"JC-{len(found) + 1:04d}", f"{band}: {title}", shelf, chance.choice(PRICES)))
    for shelf, name, price in (*EXTRAS, RECORD_OF_THE_MONTH, LISTENING_BOX):
        found.append(Article(f"JC-{len(found) + 1:04d}", name, shelf, price))
    return found


class Shelves:
    """Finds an article near a price among those a customer likes."""

    def __init__(self, all_articles: list[Article]) -> None:
        self._by_shelf = {
            shelf: sorted((a for a in all_articles if a.shelf == shelf), key=lambda article: article.price_minor)
            for shelf in SHELVES
        }

    def near(self, chance: random.Random, shelf: str, price_minor: int) -> Article:
        """One of the articles of a shelf whose price is closest to what was paid."""
        stock = self._by_shelf[shelf]
        low, high = 0, len(stock)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if stock[middle].price_minor < price_minor else (low, middle)
        start = min(max(low - 3, 0), len(stock) - 6)
        return stock[start + chance.randrange(6)]
