"""Start without TensorFlow: importing it takes longer than everything else, and our model does not use it."""

from __future__ import annotations


def leave_tensorflow_out() -> None:
    """Leave TensorFlow out if that can be done."""
