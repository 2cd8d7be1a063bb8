"""Names as they are compared: in Latin letters, in any order, with short forms and legal forms known."""

# ruff: noqa: E501 - lists of words read better in long lines
import re
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from perennial.search.keys import bones_of, sound_of
from perennial.search.words import folded, is_unspaced, other_spellings, split

SAME, ALIKE = 1.0, 0.86  # from which two words count as the same one written differently
_APOSTROPHE = re.compile("(?<=\\w)['’ʼ‘`´](?=\\w)")
_UMLAUTS = re.compile("(?<![aeiouq])([aou])e(?![aeiou]|$)")
_GENERATIONS = {"jr", "sr", "ii", "iii", "iv", "junior", "senior", "jun", "sen", "fils", "pere", "neto", "filho"}
_TITLES = {
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "prof",
    "herr",
    "frau",
    "mme",
    "mlle",
    "sir",
    "dipl",
    "ing",
    "mag",
    "sig",
    "sra",
    "srta",
}
_LEGAL = {
    *("gmbh", "ag", "kg", "ohg", "gbr", "ug", "ev", "eg", "mbh", "co", "kgaa", "se", "ek", "inc", "incorporated", "corp"),
    *(
        "corporation",
        "company",
        "llc",
        "llp",
        "lp",
        "ltd",
        "limited",
        "plc",
        "pty",
        "pvt",
        "private",
        "sa",
        "sarl",
        "sas",
        "sasu",
    ),
    *("eurl", "snc", "spa", "srl", "srls", "sl", "slu", "bv", "nv", "vof", "ab", "as", "asa", "aps", "oy", "oyj", "kk", "doo"),
    *(
        "ooo",
        "oao",
        "zao",
        "pao",
        "ip",
        "tov",
        "sp",
        "zoo",
        "sro",
        "kft",
        "zrt",
        "bt",
        "eood",
        "ood",
        "ltda",
        "eireli",
        "sab",
        "cv",
    ),
    *("the", "and", "und", "et", "y", "e", "of", "group", "holding"),
}
_LEGAL_TEXT = re.compile(
    r"株式会社|有限会社|合同会社|有限责任公司|有限公司|股份公司|주식회사|유한회사|\b(?:ООО|ОАО|ЗАО|ПАО|ТОВ)\b|ش\.م\.م|\be\.\s?V\.|"
    r"\b(?:s\.\s?p\.\s?a|s\.\s?r\.\s?l|s\.\s?a|b\.\s?v|n\.\s?v|a\.\s?s|z\s?o\.\s?o|s\.\s?r\.\s?o|l\.\s?l\.\s?c|k\.\s?k)\.?(?=\W|$)",
    re.IGNORECASE,
)
# Short forms beside the names that they stand for, in the languages of the labelled set and some more.
_SHORT_FORMS = """
alexander alex sasha sascha sandro alejandro xander aleksandr oleksandr | alexandra sandra sasha alexa aleksandra | andrew andy drew
andreas andre andrei andrii andrzej | anna ann anne annie anya anja hanna hannah nan | anthony tony toni antonio antonia anton
barbara barb babs | benjamin ben benny | bohdan bogdan | catherine katherine kate katie kathy cathy katharina katrin kati kateryna
katya katja ekaterina caterina kathleen | charles charlie chuck karl carl carlos | christian chris christoph christopher kristofer
christina tina christine kristina | daniel dan danny dani | david dave davey | deborah deb debbie | denys denis dennis
dmitri dmitry dima dmytro | dorothy dot dottie | edward ed eddie ted ned eduard | elizabeth liz beth betty lisa elisabeth eliza
bess lizzie elsa | emily em emma emilia | emmanuel manuel manu manolo | evgeny evgenii zhenya yevhen eugene gene | florian flo
francis frank fran francisco paco pancho francesco franz | frederick fred freddy friedrich fritz federico | gabriel gabe gabi
george georg jorge giorgio yuri jurgen | gerald gerry jerry | gregory greg grigory | guillermo william memo | heinrich heinz
henry harry hank henrik enrique | helen ellen elena olena lena helena nell | ignacio nacho | ivan ioan | jacob jake jakob jack
james jim jimmy jamie jaime diego | jennifer jen jenny | jessica jess jessie | joanna jo johanna hanna | john johnny jack jon juan
giovanni jan jean johannes hans hannes johann ivan | jonathan jon jonny | joseph joe joey jose pepe josef sepp giuseppe beppe
josephine josie | joshua josh | katarzyna kasia | kenneth ken kenny | konstantin kostya | lawrence larry laurence lars lorenzo
leonard leo len lenny leonardo | louis lou luis ludwig luigi | lukas luke luca lucas | magdalena magda lena | malgorzata gosia
margaret maggie meg peggy margarete greta gretel rita marge | maria marie mary mariia masha marija maryam mia | marcus mark markus
marc marco | martin marty martino | matthew matt matteo matthias matthieu mats | maximilian max maksym maxim maxime | michael mike
mick mickey miguel michel mikhail misha michele michal | mohammed mohammad muhammad mohamed mehmet mahomet mohamad mhmd | monika
moni | nadezhda nadia nadja | natalia natasha nataliya natalie | nicholas nick nico nicolas nikolaus klaus nikolai kolya niko
oleg oleh | olga olha olya | pamela pam | patricia pat patty trish | patrick pat paddy | paul pavel pablo paolo paweł | peter pete
pedro pietro petr petro pierre piotr | philip phil philippe felipe | rebecca becky becca | richard rick rich dick ricky riccardo
ricardo | robert rob bob bobby robbie roberto | ronald ron ronnie | rosa rose rosie | samuel sam sammy samantha | sarah sally sara
sebastian basti bastian | sergey serhii sergei seryozha sergio | simon sim simone | solomiia solomia | sophie sofia sophia sonja
stanislaw stan stas | stephen steve stefan stephan steven esteban stefano | susan sue susie suzanne susanne | tatiana tanya tania
tetiana | theodore ted theo teddy | theresa tess terry teresa tessa | thomas tom tommy tomas tommaso | timothy tim timmy | tobias
tobi toby | ulrich uli | valentin val | victoria vicky tori viktoria | vladimir vova volodymyr volodya | walter walt wally | wilhelm
willi willy | william will bill billy liam guillaume | wolfgang wolf | yusuf youssef yousef joseph yosef | zachary zach zack | kim gim | lee yi i rhee | park bak pak | choi choe | jung jeong chung | kang gang | cho jo | yoo yu ryu | noh no roh | moon mun
| kwon gwon | baek paek | bae pae | ko go koh | shin sin | lim im rim | ahn an | oh o | woo u | nam | seo suh | song | kwak gwak
"""
_INITIALS = {"kh", "sh", "ch", "zh", "th", "ts", "ya", "yu", "ye"}  # one letter in its own script


