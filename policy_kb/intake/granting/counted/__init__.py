"""Sums counted by those a firm leads: so much for each household, at a rate their number decides."""
