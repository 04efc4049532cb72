"""What people ask for and no document writes: read from the question, and said to be missing."""
