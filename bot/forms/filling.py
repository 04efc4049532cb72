"""Filling in a form by chat: one thing asked at a time, or all in one message, the same on every channel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from bot.calls import Told, WordHandler, payload
from bot.clock import Clock
from bot.forms.model import Field, Form, Unreadable
from bot.forms.readers import Reader, Scene
from bot.messages import Button, Reply
from bot.people.roles import Official
from bot.people.service import Staff
from bot.storage.forms import OpenForm, OpenForms

LEFT_ALONE = timedelta(hours=2)
# What becomes of a form that is filled in: the official, and what they told.
Finish = Callable[[Official, OpenForm], list[Reply]]


def load_form_texts(path: Path = Path(__file__).parent / "texts.yml") -> dict[str, Any]:
    """Read what every form says."""
    texts: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return texts


@dataclass(frozen=True)
class Surroundings:
    """What the readers of values need beside the moment and the official."""

    places: Any
    knowledge: Callable[[], Any]
    readers: Mapping[str, Reader]


class Filling:
    """Leads officials through forms; each form ends in the hands of whoever registered it."""

    def __init__(self, forms: OpenForms, staff: Staff, clock: Clock, around: Surroundings, texts: Mapping[str, Any]) -> None:
        self._forms, self._staff, self._clock, self._around, self._texts = forms, staff, clock, around, texts
        self._kinds: dict[str, tuple[Form, Finish]] = {}

    def register(self, form: Form, finish: Finish) -> None:
        """Make a form known."""
        self._kinds[form.name] = (form, finish)

    def handlers(self) -> dict[str, WordHandler]:
        """Return the words that the buttons of a form carry."""
        return {"/form_set": self._set, "/form_ask": self._ask, "/form_done": self._done, "/form_drop": self._drop}

    def begin(self, official: Official, opened: OpenForm, words: str = "") -> list[Reply]:
        """Open a form, with what the first words already tell, and ask for what is missing."""
        try:
            opened = self._labelled(official, opened, words) or opened
        except Unreadable as problem:
            return [Reply(str(problem)), *self._next(official, opened)]
        return self._next(official, opened)

    def hear(self, person: str, text: str) -> list[Reply] | None:
        """Take plain words as the answer to what was asked last; None when they are for somebody else."""
        opened = self._forms.of(person, self._clock.now() - LEFT_ALONE)
        official = self._staff.get(person) if opened else None
        if opened is None or official is None:
            return None
        if text in self._texts["drop_words"]:
            return self._drop(person, Told("", {}))
        try:
            if filled := self._labelled(official, opened, text):
                return self._next(official, filled)
        except Unreadable as problem:
            return [Reply(str(problem))]
        field = self._form(opened).field(opened.asked or "")
        return self._take(official, opened, field, text) if field else None

    def _set(self, person: str, told: Told) -> list[Reply]:
        opened, official = self._opened(person)
        field = self._form(opened).field(str(told.values.get("key"))) if opened else None
        if opened is None or official is None or field is None:
            return [self._nothing_open()]
        value = told.values.get("value")
        if value is None and not field.is_needed:
            return self._next(official, replace(opened, told={**opened.told, field.key: None}))
        return self._take(official, opened, field, str(value))

    def _ask(self, person: str, told: Told) -> list[Reply]:
        opened, _official = self._opened(person)
        field = self._form(opened).field(str(told.values.get("key"))) if opened else None
        return [self._asked(person, opened, field)] if opened and field else [self._nothing_open()]

    def _done(self, person: str, told: Told) -> list[Reply]:
        opened, official = self._opened(person)
        if opened is None or official is None:
            return [self._nothing_open()]
        form, finish = self._kinds[opened.name]
        if any(field.is_needed and not opened.told.get(field.key) for field in form.fields):
            return self._next(official, opened)
        # Gone before it is carried out, so that a second tap does nothing; back again when it could not be carried out.
        self._forms.drop(person)
        try:
            return finish(official, opened)
        except ValueError as problem:
            return [Reply(str(problem)), *self._next(official, opened)]

    def _drop(self, person: str, told: Told) -> list[Reply]:
        self._forms.drop(person)
        return [Reply(self._texts["dropped"])]

    def _take(self, official: Official, opened: OpenForm, field: Field, text: str) -> list[Reply]:
        try:
            told = {**opened.told, **self._values(official, field, text.strip())}
        except Unreadable as problem:
            asked = self._asked(official.person_id, opened, field)
            return [Reply(self._texts["ask_again"].format(problem=problem, ask=asked.text), asked.buttons)]
        return self._next(official, replace(opened, told=told))

    def _labelled(self, official: Official, opened: OpenForm, text: str) -> OpenForm | None:
        """Fill in lines such as 地点：镇政府; None when any line is none of these."""
        lines = [line.replace(":", "：", 1).partition("：") for line in text.splitlines() if line.strip()]
        fields = [self._form(opened).labelled(label) for label, _, _ in lines]
        if not lines or not all(fields):
            return None
        told = dict(opened.told)
        for field, (_label, _, value) in zip(fields, lines, strict=True):
            if field and not (field.is_fixed and opened.subject):
                told |= self._values(official, field, value.strip())
        return replace(opened, told=told)

    def _values(self, official: Official, field: Field, text: str) -> dict[str, str | None]:
        if text and text == field.blank:
            return {field.key: None}
        scene = self._scene(official)
        if text in (*field.choices, *field.choices.values()):
            return {field.key: field.choices.get(text, text)}
        values: dict[str, str | None] = {field.key: self._around.readers[field.reads].read(text, scene)}
        for key, reads in field.also.items():
            try:
                values[key] = self._around.readers[reads].read(text, scene)
            except Unreadable:
                continue
        return values

    def _next(self, official: Official, opened: OpenForm) -> list[Reply]:
        missing = next((f for f in self._form(opened).fields if f.is_needed and not opened.told.get(f.key)), None)
        if missing:
            return [self._asked(official.person_id, opened, missing)]
        self._forms.keep(official.person_id, replace(opened, asked=None), self._clock.now())
        return [self._summary(official, opened)]

    def _asked(self, person: str, opened: OpenForm, field: Field) -> Reply:
        self._forms.keep(person, replace(opened, asked=field.key), self._clock.now())
        buttons = [Button(title, payload("form_set", key=field.key, value=value)) for title, value in field.choices.items()]
        if not field.is_needed:
            buttons.append(Button(field.blank or self._texts["button_blank"], payload("form_set", key=field.key, value=None)))
        return Reply(field.ask, (*buttons, Button(self._texts["button_drop"], "/form_drop")))

    def _summary(self, official: Official, opened: OpenForm) -> Reply:
        form, scene, ending = self._form(opened), self._scene(official), "_change" if opened.subject else ""
        lines = [self._texts["line"].format(label=f.label, value=self._said(f, opened.told.get(f.key), scene)) for f in form.fields]
        text = self._texts["check"].format(head=form.texts[f"head{ending}"], lines="\n".join(lines), hint=form.texts[f"hint{ending}"])
        buttons = [Button(form.texts[f"done{ending}"], "/form_done"), *self._field_buttons(form.fields, opened)]
        return Reply(text, (*buttons, Button(self._texts["button_drop"], "/form_drop")))

    def _field_buttons(self, fields: Iterable[Field], opened: OpenForm) -> list[Button]:
        titles = {True: "button_field", False: "button_field_blank"}
        return [
            Button(self._texts[titles[bool(opened.told.get(f.key))]].format(label=f.label), payload("form_ask", key=f.key))
            for f in fields
            if not (f.is_fixed and opened.subject)
        ]

    def _said(self, field: Field, value: str | None, scene: Scene) -> str:
        if value is None:
            return field.blank or str(self._texts["not_told"])
        titles = {kept: title for title, kept in field.choices.items()}
        return titles.get(value) or self._around.readers[field.reads].show(value, scene)

    def _opened(self, person: str) -> tuple[OpenForm | None, Official | None]:
        opened = self._forms.of(person, self._clock.now() - LEFT_ALONE)
        return opened, self._staff.get(person) if opened else None

    def _form(self, opened: OpenForm) -> Form:
        return self._kinds[opened.name][0]

    def _scene(self, official: Official) -> Scene:
        return Scene(self._clock.now(), official, self._around.places, self._around.knowledge, self._texts)

    def _nothing_open(self) -> Reply:
        return Reply(self._texts["nothing_open"])
