"""Which rows of one file are about the same customer although they are known by different things: by an id of another system in
one, by the e-mail address in the next."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from perennial.connect.kinds.base import Record
from perennial.people.models import Party
from perennial.people.names import full_name, sort_name

_STRONGEST = ("external", "email", "phone")
_LEADING = ("id", *_STRONGEST, "name")


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
    """Whether a row tells of a name only the parts that are known: then the whole stays as somebody wrote it. A row that tells
    the whole means it, though it be the parts one after the other."""
    given, family = record.get("given_name", ""), record.get("family_name", "")
    return "_from_parts" in record and (given, family) == (party.given_name, party.family_name)


def with_name_told(joined: Record, records: Sequence[Record]) -> Record:
    """The record of several rows with the last name that one of them tells; where none does, with the name of all parts."""
    told = [record["name"] for record in records if "name" in record and "_from_parts" not in record]
    if told:
        joined["name"] = told[-1]
        joined.pop("_from_parts", None)
    elif "name" in joined:
        joined["name"] = full_name(joined.get("given_name", ""), joined.get("family_name", ""))[:200]
    return joined


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


def led_together(
    taken: Mapping[str, str], led: Iterable[tuple[str, int]], lead_of: Callable[[str], int | None]
) -> dict[str, str]:
    """Which keys give way to which (`taken` are those known before), where several lead to the same customer, in `led` as (key,
    customer) in the order of the keys. Keys that are one already lead where the first of them leads."""
    whose: dict[str, int] = {}
    for key, party_id in led:
        top = taken.get(key, key)
        whose.setdefault(top, lead_of(top) or party_id)
    tops: defaultdict[int, list[str]] = defaultdict(list)
    for top, party_id in whose.items():
        tops[party_id].append(top)
    moved: dict[str, str] = {}
    for keys in tops.values():
        first, *others = sorted(keys, key=lambda key: (_LEADING.index(key.partition(":")[0]), key))
        moved |= dict.fromkeys(others, first)
    return {key: moved.get(by, by) for key, by in taken.items()} | moved


def _top(above: dict[str, str], key: str) -> str:
    while (higher := above.get(key, key)) != key:
        above[key] = above.get(higher, higher)  # the next one finds a shorter way
        key = higher
    return key


def _are_two(keys: Iterable[str]) -> bool:
    systems = [key.split(":", 2)[1] for key in keys if key.startswith("external:")]
    return len(set(systems)) < len(systems)
