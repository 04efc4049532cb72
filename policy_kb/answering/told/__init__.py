"""What is told whole where no one sentence answers: steps, telephone numbers, one sentence for each of two asks."""
