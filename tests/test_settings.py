"""Settings: wrong ones are told all at once, in French; secrets are never shown."""

import re

import pytest
from cryptography.fernet import Fernet

from bot.errors import SettingsError
from bot.settings import PREFIX, SAY, Settings, demand, read_settings, variable

TOKEN = "123456:" + "A" * 35


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch):
    """Tests do not see the settings of the machine they run on."""
    import os

    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)


def problems(monkeypatch, **environment):
    """The sentences told for these variables, given without their prefix."""
    for name, value in environment.items():
        monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    return caught.value.problems


def test_nothing_is_needed():
    """Without any setting the bot has a data folder and sensible defaults: the demo needs none."""
    settings = read_settings()
    assert str(settings.data) == "var"
    assert settings.encryption_key_file.parent == settings.data


def test_every_wrong_setting_is_told_at_once(monkeypatch):
    """Three wrong settings give three sentences, each naming its variable and an example."""
    told = problems(monkeypatch, WEBHOOK_PORT="abc", LOG_LEVEL="bavard", BURST="99")
    assert len(told) == 3
    for name, sentence in zip(
        ("WEBHOOK_PORT", "BURST", "LOG_LEVEL"), sorted(told, key=_by_field), strict=True
    ):
        assert PREFIX + name in sentence
        assert sentence.endswith(".")


def _by_field(sentence):
    return ["WEBHOOK_PORT", "BURST", "LOG_LEVEL"].index(re.search(PREFIX + "([A-Z_]+)", sentence)[1])


@pytest.mark.parametrize("name", ["TOKEN", "KEYS", "WEBHOOK_SECRET"])
def test_a_wrong_secret_is_not_repeated(monkeypatch, name):
    """A secret mistyped is still a secret: the sentence names the variable and never the value."""
    (told,) = problems(monkeypatch, **{name: "canari secret"})
    assert PREFIX + name in told
    assert "canari" not in told


def test_a_misspelt_variable_is_told_with_the_nearest(monkeypatch):
    """A variable of ours that nobody knows is a mistake, not a setting without effect."""
    (told,) = problems(monkeypatch, TOKN=TOKEN)
    assert "ENTRAIDBOT_TOKN" in told and "ENTRAIDBOT_TOKEN ?" in told and TOKEN not in told


def test_two_sources_of_keys_are_refused(monkeypatch):
    """Keys given both as text and as a file leave no doubt about which are used: it is refused."""
    (told,) = problems(monkeypatch, KEYS=Fernet.generate_key().decode(), KEY_FILE="cles")
    assert "KEYS" in told and "KEY_FILE" in told


def test_secrets_are_not_shown_by_printing_the_settings(monkeypatch):
    """Neither repr nor str of the settings holds a secret."""
    key, secret = Fernet.generate_key().decode(), "secret-de-webhook-42"
    monkeypatch.setenv("ENTRAIDBOT_TOKEN", TOKEN)
    monkeypatch.setenv("ENTRAIDBOT_KEYS", key)
    monkeypatch.setenv("ENTRAIDBOT_WEBHOOK_SECRET", secret)
    shown = repr(read_settings()) + str(read_settings())
    assert not [value for value in (TOKEN, key, secret) if value in shown]


def test_what_is_needed_and_missing_is_told_at_once():
    """Webhook without its settings names all of them."""
    with pytest.raises(SettingsError) as caught:
        demand(read_settings(), "token", "webhook_url", "webhook_secret")
    assert len(caught.value.problems) == 3


def test_the_command_line_wins(monkeypatch, tmp_path):
    """An option of the command line replaces the variable."""
    monkeypatch.setenv("ENTRAIDBOT_DATA", "ailleurs")
    assert read_settings(data=tmp_path).data == tmp_path
    assert str(read_settings(data=None).data) == "ailleurs"


@pytest.mark.parametrize("field", list(Settings.model_fields))
def test_every_setting_says_what_it_expects(field):
    """Each setting has its sentence for when it is wrong."""
    assert SAY(f"expected.{field}"), variable(field)
