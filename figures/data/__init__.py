"""Results too slow to compute at each drawing, and pictures: each beside the module that reads it.

``coins.py`` reads ``coins.npz``, and ``recipes/coins.py`` made that; a recipe may need the
``figures`` extra, reading needs NumPy alone. Each module says whose the data are and on what terms.
"""
