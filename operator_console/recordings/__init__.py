"""The screens of recordings (P1, P2): finding, listening, legal holds, the log.

Who may hear what, and links to a sound, are `recordings.listening`'s; here they are asked for.
"""
