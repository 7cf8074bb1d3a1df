"""Keys are made once, kept private, and can be replaced."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from storage.crypto import Keyring
from storage.errors import KeyringError, WrongKey

from .household import KEY


def test_the_key_file_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    """First start makes the key with mode 0600; every later start uses the same one."""
    path = tmp_path / "private" / "key"
    token = Keyring.from_file(path).encrypt("secret")
    assert path.stat().st_mode & 0o777 == 0o600
    assert Keyring.from_file(path).decrypt(token) == "secret"


def test_a_key_file_others_can_read_is_refused(tmp_path: Path) -> None:
    """A key that others may have read protects nothing: the message says what to type."""
    path = tmp_path / "key"
    Keyring.from_file(path)
    path.chmod(0o644)
    with pytest.raises(KeyringError, match="chmod 600"):
        Keyring.from_file(path)


def test_a_key_file_that_is_no_key_file_is_named(tmp_path: Path) -> None:
    """An empty, binary or missing-folder key file is told by its path, and never replaced by a new key."""
    path = tmp_path / "key"
    for content in (b"", b"\xff\xfe", b"not a key\n"):
        path.write_bytes(content)
        path.chmod(0o600)
        with pytest.raises(KeyringError, match=str(path)):
            Keyring.from_file(path)
        assert path.read_bytes() == content
    (tmp_path / "file").touch()
    with pytest.raises(KeyringError, match="cannot be made"):
        Keyring.from_file(tmp_path / "file" / "key")


@pytest.mark.parametrize("text", ["", " , ", "short", "é" * 44])
def test_a_malformed_key_is_refused_without_being_repeated(text: str) -> None:
    """A wrong setting is told in a sentence that does not show the key."""
    with pytest.raises(KeyringError) as told:
        Keyring.from_text(text)
    assert not text.strip(" ,") or text not in str(told.value)


def test_a_new_key_opens_what_the_old_one_wrote_and_keeps_its_hashes() -> None:
    """Keys rotate: the new one comes first, the oldest stays last and still keys the hashes."""
    old = Keyring.from_text(KEY)
    both = Keyring.from_text(f"{Fernet.generate_key().decode()},{KEY}")
    assert both.decrypt(old.encrypt("texte")) == "texte"
    assert both.keyed_hash("42") == old.keyed_hash("42")
    with pytest.raises(WrongKey):
        old.decrypt(both.encrypt("texte"))


@given(st.text(alphabet=st.characters()), st.binary())
def test_whatever_is_encrypted_comes_back(text: str, raw: bytes) -> None:
    """Any text, lone surrogates included, and any bytes survive the round trip; the token shows none of
    it.
    """
    keys = Keyring.from_text(KEY)
    assert keys.decrypt(keys.encrypt(text)) == text
    assert keys.decrypt_bytes(keys.encrypt_bytes(raw)) == raw
    assert keys.unseal(keys.seal({"said": text})) == {"said": text}


def test_a_changed_token_is_refused(keys: Keyring) -> None:
    """Encryption is authenticated: a flipped byte never opens as something else."""
    token = bytearray(keys.encrypt("texte"))
    token[30] ^= 1
    with pytest.raises(WrongKey):
        keys.decrypt(bytes(token))


def test_a_keyed_hash_needs_the_key() -> None:
    """Without the key, a phone book of chat ids does not reverse the hashes."""
    other = Keyring.from_text(Fernet.generate_key().decode())
    assert Keyring.from_text(KEY).keyed_hash("42") != other.keyed_hash("42")
    assert len(other.keyed_hash("42")) == 32
