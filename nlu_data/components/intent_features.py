"""Turn a cut message into the features intents are told apart by."""

from __future__ import annotations

from typing import Any, List, Sequence

LONGEST_RUN = 3  # characters in a row
LONG_MESSAGE = 12


def features(tokens: Sequence[Any]) -> List[str]:
    """List the features of a message: words, neighbours, runs of characters, and how long it is.

    Words stand in their lemma, so that a place is a place and a number a number, whichever it is.
    """
    words = [token.lemma for token in tokens]
    found = [f"w:{word}" for word in words]
    found += [f"b:{left}|{right}" for left, right in zip(["^", *words], [*words, "$"], strict=True)]
    letters = ["^", *(letter for word in words for letter in ([word] if word.startswith("〈") else word)), "$"]
    for length in range(1, LONGEST_RUN + 1):
        found += ["c:" + "".join(letters[i : i + length]) for i in range(len(letters) - length + 1)]
    found.append(f"n:{min(len(words), LONG_MESSAGE) // 3}")
    return found
