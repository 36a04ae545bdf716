"""Which queue a call goes to, who is first, and what is told to those who wait."""
