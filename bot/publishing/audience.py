"""Finding the households a new document concerns, and the private messages that tell each what changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.publishing.effects import effect_on, told
from bot.storage.audience import AudienceStore
from bot.storage.database import Database
from bot.storage.outbox import Draft, Priority
from bot.storage.profiles import Profile, Profiles
from bot.storage.publications import Publication
from policy_kb.calculation.loading import rule_of
from policy_kb.calculation.model import Subsidy
from policy_kb.knowledge_base import KnowledgeBase
from policy_kb.lexicon import Lexicon
from policy_kb.model import FactValue

KIND = "policy_change"
_TELEGRAM = "telegram"


@dataclass(frozen=True)
class Concerned:
    """The messages to send, and counts for officials, who never see people."""

    drafts: tuple[Draft, ...]
    counts: Mapping[str, int]


def campaign_of(number: int) -> str:
    """Name the messages of a publication, to count and to cancel them."""
    return f"publication:{number}"


def concerned(database: Database, kb: KnowledgeBase, publication: Publication, day: date) -> Concerned:
    """Assess every household of the place that lets us keep its facts, before and after."""
    before = [rule for rule in kb.subsidies.values() if rule.document in publication.supersedes]
    after = confirmed_rules(publication, kb)
    homes = [p for p in Profiles(database).consenting() if p.region and p.facts and kb.divisions.lies_in(p.region, publication.region)]
    lexicon = kb.lexicon.with_facts(fact for rule in after for fact in rule.facts)
    counts: Counter[str] = Counter(assessed=len(homes), better=0, worse=0, told=0, unreached=0)
    messages: dict[str, str] = {}
    for home in homes:
        effect = effect_on(_known(home, lexicon), before, after, day)
        if effect:
            counts["better" if effect.gain > 0 else "worse" if effect.gain < 0 else "otherwise"] += 1
            messages[home.person_id] = told(effect, str(publication.meta["title"]), lexicon)
    drafts = _drafts(database, messages, publication.id)
    counts["told"], counts["unreached"] = len(drafts), len(messages) - len(drafts)
    return Concerned(drafts, dict(counts))


def confirmed_rules(publication: Publication, kb: KnowledgeBase) -> list[Subsidy]:
    """Make the rules of a publication that a person has confirmed."""
    return [rule_of(rule.id, rule.data, kb.lexicon) for rule in publication.rules if rule.is_confirmed]


def _known(home: Profile, lexicon: Lexicon) -> dict[str, FactValue]:
    return {name: value for name, value in home.facts.items() if name in lexicon.facts}


def _drafts(database: Database, messages: Mapping[str, str], number: int) -> tuple[Draft, ...]:
    """Address the messages to the private chats of their people; who has none cannot be told unasked."""
    with database.session() as session:
        channels = AudienceStore(session).channels(messages)
    return tuple(
        Draft(
            chat_id=int(external), text=text, priority=Priority.BULK, kind=KIND, person_id=person_id,
            campaign=campaign_of(number), dedupe_key=f"{campaign_of(number)}:{person_id}",
        )
        for person_id, text in messages.items()
        for channel, external in (channels.get(person_id, ("", "")),)
        if channel == _TELEGRAM and not external.startswith("-")
    )  # fmt: skip
