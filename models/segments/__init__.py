"""What should exist of recorded calls, and what became of it: tables alone; `recordings` acts."""
