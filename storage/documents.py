"""Files of a case: letters received, sheets and letters made. Encrypted whole, name included."""

from __future__ import annotations

from dataclasses import dataclass

from storage.room import Room

_SELECT = "SELECT id, chat_id, case_id, kind, name, mime, at FROM documents"


@dataclass(frozen=True)
class Document:
    """A file, without its content."""

    id: int
    chat_id: int
    case: str | None
    kind: str
    name: str
    mime: str
    at: float


class Documents(Room):
    """Files kept for a household."""

    def keep(
        self, chat_id: int, case: str | None, kind: str, name: str, mime: str, content: bytes, at: float
    ) -> int:
        """Store a file; its id."""
        cursor = self._run(
            "INSERT INTO documents (chat_id, case_id, kind, name, mime, content, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (chat_id, case, kind, self._keys.encrypt(name), mime, self._keys.encrypt_bytes(content), at),
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def get(self, id: int) -> Document | None:
        """What the file is."""
        return next(iter(self._read("WHERE id = ?", id)), None)

    def content(self, id: int) -> bytes | None:
        """What the file holds."""
        row = self._row("SELECT content FROM documents WHERE id = ?", id)
        return None if row is None else self._keys.decrypt_bytes(row[0])

    def of_case(self, case: str) -> list[Document]:
        """The files of a case, oldest first."""
        return self._read("WHERE case_id = ?", case)

    def of_chat(self, chat_id: int) -> list[Document]:
        """The files of a household, oldest first."""
        return self._read("WHERE chat_id = ?", chat_id)

    def delete(self, id: int) -> None:
        """Forget the file."""
        self._run("DELETE FROM documents WHERE id = ?", (id,))

    def _read(self, where: str, value: int | str) -> list[Document]:
        return [
            Document(id, chat_id, case, kind, self._keys.decrypt(name), mime, at)
            for id, chat_id, case, kind, name, mime, at in self._rows(f"{_SELECT} {where} ORDER BY id", value)
        ]
