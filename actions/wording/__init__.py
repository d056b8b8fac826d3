"""How the bot words what it found: 해요체, short, warm, and nothing but what the row says.

Pure functions from values to Korean text; fixed sentences stand in ``domain.yml``. At most one exclamation mark and one
picture a reply, at most 500 characters.
"""
