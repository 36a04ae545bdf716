"""Who somebody is and what they may see; what a browser may do with a page.

Everything that keeps strangers out of a page is here; rules of accounts are `models.operators`.
"""
