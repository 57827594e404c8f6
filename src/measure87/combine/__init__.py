"""Published figures in, regional and global estimates out."""
