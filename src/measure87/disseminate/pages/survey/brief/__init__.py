"""The brief of a survey: which figures make a sentence, and what each sentence says."""
