"""Everything the knowledge base says in Chinese: numbers, sums, sources."""

from policy_kb.wording.numbers import amount_text, money, plain, quantity, quantity_text, say, step_text, words
from policy_kb.wording.sources import source_lines

__all__ = ["amount_text", "money", "plain", "quantity", "quantity_text", "say", "source_lines", "step_text", "words"]
