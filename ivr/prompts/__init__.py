"""What the caller hears: the wording of every prompt, the grammar of its values, its sound.

A dialogue names a key and values and knows nothing of this room; here nothing is known of
dialogues, calls or Asterisk beyond the name a sound file has for it.
"""
