"""Where a question goes that no rule and no clause answers straight away."""
