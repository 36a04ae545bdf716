"""The hotline's conversations: engine, grammars, dialogues, prompts, and the channels to callers.

No web pages here.
"""
