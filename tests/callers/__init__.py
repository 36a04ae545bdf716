"""The caller of ours, alone, against a far end in the same process, and against a real Asterisk."""
