"""The brief: two printed pages of plain sentences, of what a release says and nothing else.

This is the frame, which knows no kind of study. A kind makes a `model.Brief` of its released
result with a `grammar.Grammar`, and `page.brief_page` sets it out.
"""
