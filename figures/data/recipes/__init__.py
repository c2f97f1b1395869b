"""How the data were made: ``python -m figures.data.recipes.NAME`` writes ``data/NAME.npz`` anew."""
