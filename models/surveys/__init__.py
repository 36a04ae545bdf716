"""What callers say of the service after a talk (P6), and what it comes to. Tables and figures."""
