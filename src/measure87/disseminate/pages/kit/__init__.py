"""What all pages are made with: words of a language, marks for print, charts, templates, style."""
