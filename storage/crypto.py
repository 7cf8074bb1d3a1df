"""The keys of the house: personal fields are encrypted, and what must only be recognised is hashed with a
key.

Keys are listed newest first. The newest encrypts, all decrypt, and the *oldest* also keys the hashes, so it
stays in the list for as long as hashes made with it must be recognised.
"""

from __future__ import annotations

import hmac
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from storage.disk import sync_folder
from storage.errors import KeyringError, WrongKey

_HASH_BYTES = 16


class Keyring:
    """Encrypts and decrypts personal fields, and makes keyed hashes that only this house can make again."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        if not keys:
            raise KeyringError("no encryption key was given: give at least one, newest first")
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as wrong:
            raise KeyringError(
                "an encryption key is malformed: each is 44 characters of url-safe base64"
            ) from wrong
        self._hash_key = hmac.digest(keys[-1].encode(), b"entraidbot keyed hash", "sha256")

    @classmethod
    def from_text(cls, text: str) -> Keyring:
        """Keys separated by commas or new lines, newest first."""
        lines = text.replace(",", "\n").splitlines()
        return cls(tuple(line.strip() for line in lines if line.strip() and not line.startswith("#")))

    @classmethod
    def from_file(cls, path: Path) -> Keyring:
        """The keys of `path`; at first start the file is made, with one new key, readable by its owner only.

        Raises KeyringError when others can read it.
        """
        try:
            if not path.exists():
                _make(path)
            _refuse_exposed(path)
            text = path.read_text("ascii")
        except (OSError, UnicodeDecodeError) as failure:
            raise KeyringError(f"{path}: the key file cannot be made or read ({failure})") from failure
        try:
            return cls.from_text(text)
        except KeyringError as wrong:
            raise KeyringError(f"{path}: {wrong}") from wrong

    def encrypt(self, text: str) -> bytes:
        """`text` encrypted under the newest key; a lone surrogate survives the round trip."""
        return self._fernet.encrypt(text.encode("utf-8", "surrogatepass"))

    def decrypt(self, token: bytes) -> str:
        """What `encrypt` was given. Raises WrongKey when no key of the ring opens it."""
        return self.decrypt_bytes(token).decode("utf-8", "surrogatepass")

    def encrypt_bytes(self, raw: bytes) -> bytes:
        """`raw` encrypted under the newest key."""
        return self._fernet.encrypt(raw)

    def decrypt_bytes(self, token: bytes) -> bytes:
        """What `encrypt_bytes` was given. Raises WrongKey when no key of the ring opens it."""
        try:
            return self._fernet.decrypt(token)
        except InvalidToken as wrong:
            raise WrongKey("an encrypted field does not open: give the key it was written with") from wrong

    def seal(self, value: Any) -> bytes:
        """A JSON value, encrypted."""
        return self._fernet.encrypt(json.dumps(value, separators=(",", ":")).encode("ascii"))

    def unseal(self, token: bytes) -> Any:
        """What `seal` was given."""
        return json.loads(self.decrypt_bytes(token))

    def mac(self, raw: bytes) -> bytes:
        """32 bytes that only this house can make from `raw`."""
        return hmac.digest(self._hash_key, raw, "sha256")

    def digest(self, text: str) -> bytes:
        """16 bytes that recognise `text`, and tell nothing of it without the key."""
        return self.mac(text.encode("utf-8", "surrogatepass"))[:_HASH_BYTES]

    def keyed_hash(self, text: str) -> str:
        """`digest` in 32 hexadecimal characters."""
        return self.digest(text).hex()


def _make(path: Path) -> None:
    """Put one new key in `path`, whole and on the disk or not at all: a key lost is every personal
    field lost.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(Fernet.generate_key() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):  # another process was first: its key is the key
        os.link(unfinished, path)
    unfinished.unlink()
    sync_folder(path.parent)


def _refuse_exposed(path: Path) -> None:
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        raise KeyringError(f"{path}: the key file can be read by others (mode {mode:o}): chmod 600 {path}")
