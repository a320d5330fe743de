"""x"""
CHAPTERS = ()
