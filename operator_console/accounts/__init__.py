"""The accounts of all operators, for administrators."""
