"""Who may see an import hears how far it is, and nobody else."""

from perennial.connect.tests.bringing import bring
from perennial.kernel.live.hearing import Ear, Told, with_facts
from perennial.team.models import Member


def test_who_sees_only_some_customers_hears_of_their_own_imports_alone(olive: Member, magnus: Member) -> None:
    hers, his = (bring("persons", "Name\nMira Holt\n", by=by) for by in (olive, magnus))
    told = with_facts([Told(n, "import", {"id": str(one.pk)}) for n, one in enumerate((hers, his))], {"import"})
    assert [Ear(magnus).hears(one) for one in told] == [True, True]
    magnus.reach = "own"
    assert [Ear(magnus).hears(one) for one in told] == [False, True]
    assert [Ear(olive).hears(one) for one in told] == [True, True]
