"""The command line: the shapes it prints are a contract, its errors are one clear French sentence."""

import io
import json
import os
import subprocess
import sys

import pytest

from bot.app import now, open_database
from bot.cli import COMMANDS, entraidbot
from bot.cli.group import run
from bot.settings import PREFIX, read_settings

STAY = "logement-hebergement--se-maintenir-dans-le-logement"


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch):
    """Tests do not see the settings of the machine they run on."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)


@pytest.fixture
def cli(monkeypatch, capsys):
    """Run a command in this process: exit code, what was printed, what was complained."""

    def call(*arguments, given=""):
        monkeypatch.setattr(sys, "argv", ["entraidbot", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(given))
        code = run(entraidbot)
        out, err = capsys.readouterr()
        return code, out, err

    return call


def one(out):
    """The one JSON object printed."""
    return json.loads(out)


def many(out):
    """The JSON objects printed, one a line."""
    return [json.loads(line) for line in out.splitlines()]


def test_help_is_in_french_and_names_every_command(cli):
    """--help needs no content, lists all commands with a sentence, and holds no English heading."""
    code, out, _ = cli("--help")
    assert code == 0
    assert all(f"  {name} " in out for name in COMMANDS)
    assert not [word for word in ("Usage:", "Options:", "Commands:", "Show this") if word in out]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(cli, command):
    """Each command's --help is French and ends well."""
    code, out, _ = cli(command, "--help")
    assert code == 0 and "Usage : " in out and "Show this" not in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["dedlines"], "deadlines"),
        (["deadlines", "--jsn"], "--json"),
        (["deadlines"], "ÉTAPE"),
        (["deadlines", "commandement_de_payeur"], "commandement_de_payer"),
        (["deadlines", "commandement_de_payer", "date_acte"], "fait=valeur"),
        (["deadlines", "commandement_de_payer", "--today", "demain"], "AAAA-MM-JJ"),
        (["deadlines", "commandement_de_payer", "--batch", "rien.jsonl"], "--batch"),
        (["deadlines", "--batch", "rien.jsonl"], "rien.jsonl"),
        (["route"], "commune"),
        (["route", "comune=Metz"], "commune"),
        (["route", "commune=Metz", "--now", "tantôt"], "AAAA-MM-JJTHH:MM"),
        (["ask"], "TEXTE"),
        (["invite"], "--groupe"),
        (["invite", "--groupe", "nulle-part"], "nulle-part"),
        (["invite", "--triage", "Moselle"], "57"),
        (["triage", "999"], "999"),
        (["invite", "--membre", "entraidbail-metz-borny", "--role", "chef"], "coordinator"),
        (["serve"], "ENTRAIDBOT_TOKEN"),
        (["backup"], "FICHIER"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_misuse_is_one_french_sentence_and_two(cli, tmp_path, monkeypatch, arguments, said):
    """Exit 2, nothing on the output, and a sentence that names what was wrong or the nearest right thing."""
    monkeypatch.chdir(tmp_path)
    code, out, err = cli(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("Erreur : ") and said in err and "Traceback" not in err


def test_wrong_settings_are_told_all_at_once(cli, monkeypatch):
    """A command that needs settings stops with every mistake, exit 2."""
    monkeypatch.setenv("ENTRAIDBOT_WEBHOOK_PORT", "abc")
    monkeypatch.setenv("ENTRAIDBOT_BRUST", "1")
    code, _, err = cli("doctor")
    assert code == 2
    assert "ENTRAIDBOT_WEBHOOK_PORT" in err and "ENTRAIDBOT_BURST" in err


@pytest.mark.parametrize("missing", ["WEBHOOK_SECRET", "WEBHOOK_URL"])
def test_the_webhook_needs_its_settings(cli, monkeypatch, missing):
    """Without its secret or its address, `serve --webhook` does not start, and says which is missing."""
    given = {
        "TOKEN": "123456:" + "A" * 35,
        "WEBHOOK_SECRET": "s" * 32,
        "WEBHOOK_URL": "https://bot.example/telegram",
    }
    for name in given.keys() - {missing}:
        monkeypatch.setenv(PREFIX + name, given[name])
    code, _, err = cli("serve", "--webhook")
    assert code == 2 and PREFIX + missing in err


def test_deadlines_has_its_shape(cli):
    """The prudent date of DESIGN 6's own example, with its basis, as JSON."""
    code, out, _ = cli(
        "deadlines", "commandement_de_payer", "date_acte=2026-11-10", "date_bail=2025-01-15",
        "--today", "2026-11-21", "--json",
    )  # fmt: skip
    told = one(out)
    assert code == 0 and told["stage"] == "commandement_de_payer"
    end = next(found for found in told["deadlines"] if found["id"] == "fin_du_delai")
    assert end["prudent"] == "2026-12-22"
    assert {"later", "later_reason", "basis"} <= end.keys()
    assert {"article", "source", "checked_on"} <= end["basis"][0].keys()
    assert isinstance(told["missing"], list) and isinstance(told["refused"], list)


def test_a_fact_that_cannot_be_read_is_refused_with_its_reason(cli):
    """A wrong value does not stop the others; it is told with the reason."""
    code, out, _ = cli("deadlines", "commandement_de_payer", "date_acte=le 10", "--json")
    told = one(out)
    assert code == 0
    assert [refusal["fact"] for refusal in told["refused"]] == ["date_acte"]
    assert "date_acte" in told["missing"]


def test_deadlines_in_a_batch(cli, tmp_path):
    """One object a line, each with its id; a wrong line says so, the others are answered, exit 1."""
    asked = [
        {
            "id": 1,
            "stage": "commandement_de_payer",
            "facts": {"date_acte": "2026-11-10"},
            "today": "2026-11-21",
        },
        {"id": 2, "stage": "nulle_part", "facts": {}},
        {"id": 3, "stage": "commandement_de_payer", "facts": {"date_acte": None}},
    ]
    path = tmp_path / "asked.jsonl"
    path.write_text("\n".join(map(json.dumps, asked)) + "\n\nceci n'est pas du JSON\n", encoding="utf-8")
    code, out, _ = cli("deadlines", "--batch", path)
    first, second, third, fourth = many(out)
    assert code == 1
    assert first["id"] == 1 and first["deadlines"][0]["prudent"]
    assert second["id"] == 2 and "nulle_part" in second["error"]
    assert third["id"] == 3 and not any(found["prudent"] for found in third["deadlines"])
    assert "4" in fourth["error"]


def test_a_batch_comes_by_the_standard_input(cli):
    """`--batch -` reads what is piped in."""
    code, out, _ = cli("ask", "--batch", "-", given='{"id": "x", "text": "bonjour"}\n')
    (told,) = many(out)
    assert code == 0 and told["id"] == "x"


@pytest.mark.parametrize("commune", ["57463", "57000", "Metz", "metz", "Mettz"])
def test_route_finds_the_commune_however_it_is_written(cli, commune):
    """INSEE code, postal code, name, name with a typo: the same commune and permanence."""
    code, out, _ = cli(
        "route", f"commune={commune}", "stage=commandement_de_payer", "--now", "2026-11-21T10:00", "--json"
    )
    told = one(out)
    assert code == 0 and told["commune"]["insee"] == "57463"
    assert told["permanence"] and told["next_sessions"]
    assert {"rule", "last_useful_session", "receipt", "fallback"} <= told.keys()
    assert {"rule", "permanence", "kept", "why"} <= told["receipt"][0].keys()


def test_route_asks_back_between_namesakes_and_is_never_empty(cli):
    """A name of many communes gives candidates and no guess; there is always somebody to call."""
    code, out, _ = cli("route", "commune=Saint-Martin", "--now", "2026-11-21T10:00", "--json")
    told = one(out)
    assert code == 0 and told["commune"]["insee"] is None and len(told["commune"]["candidates"]) > 1
    assert told["permanence"] or told["fallback"]


def test_route_says_that_nothing_comes_in_time_or_in_the_language(cli):
    """In words and for programs: too late, nobody who speaks it, why each was dropped."""
    asked = ("route", "commune=Metz", f"domaine={STAY}", "langue=tr", "act_before=2026-11-23")
    code, out, _ = cli(*asked, "--now", "2026-11-21T10:00", "--json")
    found = one(out)
    assert code == 0 and found["late"] and found["without_language"] and found["waiting"] == []
    assert {"apres_echeance", "autre_langue"} & {line["reason"] for line in found["receipt"]}
    said = cli(*asked, "--now", "2026-11-21T10:00")[1]
    assert "aucune place libre avant" in said and "ne parle la langue" in said


def test_past_decisions_are_played_again(cli, tmp_path):
    """A household sent nowhere is received on today's content; a line that is none is told and counts."""
    request = {"commune_insee": "57463", "domaine": STAY, "urgency": 2, "act_before": "2027-01-01"}
    decision = {"id": "1", "request": request, "now": "2026-11-21T10:00:00+01:00", "permanence": None}
    file = tmp_path / "passees.jsonl"
    file.write_text(json.dumps(decision) + "\n", encoding="utf-8")
    code, out, _ = cli("route", "--replay", file, "--json")
    told = one(out)
    assert code == 0 and (told["count"], told["gained"], told["lost"]) == (1, 1, 0)
    assert told["differences"][0]["after"] == "entraidbail-metz-borny"
    file.write_text("{}\n", encoding="utf-8")
    code, out, _ = cli("route", "--replay", file)
    assert code == 1 and "ligne 1" in out


def test_the_decisions_of_a_data_folder_can_be_played_again(cli, tmp_path):
    """What `--decisions` writes is what `--replay` reads; nothing in it says who asked."""
    said = "jai recu un commandement de payer hier a metz, bail de 2024\n1\n1\n1\n"
    cli("demo", "--data", tmp_path, given=said)
    code, out, _ = cli("route", "--decisions", "--data", tmp_path / "demo")
    (decision,) = many(out)
    assert code == 0 and decision["permanence"] == "entraidbail-metz-borny" and decision["id"] == "1"
    assert "commandement de payer hier" not in out
    code, out, _ = cli("route", "--replay", "-", "--json", given=out)
    assert code == 0 and one(out)["count"] == 1


def test_the_sheet_of_a_session_is_listed_and_printed(cli, tmp_path):
    """The next session, or that of a day: as text, as JSON, as a page; a day without one says so with 1."""
    where = ("--data", tmp_path / "d")
    cli("chat", *where, given="bonjour\n")
    code, out, _ = cli("day-sheet", "entraidbail-metz-borny", "--date", "2026-11-24", *where)
    assert code == 0 and "mardi 24/11/2026" in out and "Places encore libres : 6." in out
    code, out, _ = cli("day-sheet", "entraidbail-metz-borny", *where, "--json")
    assert code == 0 and one(out)[0]["places_left"] == 6
    page = tmp_path / "feuille.html"
    code, out, _ = cli("day-sheet", "entraidbail-metz-borny", "--date", "2026-11-24", "--out", page, *where)
    assert code == 0 and str(page) in out and "pas venu" in page.read_text(encoding="utf-8")
    assert cli("day-sheet", "entraidbail-metz-borny", "--date", "2026-11-23", *where)[0] == 1
    code, _, err = cli("day-sheet", "metz-borny", *where)
    assert code == 2 and "vouliez-vous dire entraidbail-metz-borny" in err


def test_a_permanence_is_closed_and_opened_again_from_here(cli, tmp_path):
    """Shown, changed, kept from one command to the next; nonsense is one French sentence."""
    where = ("entraidbail-metz-borny", "--data", tmp_path / "d")
    cli("chat", *where[1:], given="bonjour\n")
    assert "Elle reçoit." in cli("etat", *where)[1]
    code, out, _ = cli("etat", where[0], "fermee", "--du", "2027-12-24", "--au", "2028-01-02", *where[1:])
    assert code == 0 and "Fermée du vendredi 24 décembre au dimanche 2 janvier compris." in out
    code, out, _ = cli("etat", where[0], "urgences", "--capacite", "3", *where[1:], "--json")
    assert (one(out)["etat"], one(out)["capacite"], one(out)["au"]) == ("urgences", 3, "2028-01-02")
    assert one(cli("etat", where[0], "ouverte", *where[1:], "--json")[1])["du"] is None
    for wrong in (("fermee",), ("bidon",), ("ouverte", "--du", "2027-12-24", "--au", "2027-12-25")):
        code, _, err = cli("etat", where[0], *wrong, *where[1:])
        assert code == 2 and err.startswith("Erreur : «")
    assert cli("etat", where[0], "--capacite", "0", *where[1:])[0] == 1


def test_check_lists_where_nobody_is_competent(cli):
    """For each domain and département served: communes and people without a permanence."""
    code, out, _ = cli("check", "--json")
    found = [one_ for one_ in one(out)["territory"] if one_["domaine"] == STAY]
    assert code == 0 and found[0]["departement"] == "57"
    assert len(found[0]["without"]) < found[0]["communes"]


def test_ask_has_its_shape(cli):
    """What a message means and the dialogue's own reply."""
    code, out, _ = cli("ask", "--json", "jai recu un comandement de payé hier")
    told = one(out)
    assert code == 0 and told["intent"] == told["stage"] == "commandement_de_payer"
    assert told["crisis"] == "aucune" and told["crisis_level"] is None
    assert told["entities"]["dates"] and {"amounts", "commune"} <= told["entities"].keys()
    assert {"language", "score", "alternatives", "urgency", "fiche", "question"} <= told.keys()
    assert told["reply"][0]["text"] and told["reply"][-1]["choices"]


def test_ask_answers_a_danger_first(cli):
    """A certain danger is named with its level, and the first reply is its screen."""
    code, out, _ = cli("ask", "--json", "mon mari me frappe j'ai peur ce soir")
    told = one(out)
    assert code == 0 and (told["crisis"], told["crisis_level"]) == ("violences", "certain")
    assert "3919" in told["reply"][0]["text"]


@pytest.mark.parametrize("text", ["", "🙂", "\u202e\u200b", "a" * 10_000, "\ud800", "'; DROP TABLE cases;--"])
def test_any_text_gets_a_kind_answer(cli, text):
    """Empty, emoji, controls, far too long, lone surrogate: an answer with a next step, nothing raised."""
    code, out, _ = cli("ask", "--batch", "-", given=json.dumps({"text": text}) + "\n")
    (told,) = many(out)
    assert code == 0 and told["reply"][0]["text"] and told["reply"][-1]["choices"]


def test_check_finds_the_real_content_in_order(cli):
    """The content of this repository has no error, and says how much there is."""
    code, out, _ = cli("check", "--json")
    told = one(out)
    assert code == 0
    assert [problem for problem in told["problems"] if problem["severity"] == "error"] == []
    assert all(
        {"file", "key", "found", "message", "severity"} <= problem.keys() for problem in told["problems"]
    )
    assert told["counts"]["stages"] > 0 and told["coverage"]


def test_the_life_of_a_data_folder(cli, tmp_path):
    """Talk, look, invite, copy, restore elsewhere, export, erase, verify: each command does what it says."""
    data, copy = tmp_path / "data", tmp_path / "copy.db"
    code, out, _ = cli("chat", "--data", data, given="bonjour\n")
    assert code == 0 and "Entraidbot" in out
    assert cli("verify-audit", "--data", data)[0] == 0
    code, out, _ = cli("doctor", "--data", data, "--json")
    checks = {check["name"]: check["ok"] for check in one(out)["checks"]}
    assert checks["database"] and checks["audit"] and not checks["token"]
    assert cli("backup", copy, "--data", data)[0] == 0
    assert cli("backup", copy, "--data", data)[0] == 2, "a copy is never written over"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "cles").write_bytes((data / "cles").read_bytes())
    (elsewhere / "cles").chmod(0o600)
    assert cli("restore", copy, "--data", elsewhere)[0] == 0
    assert cli("verify-audit", "--data", elsewhere)[0] == 0
    code, out, _ = cli("purge", "--dry-run", "--data", data, "--json")
    assert code == 0 and one(out)["dry_run"] is True


def test_triage_is_switched_and_its_group_invited(cli, tmp_path):
    """On, off, and how it stands; a code for the team's group; what is missing is said."""
    data = tmp_path / "data"
    cli("chat", "--data", data, given="bonjour\n")
    code, out, _ = cli("triage", "57", "--data", data)
    assert code == 0 and "Pas d’orientation (Moselle)" in out
    code, out, _ = cli("triage", "57", "--on", "--data", data)
    assert code == 0 and "en marche" in out and "--triage 57" in out
    assert one(cli("triage", "57", "--data", data, "--json")[1])["triage"] is True
    code, out, _ = cli("invite", "--triage", "57", "--data", data)
    assert code == 0 and "/lier" in out and "Moselle" in out
    assert one(cli("triage", "57", "--off", "--data", data, "--json")[1])["triage"] is False


def test_an_invitation_carries_its_role_and_its_permanences(cli, tmp_path, monkeypatch):
    """`invite --membre A --membre B --role coordinator`: what is printed is what the code gives, once."""
    monkeypatch.setenv("ENTRAIDBOT_ALLOW_EXAMPLES", "1")
    data = tmp_path / "data"
    cli("chat", "--data", data, given="bonjour\n")
    both = ("--membre", "entraidbail-metz-borny", "--membre", "exemple-moselle-telephone")
    code, out, _ = cli("invite", *both, "--role", "coordinator", "--data", data, "--json")
    told = one(out)
    assert code == 0 and told["role"] == "coordinator" and len(told["permanences"]) == 2
    with open_database(read_settings(data=data), beside=True) as database:
        given = [
            database.write(lambda store: store.codes.redeem("staff", told["code"], 9, now())).result()
            for _ in range(2)
        ]
    assert given == [{"permanences": told["permanences"], "role": "coordinator"}, None]


def test_commands_that_read_make_nothing(cli, tmp_path):
    """On a folder without data, a chore says so and leaves no file behind."""
    code, _, err = cli("verify-audit", "--data", tmp_path / "vide")
    assert code == 1 and "vide" in err
    assert not (tmp_path / "vide").exists()


def test_doctor_looks_and_makes_nothing(cli, tmp_path):
    """Before the first start, doctor says what is missing and leaves no file."""
    code, out, _ = cli("doctor", "--data", tmp_path / "neuf")
    assert code == 1 and "ENTRAIDBOT_TOKEN" in out
    assert not (tmp_path / "neuf").exists()


def test_without_a_command_the_help_is_shown(cli):
    """`entraidbot` alone is a question, not a mistake."""
    code, out, _ = cli()
    assert code == 0 and "demo" in out


def test_what_is_no_copy_is_refused_in_french(cli, tmp_path):
    """Restoring from another file says why, and puts nothing in place."""
    other = tmp_path / "autre"
    other.write_text("rien", encoding="utf-8")
    code, _, err = cli("restore", other, "--data", tmp_path / "neuf")
    assert code == 1 and "entraidbot backup" in err and "not" not in err.split()
    assert not (tmp_path / "neuf" / "entraidbot.db").exists()


def test_the_conversation_works_through_a_pipe(tmp_path):
    """`printf … | entraidbot chat` in a process of its own, whatever the terminal's encoding."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "chat", "--data", str(tmp_path / "data")],
        input="jai recu un comandement de payé hier\n".encode(),
        capture_output=True,
        check=False,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LC_ALL": "C"},
    )
    out = done.stdout.decode()
    assert done.returncode == 0, done.stderr.decode()
    assert "commandement de payer" in out and "1 [" in out
    assert "\x1b[" not in out


def test_bench_measures_understanding_beside_two_references(cli, tmp_path):
    """Labelled messages give the same figures for the reader in use and two baselines, and a page to read."""
    labelled, page = tmp_path / "messages.jsonl", tmp_path / "page.html"
    rows = [
        {"text": "j'ai reçu un commandement de payer", "lang": "fr", "intent": "commandement_de_payer"},
        {"text": "quel temps fait-il demain", "lang": "fr", "intent": "hors_sujet"},
    ]
    labelled.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    code, out, _ = cli("bench", "--understanding", str(labelled), "--page", str(page))
    told = one(out)
    assert code == 0 and list(told) == ["in use", "TF-IDF + regression", "rapidfuzz alone"]
    assert told["in use"]["messages"] == 2 and told["in use"]["top1"] >= 50
    assert "Compréhension des messages" in page.read_text(encoding="utf-8")
