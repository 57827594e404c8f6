"""The languages of reports and tables: their texts, and how each writes numbers and dates."""
