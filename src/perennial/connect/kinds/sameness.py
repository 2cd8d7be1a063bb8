"""Which rows of one file are about the same customer although they are known by different things: by an id of another system in
one, by the e-mail address in the next."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from perennial.connect.kinds.base import Record
from perennial.people.models import Party
from perennial.people.names import full_name, sort_name

_STRONGEST = ("external", "email", "phone")


def ways_of(record: Record, key: str) -> Sequence[str]:
    """The e-mail addresses and phone numbers of a row. A phone tells only together with the name: a household shares it."""
    if key.partition(":")[0] not in _STRONGEST:
        return ()
    found = [f"email:{system}:{normal}" for system, _value, normal in record.get("email", ())]
    if record.get("name"):
        name = sort_name(record["name"], record.get("given_name", ""), record.get("family_name", ""))
        found += [f"phone:{system}:{normal}|{name}" for system, _value, normal in record.get("phone", ())]
    return found


def keeps_name(party: Party, record: Record) -> bool:
    """Whether a row tells of a name only the parts that are known: then the whole stays as somebody wrote it."""
    given, family = record.get("given_name", ""), record.get("family_name", "")
    is_put_together = record.get("name") == full_name(given, family)[:200]
    return is_put_together and (given, family) == (party.given_name, party.family_name)


def joined(shared: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Of keys that share a way, in the order of the ways, which give way to which: the strongest stays. Where two have ids in
    the same system they are two, whatever they share, and nobody says whose the way is."""
    above: dict[str, str] = {}
    for _way, rows in groupby(shared, key=itemgetter(0)):
        keys = [key for _same, key in rows]
        if not _are_two(keys):
            for key in keys[1:]:
                above[_top(above, key)] = _top(above, keys[0])
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for key in list(above):
        groups[_top(above, key)] |= {key, _top(above, key)}
    taken: dict[str, str] = {}
    for keys_of_one in groups.values():
        if not _are_two(keys_of_one):
            first, *others = sorted(keys_of_one, key=lambda key: (_STRONGEST.index(key.partition(":")[0]), key))
            taken |= dict.fromkeys(others, first)
    return taken


def _top(above: dict[str, str], key: str) -> str:
    while (higher := above.get(key, key)) != key:
        above[key] = above.get(higher, higher)  # the next one finds a shorter way
        key = higher
    return key


def _are_two(keys: Iterable[str]) -> bool:
    systems = [key.split(":", 2)[1] for key in keys if key.startswith("external:")]
    return len(set(systems)) < len(systems)
