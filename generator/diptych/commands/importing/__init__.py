"""A deck that exists already: made a notebook, or taken over by one."""
