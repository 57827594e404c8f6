"""Who is on which lists: from tables of counts or persons to one table of histories."""
