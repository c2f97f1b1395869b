"""What stands beside questions and belongs on no card: navigation, closings, marks of tools."""
