"""One figure a file: ``compute`` gets the numbers, ``draw`` puts them on paper."""
