"""Customers found by whatever an operator types into one box, forgiving and fast.

`typed` reads an address as people type it, `numbers` completes an account number, `words` knows
how names are written amiss: these are pure. `index` keeps the words of customers' names, `find`
asks the database and ranks what it finds. What may be shown of it is decided elsewhere.
"""