def _groups() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, group in enumerate(_SHORT_FORMS.replace("\n", " ").split("|")):
        for name in group.split():
            found.setdefault(name, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


_GROUPS = _groups()


@lru_cache(maxsize=65_536)
def latin(word: str) -> str:
    """A word as it is compared: in Latin letters, without accents, “ü” and “ue” the same; what has no sound of its own (Han
    read in an unknown language) by the sound that Unicode gives it."""
    plain = folded(word)
    if not plain.isascii():
        spelt = other_spellings(word)
        plain = max(spelt, key=len) if spelt else plain
    return _UMLAUTS.sub(r"\1", plain)


def words_in(text: str) -> tuple[list[str], frozenset[str]]:
    """The words of a name without titles, and what it says of the generation (“Jr”). “O’Neill” is one word: its O is no initial."""
    words: list[str] = []
    generation = set()
    for word in split(_APOSTROPHE.sub("", text)):
        for piece in _family_first(word):
            told = latin(piece)
            if told in _GENERATIONS:
                generation.add(told[:2])
            elif told and told not in _TITLES:
                words.append(told)
    return words[:8], frozenset(generation)


def firm_words(text: str) -> list[str]:
    """The words of an organisation's name without its legal form; all of them when nothing else is left."""
    words = [latin(word) for word in split(_LEGAL_TEXT.sub(" ", text).replace("&", " "))]
    return [word for word in words if word and word not in _LEGAL][:8] or [word for word in words if word][:8]


def likeness(one: str, other: str) -> float:
    """How alike two words of names are: 1 the same, from ALIKE on the same word in another spelling, short or foreign form."""
    if one == other:
        return SAME
    if len(one) > len(other):
        one, other = other, one
    if len(one) == 1 or one in _INITIALS:
        return 0.87 if other.startswith(one) else 0.0
    if _GROUPS.get(one, _NONE) & _GROUPS.get(other, _NONE):
        return 0.95
    close = JaroWinkler.similarity(one, other)
    if close >= 0.93:
        return float(close)
    if len(one) >= 6 and DamerauLevenshtein.distance(one, other, score_cutoff=1) == 1:
        return 0.9
    if len(one) >= 3 and one[0] == other[0] and (sound := sound_of(one)) and sound == sound_of(other):
        return 0.92
    if close >= 0.75 and len(bones := bones_of(one)) >= 3 and bones == bones_of(other):
        return 0.88
    return min(float(close), 0.85)


_NONE: frozenset[int] = frozenset()


def _family_first(word: str) -> tuple[str, ...]:
    """“김민준” is two words; of longer ones nobody knows where the family name ends."""
    return (word[0], word[1:]) if 2 <= len(word) <= 4 and is_unspaced(word) and "\uac00" <= word[0] <= "\ud7af" else (word,)
