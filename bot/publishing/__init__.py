"""Publishing policies: taking a document in, comparing it with what was, telling whom it concerns."""
