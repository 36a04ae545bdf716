"""What an operator registers in a contact, and the contact's outcome."""
