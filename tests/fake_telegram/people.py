"""The chats and people of the fake, and what people do in them. No network here."""

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

BOT: dict[str, Any] = {"id": 123456, "is_bot": True, "first_name": "Entraidbot", "username": "entraidbot"}

Json = dict[str, Any]


@dataclass
class Chat:
    """A chat as Telegram holds it. `threads` are its topics; `members` maps users to statuses."""

    id: int
    type: str
    title: str = ""
    forum: bool = False
    blocked: bool = False
    moved_to: int | None = None
    messages: dict[int, Json] = field(default_factory=dict)
    threads: dict[int, Json] = field(default_factory=dict)
    members: dict[int, str] = field(default_factory=dict)
    rights: dict[str, bool] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    left: bool = False

    def shape(self) -> Json:
        about: Json = {"id": self.id, "type": self.type}
        about |= {"first_name": self.title} if self.type == "private" else {"title": self.title}
        return about | ({"is_forum": True} if self.forum else {})


class People:
    """Chats, people, and the updates that come of what they do. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.chats: dict[int, Chat] = {}
        self.people: dict[int, Json] = {}
        self.updates: list[Json] = []
        self.confirmed: list[Json] = []
        self.files: dict[str, bytes] = {}
        self.presses: dict[str, float] = {}
        self.commands: dict[str, Any] = {}
        self.webhook: Json = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
        self.left: list[int] = []
        self._update_ids = itertools.count(1000)
        self._message_ids = itertools.count(1)
        self._press_ids = itertools.count(1)

    # what people do

    def person(self, id: int, name: str = "Amina", language: str | None = "fr", **about: Any) -> Chat:
        """A person who has opened the bot; returns the private chat."""
        self.people[id] = {"id": id, "is_bot": False, "first_name": name, "language_code": language, **about}
        self.chats[id] = Chat(id, "private", name)
        return self.chats[id]

    def group(self, id: int, title: str = "Permanence", forum: bool = True, rights: bool = True) -> Chat:
        """A group the bot is in, as an administrator with or without the rights it needs."""
        granted = {"can_manage_topics": rights, "can_pin_messages": rights, "can_delete_messages": rights}
        self.chats[id] = Chat(id, "supergroup" if forum else "group", title, forum, rights=granted)
        return self.chats[id]

    def say(self, chat_id: int, said: str = "", user_id: int | None = None, **fields: Any) -> Json:
        """A person writes; returns the update. `fields` are added to the message."""
        chat = self.chats[chat_id]
        message = self._message(chat, self.people[user_id or chat_id], said, fields.pop("thread", None))
        message |= fields
        chat.messages[message["message_id"]] = message
        return self.update("message", message)

    def edit(self, chat_id: int, message_id: int, said: str) -> Json:
        """A person edits what they wrote."""
        message = self.chats[chat_id].messages[message_id]
        message |= {"text": said, "edit_date": int(self.clock())}
        return self.update("edited_message", message)

    def press(self, chat_id: int, user_id: int, data: str, message_id: int | None = None) -> Json:
        """A person presses a button; without `message_id`, under the newest message that has it."""
        chat, press_id = self.chats[chat_id], str(next(self._press_ids))
        self.presses[press_id] = self.clock()
        message = chat.messages[message_id or self._holding(chat, data)]
        query = {"id": press_id, "from": self.people[user_id], "message": message, "data": data}
        return self.update("callback_query", query | {"chat_instance": str(chat_id)})

    def member(self, chat_id: int, user_id: int, old: str, new: str, kind: str = "chat_member") -> Json:
        """Somebody's status changes; with kind `my_chat_member`, the bot's own."""
        chat = self.chats[chat_id]
        user = BOT if kind == "my_chat_member" else self.people[user_id]
        if kind == "my_chat_member" and chat.type == "private":
            chat.blocked = new == "kicked"
        chat.members[user["id"]] = new
        change = {"chat": chat.shape(), "from": self.people[user_id], "date": int(self.clock())}
        change |= {
            "old_chat_member": {"status": old, "user": user},
            "new_chat_member": {"status": new, "user": user},
        }
        return self.update(kind, change)

    def migrate(self, old: int, new: int, told: bool = True) -> None:
        """A group becomes a supergroup; `told` by the two notes Telegram sends."""
        before = self.chats[old]
        self.chats[new] = Chat(new, "supergroup", before.title, True, rights=dict(before.rights))
        self.chats[new].members = dict(before.members)
        before.moved_to = new
        if told:
            note = {"message_id": next(self._message_ids), "date": int(self.clock())}
            self.update("message", note | {"chat": before.shape(), "migrate_to_chat_id": new})
            self.update("message", note | {"chat": self.chats[new].shape(), "migrate_from_chat_id": old})

    def update(self, kind: str, content: Any) -> Json:
        """Puts an update of any kind into the bot's queue."""
        update = {"update_id": next(self._update_ids), kind: json.loads(json.dumps(content))}
        self.updates.append(update)
        return update

    def confirm(self, offset: int) -> None:
        """The bot has asked for what begins at `offset`: all before is forgotten."""
        self.confirmed += [one for one in self.updates if one["update_id"] < offset]
        self.updates = [one for one in self.updates if one["update_id"] >= offset]

    def repeat(self) -> None:
        """Telegram sends again everything it has ever sent, as it may after a fault of its own."""
        self.updates, self.confirmed = self.confirmed + self.updates, []

    def _message(self, chat: Chat, author: Json, said: str, thread: int | None) -> Json:
        message = {"message_id": next(self._message_ids), "date": int(self.clock()), "chat": chat.shape()}
        message |= {"from": author} | ({"text": said} if said else {})
        if thread is not None:
            message |= {"message_thread_id": thread, "is_topic_message": True}
        return message

    def _holding(self, chat: Chat, data: str) -> int:
        for message_id in sorted(chat.messages, reverse=True):
            if f'"{data}"' in json.dumps(chat.messages[message_id].get("reply_markup", {})):
                return message_id
        raise AssertionError(f"no message of chat {chat.id} has the button {data}")
