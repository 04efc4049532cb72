"""How a file of each kind becomes plain text: Word, PDF, web page, markdown."""
