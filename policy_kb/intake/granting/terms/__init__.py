"""What holds beside a sum: how many are paid for at most, how long something must have lasted."""
