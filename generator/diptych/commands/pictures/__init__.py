"""Pictures of notes that lie on the network."""
