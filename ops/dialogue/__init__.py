"""The designer's desk: check the dialogue's files, test its stories, draw it, and chat with what it does laid open."""
