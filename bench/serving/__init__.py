"""Starting stacks of servers, and talking to them."""
