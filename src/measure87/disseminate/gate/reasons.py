"""Why a figure is not shown, or not all of it: the flags that it gets."""

FEW_RESPONDENTS = "few-respondents"
CONFIDENTIAL = "confidential"
IN_BRACKETS = "in-brackets"
UNKNOWN_NOT_SHOWN = "unknown-not-shown"
