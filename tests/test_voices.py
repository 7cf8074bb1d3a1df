"""Nine languages: every phrase, question and danger screen is there, tied to the French and right to read."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from bot import catalogue
from bot.bidi import FIRST_STRONG_ISOLATE, POP, isolate_runs
from bot.catalogue import Phrase, fingerprint, spoken
from bot.dialogue.events import ANYTIME, Pressed, Rang
from bot.dialogue.session import Session
from bot.dialogue.talk import LABEL_LENGTH
from bot.i18n import LOCALES, Voice, load_catalogues, rich
from knowledge import crises, question_translations
from knowledge.loader import CONTENT
from knowledge.questions import Question
from knowledge.reading import Reader
from tests.conftest import NOW
from tests.dialogue.household import Household

OTHERS = ("ar", "en", "es", "pt", "ro", "ru", "tr", "uk")
LETTERS_OF_A_MESSAGE = 900
NUMBER = re.compile(r"\d+(?: \d+)*")
TO_CALL = re.compile(r"\*\*(\d[\d ]*)\*\*")
BARE_LATIN = re.compile(r"[0-9A-Za-zÀ-ɏ]")
FIRST_WORDS = [
    ("en", "My landlord wants to put me out, what can I do?"),
    ("ar", "صاحب البيت يريد أن يخرجني من المنزل"),
    ("tr", "Ev sahibim beni evden çıkarmak istiyor"),
    ("ru", "Хозяин хочет выселить меня из квартиры, что делать? Мы не знаем"),
    ("uk", "Господар хоче мене виселити, що мені робити? Її донька хвора"),
    ("ro", "Proprietarul vrea să mă dea afară din casă"),
    ("pt", "O senhorio quer pôr-me fora de casa, não sei o que fazer"),
    ("es", "El propietario quiere echarme de casa, no sé qué hacer"),
    ("en", "I got a commandement de payer yesterday"),
    ("ar", "استلمت commandement de payer أمس"),
]


def numbers(text):
    """The numbers of a text, however its hours are written (« 14 h », « 14:00 »)."""
    return Counter(NUMBER.findall(text.replace(":00", "")))


def bare(text):
    """What is left of a text once tags, entities and all that is set apart are taken away."""
    return re.sub(rf"<[^>]*>|&\w+;|{FIRST_STRONG_ISOLATE}[^{POP}]*{POP}", "", text)


def test_all_languages_are_there():
    """French and eight more; each is named in itself, in every catalogue."""
    catalogues = load_catalogues()
    assert catalogues.languages == ("fr", *OTHERS)
    for language in catalogues.languages:
        names = {catalogues.voice(spoken).label(f"language.{language}") for spoken in catalogues.languages}
        assert len(names) == 1


def test_the_catalogues_follow_the_french():
    """Nothing is missing, superfluous or stale; values to fill in, numbers and commands are the French's."""
    assert [str(problem) for problem in catalogue.problems(LOCALES)] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_phrase_fits_on_a_small_screen(language):
    """A message has at most 900 signs, a button at most 60."""
    voice = load_catalogues().voice(language)
    assert [key for key, text in voice.phrases.items() if len(text) > LETTERS_OF_A_MESSAGE] == []
    buttons = [key for key in voice.phrases if key.startswith(("button.", "start.", "paper."))]
    filled = {
        "day": voice.near_day(date(2026, 9, 30)),
        "hour": voice.hour(NOW),
        "amount": voice.euros(1920),
        "count": 36,
    }
    long = [
        key for key in buttons if key != "button.stale" and len(voice.label(key, **filled)) > LABEL_LENGTH
    ]
    assert long == []


def test_what_staff_read_is_french_only():
    """The desk's phrases are in no translation: a key that only staff read is named so by its beginning."""
    read = catalogue.read(LOCALES)
    staff = {key for key in read["fr"] if key.startswith(catalogue.STAFF)}
    assert {"card.waiting", "desk.claimed", "group.how", "told.dette"} <= staff
    assert not any(staff & read[language].keys() for language in OTHERS)


def test_a_changed_french_phrase_is_seen(tmp_path):
    """When the French changes, each translation of it is reported with the fingerprint to write."""
    for language in ("fr", "es"):
        target = tmp_path / language / "LC_MESSAGES" / "bot.po"
        target.parent.mkdir(parents=True)
        source = (LOCALES / language / "LC_MESSAGES" / "bot.po").read_text(encoding="utf-8")
        target.write_text(
            source.replace('msgstr "C\'est noté."', 'msgstr "C\'est bien noté."'), encoding="utf-8"
        )
    (problem,) = catalogue.problems(tmp_path)
    assert problem.key == "answer.noted"
    lock = fingerprint("C'est bien noté.")
    assert f"fr:{lock}" in problem.message


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("Bonjour.", "Bonjour.", "Hola."),
        ("Bonjour.", "Bonjour à vous.", "Hola."),
        ("Appelez le **17**.", "Appelez le **112**.", None),
        ("Avant le {day}.", "Avant le {jour}.", None),
    ],
)
def test_a_stale_phrase_gives_no_old_number(before, after, said):
    """A stale phrase is still said, but where it gives a number to call or other values the French is."""
    text = {"Appelez le **17**.": "Llame al **17**.", "Avant le {day}.": "Antes del {day}."}.get(
        before, "Hola."
    )
    found = spoken({"key": Phrase(text, fingerprint(before))}, {"key": Phrase(after)})
    assert found.get("key") == said


