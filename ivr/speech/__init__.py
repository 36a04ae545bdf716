"""Hearing a caller: a media server which plays a question's prompt and listens to the answer.

Asterisk brings the audio, one question at a time; an AGI server says what to play and what to
listen for, and gets the answer as words or keys. What the words mean is the grammars' matter; no
dialogue knows of this room.
"""
