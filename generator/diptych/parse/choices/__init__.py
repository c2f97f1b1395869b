"""Questions to choose from: what is offered, and which of it is right."""
