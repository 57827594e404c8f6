"""What a questionnaire of our own supports, measure by measure."""
