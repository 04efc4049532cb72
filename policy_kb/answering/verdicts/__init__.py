"""Yes or no: an answer begins with a verdict only where the question's claim and the clause's rule can truly be compared."""

from __future__ import annotations

from policy_kb.answering.verdicts.deciding import Reading, Verdict, decide
from policy_kb.answering.verdicts.limits import AGE, units_claimed, units_limited
from policy_kb.answering.verdicts.putting import Form, form_of

__all__ = ["AGE", "Form", "Reading", "Verdict", "decide", "form_of", "units_claimed", "units_limited"]
