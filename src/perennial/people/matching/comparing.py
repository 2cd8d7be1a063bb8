"""How two records agree, field by field: the evidence that is weighed."""

from collections.abc import Sequence
from operator import itemgetter

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from perennial.people.matching.names import ALIKE, likeness
from perennial.people.matching.records import Place, Record

RARE, COMMON = 3, 12  # namesakes up to which a name is rare, and from which it is common


def evidence_of(one: Record, other: Record) -> list[str]:
    """The evidence on two records, one word a field: "phone:same". What is shared by people of clearly different names is
    marked with a ~: a household shares its phone, its address, and twins their birthday."""
    name = _names(one, other)
    mark = "~" if name in ("given", "family", "other") else ""
    found = [f"name:{_weighted(name, one, other)}"]
    told = (
        ("email", _emails(one.emails, other.emails)),
        ("phone", _phones(one.phones, other.phones)),
        ("birthday", _weighted_birthdays(one, other)),
        ("place", _places(one, other)),
        ("handle", "same" if set(one.handles) & set(other.handles) else ""),
        ("site", ("same" if one.site == other.site else "differs") if one.site and other.site else ""),
    )
    found += [f"{field}:{level}{'' if level == 'differs' else mark}" for field, level in told if level]
    if (tenths := min(one.day_tells, other.day_tells)) not in (0, 10):
        found = [f"{word}/{tenths}" if word.startswith("birthday:") else word for word in found]
    if one.generation != other.generation:
        found.append("generation:differs")
    return found


def _weighted(name: str, one: Record, other: Record) -> str:
    if name != "same":
        return name
    if one.is_firm:
        return "same_firm"
    namesakes = max(one.namesakes, other.namesakes)
    return "same_rare" if namesakes <= RARE else "same_common" if namesakes >= COMMON else "same"


def _names(one: Record, other: Record) -> str:
    """same (in any order) · alike (each word the same or nearly) · part (one lacks words) · given, family (which one differs) ·
    other · unread (only one is in Han, which nobody can read aloud without knowing the language)."""
    if sorted(one.words) == sorted(other.words):
        return "same" if len(one.words) > 1 or one.is_firm else "part"
    if "".join(one.words) == "".join(other.words) or (one.is_han and other.is_han and _letters(one) == _letters(other)):
        return "same"
    if one.is_han != other.is_han:
        return "unread"
    left, theirs, matched = [], list(other.words), 0
    for word in one.words:
        best, close = max(
            ((their, _likeness(word, their, one, other)) for their in theirs), key=itemgetter(1), default=("", 0.0)
        )
        if close >= ALIKE:
            theirs.remove(best)
            matched += 1
        else:
            left.append(word)
    if left and theirs:
        if matched and one.is_firm:
            return "alike" if matched > max(len(left), len(theirs)) else "other"
        return _which_differs(one, other, left, theirs) if matched else _in_one_piece(one.words, other.words)
    if not left and not theirs:
        return "alike"
    return "alike" if matched > 1 else "part"


def _likeness(word: str, their: str, one: Record, other: Record) -> float:
    """An initial stands for a given name: the Q of “John Q. Neill” is not the Quint of “John Quint”."""
    for initial, mine, name, record in ((word, one, their, other), (their, other, word, one)):
        if len(initial) == 1 < len(name) and name in record.family.split() and initial not in (mine.family or initial).split():
            return 0.0
    return likeness(word, their)


def _letters(record: Record) -> list[str]:
    return sorted("".join(record.words))


def _in_one_piece(one: Sequence[str], other: Sequence[str]) -> str:
    return "alike" if JaroWinkler.similarity("".join(one), "".join(other)) >= 0.94 else "other"


def _which_differs(one: Record, other: Record, left: list[str], theirs: list[str]) -> str:
    for record, rest in ((one, left), (other, theirs)):
        if record.family:
            return "family" if set(rest) & set(record.family.split()) else "given"
    return "family" if left[-1] == one.words[-1] and theirs[-1] == other.words[-1] else "given"


def _emails(mine: list[str], theirs: list[str]) -> str:
    if not mine or not theirs:
        return ""
    if set(mine) & set(theirs):
        return "same"
    best = ""
    for one in mine:
        for other in theirs:
            (box, _, domain), (their_box, _, their_domain) = one.partition("@"), other.partition("@")
            near = DamerauLevenshtein.distance(one, other, score_cutoff=2) if domain == their_domain else 9
            if box == their_box and len(box) >= 5:
                best = "box"
            elif len(box) >= 6 and near <= 2:
                best = best or "alike"
    return best or "differs"


def _phones(mine: list[str], theirs: list[str]) -> str:
    if not mine or not theirs:
        return ""
    if set(mine) & set(theirs):
        return "same"
    if any(DamerauLevenshtein.distance(one, other, score_cutoff=1) <= 1 for one in mine for other in theirs):
        return "alike"
    return "differs"


def _weighted_birthdays(one: Record, other: Record) -> str:
    level = _birthdays(one.birthday, other.birthday)
    return level if min(one.day_tells, other.day_tells) else "crowded" if level == "same" else ""


def _birthdays(mine: tuple[int, int, int | None] | None, theirs: tuple[int, int, int | None] | None) -> str:
    if mine is None or theirs is None:
        return ""
    years = {mine[2], theirs[2]} - {None}
    if mine[:2] == theirs[:2]:
        return "same" if mine[2] and mine[2] == theirs[2] else "day" if len(years) < 2 else "differs"
    if len(years) == 1 and (mine[:2] == (theirs[1], theirs[0]) or (mine[0] == theirs[0]) or (mine[1] == theirs[1])):
        return "alike"
    return "differs"


def _places(one: Record, other: Record) -> str:
    best = ""
    for mine in one.places:
        for theirs in other.places:
            level = _place(mine, theirs)
            if level == "same":
                return level
            best = best or level
    if best:
        return best
    if one.city and other.city:
        return "city" if likeness(one.city, other.city) >= ALIKE else "differs"
    return ""


def _place(mine: Place, theirs: Place) -> str:
    near = (mine.postcode and mine.postcode == theirs.postcode) or (mine.city and likeness(mine.city, theirs.city) >= ALIKE)
    if not near:
        return "differs" if (mine.city and theirs.city) or (mine.postcode and theirs.postcode) else ""
    if mine.street and theirs.street:
        same_street = mine.street == theirs.street or JaroWinkler.similarity(mine.street, theirs.street) >= 0.92
        return "same" if same_street and mine.number == theirs.number else "moved"
    return "city"
