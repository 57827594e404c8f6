"""Whether the estimates can be trusted, and what they rest on.

`exercises` predicts figures that the model has not seen, beside simple `baselines`, and `predicted`
says how well; `calibration` finds invented truths again; `sensitivity` and `moves`
say what moves when a prior, a survey or a setting is changed; `gather` states what was done;
`consultation` shows it to countries and `consultation_answers` reads what they say.
"""
