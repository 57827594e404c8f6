"""From classified persons to figures with their uncertainty."""