@pytest.mark.parametrize("language", OTHERS)
def test_danger_screens_say_what_the_french_say(language, library):
    """Three lines, the same numbers in bold, none stale: whatever the language, the same number to call."""
    kinds = [kind for spoken, kind in library.knowledge.crises if spoken == "fr"]
    for kind in kinds:
        french, crisis = library.knowledge.crisis(kind), library.knowledge.crisis(kind, language)
        assert crisis.lang == language, f"{kind} is missing or stale"
        assert len(crisis.screen.splitlines()) == 3
        assert len(crisis.possible.splitlines()) == 1
        for said, wanted in ((crisis.screen, french.screen), (crisis.possible, french.possible)):
            assert Counter(TO_CALL.findall(said)) == Counter(TO_CALL.findall(wanted))
            assert numbers(said) == numbers(wanted)


@pytest.mark.parametrize("language", OTHERS)
def test_a_danger_screen_is_not_longer_than_it_must(language, library):
    """A translated screen stays near the French in length: nothing was added."""
    for spoken_in, kind in library.knowledge.crises:
        if spoken_in == language:
            french = library.knowledge.crisis(kind).screen
            assert len(library.knowledge.crisis(kind, language).screen) <= 1.35 * len(french)


def test_a_stale_danger_screen_is_said_in_french(tmp_path):
    """A screen whose French has changed is not trusted: a warning is written, and the French is shown."""
    for language in ("fr", "tr"):
        (tmp_path / "crises" / language).mkdir(parents=True)
        source = CONTENT / "crises" / language / "suicide.md"
        text = source.read_text(encoding="utf-8").replace("quelqu'un vous écoute", "on vous écoute")
        (tmp_path / "crises" / language / "suicide.md").write_text(text, encoding="utf-8")
    reader = Reader(tmp_path)
    read = crises.read_crises(reader)
    assert read["tr", "suicide"].stale
    assert [problem.severity for problem in reader.problems] == ["warning"]


@pytest.mark.parametrize("language", OTHERS)
def test_every_question_is_asked_in_every_language(language, library):
    """Text, help, doubts and buttons: the same places and numbers as the French; nothing is stale."""
    for question in library.knowledge.questions.values():
        french = question_translations.parts(question, "fr")
        said = question_translations.parts(question, language)
        assert said.keys() == french.keys()
        assert {place: numbers(text) for place, text in said.items()} == {
            place: numbers(text) for place, text in french.items()
        }
        assert all(len(text) <= LABEL_LENGTH for place, text in said.items() if place.startswith("choice."))


def test_translations_of_questions_and_screens_have_no_problem():
    """The loader finds nothing to say of them: none is missing, superfluous or stale."""
    reader = Reader(CONTENT)
    french = reader.toml(CONTENT / "questions.toml", dict[str, Question])
    named = {fact: replace(question, fact=fact) for fact, question in french.items()}
    question_translations.with_translations(reader, named)
    crises.read_crises(reader)
    assert [str(problem) for problem in reader.problems] == []


def test_a_word_of_the_paper_stays_in_french(library):
    """The words people will see on their paper are said in French in every language."""
    catalogues = load_catalogues()
    for language in OTHERS:
        voice = catalogues.voice(language)
        assert "Commandement de payer" in voice.label("paper.commandement_de_payer")
        assert "Commandement de quitter les lieux" in voice.label("paper.commandement_de_quitter")
        asked = library.knowledge.questions["date_signification"].text_in(language)
        assert "commissaire de justice" in asked


def test_arabic_numbers_and_latin_words_are_set_apart(library):
    """In every Arabic phrase, question and screen, no number, command or French word stands bare."""
    voice = library.voice("ar")
    knowledge = library.knowledge
    told = [voice.set_apart(rich(text)) for text in _arabic(knowledge)]
    told += [voice.set_apart(rich(re.sub(r"\{\w+\}", "", text))) for text in voice.phrases.values()]
    patterns = {voice.phrases["format.day"], voice.phrases["format.near_day"]}
    wrong = [
        text for text in told if _has_arabic(text) and BARE_LATIN.search(bare(text)) and text not in patterns
    ]
    assert wrong == []
    assert all(text.count(FIRST_STRONG_ISOLATE) == text.count(POP) for text in told)


def _arabic(knowledge):
    for question in knowledge.questions.values():
        yield from question_translations.parts(question, "ar").values()
    for (language, _), crisis in knowledge.crises.items():
        if language == "ar":
            yield from (crisis.screen, crisis.possible)


def _has_arabic(text):
    return re.search("[\u0600-\u06ff]", text) is not None


