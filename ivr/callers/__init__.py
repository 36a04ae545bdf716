"""A telephone of ours: calls the hotline over SIP, presses keys, hears which prompts were played.

Here: SIP and RTP as far as one caller needs them, and the ear that turns audio back into clips.
Not here: what a dialogue should say, and anything of Asterisk's own.
"""
