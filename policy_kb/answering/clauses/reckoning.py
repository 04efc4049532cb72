"""Working out what clauses give the figures for: several things together, how much more one is, how many times as much."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from policy_kb.answering.clauses.phrases import say
from policy_kb.matching.asked import asks, latest
from policy_kb.search import normalise
from policy_kb.wording import plain

SHORTEST_NAME = 2
# No 元: sums of money stand in tiers and alternatives as often as side by side, and what is paid is the calculator's to say.
_COUNT = r"(?P<number>\d[\d.]*)(?P<unit>[万亿]?(?:千瓦|人次|平方米|公里|[个家户人亩头只座项名村县场次吨%]))(?P<above>以上)?"
_FIGURE = re.compile(rf"(?<![\d.])(?<!\d[\-~—至到]){_COUNT}(?![\-~—]?\d)")
_LISTED = re.compile(rf"(?P<names>[^,。;:]+?)分别[^,。;:]*?(?<!\d)(?P<figures>(?:{_COUNT.replace('?P<', '?P<one_')}[、和及与]?){{2,}})")
_BREAK = re.compile(r"[、,。;:()的和及与]")
_AND = re.compile("[、和及与]")
_VERB = re.compile(r"(?:要|将|应)?(?:达到|增加到?|增长到?|提高到?|建成|培育|认定|打造|创建|建设|筛选|为|至|到|有|共)了?$")
_SINCE = re.compile(r"比?20\d\d年[底末初]?$")
_YEAR = re.compile(r"(20\d\d)年?")
_HAN_COUNT = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_ALL_OF_THEM = re.compile(r"([两二三四五六])(?:类|种|项|样|者|个方面)")


@dataclass(frozen=True)
class Figure:
    """A figure of a quote and the name of what it counts."""

    name: str
    number: Decimal
    unit: str
    is_least: bool = False
    is_listed: bool = False  # 贫困地区蔬菜、食用菌: what is common to all is said before the first or behind the last
    ends_a_list: bool = False

    @property
    def text(self) -> str:
        """Write the figure as the clause does."""
        return plain(self.number) + self.unit


def reckoned(text: str, quotes: Sequence[str], before: str = "") -> str:
    """Return what a question wants worked out from the figures of the quotes, with the arithmetic; else nothing.

    `before` is the question this one goes on from: another year (到2020年末的合计呢) is asked of the things named there.
    """
    said = normalise(latest(text))
    texts = [normalise(quote) for quote in quotes]
    if _asks_another_year(said, before, texts):
        said = _YEAR.sub("", normalise(before)) + said
    if asks("together", said) and (together := _sum(said, texts)):
        return together
    way = _times if asks("times", said) else _difference if asks("difference", said) else None
    pair = _compared(said, texts) if way else None
    return way(*pair) if way and pair else ""


def _asks_another_year(said: str, before: str, texts: Sequence[str]) -> bool:
    """Say whether a question only names another year for what the one before wanted added up."""
    names_things = any(_is_named(figure, said) for text in texts for figure in figures(text))
    return bool(before and _YEAR.search(said)) and asks("together", normalise(before)) and not names_things


def _sum(said: str, texts: Sequence[str]) -> str:
    for text in _of_the_years(said, texts):
        found = list(figures(text))
        named = [figure for figure in found if _is_named(figure, said)] or _all_of_them(said, found)
        is_once = len({figure.name for figure in named}) == len(named)  # one name twice is a tier or another year
        if len(named) > 1 and is_once and len({figure.unit for figure in named}) == 1:
            total = Figure("", sum((figure.number for figure in named), Decimal(0)), named[0].unit)
            working = " + ".join(figure.text for figure in named) + f" = {total.text}"
            above = any(figure.is_least for figure in named)
            return say("reckoned_sum", result=say("reckoned_above", figure=total.text) if above else total.text, working=working)
    return ""


def _difference(first: Figure, second: Figure) -> str:
    more, less = sorted((first, second), key=lambda figure: -figure.number)
    rest = Figure("", more.number - less.number, more.unit)
    return say("reckoned_more", result=rest.text, working=f"{more.text} - {less.text} = {rest.text}") if rest.number else ""


def _times(first: Figure, second: Figure) -> str:
    more, less = sorted((first, second), key=lambda figure: -figure.number)
    if not less.number or more.number % less.number:
        return ""
    times = f"{plain(more.number / less.number)}倍"
    return say("reckoned_times", result=times, working=f"{more.text} ÷ {less.text} = {times}")


def _compared(said: str, texts: Sequence[str]) -> tuple[Figure, Figure] | None:
    """Return the two figures a question compares: of one thing in two years, or of two things in one sentence; none that says 以上."""
    years = _YEAR.findall(said)
    if len(set(years)) > 1:
        told = [[f for f in figures(text) if _is_named(f, said)] for text in _of_the_years(said, texts)]
        pair = [found[0] for found in told if len(found) == 1]
        is_one_thing = len(pair) == len(told) == len(set(years)) == 2 and pair[0].name[-SHORTEST_NAME:] == pair[1].name[-SHORTEST_NAME:]
    else:
        pair = [f for text in _of_the_years(said, texts)[:1] for f in figures(text) if _is_named(f, said)]
        is_one_thing = len(pair) == 2
    if not is_one_thing or pair[0].unit != pair[1].unit or any(figure.is_least for figure in pair):
        return None
    return pair[0], pair[1]


def _of_the_years(said: str, texts: Sequence[str]) -> list[str]:
    """Return the quotes of the years a question names, all of them where it names none."""
    years = set(_YEAR.findall(said))
    return [text for text in texts if not years or years.intersection(_YEAR.findall(text))]


def _all_of_them(said: str, found: Sequence[Figure]) -> list[Figure]:
    """Return all the figures where a question speaks of just so many kinds (这三类加起来)."""
    hit = _ALL_OF_THEM.search(said)
    return list(found) if hit and _HAN_COUNT[hit[1]] == len(found) else []


def _is_named(figure: Figure, said: str) -> bool:
    """Say whether a question names what a figure counts: by the last letters of its name, which say what it is."""
    name = figure.name
    parts = [name[: len(name) - at] for at in range(len(name))] if figure.ends_a_list else [name[at:] for at in range(len(name))]
    longest = next((part for part in parts if part in said), "")
    return len(longest) >= (SHORTEST_NAME if len(name) <= 2 * SHORTEST_NAME or figure.is_listed else SHORTEST_NAME + 1)


def figures(text: str) -> Iterator[Figure]:
    """Yield the figures of a normalised sentence with what each counts, in order."""
    at = 0
    for listed in _LISTED.finditer(text):
        yield from _plain_figures(text[at : listed.start()])
        names = [name for name in _AND.split(listed["names"]) if name]
        counts = list(_FIGURE.finditer(listed["figures"]))
        if len(names) == len(counts):
            both = zip(names, counts, strict=True)
            yield from (_figure(name, count, is_listed=True, ends_a_list=name is names[-1]) for name, count in both)
        at = listed.end()
    yield from _plain_figures(text[at:])


def _plain_figures(text: str) -> Iterator[Figure]:
    """Yield figures whose thing stands right before them (合作社达到400个) or behind (2个以上示范县)."""
    for count in _FIGURE.finditer(text):
        before = _SINCE.sub("", _VERB.sub("", _BREAK.split(text[: count.start()])[-1]))
        behind = _BREAK.split(text[count.end() :])[0]
        is_told_before = _VERB.search(text[: count.start()]) is not None and len(before) >= SHORTEST_NAME
        name = before if is_told_before and not behind else behind or before
        if len(name) >= SHORTEST_NAME:
            yield _figure(name, count)


def _figure(name: str, count: re.Match[str], *, is_listed: bool = False, ends_a_list: bool = False) -> Figure:
    return Figure(name, Decimal(count["number"]), count["unit"], bool(count["above"]), is_listed, ends_a_list)
