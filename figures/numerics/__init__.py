"""Pure functions on arrays: no drawing, no input or output, arguments never changed."""
