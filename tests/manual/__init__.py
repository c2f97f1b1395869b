"""The manual: its references made of the code, its examples tried, its pictures taken.

``python -m tests.manual`` writes the references anew; ``python -m tests.manual.pictures`` the pictures.
"""
