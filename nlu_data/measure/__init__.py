"""Measuring the understanding: classifiers against one another on a split of our own examples."""
