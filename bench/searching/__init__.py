"""Search engines side by side over a corpus that grows."""
