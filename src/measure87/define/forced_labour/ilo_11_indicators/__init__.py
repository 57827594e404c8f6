"""The eleven ILO indicators of forced labour: a screening profile, never a prevalence."""
