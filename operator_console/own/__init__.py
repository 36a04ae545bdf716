"""What everybody sees and changes of the own account."""
