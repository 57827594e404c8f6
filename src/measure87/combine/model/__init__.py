"""The model that turns published country figures into estimates for all countries.

`figures` and `hierarchy` hold what goes in; `parts` says which parts of the model the figures
can carry; `terms`, `country_blocks` and `marginal` are the equations; `priors` and `sampling`
draw the few scales they depend on; `paths` and `leave_out` draw countries given these.
"""
