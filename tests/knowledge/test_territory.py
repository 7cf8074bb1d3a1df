"""From what people write to a commune: found, or asked back; never silently another one."""

import random
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import knowledge
from knowledge.errors import ContentError
from knowledge.reading import Reader
from knowledge.territory import Commune, Territory, load

CONTENT = Path(knowledge.__file__).parent / "content"
TERRITORY = load(Reader(CONTENT))
INHABITED = [commune for commune in TERRITORY.register if commune.codes_postaux]


def test_register_holds_every_commune_of_france() -> None:
    """34,969 communes and the 45 municipal arrondissements: the 35,014 places of the 2026 register."""
    arrondissements = [f"751{n:02}" for n in range(1, 21)] + [f"132{n:02}" for n in range(1, 17)]
    arrondissements += [f"693{n:02}" for n in range(81, 90)]
    assert len(TERRITORY) + len(arrondissements) == 35_014
    towns = {TERRITORY.by_insee(code) for code in arrondissements}
    assert {commune.nom for commune in towns if commune} == {"Paris", "Marseille", "Lyon"}


def test_metz_as_the_register_describes_it() -> None:
    """Name, postal codes, département, intercommunality and population of one commune, by its INSEE code."""
    metz = TERRITORY.by_insee("57463")
    assert metz == Commune("57463", "Metz", "57", ("57000", "57050", "57070"), 122_572, "200039865")
    assert TERRITORY.departement_name("57") == "Moselle"
    assert TERRITORY.epci_name("200039865") == "Metz Métropole"


def test_old_codes_lead_to_the_commune_of_today() -> None:
    """Borny was a commune of its own (57094): its code is Metz; an unknown code is nobody's."""
    borny = TERRITORY.by_insee("57094")
    assert borny is not None and borny.nom == "Metz"
    assert TERRITORY.by_insee("57999") is None


@pytest.mark.parametrize(
    ("text", "insee"),
    [
        ("metz", "57463"),
        ("Metz 57", "57463"),
        ("57000", "57463"),
        ("57000 METZ", "57463"),
        ("metz (moselle)", "57463"),
        ("montigni les mes", "57480"),
        ("jabite a montigni les mes", "57480"),
        ("st avold", "57606"),
        ("stavold", "57606"),
        ("tiyonvil", "57672"),
        ("woipi", "57751"),
        ("forbak", "57227"),
        ("sarguemine", "57631"),
        ("Borny", "57463"),
        ("ban saint martin", "57049"),
        ("chalons s/ marne", "51108"),
        ("au havre", "76351"),
        ("paris 18e", "75056"),
        ("marseille 3eme arrondissement", "13055"),
        ("st denis 974", "97411"),
        ("Saint-Denis Réunion", "97411"),
        ("papete", "98735"),
        ("2A ajaccio", "2A004"),
        ("L’Haÿ-les-Roses", "94038"),
        ("nancy", "54395"),
        ("Metz depuis trois ans avec mes enfants", "57463"),
        ("Metz'te oturuyorum", "57463"),
        ("ميتز", "57463"),
        ("أسكن في ميتز", "57463"),
        ("я живу в Меце", "57463"),
        ("мешкаю в Парижі", "75056"),
    ],
)
def test_a_name_as_people_write_it_finds_its_commune(text: str, insee: str) -> None:
    """Typing errors, abbreviations, sounds, quarters, old names, postal codes, overseas: one sure answer."""
    resolution = TERRITORY.resolve(text)
    assert resolution.commune is not None, [str(match.commune) for match in resolution.candidates]
    assert resolution.commune.insee == insee


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Saint-Denis", {"97411", "93066"}),
        ("montigny", {"57480", "76446"}),
        ("boulogne", {"92012", "62160"}),
        ("57050", {"57463", "57049"}),
        ("57036", {"57463"}),
        ("montigny 57000", {"57463", "57480"}),
        ("moselle", {"57463", "57672"}),
        ("mets", {"57463"}),
        ("lomme", {"59350"}),
        ("magny", {"57463", "89235"}),
    ],
)
def test_a_doubtful_name_is_asked_back(text: str, asked: set[str]) -> None:
    """Homonyms, shortened names, shared postal codes, a CEDEX, a département: candidates, no choice."""
    resolution = TERRITORY.resolve(text)
    assert resolution.commune is None
    assert asked <= {match.commune.insee for match in resolution.candidates}


def test_those_served_here_are_proposed_first() -> None:
    """Of the many Montigny, a household near the permanences most often means Montigny-lès-Metz."""
    assert TERRITORY.resolve("montigny").candidates[0].commune.insee == "57480"


@pytest.mark.parametrize("text", ["", "   ", "zzzzzz", "😀", "مرحبا", "\ud800", "?" * 10_000, "99999"])
def test_what_names_no_commune_finds_none(text: str) -> None:
    """Nothing like a name: no commune, and no error."""
    assert TERRITORY.resolve(text).commune is None


def test_five_digits_may_be_either_code_on_a_command_line() -> None:
    """57463 is only an INSEE code; 57050 is a postal code of Metz and the INSEE code of another: asked."""
    assert TERRITORY.resolve_fact("57463").commune == TERRITORY.by_insee("57463")
    assert TERRITORY.resolve_fact("57000").commune == TERRITORY.by_insee("57463")
    both = TERRITORY.resolve_fact("57050")
    assert both.commune is None
    assert {"57463", "57050"} <= {match.commune.insee for match in both.candidates}


