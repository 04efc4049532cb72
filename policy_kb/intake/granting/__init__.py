"""What a sentence that grants money says of its sums: for what, on what scale, up to which limit, under which words."""
