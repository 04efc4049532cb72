"""Reading a policy question and quoting clauses: kinds of question, parts, sentences, lists, permissions."""
