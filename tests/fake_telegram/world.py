"""What the bot asks of Telegram, and Telegram's answers. No network here."""

import json
from collections.abc import Mapping
from typing import Any

from tests.fake_telegram import text
from tests.fake_telegram.people import BOT, Chat, Json, People
from tests.fake_telegram.scripted import Fault, migrated, refused
from tests.fake_telegram.scripted import blocked as blocked_by_user

_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
PRESS_SECONDS = 150.0  # how long Telegram keeps a press


class Denied(Exception):
    """Telegram refuses a call."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.description)
        self.fault = fault


def deny(description: str) -> Denied:
    return Denied(refused(description))


class World(People):
    """Everything behind the Bot API."""

    def answer(self, method: str, given: Mapping[str, Any]) -> Any:
        """The result of a call. Raises `Denied`."""
        way = getattr(self, f"_{method.lower()}", None)
        if way is None:
            raise Denied(Fault("answer", 404, "Not Found: method not found"))
        return way(given)

    def _getme(self, _: Mapping[str, Any]) -> Json:
        return BOT | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    def _sendmessage(self, given: Mapping[str, Any]) -> Json:
        chat = self._open(given)
        said = text.shown(given["text"]) if given.get("parse_mode") == "HTML" else given["text"]
        if not said.strip():
            raise deny("message text is empty")
        if len(said) > 4096:
            raise deny("message is too long")
        if given.get("parse_mode") == "HTML" and list(text.faults(given["text"])):
            raise deny("can't parse entities: unsupported start tag")
        return self._keep(chat, said.strip(), given)

    def _copymessage(self, given: Mapping[str, Any]) -> Json:
        chat, source = self._open(given), self.chats.get(int(given["from_chat_id"]))
        original = source.messages.get(int(given["message_id"])) if source else None
        if original is None:
            raise deny("message to copy not found")
        return {"message_id": self._keep(chat, original.get("text", ""), given)["message_id"]}

    def _senddocument(self, given: Mapping[str, Any]) -> Json:
        sent = self._keep(self._open(given), "", given)
        sent["document"] = {"file_id": "sent", "file_unique_id": "sent", "file_name": "document.pdf"}
        return sent

    def _sendphoto(self, given: Mapping[str, Any]) -> Json:
        sent = self._keep(self._open(given), "", given)
        sent["photo"] = [{"file_id": "sent", "file_unique_id": "sent", "width": 90, "height": 90}]
        return sent

    def _editmessagetext(self, given: Mapping[str, Any]) -> Json:
        message = self._existing(self._open(given), given, "message to edit not found")
        said = text.shown(given["text"]).strip()
        markup = self._markup(given)
        if (message.get("text"), message.get("reply_markup")) == (said, markup):
            raise deny(
                "message is not modified: specified new message content and reply markup are exactly the same"
                " as a current content and reply markup of the message"
            )
        message |= {"text": said, "edit_date": int(self.clock())}
        message.pop("reply_markup", None)
        if markup:
            message["reply_markup"] = markup
        return message

    def _deletemessage(self, given: Mapping[str, Any]) -> bool:
        chat = self._open(given)
        self._existing(chat, given, "message to delete not found")
        del chat.messages[int(given["message_id"])]
        return True

    def _deletemessages(self, given: Mapping[str, Any]) -> bool:
        chat = self._open(given)
        for message_id in json.loads(given["message_ids"]):
            chat.messages.pop(message_id, None)
        return True

    def _pinchatmessage(self, given: Mapping[str, Any]) -> bool:
        chat = self._open(given)
        message = self._existing(chat, given, "message to pin not found")
        self._need(chat, "can_pin_messages", "not enough rights to manage pinned messages in the chat")
        chat.pinned.append(message["message_id"])
        return True

    def _createforumtopic(self, given: Mapping[str, Any]) -> Json:
        chat = self._forum(given)
        thread = next(self._message_ids)
        chat.threads[thread] = {"name": given["name"], "closed": False}
        return {"message_thread_id": thread, "name": given["name"], "icon_color": 7322096}

    def _editforumtopic(self, given: Mapping[str, Any]) -> bool:
        topic = self._topic(self._forum(given), given)
        if topic["name"] == given.get("name"):
            raise deny("TOPIC_NOT_MODIFIED")
        topic["name"] = given.get("name", topic["name"])
        return True

    def _closeforumtopic(self, given: Mapping[str, Any]) -> bool:
        topic = self._topic(self._forum(given), given)
        if topic["closed"]:
            raise deny("TOPIC_NOT_MODIFIED")
        topic["closed"] = True
        return True

    def _reopenforumtopic(self, given: Mapping[str, Any]) -> bool:
        topic = self._topic(self._forum(given), given)
        if not topic["closed"]:
            raise deny("TOPIC_NOT_MODIFIED")
        topic["closed"] = False
        return True

    def _deleteforumtopic(self, given: Mapping[str, Any]) -> bool:
        chat = self._forum(given)
        self._topic(chat, given)
        thread = int(given["message_thread_id"])
        del chat.threads[thread]
        kept = {id: one for id, one in chat.messages.items() if one.get("message_thread_id") != thread}
        chat.messages = kept
        return True

    def _setmessagereaction(self, given: Mapping[str, Any]) -> bool:
        message = self._existing(self._open(given), given, "message to react not found")
        message["reaction"] = json.loads(given.get("reaction", "[]"))
        return True

    def _answercallbackquery(self, given: Mapping[str, Any]) -> bool:
        asked = self.presses.pop(str(given["callback_query_id"]), None)
        if asked is None or self.clock() - asked > PRESS_SECONDS:
            raise deny("query is too old and response timeout expired or query ID is invalid")
        return True

    def _getchat(self, given: Mapping[str, Any]) -> Json:
        gifts = dict.fromkeys(_GIFTS, False)
        about = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}
        return self._open(given).shape() | about

    def _getchatmember(self, given: Mapping[str, Any]) -> Json:
        chat, user_id = self._open(given), int(given["user_id"])
        if user_id == BOT["id"]:
            return self._own_membership(chat)
        status = chat.members.get(user_id, "left")
        user = self.people.get(user_id, {"id": user_id, "is_bot": False, "first_name": "?"})
        return {"status": status, "user": user, **({"until_date": 0} if status == "kicked" else {})}

    def _own_membership(self, chat: Chat) -> Json:
        if not any(chat.rights.values()):
            return {"status": "member", "user": BOT}
        names = """can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats
            can_restrict_members can_promote_members can_change_info can_invite_users can_post_stories
            can_edit_stories can_delete_stories""".split()  # noqa: SIM905
        return {"status": "administrator", "user": BOT} | dict.fromkeys(names, False) | chat.rights

    def _leavechat(self, given: Mapping[str, Any]) -> bool:
        self._open(given).left = True
        return True

    def _setmycommands(self, given: Mapping[str, Any]) -> bool:
        self.commands[f"{given.get('scope', '')}|{given.get('language_code', '')}"] = json.loads(
            given["commands"]
        )
        return True

    def _getmycommands(self, given: Mapping[str, Any]) -> Any:
        return self.commands.get(f"{given.get('scope', '')}|{given.get('language_code', '')}", [])

    def _deletemycommands(self, given: Mapping[str, Any]) -> bool:
        self.commands.pop(f"{given.get('scope', '')}|{given.get('language_code', '')}", None)
        return True

    def _setwebhook(self, given: Mapping[str, Any]) -> bool:
        self.webhook |= {
            "url": given["url"],
            "allowed_updates": json.loads(given.get("allowed_updates", "[]")),
        }
        return True

    def _deletewebhook(self, _: Mapping[str, Any]) -> bool:
        self.webhook["url"] = ""
        return True

    def _getwebhookinfo(self, _: Mapping[str, Any]) -> Json:
        return self.webhook | {"pending_update_count": len(self.updates)}

    def _getfile(self, given: Mapping[str, Any]) -> Json:
        file_id = str(given["file_id"])
        if file_id not in self.files:
            raise deny("wrong file_id or the file is temporarily unavailable")
        about = {"file_id": file_id, "file_unique_id": file_id, "file_size": len(self.files[file_id])}
        return about | {"file_path": f"documents/{file_id}"}

    # helpers

    def _open(self, given: Mapping[str, Any]) -> Chat:
        chat = self.chats.get(int(given["chat_id"]))
        if chat is None:
            raise deny("chat not found")
        if chat.moved_to is not None:
            raise Denied(migrated(chat.moved_to))
        if chat.left:
            raise Denied(Fault("answer", 403, "Forbidden: bot is not a member of the supergroup chat"))
        if chat.blocked:
            raise Denied(blocked_by_user())
        return chat

    def _forum(self, given: Mapping[str, Any]) -> Chat:
        chat = self._open(given)
        if not chat.forum:
            raise deny("the chat is not a forum")
        self._need(chat, "can_manage_topics", "not enough rights to manage topics")
        return chat

    def _need(self, chat: Chat, right: str, description: str) -> None:
        if chat.type != "private" and not chat.rights.get(right):
            raise deny(description)

    def _topic(self, chat: Chat, given: Mapping[str, Any]) -> Json:
        topic = chat.threads.get(int(given["message_thread_id"]))
        if topic is None:
            raise deny("TOPIC_ID_INVALID")
        return topic

    def _existing(self, chat: Chat, given: Mapping[str, Any], description: str) -> Json:
        message = chat.messages.get(int(given["message_id"]))
        if message is None:
            raise deny(description)
        return message

    def _keep(self, chat: Chat, said: str, given: Mapping[str, Any]) -> Json:
        """Stores a message of the bot and gives it back as Telegram would."""
        thread = int(given["message_thread_id"]) if "message_thread_id" in given else None
        if thread is not None and thread not in chat.threads:
            raise deny("message thread not found")
        message = self._message(chat, BOT, said, thread)
        markup = self._markup(given)
        if markup:
            message["reply_markup"] = markup
        if given.get("protect_content") == "true":
            message["has_protected_content"] = True
        chat.messages[message["message_id"]] = message
        return message

    def _markup(self, given: Mapping[str, Any]) -> Json | None:
        markup = json.loads(given["reply_markup"]) if "reply_markup" in given else {}
        return markup if "inline_keyboard" in markup else None
