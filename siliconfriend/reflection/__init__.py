"""What is written about the past: days in brief, what they show of the person, and the portrait made from them."""
