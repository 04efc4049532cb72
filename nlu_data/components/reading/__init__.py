"""Reading facts in a sentence: places, things with quantities, who speaks, what they are."""
