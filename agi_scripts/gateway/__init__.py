"""The one door to Asterisk's manager interface (AMI).

Here: AMI's events become events of calls and the state of the floor; the console's wishes, if they
are on the list, become AMI's actions. Not here: what the console shows, and who may wish what.
"""
