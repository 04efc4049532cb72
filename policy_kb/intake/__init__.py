"""Taking in new documents: a file to text, a text to a proposal a person can check."""

from policy_kb.intake.drafts import DraftRule
from policy_kb.intake.proposal import GIVEN_KEYS, Proposal, propose
from policy_kb.intake.reading import IntakeText, read_file

__all__ = ["GIVEN_KEYS", "DraftRule", "IntakeText", "Proposal", "propose", "read_file"]
