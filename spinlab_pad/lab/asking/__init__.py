"""What is asked on the overlay: questions, the menu and its pages."""