def test_setting_apart_twice_changes_nothing():
    """A phone number keeps its order, a command its slash; tags and {names} are left alone."""
    text = "اتصلوا بـ <b>0 805 160 075</b> (SOS Loyers) {name} أو /effacer &amp; 17"
    once = isolate_runs(text)
    assert f"<b>{FIRST_STRONG_ISOLATE}0 805 160 075{POP}</b>" in once
    assert f"{FIRST_STRONG_ISOLATE}/effacer{POP}" in once
    assert "{name}" in once and "&amp;" in once
    assert isolate_runs(once) == once
    assert isolate_runs("Appelez le 17.") == "Appelez le 17."


def test_dates_hours_and_amounts_are_written_for_the_reader():
    """A date in the reader's words, an hour on 24 hours, an amount as on the papers."""
    catalogues = load_catalogues()
    day = date(2027, 1, 1)
    assert catalogues.voice("fr").day(day) == "vendredi 1er janvier 2027"
    assert catalogues.voice("es").day(day) == "viernes, 1 de enero de 2027"
    assert catalogues.voice("tr").day(day) == "1 Ocak 2027 Cuma"
    assert catalogues.voice("en").near_day(day) == "Friday 1 January"
    assert catalogues.voice("en").hour(NOW.replace(hour=14)) == "14:00"
    assert len({catalogues.voice(language).euros(1920) for language in ("fr", *OTHERS)}) == 1


def test_a_phrase_that_a_language_lacks_is_said_in_french():
    """Where a translation is missing, the household reads French and not nothing."""
    assert Voice("es", {}, {"help": "Écrivez."}).say("help") == "Écrivez."


@pytest.mark.parametrize(("language", "text"), FIRST_WORDS)
def test_the_first_words_give_the_language(language, text, library):
    """Whatever the first message is about, even when it is not understood, it is answered in its language."""
    household = Household(library, NOW)
    household.says(text)
    assert household.session.language == language
    assert library.voice(language).label("button.human") in household.labels


@pytest.mark.parametrize(("language", "text"), [("en", "hello"), ("tr", "merhaba"), ("ar", "السلام عليكم")])
def test_a_greeting_is_answered_in_its_language(language, text, library):
    """«hello» is answered in English."""
    household = Household(library, NOW)
    household.says(text)
    assert household.session.language == language


def test_a_greeting_settles_nothing(library):
    """After «hello», French is answered in French; after that, the conversation stays in French."""
    household = Household(library, NOW)
    household.says("hello")
    household.says("j'ai reçu un commandement de payer hier")
    assert household.session.language == "fr"
    household.says("i do not know what to do")
    assert household.session.language == "fr"


def test_a_danger_is_answered_in_the_language_it_is_written_in(library):
    """The screen comes in the language of the first message, and later in that of the danger itself."""
    household = Household(library, NOW)
    household.says("زوجي يضربني")
    assert household.session.language == "ar"
    household = Household(library, NOW)
    household.says("j'ai reçu un commandement de payer hier")
    household.says("my husband hits me, he wants to kill me")
    assert household.session.language == "en"
    assert "3919" in household.reads


def test_the_language_chosen_stays(library):
    """After /langue, what is written in French does not change the language."""
    household = Household(library, NOW)
    household.commands("langue")
    household.presses("Română")
    household.says("j'ai reçu un commandement de payer hier")
    assert household.session.language == "ro"
    asked = library.knowledge.questions["date_acte"].text_in("ro")
    assert asked in household.reads


def test_a_town_or_a_french_date_does_not_change_the_language(library):
    """Answers copied from a French paper leave the conversation in the messenger's language."""
    household = Household(library, NOW)
    household.session = Session(1, language="tr")
    household.says("Metz")
    assert household.session.language == "tr"
    household.commands("start")
    household.presses(library.voice("tr").label("start.paper"))
    household.presses("Commandement de payer")
    household.says("12 novembre 2026")
    assert household.session.language == "tr"


def test_a_french_fiche_says_that_it_is_french(library):
    """Where a fiche is not translated, one line says so in the household's language; in French, none."""
    knowledge = library.knowledge
    fiche = next(name for (language, name) in knowledge.fiches if ("tr", name) not in knowledge.fiches)
    household = Household(library, NOW)
    household.session = Session(1, language="tr", language_from="choice")
    household.happens(Pressed(ANYTIME, f"about:{fiche}"))
    assert str(library.voice("tr").say("fiche.french_only")) in household.reads
    household = Household(library, NOW)
    household.happens(Pressed(ANYTIME, f"about:{fiche}"))
    assert str(library.voice("fr").say("fiche.french_only")) not in household.reads


def test_how_a_case_ends_is_said_in_the_language_of_the_household(library):
    """The household reads the outcome of its case in its own language, not in the desk's."""
    household = Household(library, NOW)
    household.session = replace(household.session, language="es", case="K7-1204")
    household.happens(Rang("closing", {"outcome": "relogement"}))
    assert "una nueva vivienda" in household.reads
    household.presses("No, gracias")
    assert "una nueva vivienda" in household.reads and household.session.case is None
