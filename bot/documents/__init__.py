"""Documents on paper: what they say (`sheet`), how they are printed (`printing`), as PDF and as pictures.

Pure: time is an argument, nothing is fetched; the fonts stand beside the code.
"""
