"""/broadcast for officials, the same on every channel: write, look, try, submit, approve, steer, see who was missed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.broadcasts.approvals import Approvals
from bot.broadcasts.model import BroadcastRefused, Plan, To
from bot.broadcasts.progress import BroadcastReader
from bot.broadcasts.report import Report
from bot.broadcasts.rights import Rights
from bot.broadcasts.service import BroadcastService
from bot.broadcasts.wording import BroadcastWording
from bot.calls import Call, Handler
from bot.clock import Clock, local
from bot.forms.moments import read_moment
from bot.messages import Button, Reply
from bot.people.roles import acts_in
from bot.storage.broadcasts import Stage

_MOST_LISTED = 5
_DEED_AND_NUMBER = 2


class BroadcastCommands:
    """Carries out what officials say after /broadcast."""

    def __init__(
        self, service: BroadcastService, reader: BroadcastReader, rights: Rights, approvals: Approvals, report: Report,
        wording: BroadcastWording, clock: Clock,
    ) -> None:  # fmt: skip
        self._clock = clock
        self._service, self._reader, self._rights = service, reader, rights
        self._approvals, self._report, self._wording = approvals, report, wording
        self._deeds: dict[str, Callable[[Call, int], list[Reply]]] = {
            "test": self._test, "submit": self._submit, "approve": self._approve, "pause": self._pause, "resume": self._resume,
            "cancel": self._cancel, "retry": self._retry, "status": self._status, "report": self._report_on,
            **{to.value: self._retarget(to) for to in To},
        }  # fmt: skip

    def handlers(self) -> dict[str, Handler]:
        """Return the command with its handler."""

        async def carry_out(call: Call) -> list[Reply]:
            return await asyncio.to_thread(self.answer, call)

        return {"broadcast": carry_out}

    def answer(self, call: Call) -> list[Reply]:
        """Do what was said, or say in the official's words why not; households hear that it is not for them."""
        says = self._wording.texts.say
        if self._rights.official(call.person_id) is None:
            return [Reply(says("refused.not_official"))]
        if call.is_group:
            return [Reply(says("commands.private_only"))]
        said = call.words.split()
        try:
            if len(said) == _DEED_AND_NUMBER and said[0] in self._deeds and said[1].isdecimal():
                return self._do(said[0], call, int(said[1]))
            if said and said[0].isdecimal() and self._is_known(int(said[0])):
                return self._about(call, int(said[0]), " ".join(said[1:]))
            return self._write(call) if said else self._list(call)
        except BroadcastRefused as refused:
            return [Reply(str(refused))]

    def _do(self, deed: str, call: Call, number: int) -> list[Reply]:
        self._rights.demand(call.person_id, self._reader.get(number).region)
        return self._deeds[deed](call, number)

    def _about(self, call: Call, number: int, words: str) -> list[Reply]:
        """Show how far a broadcast is, or take the moment at which it is to start; other words are a message that begins with a number."""
        if not words:
            return self._do("status", call, number)
        now = self._clock.now()
        moment = read_moment(words, now, day_unsaid=local(now).date())
        if moment is None:
            return self._write(call)
        self._service.schedule(number, moment, by=call.person_id)
        return self._shown(number)

    def _is_known(self, number: int) -> bool:
        try:
            return self._reader.get(number) is not None
        except BroadcastRefused:
            return False

    def _write(self, call: Call) -> list[Reply]:
        again = self._wording.texts.say("commands.again")
        first, _, rest = call.words.partition(" ")
        is_forced = first == again and bool(rest.strip())
        words = rest.strip() if is_forced else call.words
        region, text = self._place_and_text(call, words)
        file = {"kind": call.file.kind, "file_id": call.file.file_id, "name": call.file.name} if call.file else None
        try:
            number = self._service.create(Plan(region, text, attachment=file, is_forced=is_forced), by=call.person_id)
        except BroadcastRefused as refused:
            if refused.reason != "repeated" or file:
                raise
            return [Reply(str(refused), (Button(self._wording.texts.say("commands.buttons.again"), f"/broadcast {again} {words}"),))]
        return self._shown(number)

    def _place_and_text(self, call: Call, words: str) -> tuple[str, str]:
        official, places = self._rights.official(call.person_id), self._rights.places
        first, *rest = words.split(maxsplit=1)
        # A place's name at the beginning, of several of that name the one in the official's own division.
        named = [place for place in places.find(first) if acts_in(official, place.code, places)]
        if named and rest:
            return named[0].code, rest[0]
        return official.region if official else "", words

    def _list(self, call: Call) -> list[Reply]:
        official, says = self._rights.official(call.person_id), self._wording.texts.say
        mine = [row for row in self._reader.latest() if acts_in(official, row.region, self._rights.places)][:_MOST_LISTED]
        lines = [says("commands.list_head"), *(self._wording.line(row) for row in mine)] if mine else []
        return [Reply("\n".join([*lines, says("commands.how")]), tuple(self._wording.button("status", row.id) for row in mine[:1]))]

    def _shown(self, number: int) -> list[Reply]:
        row = self._reader.get(number)
        return [Reply(self._wording.preview(row, self._reader.preview(number)), self._wording.buttons(row))]

    def _retarget(self, to: To) -> Callable[[Call, int], list[Reply]]:
        def retarget(call: Call, number: int) -> list[Reply]:
            self._service.retarget(number, to, by=call.person_id)
            return self._shown(number)

        return retarget

    def _test(self, call: Call, number: int) -> list[Reply]:
        self._service.test(number, call.chat_id, by=call.person_id)
        return self._shown(number)

    def _submit(self, call: Call, number: int) -> list[Reply]:
        if not self._rights.needs_second:
            return self._approve(call, number)
        row = self._reader.get(number)
        if row.state != Stage.DRAFT:
            return self._status(call, number)
        names = self._approvals.ask(row, self._wording.preview(row, self._reader.preview(number)), by=call.person_id)
        says = self._wording.texts.say
        if not names:
            return [Reply(says("commands.nobody_to_ask"))]
        told = says("commands.submitted", names=says("report.joiner").join(names), when=self._wording.begins(row, self._clock.now()))
        return [Reply(told, (self._wording.button("status", number),))]

    def _approve(self, call: Call, number: int) -> list[Reply]:
        self._service.approve(number, by=call.person_id)
        self._approvals.tell_creator(self._reader.get(number), by=call.person_id)
        row = self._reader.get(number)
        told = self._wording.texts.say("commands.approved", id=number, when=self._wording.begins(row, self._clock.now()))
        return self._done(number, f"{told}\n{self._wording.nobody(row)}" if self._reader.preview(number).reaches_nobody else told)

    def _pause(self, call: Call, number: int) -> list[Reply]:
        self._service.pause(number, by=call.person_id)
        return self._done(number, self._wording.texts.say("commands.paused", id=number))

    def _resume(self, call: Call, number: int) -> list[Reply]:
        self._service.resume(number, by=call.person_id)
        return self._done(number, self._wording.texts.say("commands.resumed", id=number))

    def _cancel(self, call: Call, number: int) -> list[Reply]:
        unsent = self._service.cancel(number, by=call.person_id)
        key = "cancelled" if self._reader.get(number).started_at else "cancelled_before"
        return self._done(number, self._wording.texts.say(f"commands.{key}", id=number, n=unsent))

    def _retry(self, call: Call, number: int) -> list[Reply]:
        again = self._service.retry_failed(number, by=call.person_id)
        return self._done(number, self._wording.texts.say("commands.retried", id=number, n=again))

    def _status(self, call: Call, number: int) -> list[Reply]:
        return self._done(number, self._wording.status(self._reader.get(number), self._reader.status(number)))

    def _report_on(self, call: Call, number: int) -> list[Reply]:
        row = self._reader.get(number)
        return self._done(number, self._report.in_words(row, self._wording.place(row.region)))

    def _done(self, number: int, text: str) -> list[Reply]:
        return [Reply(text, self._wording.buttons(self._reader.get(number)))]
