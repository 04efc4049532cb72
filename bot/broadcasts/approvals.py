"""The second person: who may approve a broadcast, and how they are asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.broadcasts.rights import Rights
from bot.broadcasts.wording import BroadcastWording
from bot.messages import Button
from bot.people.audit import SHELL
from bot.people.roles import Official, acts_in
from bot.storage.audience import AudienceStore
from bot.storage.broadcasts import BroadcastRow
from bot.storage.database import Database
from bot.storage.outbox import MAX_TEXT_LENGTH, Draft, Outbox, Priority

_CHANNEL = "telegram"
_KIND = "approval"


class Approvals:
    """Asks officials for their consent, and tells them of each other's."""

    def __init__(
        self, database: Database, outbox: Outbox, officials: Callable[[], Sequence[Official]], rights: Rights, wording: BroadcastWording
    ) -> None:
        self._database, self._outbox, self._officials = database, outbox, officials
        self._rights, self._wording = rights, wording

    def ask(self, row: BroadcastRow, preview: str, by: str) -> list[str]:
        """Ask everybody who may approve a broadcast; return the names of those who were asked."""
        others = [o for o in self._officials() if o.person_id != by and acts_in(o, row.region, self._rights.places)]
        chats = self._chats(others)
        says = self._wording.texts.say
        name = self._name(self._rights.official(by))
        text = f"{says('commands.ask', name=name)}\n{preview}"[:MAX_TEXT_LENGTH]
        buttons = tuple(self._wording.button(deed, row.id) for deed in ("approve", "test", "cancel"))
        asked = [official for official in others if official.person_id in chats]
        drafts = [self._draft(chats[o.person_id], o.person_id, text, f"{row.campaign}:ask:{o.person_id}", buttons) for o in asked]
        self._outbox.enqueue(*drafts)
        return [self._name(official) for official in asked]

    def tell_creator(self, row: BroadcastRow, by: str) -> None:
        """Tell whoever made a broadcast that it was approved."""
        creator = None if row.created_by in (by, SHELL) else self._rights.official(row.created_by)
        chats = self._chats([creator] if creator else [])
        if creator and creator.person_id in chats:
            text = self._wording.texts.say("commands.told", id=row.id)
            self._outbox.enqueue(self._draft(chats[creator.person_id], creator.person_id, text, f"{row.campaign}:told", ()))

    def _chats(self, officials: Sequence[Official]) -> dict[str, int]:
        with self._database.session() as session:
            found = AudienceStore(session).channels(official.person_id for official in officials)
        return {person: int(external) for person, (channel, external) in found.items() if channel == _CHANNEL}

    def _name(self, official: Official | None) -> str:
        return (official.name if official else "") or self._wording.texts.say("commands.someone")

    def _draft(self, chat_id: int, person_id: str, text: str, key: str, buttons: tuple[Button, ...]) -> Draft:
        # A colleague waits for it: it does not wait for morning.
        return Draft(chat_id, text, Priority.REMINDER, _KIND, person_id, dedupe_key=key, ignore_quiet_hours=True, buttons=buttons)
