"""Knowledge, understanding and phrases, loaded together and swapped whole.

A turn sees one library from its first line to its last: a reload never mixes two contents.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from bot.i18n import SOURCE_LANGUAGE as FRENCH
from bot.i18n import Catalogues, Voice, load_catalogues
from intents.answers import AnswerReader
from intents.corrections import CorrectionReader
from intents.masking import Masker
from intents.questions import AskedQuestion, QuestionFinder, QuestionMatch
from intents.understanding import Understander, Understanding
from knowledge import loader
from knowledge.appointments import Appointment
from knowledge.directory import Permanence
from knowledge.entries import Fiche
from knowledge.loader import Knowledge
from knowledge.opening import Opening, over

SPOKEN_AT_MOST = 4096
TRIAGE = "triage:"
"""How the id of a triage team begins where a permanence's would stand; its département follows."""


@dataclass(frozen=True)
class DeskState:
    """What the desk knows that a turn needs: who can be reached here, and which places are taken."""

    reachable: frozenset[str] = frozenset()
    occupancy: Mapping[tuple[str, str], int] = field(default_factory=dict)
    appointments: tuple[Appointment, ...] = ()
    """The places booked or held at the permanence of this turn's case; their `case` is a reference."""
    triage: frozenset[str] = frozenset()
    """The triage teams that choose the permanence: switched on, and with a group."""
    waiting: frozenset[str] = frozenset()
    """The references of the cases that wait for a place."""
    referred: Mapping[str, str] = field(default_factory=dict)
    """The households that this chat, a worker's, has referred: each reference and the state of its case."""


@dataclass(frozen=True, repr=False)
class Library:
    """All that the bot knows and can say, and the desk's state at this turn."""

    knowledge: Knowledge
    understander: Understander
    catalogues: Catalogues
    finder: QuestionFinder
    answers: AnswerReader
    corrections: CorrectionReader
    masker: Masker
    desk: DeskState = DeskState()
    directory: Mapping[str, Permanence] | None = None

    def __repr__(self) -> str:
        return f"Library({self.version})"

    @property
    def version(self) -> str:
        """The digest of the content that answers are given from."""
        return self.knowledge.version

    def voice(self, language: str) -> Voice:
        """How to speak this language."""
        return self.catalogues.voice(language)

    def name_of(self, permanence: str, language: str = FRENCH) -> str:
        """How the one who receives a case is called: a permanence by its own name, a triage team by its
        département's.
        """
        if permanence.startswith(TRIAGE):
            departement = self.knowledge.territory.departement_name(permanence.removeprefix(TRIAGE))
            return self.voice(language).label("triage.team", departement=departement)
        record = self.knowledge.permanences.get(permanence)
        return record.nom if record else permanence

    def heading_of(self, permanence: str, language: str = FRENCH) -> str:
        """The same name where it opens a sentence."""
        name = self.name_of(permanence, language)
        return name[:1].upper() + name[1:]

    @property
    def written(self) -> Mapping[str, Permanence]:
        """The permanences as the directory has them, whatever people say of them today."""
        return self.knowledge.permanences if self.directory is None else self.directory

    def with_desk(self, desk: DeskState) -> "Library":
        """The same library, seen with this state of the desk."""
        return replace(self, desk=desk)

    def with_openings(self, openings: Iterable[Opening]) -> "Library":
        """The same library, its permanences as the people there say they are now."""
        known = self.written
        now = over(known, openings)
        if now is known:
            return self
        return replace(self, directory=known, knowledge=replace(self.knowledge, permanences=now))

    def understand(self, text: str, today: date, **context: str | None) -> Understanding:
        """What a message means; communes are looked up in the territory."""
        return self.understander.understand(
            text[:SPOKEN_AT_MOST], today=today, places=self.knowledge.territory, **context
        )

    def goes_on(self, meaning: Understanding, fiche: str | None) -> bool:
        """Whether a short message goes on with the open fiche («et après ?») rather than with its own
        subject."""
        subjects = {None, "hors_sujet", fiche}
        acts = self.understander.catalogue.acts
        goes_on = acts.is_follow_up(acts.words(meaning.text))
        return fiche is not None and goes_on and (meaning.intent in subjects or meaning.ambiguous)

    def question(self, text: str, *, follow_up: bool = False, **context: str | None) -> QuestionMatch | None:
        """The question under a fiche that a message asks, or None."""
        return self.finder.find(text[:SPOKEN_AT_MOST], follow_up=follow_up, **context)


def load(root: Path | None = None) -> Library:
    """Load everything. Raises ContentError or CatalogueError with all problems at once."""
    knowledge, understander = loader.load(root), Understander.from_content()
    catalogue = understander.catalogue
    return Library(
        knowledge,
        understander,
        load_catalogues(),
        QuestionFinder(_questions(knowledge), catalogue.spelling, catalogue.concepts),
        AnswerReader(catalogue),
        CorrectionReader(catalogue),
        Masker(catalogue, _prose(knowledge)),
    )


def _prose(knowledge: Knowledge) -> list[str]:
    """Everything the fiches say: words of ours, that point at nobody."""
    return [
        text
        for fiche in knowledge.fiches.values()
        for text in (fiche.short, fiche.more, *fiche.steps, *_said_under(fiche))
    ]


def _said_under(fiche: Fiche) -> list[str]:
    return [text for question in fiche.questions for text in (*question.ask, question.answer)]


def _questions(knowledge: Knowledge) -> list[AskedQuestion]:
    """Every wording of every question, in all languages, under one id."""
    return [
        AskedQuestion(question.id, fiche.id, question.ask, fiche.stage or None)
        for fiche in knowledge.fiches.values()
        for question in fiche.questions
    ]
