"""`/stats`: what an official's own place asks about, and what nobody could answer; numbers and wordings, never people."""

from __future__ import annotations

from bot.calls import Told
from bot.messages import Reply
from bot.people.service import Staff
from bot.storage.profiles import Profiles
from bot.storage.questions import UnansweredQuestions
from bot.texts import Texts
from policy_kb.regions import Divisions

_QUESTIONS_SHOWN = 8


class StatisticsCommand:
    """Tells an official how Fuwen is used in their division and below."""

    def __init__(self, staff: Staff, profiles: Profiles, questions: UnansweredQuestions, places: Divisions, texts: Texts) -> None:
        self._staff, self._profiles, self._questions = staff, profiles, questions
        self._places, self._texts = places, texts

    def tell(self, person_id: str, _told: Told) -> list[Reply]:
        """Count the people of the division and list the questions nobody could answer, most asked first."""
        official = self._staff.get(person_id)
        if official is None:
            return [Reply(self._texts.say("statistics.officials_only"))]
        people = sum(count for region, count in self._profiles.regions().items() if self._places.lies_in(region, official.region))
        open_questions = [q for q in self._questions.waiting() if q.region and self._places.lies_in(q.region, official.region)]
        lines = [self._texts.say("statistics.question", text=q.text, count=q.count) for q in open_questions[:_QUESTIONS_SHOWN]]
        place = self._places[official.region].name
        head = self._texts.say("statistics.head", place=place, people=people, questions=len(open_questions))
        return [Reply("\n".join([head, *lines]))]
