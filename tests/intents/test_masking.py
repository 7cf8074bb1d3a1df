"""Nothing that points at a person is kept of a message that was not understood."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import library
from intents.masking import LONGEST, MASKS, Masker
from intents.normalise import fold

PEOPLE = """
Dupont Martin Durand Nguyen Benali Haddad Traoré Diallo Ouedraogo Kowalski Popescu Ionescu Yılmaz
Demir Kaya Ivanov Petrova Шевченко Коваленко Иванов Смирнова García Hernández Silva Ferreira Santos
Smith Johnson Claire Rose Pierre Marie Karim Fatima Mohamed Aïcha Mehmet Ayşe Fatma Олена Оксана
Наталья Дмитрий Сергей Andrei Elena Ioana Florin João Conceição José Lucía Grace John Emily Léa Enzo
Kévin محمد أحمد فاطمة خديجة يوسف كريم بنعلي العلوي Yasmine Rayan Inès Nadia Sofiane Moussa Aminata
Fatoumata
"""
NAMES = PEOPLE.split()
OPENINGS = (
    "je m'appelle {}",
    "bonjour mme {} je dois payer",
    "mon nom est {}",
    "le fils {} dort ici",
    "signé {}",
    "my name is {}",
    "me llamo {}",
    "mi vecino {} no paga",
    "chamo-me {}",
    "o senhor {} quer a renda",
    "mă numesc {}",
    "domnul {} vrea chiria",
    "adım {}",
    "komşum {} para istiyor",
    "меня зовут {}",
    "мой сосед {} шумит",
    "мене звати {}",
    "пан {} хоче гроші",
    "اسمي {}",
    "السيد {} يريد الإيجار",
    "{}",
    "smiti {}",
)
REST = (
    "et je ne peux pas payer mon loyer",
    "and I cannot pay my rent",
    "no puedo pagar el alquiler",
    "не могу платить",
    "не можу платити за квартиру",
    "kirayı ödeyemiyorum",
    "não posso pagar a renda",
    "nu pot plăti chiria",
    "لا أستطيع دفع الإيجار",
    "j'ai besoin d'aide pour mon logement",
)
FIGURES = (
    "06 12 34 56 78",
    "+33612345678",
    "06.12.34.56.78",
    "0033 6 12 34 56 78",
    "٠٦١٢٣٤٥٦٧٨",
    "1 250,50 €",
    "1200€",
    "FR76 3000 6000 0112 3456 7890 189",
    "2 85 05 78 006 084 36",
    "285057800608436",
    "AB-123-CD",
    "AB 123 CD",
    "1234 AB 57",
    "12/03/1985",
    "12.11.2026",
    "le 12 novembre 2026",
    "١٢ نوفمبر",
    "12 ноября",
    "3 de marzo",
    "57000",
    "mille deux cents",
    "две тысячи",
    "dos mil",
    "K7-1204",
)
ADDRESSES = (
    "12 rue des Lilas",
    "3 bis avenue Foch",
    "bâtiment C escalier 4",
    "14 Baker Street",
    "calle Mayor 5",
    "rua Augusta 20",
    "strada Lungă 7",
    "Atatürk Caddesi 12",
    "улица Ленина 5",
    "вул. Шевченка 10",
    "شارع الحرية 8",
)
LINKS = (
    "jean.dupont@exemple.fr",
    "@karim57",
    "https://exemple.fr/x?y=1",
    "www.exemple.fr",
    "exemple.fr",
    "t.me/karim",
)


@pytest.fixture(scope="module")
def masker() -> Masker:
    """The masker in use, with the words of the fiches."""
    return library.load().masker


@settings(max_examples=400, deadline=None)
@given(
    name=st.sampled_from(NAMES),
    other=st.sampled_from(NAMES),
    opening=st.sampled_from(OPENINGS),
    rest=st.sampled_from(REST),
    change=st.sampled_from((str, str.lower, str.upper, str.title)),
)
def test_no_name_is_kept(masker: Masker, name: str, other: str, opening: str, rest: str, change) -> None:
    """A first name and a surname in nine languages, in any case, before or after other words, never stay."""
    for text in (
        f"{opening.format(f'{name} {other}')} {rest}",
        f"{rest} {opening.format(name)}",
        f"{rest}, {name}",
    ):
        kept = fold(masker.masked(change(text)) or "").split()
        assert not {*fold(name).split()} & set(kept), (text, kept)


@settings(max_examples=300, deadline=None)
@given(
    secret=st.sampled_from((*FIGURES, *ADDRESSES, *LINKS)),
    first=st.sampled_from(REST),
    last=st.sampled_from(REST),
)
def test_no_figure_address_or_link_is_kept(masker: Masker, secret: str, first: str, last: str) -> None:
    """Phones, sums, dates, plates, IBAN, NIR, references, addresses and links leave no digit and no name."""
    kept = masker.masked(f"{first} {secret} {last}") or ""
    assert not any(letter.isdigit() for letter in kept)
    assert "@" not in kept and "://" not in kept and "exemple" not in kept
    for word in (
        "lilas",
        "foch",
        "baker",
        "mayor",
        "augusta",
        "lunga",
        "ataturk",
        "ленина",
        "шевченка",
        "الحريه",
    ):
        assert word not in fold(kept).split()


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_only_known_words_and_masks_are_kept(masker: Masker, text: str) -> None:
    """Whatever is written, each word kept is one of ours, and the whole is short."""
    kept = masker.masked(text)
    if kept is not None:
        assert len(kept) <= LONGEST + len(MASKS[-1]) * 40
        plain = re.sub("|".join(map(re.escape, MASKS)), " ", kept)
        assert set(fold(plain).split()) <= masker._known


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (
            "la trêve hivernale protege contre la coupure de gaz aussi?",
            "la trêve hivernale protege contre la coupure de gaz aussi?",
        ),
        ("j'ai 34 ans en CDD je peux avoir visale ?", "j'ai [nombre] ans en CDD je peux avoir visale ?"),
        ("Bonjour, Claire a perdu son travail", "Bonjour, [nom] a perdu son travail"),
        ("JE SUIS PIERRE DUPONT ET JE DOIS PAYER", "JE SUIS [nom] [mot] ET JE DOIS PAYER"),
        ("mon mail c'est jean@x.fr merci", "mon mail c'est [adresse] merci"),
        ("06 12 34 56 78", None),
        ("Dupont Durand zouaf", None),
        ("", None),
    ],
)
def test_what_a_colleague_reads_still_has_its_meaning(masker: Masker, text: str, kept: str | None) -> None:
    """Ordinary words stay, so that the phrase can be learnt from; where nothing is left, nothing is kept."""
    assert masker.masked(text) == kept


def test_known_names_are_hidden_whatever_they_are(masker: Masker) -> None:
    """The person's name and the communes are hidden even where they are ordinary words."""
    assert masker.masked("je veux payer mon loyer à Sens", ["Sens"]) == "je veux payer mon loyer à [nom]"
    assert masker.without("je veux payer mon loyer", ["Loyer Veux"]) == "je [nom] payer mon [nom]"


def test_a_long_message_is_cut(masker: Masker) -> None:
    """No more than 240 characters are read of it, whole words."""
    kept = masker.masked("je dois payer mon loyer " * 40)
    assert kept is not None and len(kept) <= LONGEST
