"""The page of every quantified provision: where it stands, what it pays, which rule holds it, which example proves it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from policy_kb.calculation.model import Example, Item, Subsidy, Verdict
from policy_kb.lexicon import Lexicon
from policy_kb.model import DocumentMeta
from policy_kb.wording.numbers import money
from policy_kb.wording.rates import rate_text

_HEAD = """# Every quantified provision

Written by `python -m policy_kb generate` from `policy_kb/subsidies/*.yml`; a test fails when it is stale.
Each figure is checked against the clause it names (`python -m policy_kb check`), each example runs as a test.
"""
_STOPPED = (Verdict.NOT_IN_FORCE.value, Verdict.NOT_ELIGIBLE.value)
_COLUMNS = "| Clause | Provision | Rule | Item | An example that tells it |\n|---|---|---|---|---|"


def provisions_page(rules: Iterable[Subsidy], metas: Mapping[str, DocumentMeta], lexicon: Lexicon) -> str:
    """Write the page, one table a document."""
    by_document: dict[str, list[Subsidy]] = {}
    for rule in rules:
        by_document.setdefault(rule.document, []).append(rule)
    return "\n".join([_HEAD, *(_section(metas[slug], group, lexicon) for slug, group in sorted(by_document.items()))])


def _section(meta: DocumentMeta, rules: list[Subsidy], lexicon: Lexicon) -> str:
    rows = [_row(rule, item, lexicon) for rule in rules for version in rule.versions for item in version.items]
    rows += [_cap_row(rule, cap.source.clause, money(cap.yuan)) for rule in rules for version in rule.versions for cap in version.caps]
    return "\n".join([f"## {meta.title} ({meta.issued_on})\n", _COLUMNS, *rows, ""])


def _row(rule: Subsidy, item: Item, lexicon: Lexicon) -> str:
    cells = (item.source.clause, rate_text(item, {}, lexicon), f"`{rule.id}.yml`", f"`{item.id}`", _example(rule, item))
    return "| " + " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in cells) + " |"


def _cap_row(rule: Subsidy, clause: str, cap: str) -> str:
    capped = next((e.name for e in rule.examples if "cap" in e.name), "")
    return f"| {clause} | {cap} | `{rule.id}.yml` | cap | {capped} |"


def _example(rule: Subsidy, item: Item) -> str:
    """Return the example that names the item or uses its fact; the only item of a rule takes the first that pays."""
    uses = set(item.formula.uses)
    own = [e for e in rule.examples if item.id in e.expect]
    used = [e for e in rule.examples if uses & set(e.facts) and e.expect.get("verdict") not in _STOPPED]
    alone = all(len(version.items) == 1 for version in rule.versions)
    rest = [e for e in rule.examples if e.expect.get("verdict") not in _STOPPED] if alone else []
    return next((_written(example) for example in (*own, *used, *rest)), "")


def _written(example: Example) -> str:
    expect = ", ".join(f"{key} {value}" for key, value in example.expect.items())
    return f"{example.name}: {expect}"