def misspell(name: str, chance: random.Random) -> str:
    """One mistake of the kinds people make."""
    letters = [index for index, letter in enumerate(name) if letter.isalpha()]
    index = chance.choice(letters)
    bare = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c)).lower()
    return chance.choice(
        [
            name[:index] + name[index + 1 :],
            name[:index] + name[index] + name[index:],
            name[: index - 1] + name[index : index + 1] + name[index - 1 : index] + name[index + 1 :],
            name[:index] + chance.choice("aeiounrst") + name[index + 1 :],
            bare,
            bare.replace("saint-", "st ").replace("-", " "),
            bare.replace("y", "i").replace("ph", "f").replace("ll", "l"),
        ]
    )


def test_misspelt_communes_are_right_or_asked_back() -> None:
    """Over 300 communes drawn from all of France, 98 % are right or asked back, and none silently another."""
    chance = random.Random(2026)
    drawn = chance.sample(INHABITED, 300)
    wrong, kept = [], 0
    for commune in drawn:
        typed = misspell(commune.nom, chance)
        typed += chance.choice(["", "", "", f" {commune.departement}", f" {commune.codes_postaux[0]}"])
        resolution = TERRITORY.resolve(typed)
        offered = [match.commune for match in resolution.candidates]
        kept += commune in (resolution.commune, *offered)
        if resolution.commune not in (None, commune):
            wrong.append((typed, str(commune), str(resolution.commune)))
    assert wrong == []
    assert kept >= 0.98 * len(drawn)


def test_exact_names_are_never_another_commune() -> None:
    """Written exactly, with its postal code, every one of 1,000 communes is found; never a different one."""
    for commune in random.Random(7).sample(INHABITED, 1_000):
        resolution = TERRITORY.resolve(f"{commune.nom} {commune.codes_postaux[-1]}")
        assert commune in (resolution.commune, *(match.commune for match in resolution.candidates))
        assert resolution.commune in (None, commune)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_lookup(text: str) -> None:
    """Whatever is typed, the answer is communes of the register, or none."""
    for match in (*TERRITORY.find(text), *TERRITORY.mention(text)):
        assert TERRITORY.by_insee(match.commune.insee) == match.commune


@pytest.mark.parametrize(
    ("sentence", "insee"),
    [
        ("jabite a montigni les mes", "57480"),
        ("j'habite à Metz depuis 2 ans", "57463"),
        ("je suis sur thionville et je dois 2 mois", "57672"),
        ("3 mois de retard, j'habite au 57000 metz", "57463"),
        ("on veut m'expulser a tionvile", "57672"),
        ("logement hlm a sarguemines, 3 mois de retard", "57631"),
        ("57000", "57463"),
        ("mon code postal c'est 57000", "57463"),
        ("Bonjour, je vis au Havre avec mes enfants", "76351"),
        ("la mairie de Hayange m'a dit non", "57306"),
        ("je suis hébergé à Sens chez ma sœur", "89387"),
        ("tribunal de sarreguemines le 12 mars", "57631"),
        ("Mon loyer est de 650 euros, HLM à Saint-Avold", "57606"),
        ("locuiesc in Metz", "57463"),
        ("i live in Metz and i got a paper", "57463"),
        ("metz", "57463"),
    ],
)
def test_a_commune_is_found_inside_a_sentence(sentence: str, insee: str) -> None:
    """Said with its preposition, its postal code, or large enough to be known: one sure commune."""
    (match,) = TERRITORY.mention(sentence)
    assert match.commune.insee == insee
    assert match.score >= 86


@pytest.mark.parametrize(
    "sentence",
    [
        "jai recu un comandement de payé hier",
        "mon bail date de mars 2021",
        "j'ai reçu une lettre du juge en mai",
        "le loyer est de 12500 euros par an",
        "je dois 57000 euros à la banque",
        "je dois 57000 au propriétaire",
        "j'ai 57000 de dettes",
        "c'est une question de bon sens",
        "j'ai perdu mon job et je prends le bus",
        "ça fait un mois que je suis à la rue",
        "il a une carte orange",
        "j'ai la garde de mes enfants, tout le monde le sait",
        "je suis logé à droite et à gauche",
        "I have a job and a son, nice",
        "tengo una carta del juez",
        "je passe à la barre demain",
        "je vais dans une autre ville",
        "le port du colis, la tour, le plan d'apurement",
    ],
)
def test_ordinary_words_are_not_communes(sentence: str) -> None:
    """Mars, Sens, Orange, La Garde, Job, Bus, Toutlemonde… are communes; here they are words."""
    assert TERRITORY.mention(sentence) == ()


def test_a_homonym_in_a_sentence_is_not_sure() -> None:
    """«Saint-Denis» alone gives several communes, none sure, so that one is asked for."""
    found = TERRITORY.mention("j'habite à Saint-Denis")
    assert {"97411", "93066"} <= {match.commune.insee for match in found}
    assert all(match.score < 86 for match in found)


def test_a_damaged_register_is_refused(tmp_path: Path) -> None:
    """A file of communes that is not the recorded one stops the start, in French."""
    folder = tmp_path / "territoire"
    folder.mkdir()
    for file in (CONTENT / "territoire").iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "communes.sha256").write_text("0" * 64 + "  communes.csv\n")
    with pytest.raises(ContentError, match="empreinte"):
        load(Reader(tmp_path))


def test_home_comes_from_the_permanences() -> None:
    """The départements served are those that have a file of permanences."""
    assert isinstance(TERRITORY, Territory)
    assert "57" in TERRITORY.home
