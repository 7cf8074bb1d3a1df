"""Settings: the only reader of the environment. Secrets are never printed, mistakes are told all at once.

Every field is an environment variable `ENTRAIDBOT_<FIELD>`, described in docs/exploitation.md.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, StringConstraints, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from rapidfuzz import process

from bot.errors import SettingsError
from bot.texts import texts

PREFIX = "ENTRAIDBOT_"
SAY = texts("settings.toml")


def _matching(pattern: str) -> AfterValidator:
    def check(secret: SecretStr) -> SecretStr:
        if not re.fullmatch(pattern, secret.get_secret_value()):
            raise ValueError("not of the expected form")
        return secret

    return AfterValidator(check)


# A Fernet key is 32 bytes in URL-safe base64: 43 signs and one "=".
Keys = Annotated[SecretStr, _matching(r"\s*[\w-]{43}=(\s*,\s*[\w-]{43}=)*\s*")]
Token = Annotated[SecretStr, _matching(r"\d+:[\w-]{30,64}")]
# Telegram allows 1–256 signs; a secret shorter than 16 is guessed.
WebhookSecret = Annotated[SecretStr, _matching(r"[A-Za-z0-9_-]{16,256}")]
Address = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+(/[^\s]*[^\s/])?$")]
SecureAddress = Annotated[str, StringConstraints(pattern=r"^https://[^\s/]+(/[^\s]*)?$")]


class Settings(BaseSettings):
    """What the person who runs the bot may choose. Durations are seconds."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    data: Path = Path("var")
    token: Token | None = None
    api_base: Address = "https://api.telegram.org"
    webhook_url: SecureAddress | None = None
    webhook_host: str = "127.0.0.1"
    webhook_port: Annotated[int, Field(ge=1, le=65535)] = 8080
    webhook_secret: WebhookSecret | None = None
    keys: Keys | None = None
    key_file: Path | None = None
    burst: Annotated[float, Field(ge=0, le=10)] = 1.2
    allow_examples: bool = False
    stop_deadline: Annotated[float, Field(ge=1, le=300)] = 20
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @property
    def database_file(self) -> Path:
        """The SQLite file of this data folder."""
        return self.data / "entraidbot.db"

    @property
    def encryption_key_file(self) -> Path:
        """Where the keys are when they are not given as text; made at the first start."""
        return self.key_file or self.data / "cles"


def variable(field: str) -> str:
    """The environment variable of a field."""
    return PREFIX + field.upper()


def read_settings(**chosen: object) -> Settings:
    """The settings of this process; what the command line chose wins over the environment.

    Raises SettingsError with one French sentence a problem, all at once; a variable of ours that nobody
    knows is one.
    """
    problems = _unknown(os.environ)
    settings: Settings | None = None
    try:
        settings = Settings(**{key: value for key, value in chosen.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        problems += _wrong(error, os.environ)
    if settings and settings.keys and settings.key_file:
        problems.append(SAY("wrong.both"))
    if problems or settings is None:
        raise SettingsError(problems)
    return settings


def demand(settings: Settings, *fields: str) -> None:
    """Raise SettingsError naming every one of these settings that has no value."""
    missing = [field for field in fields if getattr(settings, field) is None]
    if missing:
        raise SettingsError([_missing(field) for field in missing])


def _missing(field: str) -> str:
    return SAY("wrong.missing", variable=variable(field), expected=SAY(f"expected.{field}"))


def _wrong(error: ValidationError, environment: Mapping[str, str]) -> list[str]:
    fields = dict.fromkeys(str(problem["loc"][0]) for problem in error.errors())
    return [_sentence(field, environment) for field in fields]


def _sentence(field: str, environment: Mapping[str, str]) -> str:
    name, expected = variable(field), SAY(f"expected.{field}")
    if "SecretStr" in str(Settings.model_fields[field].annotation) or name not in environment:
        return SAY("wrong.hidden", variable=name, expected=expected)
    return SAY("wrong.shown", variable=name, value=environment[name], expected=expected)


def _unknown(environment: Mapping[str, str]) -> list[str]:
    known = [variable(field) for field in Settings.model_fields]
    strangers = sorted(name for name in environment if name.startswith(PREFIX) and name not in known)
    return [SAY("wrong.unknown", variable=name, nearest=_nearest(name, known)) for name in strangers]


def _nearest(name: str, known: list[str]) -> str:
    found = process.extractOne(name, known, score_cutoff=80)
    return SAY("wrong.nearest", name=found[0]) if found else ""
