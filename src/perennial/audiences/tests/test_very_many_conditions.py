"""As many conditions as a rule may have: counted all the same, and as the rows say."""

import pytest

from perennial.audiences.asking import every_field
from perennial.audiences.counting import everybody_who_fits
from perennial.audiences.evaluating import look
from perennial.audiences.tests.conftest import bought
from perennial.audiences.text import from_text
from perennial.lake import queries
from perennial.lake.actions import sync
from perennial.people.models import Party
from perennial.team.models import Workspace

LITTLE = "24MB"
OFTEN = " and ".join(["bought()"] * 60)
SELDOM = " or ".join(f"bought(sum >= {euros} EUR)" for euros in range(50, 100))
NEVER = " and ".join(f"not bought(count >= {count})" for count in range(3, 40))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rule", [OFTEN, SELDOM, NEVER, f"({OFTEN}) and not ({SELDOM}) and ({NEVER})", f"not ({OFTEN})"])
def test_they_are_counted_in_parts(
    rule: str, juno: Party, omar: Party, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a memory in which only some of them find room at a time."""
    monkeypatch.setattr(queries, "MEMORY", LITTLE)
    for days in (3, 9, 30):
        bought(juno, days, 40)
    bought(omar, 5, 10)
    nobody = Party.objects.create(name="Nobody", sort_name="nobody")
    sync()
    tree, ids = from_text(rule, every_field()), [juno.pk, omar.pk, nobody.pk]
    looked = look([tree], ids)
    assert everybody_who_fits(tree).ids.tolist() == sorted(pk for pk in ids if looked.holds(tree, pk))
