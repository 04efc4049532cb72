"""What can go wrong in the knowledge base.

* PolicyKbError
  + DataFileError        an editor must fix a file          (path, line, problem, hint)
  + UnknownDocument      no document has this slug           (slug)
  + UnknownSubsidy       nobody wrote this rule              (slug, nearest)
  + UnknownFact          the lexicon has no such fact        (fact)
  + WrongFact            a value has the wrong type          (fact, expected)
  + UnreadableFile       an official handed in something we cannot read (reason, hint)
"""

from __future__ import annotations

from pathlib import Path


class PolicyKbError(Exception):
    """The root of everything the knowledge base raises."""


class DataFileError(PolicyKbError):
    """A data file is wrong; the message names the place, the problem and the remedy."""

    def __init__(self, path: Path | str, problem: str, hint: str, line: int | None = None) -> None:
        place = f"{path}:{line}" if line else str(path)
        super().__init__(f"{place}: {problem}. {hint}")
        self.path, self.line, self.problem, self.hint = Path(path), line, problem, hint


class UnknownDocument(PolicyKbError):
    """No document has this slug."""


class UnknownSubsidy(PolicyKbError):
    """No rule has this slug."""


class UnknownFact(PolicyKbError):
    """The lexicon has no such fact."""


class WrongFact(PolicyKbError):
    """A fact's value has another type than the lexicon says."""


class UnreadableFile(PolicyKbError):
    """A file handed in cannot be read; `args[0]` says why and what to do, in the official's language."""
