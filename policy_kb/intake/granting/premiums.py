"""What insurance costs somebody: so much a head or mu, of which the household pays a share (农户承担20%, 县财政补贴70%)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from policy_kb.intake.granting.drafting import Draft
from policy_kb.intake.granting.things import thing_of
from policy_kb.intake.messages import say
from policy_kb.intake.new_words import NewThing, everyday_words
from policy_kb.lexicon import Lexicon
from policy_kb.model import Document, Node, NodeKind
from policy_kb.parsing import clause_text

_UNIT = r"[\u4e00-\u9fff]{1,3}?"
_PREMIUM = re.compile(
    rf"(?P<name>[^，。；：\d]{{2,20}}?)[：:，]?(?:的|按)?(?P<sum>每(?P<unit>{_UNIT})(?:保费|(?:保险金额|保额)\d[\d.]*元[^。；]*?[，,](?:每(?P=unit))?保费)"
    r"(?:为|是)?(?P<yuan>\d[\d.]*)元)"
)
_SHARE = r"(?:保费的?)?(?P<share>\d+(?:\.\d+)?)[%％]"
_OWN = re.compile(rf"(?:农户|投保人|个人|贫困户|脱贫户|种植户|养殖户|自己)?(?:自[缴付负筹]|承担|负担|缴纳|交纳){_SHARE}")
_PAYER = re.compile(rf"(?:财政|政府|中央|省|自治区|市|州|县|区|旗)[^，。；、\d]{{0,8}}?(?:补[贴助]|承担|负担|配套){_SHARE}")
_LET_OFF = re.compile(r"[^。；]*(?:贫困户|建档立卡|脱贫户|监测户|监测对象|低保户)[^。；]*(?:代缴|全额|免缴|全部由)[^。；]*")
_POOR = re.compile(r"贫困户|脱贫户|建档立卡")
_HELD = re.compile(r"折扣|最高|不超过|先缴|再补")
_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class _Shares:
    """Who pays how much of a premium, and the words that say so."""

    own: Decimal
    words: str
    is_for_the_poor: bool


def premiums_of(document: Document, lexicon: Lexicon) -> Iterator[Draft]:
    """Draft what is left to pay oneself for each premium a document names with its shares."""
    seen: set[str] = set()
    parents = {child.clause: node for node in document.root.walk() for child in node.children}
    for node in document.root.walk():
        if node.kind in (NodeKind.FRONT, NodeKind.BACK, NodeKind.ROOT) or "保费" not in node.text:
            continue
        for phrase in _phrases(f"{node.title}：{node.text}" if node.title.endswith("保险") else node.text):
            for found in _PREMIUM.finditer(phrase):
                shares = _shares_of(found["name"], phrase, node, parents.get(node.clause))
                draft = shares and _draft(document, node, phrase, found, shares, lexicon)
                if draft and found[0] not in seen:
                    seen.add(found[0])
                    yield draft


def _phrases(text: str) -> list[str]:
    return [phrase for phrase in re.split(r"[。；\n]", text) if phrase]


def _shares_of(name: str, phrase: str, node: Node, parent: Node | None) -> _Shares | None:
    """Return the shares of the premium's own phrase, else the only ones of its clause, or of the clause above, if they name the thing."""
    if own := _read_shares(phrase):
        return own
    for text in (node.text, parent.text if parent else ""):
        said = [(words, shares) for words in _phrases(text) if "保" in words and (shares := _read_shares(words))]
        if said:
            words, shares = said[0]
            is_named = len(said) == 1 and any(part and part[:2] in words for part in re.split("[、和]", _bare(name)))
            return shares if is_named else None
    return None


def _read_shares(phrase: str) -> _Shares | None:
    """Read who pays how much; None where the parts do not add up to the whole."""
    own = [Decimal(found["share"]) for found in _OWN.finditer(phrase)]
    paid = [Decimal(found["share"]) for found in _PAYER.finditer(phrase) if not _is_own(found, phrase)]
    if _HELD.search(phrase.split("保费", maxsplit=1)[0]) or len(own) > 1 or not (own or paid):
        return None
    rest = _HUNDRED - sum(paid)
    if own and paid and own[0] != rest:
        return None
    share = own[0] if own else rest
    said = _OWN.search(phrase)
    whose = phrase[: said.end()].rsplit("，", maxsplit=1)[-1] if said else ""
    is_poor = bool(_POOR.search(whose) or re.match(r"(?:其中)?贫困户投保", phrase))
    return _Shares(share, phrase, is_poor) if Decimal(0) < share < _HUNDRED else None


def _is_own(found: re.Match[str], phrase: str) -> bool:
    return any(own.start() <= found.start("share") < own.end() for own in _OWN.finditer(phrase)) and "财政" not in found[0]


def _bare(name: str) -> str:
    """Return the thing insured: 购买脐橙种植保险的 is 脐橙."""
    bare = re.sub(r"^(?:其中|对|购买|参加|投保)+|[的：:]+$", "", name)
    return re.sub(r"(?:种植|养殖|完全成本|收入|政策性|特色|农业|价格|气象指数)*保险$", "", bare) or bare


def _draft(document: Document, node: Node, phrase: str, found: re.Match[str], shares: _Shares, lexicon: Lexicon) -> Draft | None:
    label = re.sub(r"^(?:其中|对|购买|参加|投保)+|[的：:]+$", "", found["name"])
    thing, _, doubt = thing_of([_bare(found["name"])], found["unit"], lexicon)
    if thing is None or doubt:
        return None
    is_named_above = found["name"] == node.title
    quote = found["sum"] if is_named_above else found[0].strip("，、：")
    item: dict[str, Any] = {"label": say("rules", "premium", name=label), "formula": "own_part", "of": thing.id, "rate": found["yuan"]}
    item |= {"percent": f"{shares.own:f}", "quote": quote, "in_total": False, "only_said": list(everyday_words("insurance"))}
    item["not_about"] = list(everyday_words("payouts"))
    if shares.words != phrase:
        item["note"] = say("rules", "note_remark", remark=shares.words.strip("，"))
    elif quote != phrase.strip("，"):
        item["quote"] = phrase[found.start("sum") if is_named_above else found.start() :].strip("，、：")
    let_off = _let_off(document, node)
    conditions = [{"fact": "registered_poor", "is": not let_off, "quote": let_off or shares.words}]
    whom = {"applies_if": conditions} if (let_off or shares.is_for_the_poor) and "registered_poor" in lexicon.facts else {}
    draft = Draft(label, node.clause, {thing.id: {**item, **whom}})
    if isinstance(thing, NewThing):
        perils = [peril for peril in everyday_words("perils") if thing.entry["names"][0].endswith(peril)]
        draft.brought[thing.id] = {**thing.entry, "names": [*thing.entry["names"], *perils[:1]]}
    return draft


def _let_off(document: Document, node: Node) -> str:
    """Return the words that let somebody off their own part, in the clause."""
    found = _LET_OFF.search(clause_text(document, node.clause))
    return found[0].strip("，。；") if found else ""
